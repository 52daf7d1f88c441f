"""First centroids from a fit in the principal components of the rows."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.pixel_rows import PixelRows, Rows
from mnist_kmeans.features.projections import (
    N_BASIS,
    N_COMPONENTS,
    principal_components,
)
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.features.threads import in_chunks, one_thread
from mnist_kmeans.model.defaults import PCA_STEPS
from mnist_kmeans.model.lloyd import Step, cluster_means, lloyd_steps
from mnist_kmeans.on_step import OnCenters, unseen


class Components(NamedTuple):
    """The principal components of rows, and the rows in these coordinates.

    Attributes
    ----------
    mean : ndarray of shape (n_features,)
    axes : ndarray of shape (n_components, n_features)
        Orthonormal rows.
    rows : ndarray of shape (n_samples, n_components), float32
    """

    mean: NDArray[Any]
    axes: NDArray[Any]
    rows: NDArray[np.float32]

    def project_back(self, centers: NDArray[Any]) -> NDArray[Any]:
        """Return points of the components as rows.

        A row's squared distances to them differ from those in the components by what
        the components leave out of the row, which is the same for all points.
        """
        with one_thread("blas"):
            return np.asarray(centers @ self.axes + self.mean)

    def projecting_back(self, on_centers: OnCenters) -> OnCenters:
        """Return a function that passes centroids on as rows."""
        return lambda centers: on_centers(lambda: self.project_back(centers()))


# Those of rows that cannot change, for as long as the rows are kept.
_kept: WeakKeyDictionary[PixelRows, Components] = WeakKeyDictionary()


def components_of(X: Rows) -> Components:
    """Compute the first 50 principal components of rows.

    Parameters
    ----------
    X : ndarray or PixelRows of shape (n_samples, n_features), floating point
        Of `PixelRows` they are computed once.

    Returns
    -------
    Components
        Fewer than 50 when there are fewer rows or features.
    """
    components = _kept.get(X) if isinstance(X, PixelRows) else None
    if components is None:
        basis = X[evenly_spaced(len(X), N_BASIS)]
        mean, axes = principal_components(basis, N_COMPONENTS)
        rows = in_chunks(lambda chunk: (chunk - mean) @ axes.T, X, len(axes))
        components = Components(mean, axes, rows)
        if isinstance(X, PixelRows):
            _kept[X] = components
    return components


def steps_from_pca(
    X: Rows,
    components: Components,
    centers: NDArray[Any],
    polish_iter: int,
    on_centers: OnCenters = unseen,
) -> Iterator[Step]:
    """Take full steps in the components, then among the rows.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    components : Components
        Those of `X`.
    centers : ndarray of shape (n_clusters, n_components)
        Centroids after the mini-batches.
    polish_iter : int
        Maximum number of full steps after the first among the rows.
    on_centers : callable, optional
        Called with all centroids, as rows, before rows are assigned to them.

    Yields
    ------
    Step
        All centroids as rows: `centers`, then those after each full step. The first
        step among the rows takes each cluster of the components to the mean of its
        members.
    """
    there = components.projecting_back(on_centers)
    for step in lloyd_steps(components.rows, centers, PCA_STEPS, there):
        projected = components.project_back(step.centers).astype(X.dtype)
        yield step._replace(centers=projected, in_pca_subspace=True)
    means = cluster_means(X, step.labels, projected)
    yield from lloyd_steps(X, means, polish_iter, on_centers)
