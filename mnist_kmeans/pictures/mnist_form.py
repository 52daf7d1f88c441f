"""MNIST's form of a digit, and how the ink of one digit is brought into it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from mnist_kmeans.pictures.ink import Floats, resized
from mnist_kmeans.pictures.lines import Mask

# The range of stroke widths of most of MNIST's digits, in pixels of the 20x20 box. On
# pages of training digits these bounds gave the original's answer most often.
_STROKE_WIDTHS = (1.6, 3.0)

# The longest side, in pixels, at which strokes are measured and redrawn.
_FINE = 200

_PLACES = np.arange(28, dtype=np.float32)

Box = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Digit:
    """A digit of a picture in MNIST's form, with the intermediate steps.

    Attributes
    ----------
    pixels : ndarray of shape (28, 28), float32
        0 (paper) to 1 (ink), in MNIST's form.
    box : (left, top, right, bottom)
        Bounding box of its ink, in pixels of the picture.
    line : int
        Number of the line of writing it stands in, from 0.
    ink : ndarray of shape (h, w), float32
        Its ink alone, 0 to 1, cut out at its box.
    scaled : ndarray of shape (h, w), float32
        `ink` scaled so that its longer side is 20; equal to `ink` for a digit that was
        in MNIST's form already.
    cut_from : (left, top, right, bottom) or None
        For a digit that was cut off others that it touched, the bounding box of all of
        them.
    stray : bool
        Whether it may be no writing, see `without_stray`.
    degrees : float
        By how many degrees its ink was turned counterclockwise to be upright.
    scale : float
        Pixels of its ink for each pixel of the picture.
    """

    pixels: Floats = field(repr=False)
    box: Box
    line: int
    ink: Floats = field(repr=False)
    scaled: Floats = field(repr=False)
    cut_from: Box | None = None
    stray: bool = False
    degrees: float = 0.0
    scale: float = 1.0


def prepare(ink: Floats) -> tuple[Floats, Floats]:
    """Bring the ink of one digit into MNIST's form.

    Parameters
    ----------
    ink : ndarray of shape (h, w), float32
        0 (paper) to 1 (ink), cut out at its bounding box.

    Returns
    -------
    scaled : ndarray of shape (h, w), float32
        Scaled so that the longer side is 20.
    pixels : ndarray of shape (28, 28), float32
        The same, placed by its centre of mass.
    """
    scaled = _scaled(_with_usual_strokes(ink))
    return scaled, _centred(scaled)


def prepare_image(pixels: Floats) -> Floats:
    """Bring an image of one digit, of MNIST's size but placed anyhow, into its form.

    Parameters
    ----------
    pixels : ndarray of shape (28, 28), float32
        0 (paper) to 1 (ink), not all 0.

    Returns
    -------
    ndarray of shape (28, 28), float32
    """
    # Enlarged, for a threshold on so few pixels would make strokes ragged.
    large = resized(pixels[..., None], (_FINE, _FINE), Image.Resampling.BICUBIC)
    large = large[..., 0]
    large /= np.percentile(large[large > large.max() / 2], 80)
    left, top, right, bottom = bounds(large > 0.5)
    return prepare(np.clip(large, 0, 1)[top:bottom, left:right])[1]


def is_prepared(images: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell whether images are in MNIST's form, as all of MNIST's are.

    Parameters
    ----------
    images : ndarray of shape (28, 28) or (n, 28, 28)
        0 is paper; ink is positive, in any scale.

    Returns
    -------
    ndarray of shape () or (n,), bool
        Whether the ink's longer side is 19 or 20 pixels and its centre of mass is at
        (14, 14), but for 0.6 pixels. False for a blank image.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans import load_mnist
    >>> from mnist_kmeans.pictures import is_prepared
    >>> image = load_mnist().x_test[0]
    >>> bool(is_prepared(image)), bool(is_prepared(np.roll(image, 3)))
    (True, False)
    """
    on = np.greater(images, 0)
    height, width = _extent(on.any(axis=-1)), _extent(on.any(axis=-2))
    side = np.maximum(height, width)
    prepared: NDArray[np.bool_] = (side >= 19) & (side <= 20)
    ink = np.maximum(images.sum(axis=(-2, -1), dtype=np.float32), 1e-6)
    for axis in (-1, -2):
        centre = images.sum(axis=axis, dtype=np.float32) @ _PLACES / ink
        prepared &= np.abs(centre - 14) <= 0.6
    return prepared


