"""The members of clusters: the nearest, the mean, the wrong ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Images summed at a time: few enough to stay in the processor's cache.
_CHUNK = 1024


def nearest_members(
    clusters: NDArray[Any], distances: NDArray[np.float32], n_clusters: int
) -> NDArray[np.intp]:
    """Find the member of each cluster that is nearest to its centroid.

    Parameters
    ----------
    clusters : ndarray of shape (n,), int
        Cluster of each image.
    distances : ndarray of shape (n,), float32
        Distance of each image to that centroid.
    n_clusters : int

    Returns
    -------
    ndarray of shape (n_clusters,), int
        Indices of images, the first of equals; -1 for an empty cluster.
    """
    least = np.full(n_clusters, np.inf, np.float32)
    np.minimum.at(least, clusters, distances)
    last_first = np.flatnonzero(distances == least[clusters])[::-1]
    nearest = np.full(n_clusters, -1)
    # Of several values for one place the last stays.
    nearest[clusters[last_first]] = last_first
    return nearest


def member_means(
    images: NDArray[np.uint8], clusters: NDArray[Any], n_clusters: int
) -> NDArray[np.float32]:
    """Compute the mean image of each cluster's members.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
    clusters : ndarray of shape (n,), int
        Cluster of each image.
    n_clusters : int

    Returns
    -------
    ndarray of shape (n_clusters, 28, 28), float32
        0 (black) to 1; black for an empty cluster.
    """
    from scipy.sparse import csr_array

    sums = np.zeros((n_clusters, 28 * 28))
    # Few images at a time stay in the processor's cache; a product with the matrix that
    # says which image is in which cluster adds them up. float32 holds each sum exactly.
    for start in range(0, len(images), _CHUNK):
        pixels = images[start : start + _CHUNK].reshape(-1, 28 * 28)
        own = clusters[start : start + _CHUNK]
        member = (np.ones(len(own), np.float32), (own, np.arange(len(own))))
        sums += csr_array(member, (n_clusters, len(own))) @ pixels.astype(np.float32)
    sizes = np.bincount(clusters, minlength=n_clusters)
    means = sums / (255 * np.maximum(sizes, 1))[:, None]
    return np.asarray(means.reshape(-1, 28, 28), np.float32)


@dataclass(frozen=True, eq=False)
class Members:
    """Training images of one cluster, as indices.

    Attributes
    ----------
    typical : ndarray of shape (m,), int
        Those nearest to the centroid, nearest first.
    farthest : ndarray of shape (m,), int
        Those farthest from the centroid, farthest first.
    wrong : ndarray of shape (m,), int
        Those that show another digit than the cluster stands for, nearest first.
    n_wrong : int
        How many such there are in all.
    """

    typical: NDArray[np.intp]
    farthest: NDArray[np.intp]
    wrong: NDArray[np.intp]
    n_wrong: int


def cluster_members(
    cluster: int,
    digit: int,
    clusters: NDArray[Any],
    distances: NDArray[np.float32],
    labels: NDArray[np.uint8],
    n_shown: int,
) -> Members:
    """Pick the members of a cluster that tell most about it.

    Parameters
    ----------
    cluster : int
        Its id.
    digit : int
        The digit it stands for.
    clusters, distances, labels : ndarray of shape (n,)
        For each training image its cluster, its distance to that centroid, and the
        digit it shows.
    n_shown : int
        How many to pick of each kind, at most.

    Returns
    -------
    Members
    """
    members = np.flatnonzero(clusters == cluster)
    members = members[np.argsort(distances[members], kind="stable")]
    wrong = members[labels[members] != digit]
    return Members(
        typical=members[:n_shown],
        farthest=members[::-1][:n_shown],
        wrong=wrong[:n_shown],
        n_wrong=len(wrong),
    )
