"""Images that are the first centroids of a fit, as a value that settings can hold."""

import hashlib
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray


class FirstImages:
    """A few images that cannot change, equal to others with the same pixels.

    Parameters
    ----------
    images : array-like of shape (m, 28, 28)
        uint8 in 0..255, or floats in 0..1, which are rounded to 255ths. At least one.
    is_private : bool, default=False
        Whether `FitStore` must not keep what has these images in it, such as the
        drawings of a dashboard's visitor. It does not count for equality.

    Raises
    ------
    ValueError
        When there is none, or `check_images` refuses them.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.by_hand.first_images import FirstImages
    >>> dark, bright = np.zeros((2, 28, 28), np.uint8), np.ones((2, 28, 28))
    >>> FirstImages(bright) == FirstImages(255 * bright.astype(np.uint8))
    True
    >>> FirstImages(dark)
    FirstImages(2, 7fbcfcd86bdfa943dbd68f67c3fcba6e)
    """

    def __init__(self, images: ArrayLike, *, is_private: bool = False) -> None:
        # It imports SciPy, which no first page does.
        from mnist_kmeans.features.validation import check_images

        pixels = check_images(images)
        if not len(pixels):
            raise ValueError("there should be at least one first centroid.")
        if pixels.dtype != np.uint8:
            pixels = np.rint(255 * pixels)
        self._bytes = pixels.astype(np.uint8).tobytes()
        self.is_private = is_private

    @property
    def images(self) -> NDArray[np.uint8]:
        """The images, of shape (m, 28, 28). Read-only."""
        return np.frombuffer(self._bytes, np.uint8).reshape(-1, 28, 28)

    @cached_property
    def digest(self) -> str:
        """The first half of the pixels' SHA-256, under which fits are kept."""
        return hashlib.sha256(self._bytes).hexdigest()[:32]

    def __len__(self) -> int:
        return len(self._bytes) // 784

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FirstImages) and self._bytes == other._bytes

    def __hash__(self) -> int:
        return hash(self._bytes)

    def __repr__(self) -> str:
        return f"FirstImages({len(self)}, {self.digest})"

    def __deepcopy__(self, memo: Any) -> Self:
        return self  # as `dataclasses.asdict` copies what settings hold
