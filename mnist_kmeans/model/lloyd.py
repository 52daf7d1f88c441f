"""Full steps of k-means in blocks of rows, on several threads."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from mnist_kmeans.features.pixel_rows import Rows
from mnist_kmeans.features.threads import in_threads
from mnist_kmeans.on_step import OnCenters, unseen

# Numbers per block, rows x (features + clusters): few enough to stay in the processor's
# cache.
_BLOCK = 1 << 20


class Step(NamedTuple):
    """Centroids and what follows from them.

    Attributes
    ----------
    centers : ndarray of shape (n_clusters, n_features)
    labels : ndarray of shape (n_samples,), int32
        The cluster with the nearest centroid for each row.
    cluster_means : ndarray of shape (n_clusters, n_features)
        The mean of each cluster's members, the next step's centroids. A cluster without
        members keeps its centroid.
    in_pca_subspace : bool
        Whether the centroids lie in the subspace of the first principal components.
    """

    centers: NDArray[Any]
    labels: NDArray[np.int32]
    cluster_means: NDArray[Any]
    in_pca_subspace: bool = False


def lloyd_steps(
    X: Rows,
    centers: NDArray[Any],
    max_iter: int,
    on_centers: OnCenters = unseen,
) -> Iterator[Step]:
    """Take full steps until no row changes its cluster.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), floating point
    centers : ndarray of shape (n_clusters, n_features)
        The first centroids.
    max_iter : int
    on_centers : callable, optional
        Called with all centroids before rows are assigned to them.

    Yields
    ------
    Step
        The first centroids, then those after each step, at most `max_iter`.

    Notes
    -----
    S. P. Lloyd, "Least squares quantization in PCM" (1982). Sums are taken in the order
    of the rows, so that they do not depend on the number of threads.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.lloyd import lloyd_steps
    >>> X = np.array([[0.0], [1.0], [9.0]])
    >>> [step.centers.ravel().tolist() for step in lloyd_steps(X, X[:2], 5)]
    [[0.0, 1.0], [0.0, 5.0], [0.5, 9.0]]
    """
    step = _step(X, centers, on_centers)
    yield step
    for _ in range(max_iter):
        before, step = step, _step(X, step.cluster_means, on_centers)
        yield step
        if np.array_equal(step.labels, before.labels):
            return


def cluster_means(
    X: Rows, labels: NDArray[np.int32], centers: NDArray[Any]
) -> NDArray[Any]:
    """Compute the mean of each cluster's members, or its centroid if it has none.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    labels : ndarray of shape (n_samples,), int
        The cluster of each row.
    centers : ndarray of shape (n_clusters, n_features)
        Those of clusters without members are returned as they are.

    Returns
    -------
    ndarray of shape (n_clusters, n_features)
    """
    n_clusters = len(centers)
    sums = _in_blocks(X, n_clusters, lambda at: _sums(X[at], labels[at], n_clusters))
    return _means(labels, centers, sums)


def inertia(X: Rows, labels: NDArray[np.int32], centers: NDArray[Any]) -> float:
    """Sum the squared distances of rows to the centroids of their clusters."""

    def squares(at: slice) -> Any:
        offsets = X[at] - centers[labels[at]]
        return np.einsum("ij,ij->i", offsets, offsets).sum(dtype=np.float64)

    return float(sum(_in_blocks(X, len(centers), squares)))


def _step(X: Rows, centers: NDArray[Any], on_centers: OnCenters) -> Step:
    on_centers(lambda: centers)
    half_norms = 0.5 * np.einsum("ij,ij->i", centers, centers)
    labels = np.empty(len(X), np.int32)

    def assign(at: slice) -> Any:
        # argmin of |x - c|^2 is argmax of x.c - |c|^2 / 2.
        rows = X[at]
        labels[at] = np.argmax(rows @ centers.T - half_norms, axis=1)
        return _sums(rows, labels[at], len(centers))

    sums = _in_blocks(X, len(centers), assign)
    return Step(centers, labels, _means(labels, centers, sums))


def _sums(rows: NDArray[Any], labels: NDArray[np.int32], n_clusters: int) -> Any:
    """Sum the rows of each cluster, by a product with the membership matrix."""
    cells = labels, np.arange(len(rows))
    ones = np.ones(len(rows), rows.dtype)
    return csr_array((ones, cells), (n_clusters, len(rows))) @ rows


def _means(
    labels: NDArray[np.int32], centers: NDArray[Any], sums: Iterator[Any]
) -> NDArray[Any]:
    total = np.zeros(centers.shape)
    for part in sums:
        total += part
    sizes = np.bincount(labels, minlength=len(centers))[:, None]
    means = np.where(sizes > 0, total / np.maximum(sizes, 1), centers)
    return np.asarray(means, centers.dtype)


def _in_blocks(
    X: Rows, n_clusters: int, compute: Callable[[slice], Any]
) -> Iterator[Any]:
    """Compute something of each block of rows; yield the results in order."""
    size = max(1, _BLOCK // (X.shape[1] + n_clusters))
    blocks = [slice(start, start + size) for start in range(0, len(X), size)]
    return in_threads(compute, blocks)
