"""How far clusters and nearest images contradict the labels of images."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.model.counts import count_votes

if TYPE_CHECKING:  # it imports SciPy
    from mnist_kmeans.features.pixel_rows import Rows

# The name of a cluster without members.
_NONE = 255

# Rows per block: few enough that distances to all centroids stay small.
_CHUNK = 4096


def contradict(
    points: "Rows",
    labels: NDArray[np.uint8],
    centers: NDArray[np.float32],
    clusters: NDArray[Any],
    train_labels: NDArray[np.uint8],
    *,
    own: bool = False,
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Compare the way to the label's nearest centroid with that to another digit's.

    Parameters
    ----------
    points : ndarray or PixelRows of shape (n, n_features), float32
        The images whose labels are doubted, in the feature space.
    labels : ndarray of shape (n,), uint8
        These labels.
    centers : ndarray of shape (n_clusters, n_features), float32
        The centroids.
    clusters : ndarray of shape (n_train,), int
        The cluster of each training image.
    train_labels : ndarray of shape (n_train,), uint8
        Their labels, by whose majority clusters are named.
    own : bool, default=False
        Whether the images are the training images themselves. Then none votes on the
        name of its cluster when its own label is doubted.

    Returns
    -------
    log_ratios : ndarray of shape (n,), float32
        Logarithm of the distance to the nearest centroid of the label's digit divided
        by that to the nearest centroid of another: above 0 where the label is
        contradicted. 0 where one of the two does not exist.
    said : ndarray of shape (n,), uint8
        The digit of the nearest centroid; 255 where no cluster has a name.
    """
    from sklearn.metrics import euclidean_distances

    counts = count_votes(clusters, train_labels, len(centers))
    names = _names(counts)
    log_ratios = np.zeros(len(points), np.float32)
    said = np.empty(len(points), np.uint8)
    tiny = np.finfo(np.float32).tiny
    for start in range(0, len(points), _CHUNK):
        at = slice(start, start + _CHUNK)
        distances = euclidean_distances(points[at], centers)
        named = np.tile(names, (len(distances), 1))
        rows = np.arange(len(distances))
        if own:
            others = counts[clusters[at]]
            others[rows, labels[at]] -= 1
            named[rows, clusters[at]] = _names(others)
        distances[named == _NONE] = np.inf
        said[at] = named[rows, distances.argmin(axis=1)]
        same = named == labels[at, None]
        to_same = np.where(same, distances, np.inf).min(axis=1)
        to_other = np.where(same, np.inf, distances).min(axis=1)
        known = np.isfinite(to_same) & np.isfinite(to_other)
        ways = np.log(np.maximum([to_same[known], to_other[known]], tiny))
        log_ratios[at][known] = ways[0] - ways[1]
    return log_ratios, said


def _names(counts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the majority's digit in each row, the smallest on a tie."""
    names: NDArray[np.uint8] = counts.argmax(axis=1).astype(np.uint8)
    names[~counts.any(axis=1)] = _NONE
    return names


def nearest_others(
    points: NDArray[np.float32],
    train: "Rows",
    n_neighbors: int,
    own: NDArray[np.intp] | None = None,
) -> NDArray[np.int32]:
    """Find the training images nearest to each of several images.

    Parameters
    ----------
    points : ndarray of shape (m, n_features), float32
    train : ndarray or PixelRows of shape (n_train, n_features), float32
        The training images in the same feature space.
    n_neighbors : int
        At most ``n_train``; with `own` ``n_train - 1``.
    own : ndarray of shape (m,), int, optional
        The training images that they themselves are, which do not count.

    Returns
    -------
    ndarray of shape (m, n_neighbors), int32
        Nearest first, by Euclidean distance.
    """
    from sklearn.neighbors import NearestNeighbors

    if not len(points):
        return np.empty((0, n_neighbors), np.int32)
    search = NearestNeighbors(algorithm="brute").fit(train[:])
    n = n_neighbors + (own is not None)
    found = search.kneighbors(points, n, return_distance=False)
    if own is not None:
        other = found != own[:, None]
        # It is not among them if more images lie on the same spot.
        other[other.all(axis=1), -1] = False
        found = found[other].reshape(-1, n_neighbors)
    return np.asarray(found, np.int32)
