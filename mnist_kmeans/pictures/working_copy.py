"""The working copy of a picture in which digits are looked for."""

from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_kmeans.pictures.ink import Floats, resized
from mnist_kmeans.pictures.opening import DAMAGED, ImageError

# Pictures with more pixels are made smaller before digits are looked for.
_WORKING_PIXELS = 1_500_000

# Pictures with a shorter longest side are enlarged first, which widens the strokes.
_WORKING_SIDE = 280


def working_copy(image: Image.Image) -> tuple[Floats, float]:
    """Return opaque grey or colours of a picture, made smaller where it is large.

    Parameters
    ----------
    image : PIL.Image.Image

    Returns
    -------
    channels : ndarray of shape (h, w, c), float32
        Grey or colours, 0 to 1.
    scale : float
        Their size as a share of the picture's.

    Raises
    ------
    ImageError
        When values are not finite, or the picture is damaged.
    """
    try:
        return _converted(image)
    except ImageError:
        raise
    except Exception as error:
        # Pillow converts neither every mode nor damaged transparency data.
        raise ImageError(DAMAGED) from error


def _converted(image: Image.Image) -> tuple[Floats, float]:
    factor = reduction(image.width, image.height)
    if image.mode.startswith(("I", "F")):
        grey = Image.fromarray(_unit_range(np.asarray(image)))
        return np.asarray(grey.reduce(factor))[..., None], 1 / factor
    transparent = image.has_transparency_data
    if transparent:
        image = image.convert("RGBA")
    else:
        image = image.convert("L" if image.mode in ("1", "L") else "RGB")
    image = image.reduce(factor)
    values = np.asarray(image, np.float32) / np.float32(255)
    values = values.reshape(*values.shape[:2], -1)
    return (_opaque(values) if transparent else values), 1 / factor


def _unit_range(values: NDArray[Any]) -> Floats:
    """Scale 16-bit, 32-bit and floating point grey to 0..1."""
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ImageError(
            "The picture has pixels that are not numbers (NaN or infinite). Export it "
            "as an ordinary PNG or JPEG."
        )
    low, high = float(values.min()), float(values.max())
    if low >= 0:
        low = 0.0
        high = next((white for white in (1.0, 255.0, 65535.0) if high <= white), high)
    span = high - low or 1.0
    return ((values.astype(np.float64) - low) / span).astype(np.float32)


def _opaque(values: Floats) -> Floats:
    """Put a picture with transparent pixels on paper of a suitable colour."""
    colours, alpha = values[..., :3], values[..., 3:]
    visible = colours[alpha[..., 0] > 0.5]
    if not len(visible):
        return 1 - np.repeat(alpha, 3, axis=2)
    spread = np.percentile(visible, [10, 90], axis=0)
    share = len(visible) / alpha.size
    if np.ptp(spread, axis=0).max() < 0.15 and share < 0.95:
        # One colour: the visible pixels are the ink, or the paper of an empty page.
        return 1 - np.repeat(alpha, 3, axis=2)
    if share > 0.5:
        paper = np.median(visible, axis=0)
    else:
        paper = np.full(3, float(visible.mean() < 0.5))
    return (colours * alpha + paper * (1 - alpha)).astype(np.float32)


def large_enough(channels: Floats) -> tuple[Floats, float]:
    """Enlarge a small working copy; return it and the factor."""
    height, width, _ = channels.shape
    factor = ceil(_WORKING_SIDE / max(height, width))
    if factor <= 1:
        return channels, 1.0
    size = (width * factor, height * factor)
    enlarged = resized(channels, size, Image.Resampling.BICUBIC)
    return np.clip(enlarged, 0, 1), float(factor)


def reduction(width: int, height: int) -> int:
    """Return by how much a picture of this size is made smaller."""
    return max(1, round(float(np.sqrt(width * height / _WORKING_PIXELS))))
