"""Images as rows of pixels that take a quarter of the memory."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.validation import image_scale


class PixelRows:
    """Rows of pixels in 0..1, kept as bytes; indexing makes floats of some of them.

    As floats 60,000 images take 188 MB. To make these anew for each fit took 0.7 s, and
    to find 64 clusters in them 0.5 s.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
        Not copied; must not be changed.

    Attributes
    ----------
    shape : tuple of int
        (n, 784)
    dtype : dtype
        float32, of what indexing returns.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.features.pixel_rows import PixelRows
    >>> rows = PixelRows(np.full((5, 28, 28), 255, np.uint8))
    >>> rows[:2].shape, rows[:2].max()
    ((2, 784), np.float32(1.0))
    >>> np.asarray(rows).nbytes
    15680
    """

    ndim = 2
    dtype = np.dtype(np.float32)

    def __init__(self, images: NDArray[np.uint8]) -> None:
        self._bytes = images.reshape(len(images), -1)
        self.shape = self._bytes.shape

    def __len__(self) -> int:
        return len(self._bytes)

    def __getitem__(self, rows: slice | NDArray[Any]) -> NDArray[np.float32]:
        """Return rows, of shape (m, 784), float32, as `PixelScaler` does."""
        some = self._bytes[rows]
        return np.multiply(some, image_scale(some), dtype=np.float32)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("pixels that are kept as bytes cannot be floats uncopied.")
        return self[:].astype(dtype or np.float32, copy=False)


#: Rows of a feature space, of shape (n, n_features).
Rows = NDArray[Any] | PixelRows
