"""Two fits compared image by image."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit


@dataclass(frozen=True, eq=False)
class Comparison:
    """Test images by which of two fits reads them right, as ascending indices.

    Attributes
    ----------
    both, neither : ndarray of shape (m,), int
        Read right by both fits, by neither.
    first, second : ndarray of shape (m,), int
        Read right by the first fit only, by the second fit only.
    """

    both: NDArray[np.intp]
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    neither: NDArray[np.intp]


def compare_fits(first: Fit, second: Fit, labels: NDArray[np.uint8]) -> Comparison:
    """Group the test images by which of two fits reads them right.

    Parameters
    ----------
    first, second : Fit
        Measured on the same test images.
    labels : ndarray of shape (n,), uint8
        The digit each test image shows.

    Returns
    -------
    Comparison
    """
    a, b = (fit.cluster_labels[fit.test_clusters] == labels for fit in (first, second))
    return Comparison(*map(np.flatnonzero, (a & b, a & ~b, ~a & b, ~a & ~b)))
