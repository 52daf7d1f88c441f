"""The visitor's corrections of what was read in a picture."""

import numpy as np
import pytest
from PIL import Image

from mnist_kmeans.ui.predict.corrections import corrected
from mnist_kmeans.ui.predict.readings import read_file
from tests.synthetic_pages import encode, write


class File:
    """A file as Streamlit returns it."""

    name, file_id = "page.png", "1"

    def __init__(self, image: Image.Image) -> None:
        self.content = encode(image, "PNG")

    def getvalue(self) -> bytes:
        return self.content


@pytest.fixture
def sheet(digits):
    rng = np.random.default_rng(0)
    return write(digits.x_test[:6], rng, rows=2, columns=3, cell=80)


@pytest.fixture
def reading(sheet):
    read = read_file(File(picture_of(sheet)))
    assert len(read.marks) == 6
    return read


def picture_of(sheet) -> Image.Image:
    return Image.fromarray(np.uint8(255 - 230 * sheet.ink))


def boxes_of(reading):
    return [mark.digit.box for mark in reading.marks]


def wanted(reading, said=None):
    return [(box, said) for box in boxes_of(reading)]


def grown(box, by=2):
    left, top, right, bottom = box
    return left - by, top - by, right + by, bottom + by


def test_the_same_boxes_change_nothing(reading):
    same = corrected(reading, wanted(reading))
    assert same.digits == reading.digits
    assert not same.is_corrected


def test_numbers_and_lines_follow_a_new_box(reading):
    boxes = boxes_of(reading)
    without = corrected(reading, [(box, None) for box in boxes if box != boxes[1]])
    assert [mark.digit.line for mark in without.marks] == [0, 0, 1, 1, 1]
    assert without.is_corrected
    drawn = grown(boxes[1])
    again = corrected(without, [*wanted(without), (drawn, None)])
    assert boxes_of(again) == [boxes[0], drawn, *boxes[2:]]
    assert [mark.digit.line for mark in again.marks] == [0, 0, 0, 1, 1, 1]
    assert [mark.by_visitor for mark in again.marks] == [False, True] + 4 * [False]
    # What is inside is what was found there.
    pixels = again.marks[1].digit.pixels
    assert np.corrcoef(pixels.ravel(), reading.digits[1].pixels.ravel())[0, 1] > 0.95


def test_a_digit_that_stays_is_not_read_again(reading):
    boxes = boxes_of(reading)
    new = corrected(reading, [(grown(boxes[0]), None), *wanted(reading)[1:]])
    assert [mark.digit for mark in new.marks[1:]] == reading.digits[1:]
    # Back in its place it is the one that was found.
    back = corrected(new, wanted(reading))
    assert back.digits == reading.digits
    assert not back.is_corrected


def test_what_the_visitor_says_is_kept_beside_the_digit(reading):
    said = corrected(reading, [(boxes_of(reading)[0], 7), *wanted(reading)[1:]])
    assert [mark.said for mark in said.marks] == [7] + 5 * [None]
    assert said.digits == reading.digits
    assert said.is_corrected
    assert not corrected(said, wanted(reading)).is_corrected


def test_a_box_without_ink_is_kept_apart(reading):
    corner = 0, 0, 12, 12
    new = corrected(reading, [*wanted(reading), (corner, 3)])
    assert new.without_ink == (corner,)
    assert boxes_of(new) == boxes_of(reading)
    assert corrected(new, wanted(new)).without_ink == ()


def test_two_boxes_in_one_place_are_one(reading):
    drawn = grown(boxes_of(reading)[0])
    new = corrected(reading, [(drawn, None), (drawn, 4)])
    assert boxes_of(new) == [drawn]
    assert new.marks[0].said == 4


def test_boxes_are_in_the_pixels_of_the_original(sheet):
    large = picture_of(sheet).resize((2400, 1800), Image.Resampling.BICUBIC)
    read = read_file(File(large))
    assert read.size == (2400, 1800)
    box = grown(boxes_of(read)[0], 8)
    (mark,) = corrected(read, [(box, None)]).marks
    assert mark.digit.box == box
    pixels = mark.digit.pixels, read.digits[0].pixels
    assert np.corrcoef(*(p.ravel() for p in pixels))[0, 1] > 0.95
    assert mark.crop.shape[2] == 3


def test_what_is_kept_of_a_large_box_is_small(sheet):
    large = picture_of(sheet).resize((2400, 1800), Image.Resampling.BICUBIC)
    (mark,) = corrected(read_file(File(large)), [((0, 0, 2400, 1800), None)]).marks
    assert max(*mark.digit.ink.shape, *mark.crop.shape) <= 112


def test_the_copy_of_a_large_photo_is_small(sheet):
    rng = np.random.default_rng(0)
    noise = rng.normal(200, 8, (3000, 4000, 3)).clip(0, 255).astype(np.uint8)
    file = File(picture_of(sheet))
    file.content = encode(Image.fromarray(noise), "JPEG")
    read = read_file(file)
    assert 0 < len(read.copy) < 1_000_000


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "I;16", "F", "1"])
def test_pictures_of_all_modes_can_be_corrected(sheet, mode):
    grey = picture_of(sheet)
    if mode in ("I;16", "F"):
        values = np.asarray(grey, np.float32) * (257 if mode == "I;16" else 1 / 255)
        image = Image.fromarray(values.astype(np.uint16 if mode == "I;16" else "f4"))
    else:
        image = grey.convert(mode)
    if mode == "RGBA":
        image.putalpha(Image.eval(grey, lambda value: 255 - value))
    file = File(grey)
    file.content = encode(image, "TIFF")
    read = read_file(file)
    box = grown(boxes_of(read)[0])
    (mark,) = corrected(read, [(box, None)]).marks
    pixels = mark.digit.pixels, read.digits[0].pixels
    assert np.corrcoef(*(p.ravel() for p in pixels))[0, 1] > 0.9


def test_what_is_no_picture_has_no_copy():
    file = File(Image.new("L", (20, 20)))
    file.content = b"no picture"
    read = read_file(file)
    assert read.error
    assert read.copy == b""


def test_on_a_turned_page_a_new_box_is_read_upright(digits):
    rng = np.random.default_rng(0)
    sheet = write(digits.x_test[:12], rng, rows=3, columns=4, cell=80)
    turned = picture_of(sheet).rotate(
        -18, Image.Resampling.BICUBIC, True, fillcolor=255
    )
    read = read_file(File(turned))
    assert len(read.marks) == 12
    drawn = grown(boxes_of(read)[0])
    upright = corrected(read, [(drawn, None), *wanted(read)[1:]]).digits[0]
    # From one box alone nothing tells how the page is turned.
    as_it_lies = corrected(read, [(drawn, None)]).digits[0]
    upright, as_it_lies = (
        np.corrcoef(digit.pixels.ravel(), read.digits[0].pixels.ravel())[0, 1]
        for digit in (upright, as_it_lies)
    )
    assert upright > 0.9
    assert as_it_lies < 0.8
