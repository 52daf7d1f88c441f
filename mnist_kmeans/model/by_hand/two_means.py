"""A set of rows in two, by k-means."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import kmeans_plusplus

from mnist_kmeans.features.pixel_rows import Rows
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.model.lloyd import lloyd_steps

# Full steps, at most, and rows that the first two centroids are drawn from.
_STEPS = 30
_SAMPLE = 3000


def two_means(rows: Rows, random_state: Any = 0) -> NDArray[Any]:
    """Find two centroids of rows by k-means.

    Parameters
    ----------
    rows : ndarray or PixelRows of shape (n, n_features)
    random_state : int or RandomState, default=0

    Returns
    -------
    ndarray of shape (2, n_features)
        The same twice only if all rows are equal. k-means++ on 3,000 rows at most, then
        30 full steps at most.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.by_hand.two_means import two_means
    >>> halves = two_means(np.array([[0.0], [1.0], [10.0], [14.0]]))
    >>> sorted(halves.ravel().tolist())
    [0.5, 12.0]
    """
    sample = rows[evenly_spaced(len(rows), _SAMPLE)]
    if not np.ptp(sample, axis=0).any():
        # All those in the sample are equal, but not all there are.
        sample = rows[:]
    first, _ = kmeans_plusplus(sample, 2, random_state=random_state)
    *_, last = lloyd_steps(rows, first, _STEPS)
    return last.centers
