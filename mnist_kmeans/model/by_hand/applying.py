"""What a move does to the centroids, and to which of them each row is nearest."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.pixel_rows import Rows
from mnist_kmeans.features.threads import in_threads
from mnist_kmeans.model.by_hand.moves import Move, MovesError
from mnist_kmeans.model.by_hand.two_means import two_means
from mnist_kmeans.model.lloyd import cluster_means

# Rows taken at a time: few enough to stay in the processor's cache.
_PART = 1024


class Partition(NamedTuple):
    """Centroids, and the nearest of them for each row.

    Attributes
    ----------
    centers : ndarray of shape (n_clusters, n_features), floating point
    labels : ndarray of shape (n,), int32
        The cluster with the nearest centroid.
    distances : ndarray of shape (n,), float32
        The distance to that centroid.
    """

    centers: NDArray[Any]
    labels: NDArray[np.int32]
    distances: NDArray[np.float32]


def after_move(X: Rows, now: Partition, move: Move) -> Partition:
    """Make a move, and give every row to its nearest centroid again.

    Parameters
    ----------
    X : ndarray or PixelRows of shape (n, n_features), floating point
    now : Partition
        Of these rows; left as it is.
    move : Move
        It names clusters that are there.

    Returns
    -------
    Partition
        Numbered as `parse_moves` says.

    Raises
    ------
    MovesError
        When the cluster to split has no two different rows.

    Notes
    -----
    "split" puts two centroids, found by k-means among the members, in the place of one;
    "merge" puts the mean of all members of both in the place of two; "remove" takes a
    centroid away; "step" moves every centroid to the mean of its members. All other
    centroids stay where they are. Then each row belongs to its nearest centroid, so
    that new rows are read as these are.

    So neither a split nor a step ever raises the inertia, and a removal never lowers
    it. A merge of centroids that are the means of their members raises it by at most
    ``n_a * n_b / (n_a + n_b) * |a - b|^2`` (J. H. Ward, "Hierarchical grouping to
    optimize an objective function", 1963): exactly by that before rows are given to
    their nearest centroids. A split within the cluster would never lower the majority
    vote on the training rows; as rows of other clusters may be nearer to a half, it can
    lower it a little.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.by_hand.applying import Partition, after_move
    >>> from mnist_kmeans.model.by_hand.moves import Move
    >>> X = np.array([[0.0], [2.0], [10.0]])
    >>> now = Partition(X, np.arange(3, dtype=np.int32), np.zeros(3, np.float32))
    >>> merged = after_move(X, now, Move("merge", (0, 1)))
    >>> merged.centers.ravel().tolist(), merged.labels.tolist()
    ([1.0, 10.0], [0, 0, 1])
    """
    if move.kind == "step":
        centers = cluster_means(X, now.labels, now.centers)
        return Partition(centers, *_nearest(X, np.arange(len(X)), centers))
    centers, labels = now.centers.copy(), now.labels.copy()
    homeless = np.flatnonzero(np.isin(labels, move.clusters))
    changed: list[int] = []
    if move.kind == "split":
        changed = [move.clusters[0], len(centers)]
        halves = _halves(X, homeless, move.clusters[0])
        centers = np.concatenate([centers, halves[1:]])
        centers[changed[0]] = halves[0]
    else:
        freed = move.clusters[-1]
        if move.kind == "merge":
            changed = [move.clusters[0]]
            centers[changed] = _merged(X, homeless, centers[list(move.clusters)])
        # The last cluster takes the number that is free.
        labels[labels == len(centers) - 1] = freed
        centers[freed] = centers[-1]
        centers = centers[:-1]
    distances = now.distances.copy()
    labels[homeless], distances[homeless] = _nearest(X, homeless, centers)
    if changed:
        nearer = _nearer(X, distances, centers[changed])
        nearer = np.setdiff1d(nearer, homeless, assume_unique=True)
        labels[nearer], distances[nearer] = _nearest(X, nearer, centers)
    return Partition(centers, labels, distances)


def _halves(X: Rows, members: NDArray[np.intp], cluster: int) -> NDArray[Any]:
    halves = two_means(X[members]) if len(members) > 1 else None
    if halves is None or np.array_equal(*halves):
        raise MovesError(
            f"Cluster #{cluster} cannot be split: no two of its images differ."
        )
    return halves


def _merged(X: Rows, members: NDArray[np.intp], pair: NDArray[Any]) -> NDArray[Any]:
    """Return the mean of the members of two clusters; if empty, that of the two."""
    if not len(members):
        return np.asarray(pair.mean(axis=0))
    together = np.zeros(len(members), np.int32)
    return np.asarray(cluster_means(X[members], together, pair[:1])[0])


def _nearest(
    X: Rows, which: NDArray[np.intp], centers: NDArray[Any]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the nearest centroid of some rows, and its distance."""
    half_norms = 0.5 * np.einsum("ij,ij->i", centers, centers)

    def of_part(at: slice) -> tuple[NDArray[Any], NDArray[Any]]:
        rows = X[which[at]]
        labels = (rows @ centers.T - half_norms).argmax(axis=1)
        offsets = rows - centers[labels]
        return labels, np.sqrt(np.einsum("ij,ij->i", offsets, offsets))

    labels, distances = np.empty(len(which), np.int32), np.empty(len(which), np.float32)
    parts = _parts(len(which))
    for at, found in zip(parts, in_threads(of_part, parts), strict=True):
        labels[at], distances[at] = found
    return labels, distances


def _nearer(
    X: Rows, distances: NDArray[np.float32], centers: NDArray[Any]
) -> NDArray[np.intp]:
    """Return the rows that are nearer to one of some centroids than so far."""
    norms = np.einsum("ij,ij->i", centers, centers)

    def of_part(at: slice) -> NDArray[np.bool_]:
        rows = X[at]
        squares = np.einsum("ij,ij->i", rows, rows)
        least = squares + (norms - 2 * rows @ centers.T).min(axis=1)
        return np.asarray(least < np.square(distances[at]))

    return np.flatnonzero(np.concatenate(list(in_threads(of_part, _parts(len(X))))))


def _parts(n: int) -> list[slice]:
    return [slice(start, start + _PART) for start in range(0, n, _PART)]
