"""Two fits compared image by image."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit


@dataclass(frozen=True, eq=False)
class Comparison:
    """Test images by which of two fits read them right, as ascending indices.

    Attributes
    ----------
    both, neither : ndarray of shape (m,), int
        Read right by both, by neither.
    first, second : ndarray of shape (m,), int
        Read right by that one only.
    """

    both: NDArray[np.intp]
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    neither: NDArray[np.intp]


def compare_fits(first: Fit, second: Fit, labels: NDArray[np.uint8]) -> Comparison:
    """Sort the test images by which of two fits read them right.

    Parameters
    ----------
    first, second : Fit
        Measured on the same test images.
    labels : ndarray of shape (n,), uint8
        The digits these show.

    Returns
    -------
    Comparison
    """
    one, other = (
        fit.cluster_labels[fit.test_clusters] == labels for fit in (first, second)
    )
    kinds = (one & other, one & ~other, ~one & other, ~one & ~other)
    return Comparison(*map(np.flatnonzero, kinds))
