"""Samples that are taken evenly."""

import numpy as np
from numpy.typing import NDArray


def evenly_spaced(n: int, n_sampled: int) -> NDArray[np.intp]:
    """Choose from a sequence, evenly over its whole length.

    Parameters
    ----------
    n : int
        Length of the sequence.
    n_sampled : int
        How many to choose at most.

    Returns
    -------
    ndarray of shape (min(n, n_sampled),), int
        Ascending indices.

    Examples
    --------
    >>> from mnist_kmeans.features.sampling import evenly_spaced
    >>> evenly_spaced(10, 4)
    array([0, 2, 5, 7])
    """
    n_sampled = min(n, n_sampled)
    return np.arange(n_sampled) * n // max(1, n_sampled)
