"""Read what is in a box that somebody drew on a picture: `read_box`."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from mnist_kmeans.pictures.ink import Floats, find_strokes, ink_map
from mnist_kmeans.pictures.lines import EIGHT
from mnist_kmeans.pictures.mnist_form import Box, Digit, bounds, prepare
from mnist_kmeans.pictures.opening import ImageError, Source, check_size, open_image
from mnist_kmeans.pictures.parts import Part, reading_order
from mnist_kmeans.pictures.reading import (
    in_picture,
    isolated,
    page_turn,
    turned,
)
from mnist_kmeans.pictures.working_copy import large_enough, working_copy

# The least longer side of what may be a digit, as a share of the box's, and the least
# area of what comes in from outside, as a share of the largest stroke's.
_LEAST_IN_BOX = 0.08
_NO_STRAY = 0.25

_EMPTY = "There is no ink in the box. Draw it around a digit."


def read_box(image: Source, box: Box, *, degrees: float = 0.0) -> Digit:
    """Bring what is inside a box of a picture into MNIST's form, as one digit.

    It may be fainter than the other digits of its picture, a piece of what touches
    others, or several pieces.

    Parameters
    ----------
    image : PIL.Image.Image, or what `open_image` takes
    box : (left, top, right, bottom)
        In pixels of the picture. Ink beyond it is not part of the digit; the ends of
        other strokes that reach into it are left out.
    degrees : float, default=0
        By how much the page is turned clockwise, as from `lines_of_boxes`.

    Returns
    -------
    Digit
        Of line 0.

    Raises
    ------
    ImageError
        When there is no ink in the box, or the picture cannot be read.

    Examples
    --------
    >>> from PIL import Image, ImageDraw
    >>> from mnist_kmeans.pictures import read_box
    >>> page = Image.new("L", (200, 100), "white")
    >>> draw = ImageDraw.Draw(page)
    >>> draw.line([(50, 20), (50, 80)], fill="black", width=8)
    >>> draw.ellipse([120, 20, 160, 80], outline="black", width=8)
    >>> read_box(page, (110, 10, 170, 90)).box
    (120, 20, 161, 81)
    """
    if not isinstance(image, Image.Image):
        image = open_image(image)
    check_size(image)
    left, top = max(0, box[0]), max(0, box[1])
    right, bottom = min(image.width, box[2]), min(image.height, box[3])
    if left >= right or top >= bottom:
        raise ImageError(_EMPTY)
    # With the paper around it, whose light and lines show what is ink.
    margin = max(right - left, bottom - top)
    x, y = max(0, left - margin), max(0, top - margin)
    region = x, y, min(image.width, right + margin), min(image.height, bottom + margin)
    inside = left - x, top - y, right - x, bottom - y
    channels, scale = working_copy(image.crop(region))
    channels, factor = large_enough(channels)
    scale *= factor
    ink, _, least = ink_map(channels)
    labels, ids = _in_box(ink, least, [round(edge * scale) for edge in inside])
    window = bounds(np.isin(labels, ids)) if ids else (0, 0, 0, 0)
    part = Part(*window, ids)
    if part.side < max(4, _LEAST_IN_BOX * scale * margin):
        raise ImageError(_EMPTY)
    found, digit_ink = isolated(ink, labels, part)
    if degrees:
        digit_ink = turned(digit_ink, degrees)
    scaled, pixels = prepare(digit_ink)
    left, top, right, bottom = in_picture(found, scale, region)
    # Of a box that is a pixel high there may be left none, by rounding.
    left, top = min(left, image.width - 1), min(top, image.height - 1)
    tight = left, top, max(left + 1, right), max(top + 1, bottom)
    return Digit(pixels, tight, 0, digit_ink, scaled)


def _in_box(
    ink: Floats, least: float, box: list[int]
) -> tuple[NDArray[np.int32], list[int]]:
    """Return the labels of all strokes, and those of the digit in a box."""
    left, top, right, bottom = box
    window = np.s_[top:bottom, left:right]
    labels = np.zeros(ink.shape, np.int32)
    certain = ink[window][ink[window] > least]
    if not certain.size:
        return labels, []
    # Darker writing outside of the box does not make that within it fainter.
    even = np.minimum(ink, np.percentile(certain, 95))
    strokes = find_strokes(even, even, least)
    wholes, _ = ndimage.label(strokes, EIGHT)
    pieces, n = ndimage.label(strokes[window], EIGHT)
    labels[strokes] = n + 1
    labels[window] = pieces
    ids, first, areas = np.unique(pieces, return_index=True, return_counts=True)
    # Of the whole stroke that each is a piece of, and the paper.
    whole_areas = np.bincount(wholes.ravel())[wholes[window].ravel()[first]]
    areas[ids == 0] = 0
    ends = areas < np.minimum(0.5 * whole_areas, _NO_STRAY * areas.max())
    return labels, ids[(areas >= 6) & ~ends].tolist()


def lines_of_boxes(boxes: Iterable[Box]) -> tuple[dict[Box, int], float]:
    """Put boxes in reading order.

    Parameters
    ----------
    boxes : iterable of (left, top, right, bottom)

    Returns
    -------
    lines : dict of box to int
        The number of the line that each is in, from 0, in reading order.
    degrees : float
        By how much the page is turned clockwise, 0 where that is not certain.

    Examples
    --------
    >>> from mnist_kmeans.pictures import lines_of_boxes
    >>> lines_of_boxes([(30, 0, 40, 20), (0, 50, 10, 70), (0, 2, 10, 22)])
    ({(0, 2, 10, 22): 0, (30, 0, 40, 20): 0, (0, 50, 10, 70): 1}, 0.0)
    """
    lines, slope = reading_order([Part(*box, []) for box in boxes])
    numbers = {
        (part.left, part.top, part.right, part.bottom): number
        for number, line in enumerate(lines)
        for part in line
    }
    return numbers, page_turn(lines, slope)


def small_copy(image: Image.Image) -> Image.Image:
    """Return a picture as digits are looked for in it, to read boxes in it later.

    Parameters
    ----------
    image : PIL.Image.Image

    Returns
    -------
    PIL.Image.Image
        Opaque, of mode L or RGB, with some 1.5 megapixels where it is larger.

    Raises
    ------
    ImageError
        When values are not finite, or the picture is damaged.
    """
    channels, _ = working_copy(image)
    pixels = np.rint(np.clip(channels, 0, 1) * 255).astype(np.uint8)
    return Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
