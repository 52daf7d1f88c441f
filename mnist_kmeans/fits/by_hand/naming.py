"""Names that a person gives to clusters: as text, and the questions that ask for them.

Nothing here takes a label: questions come from images alone.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.sampling import evenly_spaced

#: What a cluster has instead of a digit.
NOT_ASKED, CANNOT_TELL = -1, -2

# By name: the two without a digit count from the end.
_SIGNS = "0123456789x-"


def names_text(names: NDArray[np.int8]) -> str:
    """Write names as text, a character for each cluster.

    Parameters
    ----------
    names : ndarray of shape (n_clusters,), int8
        A digit, `NOT_ASKED` or `CANNOT_TELL` for each cluster.

    Returns
    -------
    str
        The digit, ``-`` or ``x`` of each.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.by_hand.naming import names_text
    >>> names_text(np.array([7, -1, 0, -2]))
    '7-0x'
    """
    return "".join(_SIGNS[name] for name in names)


def read_names(text: str, n_clusters: int) -> NDArray[np.int8]:
    """Read what `names_text` wrote.

    Parameters
    ----------
    text : str
    n_clusters : int

    Returns
    -------
    ndarray of shape (n_clusters,), int8

    Raises
    ------
    ValueError
        When there is not one of its characters for each cluster.
    """
    if len(text) != n_clusters or not set(text) <= set(_SIGNS):
        raise ValueError(
            f"names={text[:300]!r} should be {n_clusters} characters, one for each "
            f"cluster: a digit, x for cannot tell, or - for not asked."
        )
    values = [*range(10), CANNOT_TELL, NOT_ASKED]
    return np.array([values[_SIGNS.index(sign)] for sign in text], np.int8)


def by_size(sizes: NDArray[np.int64]) -> list[int]:
    """Order clusters by how many images a name reads at once.

    Parameters
    ----------
    sizes : ndarray of shape (n_clusters,), int
        Training images of each.

    Returns
    -------
    list of int
        The clusters that have any, the largest first.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.by_hand.naming import by_size
    >>> by_size(np.array([5, 0, 9]))
    [2, 0]
    """
    return _descending(sizes, sizes)


def by_gain(
    clusters: NDArray[Any], distances: NDArray[np.float32], centers: NDArray[np.float32]
) -> list[int]:
    """Order clusters by what a name may gain: size times a guess of the share it reads.

    Without labels that share is unknown; guessed is how far a cluster stands apart. At
    k = 64, over all numbers of names, this order reads 0.4 points more of the training
    images than that by size in pixels, where the best there is, by the votes, reads 2.4
    more. In learnt spaces, where nearly all clusters are pure, it reads up to 0.2 less.

    Parameters
    ----------
    clusters : ndarray of shape (n,), int
        Cluster of each training image.
    distances : ndarray of shape (n,), float32
        Distance of each to that centroid.
    centers : ndarray of shape (n_clusters, n_features), float32

    Returns
    -------
    list of int
        The clusters with images, by descending size times the distance to the nearest
        other centroid, over that plus the root mean square of the members' distances.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.by_hand.naming import by_gain
    >>> clusters = np.array([0, 0, 0, 1, 1])
    >>> by_gain(clusters, np.array([9, 9, 9, 1, 1]), np.array([[0.0], [9]]))
    [1, 0]
    """
    k = len(centers)
    sizes = np.bincount(clusters, minlength=k)
    squares = np.bincount(clusters, distances.astype(np.float64) ** 2, k)
    spread = np.sqrt(squares / np.maximum(sizes, 1))
    points = centers.astype(np.float64)
    norms = (points**2).sum(axis=1)
    between = norms[:, None] + norms - 2 * points @ points.T
    np.fill_diagonal(between, np.inf)
    apart = np.sqrt(np.maximum(between.min(axis=1), 0))
    least = np.finfo(np.float32).tiny  # where all its images and another's are equal
    return _descending(sizes * apart / np.maximum(apart + spread, least), sizes)


def _descending(values: NDArray[Any], sizes: NDArray[np.int64]) -> list[int]:
    order = np.argsort(-values, kind="stable")
    return [int(cluster) for cluster in order if sizes[cluster]]


def members_to_show(
    cluster: int,
    clusters: NDArray[Any],
    distances: NDArray[np.float32],
    n_nearest: int,
    n_others: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Choose members of a cluster by which a person can name it.

    Parameters
    ----------
    cluster : int
    clusters : ndarray of shape (n,), int
        Cluster of each training image.
    distances : ndarray of shape (n,), float32
        Distance of each to that centroid.
    n_nearest, n_others : int
        How many to choose at most.

    Returns
    -------
    nearest, others : ndarray of int
        Indices of images: those nearest to the centroid, and some from all the rest,
        evenly by rank; both the nearest first.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.by_hand.naming import members_to_show
    >>> members_to_show(0, np.zeros(9, int), np.arange(9), n_nearest=3, n_others=2)
    (array([0, 1, 2]), array([5, 8]))
    """
    members = np.flatnonzero(clusters == cluster)
    members = members[np.argsort(distances[members], kind="stable")]
    rest = members[n_nearest:]
    # Counted from the end, so that the farthest is among them.
    chosen = len(rest) - 1 - evenly_spaced(len(rest), n_others)[::-1]
    return members[:n_nearest], rest[chosen]
