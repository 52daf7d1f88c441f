"""A family tree of clusters with all that a page shows of it: `grow_tree`."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.members import member_means
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.on_step import OnStep, silent
from mnist_kmeans.studies.sweep import sweep_fits
from mnist_kmeans.studies.trees.bisecting import Bisection, bisect
from mnist_kmeans.studies.trees.cluster_tree import ClusterTree, cluster_tree

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features

#: The members of each cluster that are kept to be shown.
N_MEMBERS = 20


@dataclass(frozen=True, eq=False)
class GrownTree:
    """A family tree, its clusters as images, and where images are in it.

    Attributes
    ----------
    tree : ClusterTree
        Of the training images.
    images : ndarray of shape (n_nodes, 28, 28), uint8
        The centroids as images.
    nearest : ndarray of shape (n_nodes, N_MEMBERS), int
        The training images of each node that are nearest to its centroid, nearest
        first; -1 where it has fewer.
    train_clusters, test_clusters : ndarray of shape (n_columns, n), uint16
        The cluster of each image in each column.
    inertia : ndarray of shape (n_columns,), float64
        Of the training images, in the units of the feature space.
    test_accuracy : ndarray of shape (n_columns,), float64
        Majority-vote accuracy on the test images.
    bisection : Bisection or None
        The splits that it was grown by, if it was.
    """

    tree: ClusterTree
    images: NDArray[np.uint8]
    nearest: NDArray[np.intp]
    train_clusters: NDArray[np.uint16]
    test_clusters: NDArray[np.uint16]
    inertia: NDArray[np.float64]
    test_accuracy: NDArray[np.float64]
    bisection: Bisection | None


@dataclass(frozen=True, eq=False)
class _Column:
    """What is kept of a fit: a twentieth of its memory."""

    n_clusters: int
    labels: NDArray[np.uint8]
    images: NDArray[np.uint8]
    nearest: NDArray[np.intp]
    train_clusters: NDArray[np.uint16]
    test_clusters: NDArray[np.uint16]
    inertia: float
    test_accuracy: float


def grow_tree(
    settings: Sequence[FitSettings],
    data: DigitData,
    *,
    bisecting: bool = False,
    store: FitStore | None = None,
    features: "Callable[[str, int, OnStep, bool], Features] | None" = None,
    on_step: OnStep = silent,
) -> GrownTree:
    """Grow a family tree: from fits of their own, or by bisecting k-means.

    Parameters
    ----------
    settings : sequence of FitSettings
        Of each column, two at least, which differ in k only.
    data : DigitData
    bisecting : bool, default=False
        Whether each column splits clusters of the one before, so that it is a true
        tree. Then only the images, the feature space, the seed and k count.
    store, features : optional
        As in `sweep_fits`, which computes or loads fits of their own.
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends it.

    Returns
    -------
    GrownTree
        Its columns by ascending k.

    Raises
    ------
    ValueError
        When a setting is out of range, or there are fewer than two columns.
    SchedulerError
        As in `sweep_fits`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> from mnist_kmeans.fits.store import FitStore
    >>> from mnist_kmeans.studies import grow_tree, sweep_settings
    >>> settings = sweep_settings(300, [2, 5], ["pixels"], seeds=1)
    >>> with TemporaryDirectory() as folder:
    ...     grown = grow_tree(
    ...         settings, load_bundled_digits(), store=FitStore(folder)
    ...     )
    >>> grown.tree.n_clusters, grown.images.shape
    ((2, 5), (7, 28, 28))
    """
    settings = sorted(settings, key=lambda fit: fit.n_clusters)
    store = store or FitStore()
    bisection = None
    if bisecting:
        first = settings[0]
        of_space = first.feature_space, first.n_train
        if features is None:
            images = store.features(*of_space, data, on_step, first.pretrained)
        else:
            images = features(*of_space, on_step, first.pretrained)
        columns, bisection = _by_bisecting(settings, data, images, on_step)
    else:
        fits = sweep_fits(
            settings, data, store=store, features=features, on_step=on_step
        )
        with closing(fits):
            columns = [_of_fit(fit, data) for fit in fits]
    columns.sort(key=lambda column: column.n_clusters)
    on_step(1.0, "Following the images")
    return GrownTree(
        tree=cluster_tree(
            [column.train_clusters for column in columns],
            data.y_train[: settings[0].n_train],
            n_clusters=[column.n_clusters for column in columns],
            labels=[column.labels for column in columns],
        ),
        images=np.concatenate([column.images for column in columns]),
        nearest=np.concatenate([column.nearest for column in columns]),
        train_clusters=np.array([column.train_clusters for column in columns]),
        test_clusters=np.array([column.test_clusters for column in columns]),
        inertia=np.array([column.inertia for column in columns]),
        test_accuracy=np.array([column.test_accuracy for column in columns]),
        bisection=bisection,
    )


def _of_fit(fit: Fit, data: DigitData) -> _Column:
    k = fit.settings.n_clusters
    return _Column(
        n_clusters=k,
        labels=fit.cluster_labels,
        images=_as_bytes(fit.centroid_images),
        nearest=_nearest(fit.train_clusters, fit.train_distances, k),
        train_clusters=fit.train_clusters,
        test_clusters=fit.test_clusters,
        inertia=float(fit.train_metrics["inertia"]),
        test_accuracy=float(fit.test_metrics["accuracy"]),
    )


def _by_bisecting(
    settings: Sequence[FitSettings],
    data: DigitData,
    features: "Features",
    on_step: OnStep,
) -> tuple[list[_Column], Bisection]:
    n_train, largest = settings[0].n_train, settings[-1].n_clusters
    # Pixels as bytes take a quarter of the memory.
    in_pixels = settings[0].feature_space == "pixels"
    images = data.x_train[:n_train]
    rows = images.reshape(n_train, -1) if in_pixels else np.asarray(features.train)
    bisection = bisect(
        rows,
        largest,
        random_state=settings[0].seed,
        on_step=lambda done, what: on_step(0.8 * done, what),
    )
    test = bisection.descend(features.test)
    columns = []
    for i, fit in enumerate(settings):
        on_step(0.8 + 0.2 * i / len(settings), "Measuring")
        k = fit.n_clusters
        clusters = bisection.at(bisection.clusters, k)
        distances = _distances(features.train, clusters, k)
        labels = count_votes(clusters, data.y_train[:n_train], k).argmax(axis=1)
        of_test = bisection.at(test, k)
        columns.append(
            _Column(
                n_clusters=k,
                labels=labels.astype(np.uint8),
                images=_as_bytes(member_means(images, clusters, k)),
                nearest=_nearest(clusters, distances, k),
                train_clusters=clusters,
                test_clusters=of_test,
                inertia=float(np.square(distances, dtype=np.float64).sum()),
                test_accuracy=float((labels[of_test] == data.y_test).mean()),
            )
        )
    return columns, bisection


def _distances(
    rows: Any, clusters: NDArray[np.uint16], n_clusters: int
) -> NDArray[np.float32]:
    """Return the distance of each row to the mean of its cluster."""
    from mnist_kmeans.model.lloyd import cluster_means

    centers = cluster_means(
        rows,
        clusters.astype(np.int32),
        np.zeros((n_clusters, rows.shape[1]), np.float32),
    )
    distances = np.empty(len(rows), np.float32)
    for start in range(0, len(rows), 4096):
        at = slice(start, start + 4096)
        offsets = rows[at] - centers[clusters[at]]
        distances[at] = np.sqrt(np.einsum("ij,ij->i", offsets, offsets))
    return distances


def _nearest(
    clusters: NDArray[Any], distances: NDArray[np.float32], n_clusters: int
) -> NDArray[np.intp]:
    """Return the members of each cluster that are nearest to its centroid."""
    order = np.lexsort((distances, clusters))
    starts = np.searchsorted(clusters[order], np.arange(n_clusters + 1))
    nearest = np.full((n_clusters, N_MEMBERS), -1)
    for cluster in range(n_clusters):
        members = order[starts[cluster] : starts[cluster + 1]][:N_MEMBERS]
        nearest[cluster, : len(members)] = members
    return nearest


def _as_bytes(images: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.rint(255 * np.clip(images, 0, 1)).astype(np.uint8)
