"""Chains of neighbours, from one digit to another."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

# The digits that chains lead from and to.
_FROM, _TO = 4, 9


def chains_from_a_4(
    neighbors: NDArray[np.intp],
    distances: NDArray[np.float32],
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    amid: NDArray[np.bool_],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Follow the shortest ways over neighbours from a 4: to an unlike 4, and to a 9.

    Parameters
    ----------
    neighbors : ndarray of shape (n, n_neighbors), int
        Of each image.
    distances : ndarray of shape (n, n_neighbors), float32
        To these.
    images : ndarray of shape (n, 28, 28), uint8
    labels : ndarray of shape (n,), uint8
    amid : ndarray of shape (n,), bool
        Images that a chain may begin and end with.

    Returns
    -------
    far_chain : ndarray of shape (m,), int
        From the first 4 to the one that is least like it, pixel by pixel; empty where
        there is no 4.
    other_chain : ndarray of shape (m,), int
        From the same 4 to the nearest 9 along the way.
    """
    none = np.array([], np.intp)
    starts = np.flatnonzero(amid & (labels == _FROM))
    if not len(starts):
        return none, none
    n, n_neighbors = neighbors.shape
    # Squared distances: many short steps, rather than few long ones.
    weights = np.maximum(distances, 1e-6).ravel() ** 2
    rows = np.arange(n + 1, dtype=np.int32) * n_neighbors
    # Older versions of scipy take no longer integers here.
    graph = csr_array((weights, neighbors.ravel().astype(np.int32), rows), (n, n))
    start = int(starts[0])
    costs, before = dijkstra(
        graph, directed=False, indices=start, return_predecessors=True
    )
    reached = amid & np.isfinite(costs)
    fours = np.flatnonzero(reached & (labels == _FROM))
    unlike = np.square(images[fours].astype(np.float32) - images[start]).sum((1, 2))
    nines = np.flatnonzero(reached & (labels == _TO))
    return (
        _path(before, int(fours[unlike.argmax()])),
        _path(before, int(nines[costs[nines].argmin()])) if len(nines) else none,
    )


def _path(before: NDArray[np.int32], end: int) -> NDArray[np.intp]:
    """Return the way to a point, given the one before each."""
    path = [end]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return np.array(path[::-1], np.intp)
