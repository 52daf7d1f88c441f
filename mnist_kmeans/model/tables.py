"""Counts by cluster and by digit, in numpy alone."""

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
    """
    cells = np.asarray(clusters, np.int64) * n_classes + np.asarray(labels)
    counts = np.bincount(cells, minlength=n_clusters * n_classes)
    return counts.reshape(n_clusters, n_classes)


def purities(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute the share of each cluster's members that show its commonest digit.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes), int
        Images by cluster and digit.

    Returns
    -------
    ndarray of shape (n_clusters,), float64
        0 for an empty cluster.
    """
    sizes = counts.sum(axis=1)
    return np.asarray(counts.max(axis=1) / np.maximum(sizes, 1))


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
    """
    return count_votes(labels, predicted, n_classes, n_classes)


def recalls(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Compute the share of each true digit's images that are read right.

    Parameters
    ----------
    confusion : ndarray of shape (n_classes, n_classes), int
        As from `confusion_counts`.

    Returns
    -------
    ndarray of shape (n_classes,), float64
        NaN for a digit of which there is no image.
    """
    totals = confusion.sum(axis=1).astype(np.float64)
    totals[totals == 0] = np.nan
    return np.asarray(confusion.diagonal() / totals)
