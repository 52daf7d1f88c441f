"""Marks that are no writing, and digits that are."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_kmeans import ImageError, open_image, read_digits
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.pictures.mnist_form import Digit
from tests.pictures.no_writing import KINDS, pictures
from tests.synthetic_pages import pages


def found(content: bytes) -> list[Digit]:
    try:
        return read_digits(open_image(content))
    except ImageError:
        return []


def test_few_pictures_without_writing_give_digits_that_are_not_in_doubt() -> None:
    # Letters are writing.
    read = {
        kind: [found(content) for content in pictures(kind, 2, seed=5)]
        for kind in KINDS
        if kind != "letters"
    }
    unmarked = [
        kind
        for kind, all_digits in read.items()
        for digits in all_digits
        if any(not digit.stray for digit in digits)
    ]
    assert len(unmarked) <= 0.1 * 2 * len(read), unmarked


@pytest.mark.parametrize("kind", ["colour bars", "smooth light", "a photo"])
def test_what_clearly_is_no_writing_is_left_out(kind: str) -> None:
    numbers = [len(found(content)) for content in pictures(kind, 4, seed=6)]
    assert numbers.count(0) >= 3


@pytest.mark.mnist
def test_digits_are_rarely_in_doubt(mnist: DigitData) -> None:
    stray = [
        digit.stray
        for page in pages(mnist.x_test, mnist.y_test, 1, seed=3)
        for digit in found(page.content)
    ]
    assert len(stray) > 100
    assert np.mean(stray) < 0.04


@pytest.mark.parametrize("n", [1, 3])
def test_few_digits_on_a_page_are_not_in_doubt(n: int) -> None:
    page = Image.new("L", (n * 100, 160), 250)
    for i in range(n):
        ImageDraw.Draw(page).ellipse((100 * i + 20, 30, 100 * i + 80, 130), None, 20, 9)
    digits = read_digits(page)
    assert [digit.stray for digit in digits] == [False] * n


def test_a_blot_beside_a_digit_is_in_doubt_and_the_digit_is_not() -> None:
    page = Image.new("L", (300, 160), 250)
    draw = ImageDraw.Draw(page)
    draw.ellipse((20, 30, 80, 130), None, 20, 9)
    draw.ellipse((150, 30, 210, 130), 20)
    assert [digit.stray for digit in read_digits(page)] == [False, True]


def test_pale_blots_are_left_out() -> None:
    page = Image.new("L", (400, 300), 240)
    draw = ImageDraw.Draw(page)
    draw.ellipse((60, 60, 120, 150), 225)
    draw.ellipse((220, 100, 270, 190), 225)
    with pytest.raises(ImageError, match="No digit"):
        read_digits(page)
