"""Find the digits in a picture and bring them into MNIST's form: `read_digits`."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from mnist_kmeans.pictures.ink import Floats, find_strokes, ink_map
from mnist_kmeans.pictures.mnist_form import Box, Digit, bounds, prepare, ready_pixels
from mnist_kmeans.pictures.opening import ImageError, Source, check_size, open_image
from mnist_kmeans.pictures.parts import Part, find_digits, reading_order
from mnist_kmeans.pictures.sharpening import sharpened
from mnist_kmeans.pictures.stray import without_stray
from mnist_kmeans.pictures.touching import Score, cut_touching
from mnist_kmeans.pictures.working_copy import large_enough, reduction, working_copy

#: The largest number of digits that are read from one picture.
MOST_DIGITS = 500

# The least longer side of a digit in a picture that was made smaller, in pixels: too
# small to read there, but enough to find.
_TRACE = 6

# Smaller digits, in pixels, are looked at again in the picture in its own size.
_LEGIBLE = 28


def read_digits(image: Source, *, score: Score | None = None) -> list[Digit]:
    """Find the digits in a picture and bring each into MNIST's form.

    Parameters
    ----------
    image : PIL.Image.Image, or what `open_image` takes
        Of any mode; ink darker or lighter than its paper, of any colour. A path, bytes
        or a file are opened with `open_image` first; an open picture is not turned
        upright.
    score : callable, optional
        Tells digits that touch each other from one digit; without it they are taken for
        one. From images (n, 28, 28), float32, in MNIST's form to an ndarray of shape
        (n,): how well a model knows each, higher being better, 0 as well as usual and
        -1 a standard deviation worse. `mnist_kmeans.fits.recognition_score` makes one.

    Returns
    -------
    list of Digit
        In reading order: lines from top to bottom, each from left to right.

    Raises
    ------
    ImageError
        When there is no digit or more than `MOST_DIGITS`, the size is beyond `SIDES`
        or `MAX_PIXELS`, values are not finite, or `open_image` raises it.

    Notes
    -----
    MNIST's own preparation: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner,
    "Gradient-based learning applied to document recognition" (1998): each digit is
    scaled into 20x20 with its aspect ratio kept, antialiased, and placed in 28x28 by
    its centre of mass. A picture that is in this form already is returned unchanged.

    Examples
    --------
    >>> from PIL import Image, ImageDraw
    >>> from mnist_kmeans import read_digits
    >>> page = Image.new("L", (200, 100), "white")
    >>> draw = ImageDraw.Draw(page)
    >>> draw.line([(50, 20), (50, 80)], fill="black", width=8)
    >>> draw.ellipse([120, 20, 160, 80], outline="black", width=8)
    >>> one, zero = read_digits(page)
    >>> one.pixels.shape, one.pixels.dtype
    ((28, 28), dtype('float32'))
    >>> zero.box
    (120, 20, 161, 81)
    """
    if not isinstance(image, Image.Image):
        image = open_image(image)
    check_size(image)
    channels, scale = working_copy(image)
    prepared = ready_pixels(channels)
    if prepared is not None:
        return [ready_digit(prepared)]
    region = 0, 0, *image.size
    ink, labels, parts, scale = _find(channels, scale)
    close_up = _close_up(parts, scale, image.size)
    if close_up is not None:
        region = close_up
        channels, scale = working_copy(image.crop(region))
        ink, labels, parts, scale = _find(channels, scale)
    parts = [part for part in parts if part.side >= _smallest(ink.shape)]
    if len(parts) > MOST_DIGITS:
        raise ImageError(
            f"The picture has more than {MOST_DIGITS} marks that may be digits. Crop "
            "it to the digits."
        )
    parts, stray = without_stray(parts, ink, labels)
    digits = []
    lines, slope = reading_order(parts)
    turn = page_turn(lines, slope)
    for number, line in enumerate(lines):
        for part in line:
            box, digit_ink = isolated(ink, labels, part)
            if turn:
                digit_ink = turned(digit_ink, turn)
            scaled, pixels = prepare(digit_ink)
            box = in_picture(box, scale, region)
            digit = Digit(
                pixels,
                box,
                number,
                digit_ink,
                scaled,
                stray=part in stray,
                degrees=turn,
                scale=scale,
            )
            digits.append(digit)
    if score is not None:
        digits = cut_touching(digits, score)
    if not digits:
        raise ImageError(
            "No digit was found in the picture. Write large and clear, with dark ink "
            "on light paper, and fill the picture with it."
        )
    return digits


def _find(
    channels: Floats, scale: float
) -> tuple[Floats, NDArray[np.int32], list[Part], float]:
    """Return the ink, the components' labels, the digits, and the scale of all."""
    channels, factor = large_enough(channels)
    ink, certain, least = ink_map(channels)
    strokes = find_strokes(ink, certain, least)
    smallest = _smallest(ink.shape) if scale >= 1 else _TRACE
    labels, parts = find_digits(ink, strokes, smallest)
    return ink, labels, parts, scale * factor


