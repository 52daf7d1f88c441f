"""The digits of a picture in MNIST's form: `read_digits`."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from mnist_kmeans.pictures.ink import Floats, find_strokes, ink_map, resized
from mnist_kmeans.pictures.mnist_form import Box, already_prepared, bounds, prepare
from mnist_kmeans.pictures.opening import (
    DAMAGED,
    ImageError,
    Source,
    check_size,
    open_image,
)
from mnist_kmeans.pictures.parts import Part, find_digits, reading_order

#: The most digits that are read from a picture.
MOST_DIGITS = 500

# Pixels that digits are looked for in: larger pictures are made smaller first.
_WORKING_PIXELS = 1_500_000

# Smaller pictures are enlarged to this side first, so that strokes are wide enough.
_WORKING_SIDE = 280


@dataclass(frozen=True, eq=False)
class Digit:
    """A digit found in a picture, and the steps that brought it into MNIST's form.

    Attributes
    ----------
    pixels : ndarray of shape (28, 28), float32
        0 (paper) to 1 (ink), as MNIST has its digits.
    box : (left, top, right, bottom)
        Where its ink is, in the picture's pixels.
    line : int
        The line of writing it stands in, counted from 0.
    ink : ndarray of shape (h, w), float32
        Its ink alone, 0 to 1, cut out at its box.
    scaled : ndarray of shape (h, w), float32
        The same scaled into 20x20, its longer side 20; of a digit that was in MNIST's
        form already it is the ink as it was.
    """

    pixels: Floats = field(repr=False)
    box: Box
    line: int
    ink: Floats = field(repr=False)
    scaled: Floats = field(repr=False)


def read_digits(image: Source) -> list[Digit]:
    """Find the digits in a picture and bring each into MNIST's form.

    Parameters
    ----------
    image : PIL.Image.Image, or what `open_image` takes
        Of any mode; ink darker or lighter than its paper, of any colour. Digits that
        touch each other are taken for one. A path, bytes or a file are opened with
        `open_image` first; a picture that is open is read as it stands, not turned.

    Returns
    -------
    list of Digit
        In reading order: lines from top to bottom, each from left to right.

    Raises
    ------
    ImageError
        Where there is no ink or more than `MOST_DIGITS` digits, the size is beyond
        `SIDES` or `MAX_PIXELS`, the values are not numbers, or `open_image` cannot
        open it.

    Notes
    -----
    MNIST's own preparation: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner,
    "Gradient-based learning applied to document recognition" (1998): each digit scaled
    into 20x20 with its aspect kept, antialiased, and placed in 28x28 by its centre of
    mass. A picture that is in this form already is returned as it is.

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
    try:
        channels, scale = _channels(image)
    except ImageError:
        raise
    except Exception as error:
        # Pillow cannot convert every mode, nor damaged notes on transparency.
        raise ImageError(DAMAGED) from error
    ready = already_prepared(channels)
    if ready is not None:
        return [ready_digit(ready)]
    channels, enlarged = _large_enough(channels)
    scale *= enlarged
    ink, least = ink_map(channels)
    labels, parts = find_digits(ink, find_strokes(ink, least))
    if len(parts) > MOST_DIGITS:
        raise ImageError(
            f"The picture has more than {MOST_DIGITS} marks that may be digits. Crop "
            "it to the digits."
        )
    digits = []
    for number, line in enumerate(reading_order(parts)):
        for part in line:
            box, alone = _isolated(ink, labels, part)
            scaled, pixels = prepare(alone)
            digits.append(
                Digit(
                    pixels=pixels,
                    box=_in_picture(box, scale, image.size),
                    line=number,
                    ink=alone,
                    scaled=scaled,
                )
            )
    if not digits:
        raise ImageError(
            "No digit was found in the picture. Write large and clear, with dark ink "
            "on light paper, and fill the picture with it."
        )
    return digits


