"""The majority vote: which digit a cluster stands for."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import euclidean_distances

from mnist_kmeans.model.counts import count_votes


def winning_columns(
    votes: NDArray[np.int64], centers: NDArray[np.floating[Any]]
) -> NDArray[np.intp]:
    """Return the column that each cluster stands for.

    Parameters
    ----------
    votes : ndarray of shape (n_clusters, n_classes), int
        As from `count_votes`, with at least one vote in all.
    centers : ndarray of shape (n_clusters, n_features), floating point
        Centroids, used only for empty clusters.

    Returns
    -------
    ndarray of shape (n_clusters,), int
        The column with most votes, on a tie the first; for an empty cluster that of
        the nearest centroid with members.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.voting import winning_columns
    >>> winning_columns(np.array([[1, 4], [2, 2], [0, 0]]), np.array([[0.0], [5], [1]]))
    array([1, 0, 1])
    """
    winners = votes.argmax(axis=1)
    filled = votes.any(axis=1)
    if not filled.all():
        between = euclidean_distances(centers[~filled], centers[filled])
        winners[~filled] = winners[filled][between.argmin(axis=1)]
    return np.asarray(winners)


def infer_cluster_labels(kmeans: Any, actual_labels: ArrayLike) -> dict[int, list[int]]:
    """Map each digit to the clusters in which it has most votes.

    The notebook's function of this name, made to work for clusters with one member or
    none.

    Parameters
    ----------
    kmeans : fitted KMeans, MiniBatchKMeans or ClusterClassifier
        Its `labels_`, `cluster_centers_` and `n_clusters` are used.
    actual_labels : array-like of shape (n_samples,), int
        The digit of each row that `kmeans` was fitted on.

    Returns
    -------
    dict of int to list of int
        The clusters of each digit, ascending; digits that no cluster stands for are
        left out. On a tie the lowest digit wins. An empty cluster stands for the digit
        of the nearest cluster with members.

    Raises
    ------
    ValueError
        When the number of labels is not that of the rows.

    Examples
    --------
    >>> from sklearn.cluster import KMeans
    >>> from mnist_kmeans import infer_cluster_labels
    >>> kmeans = KMeans(3, init=[[0.0], [5.0], [9.0]], n_init=1)
    >>> kmeans = kmeans.fit([[0.0], [0.0], [5.0], [9.0]])
    >>> infer_cluster_labels(kmeans, [7, 7, 2, 7])
    {7: [0, 2], 2: [1]}
    """
    labels = np.asarray(actual_labels, np.int64)
    clusters = np.asarray(kmeans.labels_)
    if labels.shape != clusters.shape:
        raise ValueError(
            f"actual_labels has shape {labels.shape}, not {clusters.shape} as labels_."
        )
    votes = count_votes(clusters, labels, kmeans.n_clusters, int(labels.max()) + 1)
    inferred: dict[int, list[int]] = {}
    for cluster, digit in enumerate(winning_columns(votes, kmeans.cluster_centers_)):
        inferred.setdefault(int(digit), []).append(cluster)
    return inferred


def infer_data_labels(
    x_labels: ArrayLike, cluster_labels: dict[int, list[int]]
) -> NDArray[np.uint8]:
    """Replace each cluster id by the digit that the cluster stands for.

    The notebook's function of this name.

    Parameters
    ----------
    x_labels : array-like of shape (n,), int
        Cluster ids.
    cluster_labels : dict of int to list of int
        Clusters by digit, as from `infer_cluster_labels`.

    Returns
    -------
    ndarray of shape (n,), uint8
        Digits.

    Raises
    ------
    ValueError
        When an id in `x_labels` stands for no digit.

    Examples
    --------
    >>> from mnist_kmeans import infer_data_labels
    >>> infer_data_labels([1, 0, 2], {7: [0, 2], 2: [1]})
    array([2, 7, 7], dtype=uint8)
    """
    clusters = np.asarray(x_labels, np.int64)
    digit_of = {c: digit for digit, members in cluster_labels.items() for c in members}
    digits = np.full(max([*digit_of, clusters.max(initial=-1)], default=-1) + 1, 255)
    digits[list(digit_of)] = list(digit_of.values())
    if (clusters < 0).any() or (digits[clusters] == 255).any():
        unknown = sorted(set(clusters.tolist()) - set(digit_of))
        raise ValueError(f"x_labels has clusters {unknown} that stand for no digit.")
    return np.asarray(digits[clusters], np.uint8)