def _smallest(shape: tuple[int, ...]) -> float:
    """Return the least longer side of a digit, in pixels."""
    return max(8, 0.012 * max(shape))


def _close_up(parts: list[Part], scale: float, size: tuple[int, int]) -> Box | None:
    """Return the part of a picture to look at again: small digits in a large photo."""
    if scale >= 1 or not parts:
        return None
    usual = float(np.median([part.side for part in parts]))
    if usual >= _LEGIBLE:
        return None
    margin = round(2 * usual)
    left = max(0, min(part.left for part in parts) - margin)
    top = max(0, min(part.top for part in parts) - margin)
    right = max(part.right for part in parts) + margin
    bottom = max(part.bottom for part in parts) + margin
    region = in_picture((left, top, right, bottom), scale, (0, 0, *size))
    width, height = region[2] - region[0], region[3] - region[1]
    return region if 1 / reduction(width, height) > scale else None


def ready_digit(pixels: Floats) -> Digit:
    """Return the `Digit` of pixels that are in MNIST's form already.

    Parameters
    ----------
    pixels : ndarray of shape (28, 28), float32
        0 (paper) to 1 (ink), not all 0.

    Returns
    -------
    Digit

    Examples
    --------
    >>> from mnist_kmeans import load_mnist
    >>> from mnist_kmeans.pictures.reading import ready_digit
    >>> pixels = (load_mnist().x_test[0] / 255).astype("float32")
    >>> ready_digit(pixels).box
    (6, 7, 22, 27)
    """
    left, top, right, bottom = box = bounds(pixels > 0)
    ink = pixels[top:bottom, left:right]
    return Digit(pixels, box, 0, ink, ink)


def isolated(ink: Floats, labels: NDArray[np.int32], part: Part) -> tuple[Box, Floats]:
    """Cut out the ink of a digit, without other ink in its box.

    Parameters
    ----------
    ink : ndarray of shape (h, w), float32
        From `ink_map`.
    labels : ndarray of shape (h, w), int32
        The number of each pixel's stroke, 0 for paper.
    part : Part

    Returns
    -------
    box : (left, top, right, bottom)
        Of the ink.
    ink : ndarray of shape (bottom - top, right - left), float32
        0 to 1.
    """
    pad = 3
    top, left = max(0, part.top - pad), max(0, part.left - pad)
    window = np.s_[top : part.bottom + pad, left : part.right + pad]
    strokes = np.isin(labels[window], part.ids)
    # With the soft edges, which lie outside of the strokes.
    near = ndimage.maximum_filter(strokes, 2 * pad + 1)
    near &= strokes | (labels[window] == 0)
    values = sharpened(ink[window])
    peak = float(np.percentile(values[strokes], 80))
    alone = np.clip(values / peak, 0, 1) * near
    x0, y0, x1, y1 = bounds(alone > 0.5)
    box = left + x0, top + y0, left + x1, top + y1
    return box, alone[y0:y1, x0:x1].astype(np.float32)


def page_turn(lines: list[list[Part]], slope: float) -> float:
    """Return by how many degrees a page is turned, 0 where that is not certain.

    Parameters
    ----------
    lines : list of list of Part
    slope : float
        Both from `reading_order`.

    Returns
    -------
    float
        Clockwise. Slightly sloping lines are mostly of upright digits, and few digits
        may happen to stand in a sloping line.
    """
    degrees = float(np.degrees(np.arctan(slope)))
    most = max(map(len, lines), default=0)
    return degrees if abs(degrees) > 8 and most >= 3 and len(lines) >= 2 else 0.0


def turned(ink: Floats, degrees: float) -> Floats:
    """Turn the ink of a digit counterclockwise and cut it out again.

    Parameters
    ----------
    ink : ndarray of shape (h, w), float32
    degrees : float

    Returns
    -------
    ndarray of shape (h, w), float32
    """
    turned_ink = Image.fromarray(ink).rotate(
        degrees, Image.Resampling.BICUBIC, expand=True
    )
    values: Floats = np.clip(np.asarray(turned_ink), 0, 1)
    left, top, right, bottom = bounds(values > 0.5)
    return values[top:bottom, left:right]


def in_picture(box: Box, scale: float, region: Box) -> Box:
    """Return where in the picture a box is that is in a part of it.

    Parameters
    ----------
    box : (left, top, right, bottom)
        In pixels of the part, which was made smaller or larger.
    scale : float
        The part's size as a share of its size in the picture.
    region : (left, top, right, bottom)
        The part, in pixels of the picture.

    Returns
    -------
    (left, top, right, bottom)
        In pixels of the picture, at least one each way.
    """
    left, top, right, bottom = (round(edge / scale) for edge in box)
    x, y, x_end, y_end = region
    left, top = min(x + left, x_end - 1), min(y + top, y_end - 1)
    # A thin stroke of a part that was made larger may be less than a pixel wide.
    right, bottom = max(x + right, left + 1), max(y + bottom, top + 1)
    return left, top, min(right, x_end), min(bottom, y_end)
