"""The form that MNIST's digits have, and how one digit's ink is brought into it."""

import numpy as np
from PIL import Image
from scipy import ndimage

from mnist_kmeans.pictures.ink import Floats, Mask

# Most of MNIST's digits have strokes of such widths, in pixels of the 20x20 box. On
# pages of training digits these bounds gave the original's answer most often.
_STROKE_WIDTHS = (1.6, 3.0)

# The side at which strokes are measured and redrawn.
_FINE = 200

Box = tuple[int, int, int, int]


def prepare(ink: Floats) -> tuple[Floats, Floats]:
    """Bring the ink of one digit into MNIST's form.

    Parameters
    ----------
    ink : ndarray of shape (h, w), float32
        0 (paper) to 1 (ink), cut out at its bounding box.

    Returns
    -------
    scaled : ndarray of shape (h, w), float32
        Scaled into 20x20, its longer side 20.
    pixels : ndarray of shape (28, 28), float32
        The same, placed by its centre of mass.
    """
    scaled = _into_box(_of_usual_width(ink))
    return scaled, _centred(scaled)


def already_prepared(channels: Floats) -> Floats | None:
    """Return the digit of a picture that is in MNIST's form already, else None.

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
    edge = np.concatenate([pixels[[0, -1]].ravel(), pixels[:, [0, -1]].ravel()])
    if np.median(edge) > 0.5:
        pixels = 1 - pixels
    if pixels.max() < 0.5:
        return None
    left, top, right, bottom = bounds(pixels > 0)
    if not 19 <= max(right - left, bottom - top) <= 20:
        return None
    centre = ndimage.center_of_mass(pixels)
    if max(abs(c - 14) for c in centre) > 0.6:
        return None
    return pixels


def bounds(mask: Mask) -> Box:
    """Return the bounding box of a mask as (left, top, right, bottom).

    Parameters
    ----------
    mask : ndarray of shape (h, w), bool
        With one pixel at least.

    Returns
    -------
    tuple of int
    """
    (rows,), (columns,) = (np.nonzero(np.any(mask, axis=axis)) for axis in (1, 0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _of_usual_width(ink: Floats) -> Floats:
    """Bring strokes that are thinner or thicker than MNIST's to where those begin."""
    longest = max(ink.shape)
    if longest > _FINE:
        size = [max(1, round(side * _FINE / longest)) for side in ink.shape[::-1]]
        ink = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX))
    ink = np.pad(ink, 1)
    on = ink > 0.5
    inside = ndimage.distance_transform_edt(on)
    ridge = on & (inside >= ndimage.maximum_filter(inside, 3))
    unit = (max(ink.shape) - 2) / 20
    width = (2 * np.median(inside[ridge]) - 1) / unit if on.any() else 0
    grow = (np.clip(width, *_STROKE_WIDTHS) - width) / 2 * unit
    if abs(grow) >= 0.5 and on.any():
        around = int(max(0, np.ceil(grow)))
        on = np.pad(on, around)
        # Distance to the stroke's edge, inside counted up and outside down.
        depth = ndimage.distance_transform_edt(on) - ndimage.distance_transform_edt(~on)
        depth -= np.sign(depth) / 2
        redrawn = np.clip(depth + grow + 0.5, 0, 1).astype(np.float32)
        if (redrawn > 0.5).any():
            ink = redrawn
    left, top, right, bottom = bounds(ink > min(0.5, ink.max() / 2))
    return ink[top:bottom, left:right]


def _into_box(ink: Floats) -> Floats:
    """Scale ink into 20x20, its aspect kept."""
    height, width = ink.shape
    ratio = 20 / max(height, width)
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    scaled: Floats = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX))
    return np.clip(scaled, 0, 1)


def _centred(scaled: Floats) -> Floats:
    """Place a digit in 28x28, its centre of mass at pixel (14, 14) as MNIST has it."""
    pixels = np.zeros((28, 28), np.float32)
    centre = ndimage.center_of_mass(scaled)
    top, left = (
        min(max(0, round(14 - c)), 28 - side)
        for c, side in zip(centre, scaled.shape, strict=True)
    )
    pixels[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return pixels
