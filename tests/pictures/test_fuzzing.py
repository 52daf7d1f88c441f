"""Whatever is opened and read: digits or an ImageError, and no warning."""

import warnings
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from mnist_kmeans import ImageError, open_image, read_digits
from mnist_kmeans.pictures.opening import FORMATS
from tests.pictures.hand_made import drawing
from tests.synthetic_pages import encode

few = settings(max_examples=12, deadline=None, derandomize=True)
many = settings(max_examples=50, deadline=None, derandomize=True)

MODES = (
    *("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr"),
    *("HSV", "LAB", "I", "F", "I;16", "I;16B", "I;16L"),
)


def guess(images: np.ndarray) -> np.ndarray:
    """Score images at random, so that marks are cut here and there."""
    return np.random.default_rng(0).normal(-1, 2, len(images))


def check(source: bytes | Image.Image) -> None:
    """Open and read; what comes is digits in MNIST's form or an ImageError."""
    digits, said = [], None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            image = open_image(source)
            digits = read_digits(image, score=guess)
        except ImageError as error:
            said = str(error)
    assert [str(warning.message) for warning in caught] == []
    assert digits or (said or "").endswith(".")
    for digit in digits:
        assert digit.pixels.shape == (28, 28)
        assert digit.pixels.dtype == np.float32
        assert np.isfinite(digit.pixels).all()
        assert digit.pixels.min() >= 0
        assert digit.pixels.max() <= 1
        left, top, right, bottom = digit.box
        assert 0 <= left < right <= image.width
        assert 0 <= top < bottom <= image.height


@many
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    check(content)


@cache
def file(kind: str, colour: bool) -> bytes:
    image = drawing((60, 60), (20, 10, 26, 50))
    if colour or kind == "QOI":  # which has no grey
        image = image.convert("RGB")
    return encode(image, kind)


# Most of what damage does is done near the beginning, where the header is.
PLACES = st.one_of(st.integers(0, 60), st.integers(0, 10_000))


@pytest.mark.parametrize("kind", FORMATS)
@few
@given(
    colour=st.booleans(),
    changes=st.lists(st.tuples(PLACES, st.integers(0, 255)), max_size=8),
    length=st.one_of(st.just(1.0), st.floats(0, 1)),
)
@example(colour=True, changes=[], length=1.0)
def test_damaged_files_of_each_format(kind: str, colour, changes, length) -> None:
    whole = file(kind, colour)
    content = bytearray(whole[: round(length * len(whole))])
    for at, value in changes:
        if content:
            content[at % len(content)] = value
    check(bytes(content))


SIDES = st.integers(8, 40)

SHAPES = st.one_of(
    st.tuples(SIDES, SIDES),
    st.tuples(st.integers(1, 9), st.integers(1, 1500)),
    st.tuples(st.integers(1, 1500), st.integers(1, 9)),
)


@many
# A stroke of less than a pixel.
@example("I;16B", (13, 10), 1, 0)
@given(st.sampled_from(MODES), SHAPES, st.integers(0, 2**32), st.integers(0, 3))
def test_pictures_of_any_mode_size_and_shape(mode, size, seed, how) -> None:
    rng = np.random.default_rng(seed)
    n_bytes = len(Image.new(mode, size).tobytes())
    if how < 2:  # noise, or stripes of two values
        values = rng.integers(0, 256, n_bytes if how == 0 else 2, np.uint8)
        image = Image.frombytes(mode, size, np.resize(values, n_bytes).tobytes())
    else:  # one value, or a bar on it
        value = rng.integers(0, 256, len(Image.new(mode, (1, 1)).tobytes()), np.uint8)
        image = Image.frombytes(mode, size, np.resize(value, n_bytes).tobytes())
        if how == 3:
            width, height = size
            image.paste(Image.new(mode, (1 + width // 5, 1 + height // 2)), (1, 1))
    check(image)


ARRAY_SHAPES = st.tuples(SIDES, SIDES)

ARRAYS = st.one_of(
    hnp.arrays(np.uint8, ARRAY_SHAPES),
    hnp.arrays(np.uint8, ARRAY_SHAPES.map(lambda s: (*s, 3))),
    hnp.arrays(np.uint8, ARRAY_SHAPES.map(lambda s: (*s, 4))),
    hnp.arrays(np.uint16, ARRAY_SHAPES),
    hnp.arrays(np.int32, ARRAY_SHAPES),
    hnp.arrays(np.float32, ARRAY_SHAPES),
    hnp.arrays(np.bool_, ARRAY_SHAPES),
)


@many
@given(ARRAYS)
@example(np.full((20, 20), np.finfo(np.float32).max))
@example(np.full((20, 20), np.finfo(np.float32).smallest_subnormal))
@example(np.eye(20, dtype=np.float32) * np.finfo(np.float32).max)
@example(np.eye(20, dtype=np.float32) * np.finfo(np.float32).min)
@example(np.eye(20, dtype=np.int32) * np.iinfo(np.int32).min)
def test_arrays_of_any_values(values) -> None:
    check(Image.fromarray(values))