def _extent(on: NDArray[Any]) -> NDArray[np.intp]:
    """Return how many of 28 places there are from the first to the last that is on."""
    extent: NDArray[np.intp] = 28 - on.argmax(axis=-1) - on[..., ::-1].argmax(axis=-1)
    return extent


def ready_pixels(channels: Floats) -> Floats | None:
    """Return the pixels of a picture that is in MNIST's form already, else None.

    Parameters
    ----------
    channels : ndarray of shape (h, w, c), float32
        Grey or colours, 0 to 1, ink of either polarity.

    Returns
    -------
    ndarray of shape (28, 28), float32, or None
        0 (paper) to 1 (ink).
    """
    if channels.shape[:2] != (28, 28):
        return None
    pixels: Floats = channels.mean(axis=2)
    border = np.concatenate([pixels[[0, -1]].ravel(), pixels[:, [0, -1]].ravel()])
    if np.median(border) > 0.5:
        pixels = 1 - pixels
    if pixels.max() < 0.5:
        return None
    return pixels if is_prepared(pixels) else None


def bounds(mask: Mask) -> Box:
    """Return the bounding box of a mask as (left, top, right, bottom).

    Parameters
    ----------
    mask : ndarray of shape (h, w), bool
        At least one pixel is True.

    Returns
    -------
    tuple of int
    """
    ((rows, columns),) = ndimage.find_objects(mask.view(np.uint8))
    return columns.start, rows.start, columns.stop, rows.stop


def _with_usual_strokes(ink: Floats) -> Floats:
    """Widen or thin strokes whose width is outside of the range of MNIST's."""
    longest = max(ink.shape)
    if longest > _FINE:
        size = [max(1, round(side * _FINE / longest)) for side in ink.shape[::-1]]
        ink = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX))
    ink = np.pad(ink, 1)
    mask = ink > 0.5
    depth = ndimage.distance_transform_edt(mask)
    ridge = mask & (depth >= ndimage.maximum_filter(depth, 3))
    unit = (max(ink.shape) - 2) / 20
    width = (2 * np.median(depth[ridge]) - 1) / unit if mask.any() else 0
    growth = (np.clip(width, *_STROKE_WIDTHS) - width) / 2 * unit
    if abs(growth) >= 0.5 and mask.any():
        mask = np.pad(mask, int(max(0, np.ceil(growth))))
        # Signed distance to the stroke's edge, positive inside.
        distance = ndimage.distance_transform_edt(mask)
        distance -= ndimage.distance_transform_edt(~mask)
        distance -= np.sign(distance) / 2
        redrawn = np.clip(distance + growth + 0.5, 0, 1).astype(np.float32)
        if (redrawn > 0.5).any():
            ink = redrawn
    left, top, right, bottom = bounds(ink > min(0.5, ink.max() / 2))
    return ink[top:bottom, left:right]


def _scaled(ink: Floats) -> Floats:
    """Scale ink into 20x20, keeping its aspect ratio."""
    height, width = ink.shape
    ratio = 20 / max(height, width)
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    scaled: Floats = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX))
    return np.clip(scaled, 0, 1)


def _centred(scaled: Floats) -> Floats:
    """Place a digit in 28x28 with its centre of mass at pixel (14, 14), as MNIST's."""
    pixels = np.zeros((28, 28), np.float32)
    centre = ndimage.center_of_mass(scaled)
    top, left = (
        min(max(0, round(14 - c)), 28 - side)
        for c, side in zip(centre, scaled.shape, strict=True)
    )
    pixels[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return pixels
