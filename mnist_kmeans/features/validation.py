"""The check of images: shape, dtype and range."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse


def check_images(images: ArrayLike) -> NDArray[Any]:
    """Validate images and return them as an array, neither scaled nor copied.

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
        When shape, dtype or range is another, when pixels are not finite, or when no
        pixel is brighter than 1/255 of white: such images were scaled twice and would
        pass as almost black.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.features.validation import check_images
    >>> check_images(np.zeros((3, 784), np.uint8)).shape
    (3, 28, 28)
    >>> check_images(np.full((3, 28, 28), 255.0))
    Traceback (most recent call last):
    ValueError: images has values from 255.0 to 255.0; floats must lie in 0..1. ...
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
        single = images.shape in ((28, 28), (784,), (28, 28, 1))
        raise ValueError(
            f"images has shape {images.shape}; it should be (n, 28, 28), (n, 784) or "
            f"(n, 28, 28, 1){'; for one image pass images[None]' * single}."
        )
    images = images.reshape(len(images), 28, 28)
    if images.dtype == np.uint8:
        white, rule = 255, "uint8 must be 0..255"
    elif np.issubdtype(images.dtype, np.floating):
        white, rule = 1, "floats must lie in 0..1"
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
    if not (darkest >= 0 and brightest <= white):
        raise ValueError(
            f"images has values from {darkest} to {brightest}; {rule}. Divide uint8 "
            "images by 255 once, or not at all."
        )
    if 0 < brightest <= white / 255 * (1 + 1e-6):
        raise ValueError(
            f"images has no pixel brighter than {brightest:.4g}, all but black; "
            f"{rule}. Were they divided by 255 twice?"
        )
    return images


def image_scale(images: NDArray[Any]) -> np.float32:
    """Return the factor that brings checked images into 0..1."""
    return np.float32(1 / 255 if images.dtype == np.uint8 else 1)
