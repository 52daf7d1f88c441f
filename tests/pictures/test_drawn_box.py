"""What is read in a box that somebody drew on a picture."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from mnist_kmeans import ImageError, read_digits
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.pictures.drawn_box import read_box
from tests.synthetic_pages import write

WIDE = 6


def page(*lines, light=None, size=(300, 200), ink=0) -> Image.Image:
    """Draw lines, each of places, in black or another grey on white."""
    picture = Image.new("L", size, 255)
    draw = ImageDraw.Draw(picture)
    for places in lines:
        draw.line(places, fill=ink, width=WIDE, joint="curve")
    if light is not None:
        picture = Image.fromarray(np.uint8(np.asarray(picture) * light))
    return picture


SEVEN = [(120, 60), (160, 60), (130, 140)]
ONE = [(200, 60), (200, 140)]


def alike(first, second) -> float:
    """Return how alike two digits are, at most 1, one perhaps a pixel off."""
    return max(
        float(np.corrcoef(np.roll(first.pixels, by, (0, 1)).ravel(), pixels)[0, 1])
        for pixels in [second.pixels.ravel()]
        for by in product((-1, 0, 1), repeat=2)
    )


def test_a_generous_box_gives_the_digit_that_the_reader_finds():
    picture = page(SEVEN, ONE)
    seven, one = read_digits(picture)
    for digit, box in ((seven, (105, 45, 180, 150)), (one, (180, 50, 220, 150))):
        read = read_box(picture, box)
        assert np.abs(np.subtract(read.box, digit.box)).max() <= 2
        assert alike(read, digit) > 0.98
        assert read.line == 0


def test_digits_of_mnist_are_read_as_well_in_a_box(digits: DigitData):
    rng = np.random.default_rng(0)
    sheet = write(digits.x_test[:12], rng, rows=3, columns=4, cell=70)
    picture = Image.fromarray(np.uint8(255 - 220 * sheet.ink))
    found = read_digits(picture)
    assert len(found) == 12
    same = []
    for digit in found:
        left, top, right, bottom = digit.box
        read = read_box(picture, (left - 3, top - 3, right + 3, bottom + 3))
        same.append(alike(read, digit))
    assert np.median(same) > 0.97
    # Blots may be thinned a little more or less.
    assert min(same) > 0.8


def test_a_shadow_over_the_box_changes_little():
    light = np.linspace(0.35, 1, 300)[None] * np.ones((200, 1))
    light[:, 140:] *= 0.7
    box = 105, 45, 180, 150
    shadowed = read_box(page(SEVEN, light=light), box)
    assert alike(shadowed, read_box(page(SEVEN), box)) > 0.95


def test_a_digit_fainter_than_its_neighbours_is_read():
    picture = page(ONE)
    faint = page(SEVEN, ink=225)
    picture.paste(faint.crop((0, 0, 180, 200)), (0, 0))
    assert len(read_digits(picture)) == 1
    read = read_box(picture, (105, 45, 180, 150))
    assert alike(read, read_digits(page(SEVEN))[0]) > 0.95


def test_light_writing_on_dark_paper_is_read():
    dark = Image.eval(page(SEVEN, ONE), lambda value: 255 - value)
    box = 105, 45, 180, 150
    assert alike(read_box(dark, box), read_box(page(SEVEN, ONE), box)) > 0.99


def test_ends_of_other_strokes_are_left_out():
    other = [(150, 100), (230, 160)]
    alone = read_box(page(ONE), (170, 45, 230, 150))
    # Its stroke ends 5 pixels inside of the box.
    poking = read_box(page(ONE, [(100, 60), (175, 60)]), (170, 45, 230, 150))
    assert poking.box == alone.box
    # One that crosses the digit is part of it.
    crossed = read_box(page(ONE, other), (170, 45, 230, 150))
    assert crossed.box != alone.box


def test_one_of_two_digits_that_touch_is_cut_at_the_box():
    picture = page(SEVEN, [(160, 60), (190, 60), (190, 140)])
    assert len(read_digits(picture)) == 1
    right = read_box(picture, (170, 45, 210, 150))
    assert right.box[0] in (170, 171)
    assert right.box[2] in (193, 194, 195)
    left = read_box(picture, (110, 45, 165, 150))
    assert alike(left, read_digits(page(SEVEN))[0]) > 0.8


def test_several_pieces_are_one_digit():
    pieces = [(120, 60), (150, 60)], [(120, 60), (120, 95)], [(150, 105), (120, 140)]
    read = read_box(page(*pieces), (100, 40, 170, 160))
    assert read.box[1] < 62
    assert read.box[3] > 138


@pytest.mark.parametrize(
    "box",
    [
        (10, 10, 90, 90),  # of paper
        (280, 180, 900, 900),
        (-50, -50, 0, 0),
        (400, 10, 500, 90),
        (150, 100, 150, 100),
        (160, 140, 120, 60),
    ],
)
def test_a_box_without_ink_is_refused(box):
    with pytest.raises(ImageError, match="There is no ink in the box"):
        read_box(page(SEVEN), box)


def test_noise_is_no_ink():
    rng = np.random.default_rng(0)
    noisy = np.clip(rng.normal(200, 6, (200, 300)), 0, 255).astype(np.uint8)
    with pytest.raises(ImageError):
        read_box(Image.fromarray(noisy), (50, 40, 130, 150))


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(-20, 320)] * 4))
def test_any_box_gives_a_digit_in_mnists_form_or_a_sentence(box):
    picture = page(SEVEN, ONE)
    try:
        digit = read_box(picture, box)
    except ImageError:
        return
    assert digit.pixels.shape == (28, 28)
    assert digit.pixels.dtype == np.float32
    assert digit.pixels.min() >= 0
    assert digit.pixels.max() <= 1
    assert digit.pixels.max() > 0.3
    left, top, right, bottom = digit.box
    assert max(0, box[0]) - 1 <= left < right <= min(300, box[2]) + 1
    assert max(0, box[1]) - 1 <= top < bottom <= min(200, box[3]) + 1