def _channels(image: Image.Image) -> tuple[Floats, float]:
    """Return grey or colours as (h, w, c) in 0..1, and how far they were made smaller.

    Transparency is taken out.
    """
    factor = max(1, round((image.width * image.height / _WORKING_PIXELS) ** 0.5))
    if image.mode.startswith(("I", "F")):
        grey = Image.fromarray(_from_numbers(np.asarray(image)))
        return np.asarray(grey.reduce(factor))[..., None], 1 / factor
    clear = image.has_transparency_data
    if clear:
        image = image.convert("RGBA")
    else:
        image = image.convert("L" if image.mode in ("1", "L") else "RGB")
    image = image.reduce(factor)
    values = np.asarray(image, np.float32) / np.float32(255)
    values = values.reshape(*values.shape[:2], -1)
    return (_opaque(values) if clear else values), 1 / factor


def _from_numbers(values: NDArray[Any]) -> Floats:
    """Bring 16-bit, 32-bit and floating point grey into 0..1."""
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ImageError(
            "The picture has pixels that are not numbers (NaN or infinite). Export it "
            "as an ordinary PNG or JPEG."
        )
    low, high = float(values.min()), float(values.max())
    if low >= 0:
        low = 0.0
        high = next((top for top in (1.0, 255.0, 65535.0) if high <= top), high)
    span = high - low or 1.0
    return ((values.astype(np.float64) - low) / span).astype(np.float32)


def _opaque(values: Floats) -> Floats:
    """Lay a picture with transparent pixels on paper."""
    colours, alpha = values[..., :3], values[..., 3:]
    seen = colours[alpha[..., 0] > 0.5]
    if not len(seen):
        return 1 - np.repeat(alpha, 3, axis=2)
    spread = np.percentile(seen, [10, 90], axis=0)
    share = len(seen) / alpha.size
    if np.ptp(spread, axis=0).max() < 0.15 and share < 0.95:
        # One colour: what can be seen is the ink, or the paper of an empty page.
        return 1 - np.repeat(alpha, 3, axis=2)
    if share > 0.5:
        paper = np.median(seen, axis=0)
    else:
        paper = np.full(3, float(seen.mean() < 0.5))
    return (colours * alpha + paper * (1 - alpha)).astype(np.float32)


def ready_digit(pixels: Floats) -> Digit:
    """Wrap a digit that is in MNIST's form already.

    Parameters
    ----------
    pixels : ndarray of shape (28, 28), float32
        0 (paper) to 1 (ink), with some ink.

    Returns
    -------
    Digit
    """
    left, top, right, bottom = box = bounds(pixels > 0)
    alone = pixels[top:bottom, left:right]
    return Digit(pixels, box, 0, alone, alone)


def _large_enough(channels: Floats) -> tuple[Floats, float]:
    """Enlarge a small picture."""
    height, width, _ = channels.shape
    factor = -(-_WORKING_SIDE // max(height, width))
    if factor <= 1:
        return channels, 1.0
    size = (width * factor, height * factor)
    grown = resized(channels, size, Image.Resampling.BICUBIC)
    return np.clip(grown, 0, 1), float(factor)


def _isolated(ink: Floats, labels: NDArray[np.int32], part: Part) -> tuple[Box, Floats]:
    """Cut a digit's ink out, without what else is in its box."""
    pad = 3
    top, left = max(0, part.top - pad), max(0, part.left - pad)
    window = np.s_[top : part.bottom + pad, left : part.right + pad]
    own = np.isin(labels[window], part.ids)
    # With its soft edges, which lie outside of the strokes.
    near = ndimage.maximum_filter(own, 2 * pad + 1) & (own | (labels[window] == 0))
    values = ink[window]
    peak = float(np.percentile(values[own], 80))
    alone = np.clip(values / peak, 0, 1) * near
    x0, y0, x1, y1 = bounds(alone > 0.5)
    box = left + x0, top + y0, left + x1, top + y1
    return box, alone[y0:y1, x0:x1].astype(np.float32)


def _in_picture(box: Box, scale: float, size: tuple[int, int]) -> Box:
    left, top, right, bottom = (round(v / scale) for v in box)
    return left, top, min(right, size[0]), min(bottom, size[1])
