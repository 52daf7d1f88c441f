"""Counts by cluster and by digit, without scikit-learn."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def count_votes(
    clusters: ArrayLike, labels: ArrayLike, n_clusters: int, n_classes: int = 10
) -> NDArray[np.int64]:
    """Count the members of each cluster by label.

    Parameters
    ----------
    clusters : array-like of shape (n,), int
        Cluster ids, 0 to n_clusters - 1.
    labels : array-like of shape (n,), int
        Labels, 0 to n_classes - 1.
    n_clusters, n_classes : int

    Returns
    -------
    ndarray of shape (n_clusters, n_classes), int64

    Examples
    --------
    >>> from mnist_kmeans.model.counts import count_votes
    >>> count_votes([0, 0, 1], [2, 2, 0], n_clusters=2, n_classes=3)
    array([[0, 0, 2],
           [1, 0, 0]])
    """
    cells = np.asarray(clusters, np.int64) * n_classes + np.asarray(labels)
    counts = np.bincount(cells, minlength=n_clusters * n_classes)
    return counts.reshape(n_clusters, n_classes)


def purities(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute the share of each cluster's members that show its most common digit.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes), int
        Images by cluster and digit.

    Returns
    -------
    ndarray of shape (n_clusters,), float64
        0 for an empty cluster.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.counts import purities
    >>> purities(np.array([[3, 1], [0, 5], [0, 0]]))
    array([0.75, 1.  , 0.  ])
    """
    sizes = counts.sum(axis=1)
    return np.asarray(counts.max(axis=1) / np.maximum(sizes, 1))


def order_by_digit(
    cluster_labels: NDArray[Any], counts: NDArray[np.int64]
) -> NDArray[np.intp]:
    """Order clusters by the digits they stand for, the purest of each digit first.

    Parameters
    ----------
    cluster_labels : ndarray of shape (n_clusters,), int
        The digit each cluster stands for.
    counts : ndarray of shape (n_clusters, n_classes), int
        Images by cluster and digit.

    Returns
    -------
    ndarray of shape (n_clusters,), int
        Cluster ids.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.counts import order_by_digit
    >>> order_by_digit(np.array([1, 0, 1]), np.array([[2, 3], [4, 1], [0, 5]]))
    array([1, 2, 0])
    """
    return np.lexsort((-purities(counts), cluster_labels))


def confusion_counts(
    labels: NDArray[Any], predicted: NDArray[Any], n_classes: int = 10
) -> NDArray[np.int64]:
    """Count images by true digit (rows) and predicted digit (columns).

    Parameters
    ----------
    labels, predicted : ndarray of shape (n,), int
        Digits, 0 to n_classes - 1.
    n_classes : int, default=10

    Returns
    -------
    ndarray of shape (n_classes, n_classes), int64

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.counts import confusion_counts
    >>> confusion_counts(np.array([0, 0, 1]), np.array([0, 1, 1]), n_classes=2)
    array([[1, 1],
           [0, 1]])
    """
    return count_votes(labels, predicted, n_classes, n_classes)


def most_confused(confusion: NDArray[np.int64], n_pairs: int) -> list[tuple[int, int]]:
    """Return the most frequent errors.

    Parameters
    ----------
    confusion : ndarray of shape (n_classes, n_classes), int
        As from `confusion_counts`.
    n_pairs : int

    Returns
    -------
    list of (int, int)
        True and predicted digit, the most frequent first; at most `n_pairs`, and none
        that does not occur.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.counts import most_confused
    >>> most_confused(np.array([[9, 1, 0], [0, 9, 3], [0, 0, 9]]), 5)
    [(1, 2), (0, 1)]
    """
    errors = confusion - np.diag(np.diag(confusion))
    cells = np.argsort(-errors, axis=None, kind="stable")[:n_pairs]
    pairs = [divmod(int(cell), len(errors)) for cell in cells]
    return [pair for pair in pairs if errors[pair]]


def recalls(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute the recall of each digit: the share of its images that are read right.

    Parameters
    ----------
    confusion : ndarray of shape (n_classes, n_classes), int
        As from `confusion_counts`.

    Returns
    -------
    ndarray of shape (n_classes,), float64
        NaN for a digit without images.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.counts import recalls
    >>> recalls(np.array([[3, 1], [0, 0]]))
    array([0.75,  nan])
    """
    totals = confusion.sum(axis=1).astype(np.float64)
    totals[totals == 0] = np.nan
    return np.asarray(confusion.diagonal() / totals)
