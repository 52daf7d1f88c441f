"""Groups of points on the graph of their nearest neighbours: spectral clustering."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, eye_array
from scipy.sparse.linalg import eigsh

#: Eigenvalues that are computed: one more than groups are looked for.
N_EIGENVALUES = 15

# A gap is clear if it is so many times as large as any other.
_CLEAR = 1.5

# Starts of k-means among the eigenvectors.
_N_STARTS = 5


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups found on a graph.

    Attributes
    ----------
    of_points : ndarray of shape (n,), int
        The group of each point.
    eigenvalues : ndarray of shape (15,), float64
        The largest ones of the normalised graph, descending from 1; fewer than 15 where
        there are few points.
    gap_is_clear : bool
        Whether the number of groups is that of the eigenvalues before their largest
        gap, or the fallback.
    """

    of_points: NDArray[np.intp]
    eigenvalues: NDArray[np.float64]
    gap_is_clear: bool

    @property
    def n_groups(self) -> int:
        """The number of groups."""
        return number_of_groups(self.eigenvalues)[0]


def nearest_neighbors(
    points: NDArray[np.float32], n_neighbors: int
) -> NDArray[np.intp]:
    """Find the nearest neighbours of each point among the others, exactly.

    Parameters
    ----------
    points : ndarray of shape (n, d), float32
    n_neighbors : int
        Less than n.

    Returns
    -------
    ndarray of shape (n, n_neighbors), int
        Nearest first.
    """
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=n_neighbors, algorithm="brute").fit(points)
    neighbors: NDArray[np.intp] = search.kneighbors(return_distance=False)
    return neighbors


def neighbor_graph(neighbors: NDArray[np.intp]) -> csr_array:
    """Return the normalised graph of points and their neighbours.

    Parameters
    ----------
    neighbors : ndarray of shape (n, n_neighbors), int
        Of each point.

    Returns
    -------
    csr_array of shape (n, n), float64
        The affinity W + W' + I, where W has a 1 for each neighbour, divided by the
        square roots of both points' sums. Its largest eigenvalue is 1.
    """
    n, n_neighbors = neighbors.shape
    starts = np.arange(n + 1) * n_neighbors
    links = csr_array((np.ones(neighbors.size), neighbors.ravel(), starts), (n, n))
    affinity = links + links.T + eye_array(n)
    scale = diags_array(1 / np.sqrt(affinity.sum(axis=1)))
    return csr_array(scale @ affinity @ scale)


def number_of_groups(eigenvalues: NDArray[np.float64]) -> tuple[int, bool]:
    """Read the number of groups off the eigenvalues of a graph.

    Parameters
    ----------
    eigenvalues : ndarray of shape (m,), float64
        The largest ones, descending.

    Returns
    -------
    n_groups : int
        2 to m - 1: how many eigenvalues stand before the largest gap; m - 1 where that
        gap is not clear, since k-means can join groups but not part them.
    is_clear : bool
        Whether the largest gap is 1.5 times as large as any other.
    """
    gaps = -np.diff(eigenvalues)[1:]  # at least two groups
    second, largest = np.sort(gaps)[-2:]
    if largest < _CLEAR * second:
        return len(gaps) + 1, False
    return int(gaps.argmax()) + 2, True


def find_groups(neighbors: NDArray[np.intp], random_state: int) -> Groups:
    """Cluster points by the leading eigenvectors of the graph of their neighbours.

    Parameters
    ----------
    neighbors : ndarray of shape (n, n_neighbors), int
        Of each point; n is at least 17.
    random_state : int
        Seed of the eigensolver's first vector and of k-means.

    Returns
    -------
    Groups

    Notes
    -----
    A. Ng, M. Jordan and Y. Weiss, "On spectral clustering: analysis and an algorithm"
    (2002). The number of groups by the gap: U. von Luxburg, "A tutorial on spectral
    clustering" (2007).
    """
    from sklearn.cluster import KMeans

    n = len(neighbors)
    first = np.random.default_rng(random_state).uniform(0.5, 1, n)
    values, vectors = eigsh(
        neighbor_graph(neighbors), N_EIGENVALUES, which="LA", v0=first, tol=1e-4
    )
    values, vectors = values[::-1], vectors[:, ::-1]
    n_groups, is_clear = number_of_groups(values)
    rows = vectors[:, :n_groups]
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    kmeans = KMeans(n_groups, n_init=_N_STARTS, random_state=random_state)
    return Groups(kmeans.fit_predict(rows).astype(np.intp), values, is_clear)


def amid_their_group(
    groups: NDArray[np.intp], neighbors: NDArray[np.intp], share: float
) -> NDArray[np.bool_]:
    """Tell which points have nearly all of their neighbours in their own group.

    Parameters
    ----------
    groups : ndarray of shape (n,), int
    neighbors : ndarray of shape (n, n_neighbors), int
    share : float
        Of the neighbours, 0 to 1.

    Returns
    -------
    ndarray of shape (n,), bool
    """
    same = groups[neighbors] == groups[:, None]
    amid: NDArray[np.bool_] = same.mean(axis=1) >= share - 1e-9
    return amid
