"""Which arrays are taken for images: their shapes, dtypes and ranges."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse


def check_images(images: ArrayLike) -> NDArray[Any]:
    """Validate images and return them as an array, unscaled and uncopied.

    Parameters
    ----------
    images : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
        uint8 in 0..255, or floating point in 0..1.

    Returns
    -------
    ndarray of shape (n, 28, 28)
        The same values in the same dtype.

    Raises
    ------
    ValueError
        When the shape, dtype or range is another, when there are pixels that are not
        numbers, or when the brightest pixel of
        all lies at 1/255 of full white or below: such images were scaled twice, and
        would pass as all but black.
    """
    if issparse(images):
        raise ValueError("images is a sparse matrix; pass images.toarray() instead.")
    images = np.asarray(images)
    if images.dtype.kind in "OSU":
        raise ValueError(
            "images is not an array of pixels. Pictures are opened with read_digits, "
            "and their digits passed as [digit.pixels for digit in digits]."
        )
    if images.shape[1:] not in ((28, 28), (784,), (28, 28, 1)):
        one = images.shape in ((28, 28), (784,), (28, 28, 1))
        raise ValueError(
            f"images has shape {images.shape}; it should be (n, 28, 28), (n, 784) or "
            f"(n, 28, 28, 1){'; for one image pass images[None]' * one}."
        )
    images = images.reshape(len(images), 28, 28)
    if images.dtype == np.uint8:
        full, rule = 255, "uint8 must be 0..255"
    elif np.issubdtype(images.dtype, np.floating):
        full, rule = 1, "floats must lie in 0..1"
    else:
        hint = ": if so, pass images.astype(np.uint8)" * (images.dtype.kind in "iu")
        raise ValueError(
            f"images has dtype {images.dtype}; it should be floating point in 0..1, or "
            f"uint8 in 0..255{hint}."
        )
    if images.size == 0:
        return images
    darkest, brightest = images.min(), images.max()
    if not (np.isfinite(darkest) and np.isfinite(brightest)):
        raise ValueError(
            "images has pixels that are not numbers (nan or infinite); replace them, "
            "as np.nan_to_num does, or leave those images out."
        )
    if not (darkest >= 0 and brightest <= full):
        raise ValueError(
            f"images has values from {darkest} to {brightest}; {rule}. Divide uint8 "
            "images by 255 once, or not at all."
        )
    if 0 < brightest <= full / 255 * (1 + 1e-6):
        raise ValueError(
            f"images has no pixel brighter than {brightest:.4g}, all but black; "
            f"{rule}. Were they divided by 255 twice?"
        )
    return images


def image_scale(images: NDArray[Any]) -> np.float32:
    """Return what checked images are multiplied with to lie in 0..1."""
    return np.float32(1 / 255 if images.dtype == np.uint8 else 1)
