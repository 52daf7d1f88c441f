"""`DigitData`: images of digits and their labels, split in train and test."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

#: SHA-256 of each of MNIST's arrays. They are LeCun's: the raw training images that
#: they were made from have the published MD5 6bbc9ace898e44ae57da46a324031adb.
MNIST_SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}


class DatasetError(Exception):
    """Raised when digits cannot be loaded; the message says why and what to do.

    Examples
    --------
    >>> from mnist_kmeans import DatasetError, load_mnist
    >>> try:
    ...     load_mnist("missing.npz")
    ... except DatasetError as error:
    ...     print(error)
    There is no file missing.npz...
    """


@dataclass(frozen=True, eq=False)
class DigitData:
    """Images of handwritten digits with their labels, split in train and test.

    Writable arrays are copied, so that the caller can go on writing to them while the
    data, and with them the `fingerprint`, stay the same.

    Attributes
    ----------
    x_train, x_test : ndarray of shape (n, 28, 28), uint8
        Grey levels 0 to 255, ink bright on dark. Read-only.
    y_train, y_test : ndarray of shape (n,), uint8
        The digit each image shows, 0 to 9. Read-only.
    source : str
        Where the images come from, as one line to show.
    is_fallback : bool
        True for scikit-learn's small digits, which are not MNIST.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans import DigitData
    >>> rng = np.random.default_rng(0)
    >>> images = rng.integers(0, 256, (50, 28, 28), dtype=np.uint8)
    >>> labels = rng.integers(0, 10, 50, dtype=np.uint8)
    >>> data = DigitData(images[:40], labels[:40], images[40:], labels[40:], "noise")
    >>> data.is_mnist
    False
    >>> len(data.fingerprint)
    64
    """

    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]
    source: str
    is_fallback: bool = False

    def __post_init__(self) -> None:
        for name in MNIST_SHA256:
            object.__setattr__(self, name, _read_only(getattr(self, name)))

    @cached_property
    def _sha256(self) -> dict[str, str]:
        return {
            name: hashlib.sha256(getattr(self, name)).hexdigest()
            for name in MNIST_SHA256
        }

    @property
    def train_images_sha256(self) -> str:
        """SHA-256 of the training images, by which encoders know them."""
        return self._sha256["x_train"]

    @property
    def is_mnist(self) -> bool:
        """Whether all four arrays are MNIST's, byte for byte."""
        return self._sha256 == MNIST_SHA256

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all four arrays, which identifies the data in caches."""
        return hashlib.sha256("".join(self._sha256.values()).encode()).hexdigest()


def _read_only(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the array C-contiguous and read-only, copied if others can write to it."""
    flags = array.flags
    if flags.writeable or not (flags.owndata and flags.c_contiguous):
        array = np.array(array, order="C")
        array.setflags(write=False)
    return array
