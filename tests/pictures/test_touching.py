"""Digits that touch, cut apart by what a made-up model knows."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_kmeans import read_digits


def pen(size: tuple[int, int] = (400, 200)) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("L", size, 255)
    return page, ImageDraw.Draw(page)


def bar(draw: ImageDraw.ImageDraw, left: int, top: int = 50) -> None:
    draw.rectangle((left, top, left + 11, top + 99), fill=0)


def kite(draw: ImageDraw.ImageDraw, left: int, top: int = 50, width: int = 70) -> None:
    middle, right, level = left + width // 2, left + width - 1, top + 50
    corners = [(left, level), (middle, top), (right, level), (middle, top + 99)]
    draw.polygon(corners, outline=0, width=11)


def image_of(stroke) -> np.ndarray:
    page, draw = pen()
    stroke(draw, 100)
    (digit,) = read_digits(page)
    return digit.pixels


KNOWN = np.array([image_of(bar), image_of(kite)])


def score(images: np.ndarray) -> np.ndarray:
    """Know bars and kites: 0 at a squared distance of 20, and -1 at 54."""
    assert images.dtype == np.float32
    assert images.shape[1:] == (28, 28)
    far = ((images[:, None] - KNOWN) ** 2).sum(axis=(2, 3)).min(axis=1)
    return np.log(20 / np.maximum(far, 1))


def boxes(page: Image.Image, known=score) -> list[tuple[int, ...]]:
    return [digit.box for digit in read_digits(page, score=known)]


def test_a_bar_and_a_kite_that_touch_are_two_digits() -> None:
    page, draw = pen()
    bar(draw, 89)
    kite(draw, 100)
    one, zero = read_digits(page, score=score)
    assert np.allclose(one.box, (89, 50, 101, 150), atol=5)
    assert np.allclose(zero.box, (100, 50, 170, 150), atol=6)
    assert one.cut_from == zero.cut_from == read_digits(page)[0].box
    assert one.line == zero.line == 0
    for digit, known, other in ((one, *KNOWN), (zero, *KNOWN[::-1])):
        near, far = (((digit.pixels - image) ** 2).sum() for image in (known, other))
        assert near < far / 2


def test_three_digits_that_touch_come_in_order() -> None:
    page, draw = pen()
    kite(draw, 100)
    kite(draw, 168)
    bar(draw, 237)
    found = boxes(page)
    lefts = [left for left, *_ in found]
    assert len(found) == 3
    assert np.allclose(lefts, (100, 168, 237), atol=6)


def test_without_a_score_nothing_is_cut() -> None:
    page, draw = pen()
    kite(draw, 100)
    kite(draw, 165)
    (both,) = read_digits(page)
    assert both.cut_from is None


@pytest.mark.parametrize("width", [70, 110, 140])
def test_one_wide_digit_stays_whole(width: int) -> None:
    page, draw = pen()
    kite(draw, 100, width=width)
    (zero,) = read_digits(page, score=score)
    assert zero.cut_from is None


def test_what_the_model_knows_nothing_of_stays_whole() -> None:
    page, draw = pen()
    bar(draw, 89)
    kite(draw, 100)
    assert len(boxes(page, lambda images: np.full(len(images), -9.0))) == 1


def test_digits_apart_are_as_without_a_score() -> None:
    page, draw = pen()
    bar(draw, 60)
    kite(draw, 100)
    bar(draw, 200)
    for with_score, without in zip(
        read_digits(page, score=score), read_digits(page), strict=True
    ):
        assert with_score.box == without.box
        assert np.array_equal(with_score.pixels, without.pixels)
        assert with_score.cut_from is None


@pytest.mark.parametrize("scale", [0.4, 3])
def test_boxes_are_in_the_picture_s_own_pixels(scale: float) -> None:
    page, draw = pen()
    kite(draw, 100)
    kite(draw, 168)
    size = (round(400 * scale), round(200 * scale))
    found = boxes(page.resize(size, Image.Resampling.LANCZOS))
    expected = [(100, 50, 170, 150), (168, 50, 234, 150)]
    assert np.allclose(np.array(found) / scale, expected, atol=8)


def test_boxes_are_right_on_a_turned_page() -> None:
    page, draw = pen((900, 600))
    for left in (100, 250, 400, 550):
        bar(draw, left, 120)
        bar(draw, left + 30, 420)
    kite(draw, 650, 120)
    kite(draw, 718, 120)
    turned = page.rotate(20, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    cut = [d for d in read_digits(turned, score=score) if d.cut_from is not None]
    assert len(cut) == 2
    c, s = np.cos(np.radians(20)), np.sin(np.radians(20))
    for digit, x in zip(cut, (685, 753), strict=True):
        left, top, right, bottom = digit.box
        x, y = x - 450, 170 - 300
        middle = (c * x + s * y + turned.width / 2, c * y - s * x + turned.height / 2)
        assert np.allclose(((left + right) / 2, (top + bottom) / 2), middle, atol=8)
