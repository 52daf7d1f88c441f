"""The members of clusters: nearest, mean, wrongly read."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Images per block: few enough to stay in the processor's cache.
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
        Indices of images, on a tie the first; -1 for an empty cluster.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.members import nearest_members
    >>> distances = np.array([3, 1, 2], np.float32)
    >>> nearest_members(np.array([0, 0, 2]), distances, n_clusters=3)
    array([ 1, -1,  2])
    """
    least = np.full(n_clusters, np.inf, np.float32)
    np.minimum.at(least, clusters, distances)
    last_first = np.flatnonzero(distances == least[clusters])[::-1]
    nearest = np.full(n_clusters, -1)
    # When a cluster occurs several times the last assignment, the first image, stays.
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

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.members import member_means
    >>> images = np.zeros((2, 28, 28), np.uint8)
    >>> images[1] = 255
    >>> member_means(images, np.array([0, 0]), n_clusters=2)[:, 0, 0]
    array([0.5, 0. ], dtype=float32)
    """
    from scipy.sparse import csr_array

    sums = np.zeros((n_clusters, 28 * 28))
    # The product with the membership matrix sums the images of each cluster. float32
    # holds the sums of a block exactly.
    for start in range(0, len(images), _CHUNK):
        pixels = images[start : start + _CHUNK].reshape(-1, 28 * 28)
        n = len(pixels)
        cells = clusters[start : start + n], np.arange(n)
        membership = csr_array((np.ones(n, np.float32), cells), (n_clusters, n))
        sums += membership @ pixels.astype(np.float32)
    sizes = np.bincount(clusters, minlength=n_clusters)
    means = sums / (255 * np.maximum(sizes, 1))[:, None]
    return np.asarray(means.reshape(-1, 28, 28), np.float32)


@dataclass(frozen=True, eq=False)
class Members:
    """Training images of one cluster, as indices.

    Attributes
    ----------
    typical : ndarray of shape (m,), int
        The members nearest to the centroid, nearest first.
    farthest : ndarray of shape (m,), int
        The members farthest from the centroid, farthest first.
    wrong : ndarray of shape (m,), int
        Members that show another digit than the cluster stands for, nearest first.
    n_wrong : int
        The number of all such members.
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
    """Select the members of a cluster that tell most about it.

    Parameters
    ----------
    cluster : int
        The id of the cluster.
    digit : int
        The digit the cluster stands for.
    clusters, distances, labels : ndarray of shape (n,)
        For each training image its cluster, its distance to that centroid, and the
        digit it shows.
    n_shown : int
        The number to select of each kind, at most.

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


@dataclass(frozen=True, eq=False)
class Confused:
    """Images of a digit that are read as another.

    Attributes
    ----------
    own : int or None
        The largest cluster that stands for the digit, if there is one.
    taken_by : int
        The cluster that took most of the images.
    examples : ndarray of shape (m,), int
        Images that it took, the nearest to its centroid first.
    """

    own: int | None
    taken_by: int
    examples: NDArray[np.intp]


def confused_images(
    digit: int,
    read: int,
    clusters: NDArray[Any],
    distances: NDArray[np.float32],
    labels: NDArray[np.uint8],
    cluster_labels: NDArray[np.uint8],
    sizes: NDArray[np.int64],
    n_shown: int,
) -> Confused:
    """Select what tells most about a confusion of two digits.

    Parameters
    ----------
    digit, read : int
        The digit shown, and the one that it is read as.
    clusters, distances, labels : ndarray of shape (n,)
        For each image its cluster, its distance to that centroid, and the digit it
        shows; one at least is confused so.
    cluster_labels, sizes : ndarray of shape (n_clusters,)
        The digit each cluster stands for, and the number of its training images.
    n_shown : int
        The number of images to select, at most.

    Returns
    -------
    Confused

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.members import confused_images
    >>> clusters, distances = np.array([1, 1, 2]), np.array([3, 2, 1], np.float32)
    >>> labels, names = np.array([4, 4, 4], np.uint8), np.array([4, 9, 9], np.uint8)
    >>> of = clusters, distances, labels, names, np.array([5, 5, 5])
    >>> found = confused_images(4, 9, *of, n_shown=3)
    >>> found.own, found.taken_by, found.examples
    (0, 1, array([1, 0]))
    """
    wrong = np.flatnonzero((labels == digit) & (cluster_labels[clusters] == read))
    taken_by = int(np.bincount(clusters[wrong]).argmax())
    own_sizes = np.where(cluster_labels == digit, sizes, -1)
    own = int(own_sizes.argmax())
    inside = wrong[clusters[wrong] == taken_by]
    nearest = np.argsort(distances[inside], kind="stable")[:n_shown]
    return Confused(None if own_sizes[own] < 0 else own, taken_by, inside[nearest])
