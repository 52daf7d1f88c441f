"""Sevens with a bar and ones with a foot, drawn and MNIST's."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_kmeans import read_digits
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.continental import crossed_seven, footed_one

SEVEN = [(60, 50), (150, 50), (100, 220)]
ONE = [(100, 60), (100, 220)]
FLAG = [(100, 60), (65, 95)]
FOOT = [(65, 220), (140, 220)]


def drawn(*strokes: list[tuple[int, int]], width: int = 14, lean: float = 0.0):
    """Draw strokes with a round pen and return them in MNIST's form."""
    page = Image.new("L", (240, 280), 255)
    draw = ImageDraw.Draw(page)
    for stroke in strokes:
        points = [(x + lean * (140 - y), y) for x, y in stroke]
        draw.line(points, 0, width, "curve")
        for x, y in points:
            draw.ellipse(
                (x - width / 2, y - width / 2, x + width / 2, y + width / 2), 0
            )
    (digit,) = read_digits(page)
    return digit.pixels


@pytest.mark.parametrize("width", [10, 18])
@pytest.mark.parametrize("lean", [-0.1, 0.0, 0.2])
@pytest.mark.parametrize("tilt", [-12, 0, 12])
def test_a_bar_through_the_stem_of_a_seven(width: int, lean: float, tilt: int) -> None:
    bar = [(85, 140 + tilt), (165, 140 - tilt)]
    assert crossed_seven(drawn(SEVEN, bar, width=width, lean=lean))
    assert not crossed_seven(drawn(SEVEN, width=width, lean=lean))


@pytest.mark.parametrize("serif", [(60, 90), (60, 110)])
def test_a_serif_is_no_bar(serif: tuple[int, int]) -> None:
    assert not crossed_seven(drawn([serif, *SEVEN]))


@pytest.mark.parametrize("width", [10, 18])
@pytest.mark.parametrize("lean", [-0.05, 0.0, 0.15])
def test_the_foot_of_a_one(width: int, lean: float) -> None:
    assert footed_one(drawn(ONE, FLAG, FOOT, width=width, lean=lean))
    assert not footed_one(drawn(ONE, FLAG, width=width, lean=lean))
    assert not footed_one(drawn(ONE, width=width, lean=lean))


def test_other_digits_with_a_level_foot_have_none() -> None:
    two = [(70, 90), (100, 55), (140, 80), (70, 220), (150, 220)]
    assert not footed_one(drawn(two))
    assert not footed_one(drawn(SEVEN))


@pytest.mark.parametrize("empty", [np.zeros((28, 28)), np.eye(28)[:, ::-1] * 0.3])
def test_nothing_and_what_is_faint_is_neither(empty) -> None:
    assert not crossed_seven(empty)
    assert not footed_one(empty)


@pytest.mark.mnist
def test_mnist_has_a_tenth_of_the_one_and_hardly_any_of_the_other(
    mnist: DigitData,
) -> None:
    images, labels = mnist.x_train[:20_000] / np.float32(255), mnist.y_train[:20_000]
    crossed = [crossed_seven(image) for image in images[labels == 7][:500]]
    assert 0.07 < np.mean(crossed) < 0.13
    for digit in range(10):
        footed = [footed_one(image) for image in images[labels == digit][:500]]
        assert np.mean(footed) < 0.015
