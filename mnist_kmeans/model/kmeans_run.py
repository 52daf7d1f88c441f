"""One run of k-means: from first centroids to the last step, reporting progress."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans, MiniBatchKMeans, kmeans_plusplus
from sklearn.utils import check_random_state

from mnist_kmeans.features.pixel_rows import Rows
from mnist_kmeans.model.defaults import PCA_STEPS
from mnist_kmeans.model.lloyd import inertia
from mnist_kmeans.model.pca_start import components_of, steps_from_pca
from mnist_kmeans.on_step import OnCenters, OnStep

# Full steps are taken a few at a time, to report and to be able to stop in between: at
# most this many steps and about this much work (rows x features x clusters), a few
# seconds.
_LLOYD_CHUNK = 10
_LLOYD_WORK = 3e10


class Run(NamedTuple):
    """A finished run.

    Attributes
    ----------
    centers : ndarray of shape (n_clusters, n_features)
    labels : ndarray of shape (n_samples,), int32
        The cluster of each row.
    inertia : float
    n_iter : int
        Passes over the rows.
    n_steps : int
        Mini-batches.
    """

    centers: NDArray[Any]
    labels: NDArray[np.int32]
    inertia: float
    n_iter: int
    n_steps: int


def run_minibatch(
    X: Rows,
    polish_iter: int,
    on_step: OnStep,
    on_centers: OnCenters,
    **parameters: Any,
) -> Run:
    """Run ``MiniBatchKMeans``, then full steps from its centroids.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    polish_iter : int
        Maximum number of full steps; 0 for none.
    on_step : callable
        Called as ``on_step(fraction, what)``. An exception that it raises ends the run.
    on_centers : callable
        Called with the first centroids, and about once each step.
    **parameters
        Those of ``MiniBatchKMeans``.

    Returns
    -------
    Run
    """
    X = np.asarray(X)
    # Mini-batches take about as long as eight full steps.
    share = 8 / (8 + polish_iter)
    kmeans = _minibatches(
        X, polish_iter == 0, _within(on_step, 0, share), on_centers, **parameters
    )
    if polish_iter == 0:
        return _run(kmeans, kmeans.n_iter_, kmeans.n_steps_)
    polishing = _within(on_step, share, 1)
    polishing(0, "Full steps over all images")
    polished, n_polish = _lloyd(
        X,
        kmeans.n_clusters,
        kmeans.cluster_centers_,
        polish_iter,
        0,
        kmeans.random_state,
        polishing,
        on_centers,
    )
    return _run(polished, kmeans.n_iter_ + n_polish, kmeans.n_steps_)


def run_from_pca(
    X: Rows,
    polish_iter: int,
    on_step: OnStep,
    on_centers: OnCenters,
    **parameters: Any,
) -> Run:
    """Run mini-batches in the principal components of the rows, then full steps.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    polish_iter : int
        Maximum number of full steps after those of `steps_from_pca`.
    on_step, on_centers : callable
        As in `run_minibatch`.
    **parameters
        Those of ``MiniBatchKMeans``.

    Returns
    -------
    Run
    """
    components = components_of(X)
    there = components.projecting_back(on_centers)
    kmeans = _minibatches(
        components.rows, False, _within(on_step, 0, 0.15), there, **parameters
    )
    steps = steps_from_pca(
        X, components, kmeans.cluster_centers_, polish_iter, on_centers
    )
    # Mini-batches take about 15 % of the time, full steps in the components 20 %.
    n_projected = 0
    for n_full, step in enumerate(steps):
        what = f"Full step {n_full}" if n_full else "Full steps over all images"
        if step.in_pca_subspace:
            n_projected = n_full
            on_step(0.15 + 0.2 * n_full / PCA_STEPS, what)
        else:
            done = (n_full - n_projected) / (polish_iter + 2)
            on_step(0.35 + 0.65 * done, what)
    return Run(
        step.centers,
        step.labels,
        inertia(X, step.labels, step.centers),
        kmeans.n_iter_ + n_full,
        kmeans.n_steps_,
    )


def run_full(
    X: Rows,
    n_clusters: int,
    init: Any,
    init_size: int | None,
    max_iter: int,
    random_state: Any,
    on_step: OnStep,
    on_centers: OnCenters,
) -> Run:
    """Run ``KMeans``, which goes over all rows each step.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    n_clusters, init, max_iter, random_state
        As in ``KMeans``.
    init_size : int or None
        Rows, drawn at random, among which "k-means++" chooses; None for all.
    on_step, on_centers : callable
        As in `run_minibatch`.

    Returns
    -------
    Run
    """
    X = np.asarray(X)
    if init_size is not None and isinstance(init, str) and init == "k-means++":
        rng = check_random_state(random_state)
        size = min(max(init_size, n_clusters), len(X))
        sample = X[rng.choice(len(X), size, replace=False)]
        init = kmeans_plusplus(sample, n_clusters, random_state=rng)[0]
    if isinstance(init, np.ndarray):
        on_centers(init.copy)
    kmeans, n_iter = _lloyd(
        X, n_clusters, init, max_iter, 1e-4, random_state, on_step, on_centers
    )
    return _run(kmeans, n_iter, 0)


def _within(on_step: OnStep, start: float, end: float) -> OnStep:
    """Report the progress of a part, between two fractions, as progress of all."""
    return lambda fraction, what: on_step(start + (end - start) * fraction, what)


def _minibatches(
    X: NDArray[Any],
    compute_labels: bool,
    on_step: OnStep,
    on_centers: OnCenters,
    **parameters: Any,
) -> MiniBatchKMeans:
    kmeans = _ReportingMiniBatchKMeans(**parameters)
    kmeans.on_step, kmeans.on_centers = on_step, on_centers
    # Full steps compute the labels anyway, but with a single mini-batch MiniBatchKMeans
    # fails unless it computes them.
    several = kmeans.max_iter * len(X) >= 2 * min(kmeans.batch_size, len(X))
    kmeans.compute_labels = compute_labels or not several
    return kmeans.fit(X)


def _run(kmeans: KMeans | MiniBatchKMeans, n_iter: int, n_steps: int) -> Run:
    return Run(
        kmeans.cluster_centers_, kmeans.labels_, float(kmeans.inertia_), n_iter, n_steps
    )


def _lloyd(
    X: NDArray[Any],
    n_clusters: int,
    init: Any,
    max_iter: int,
    tol: float,
    random_state: Any,
    on_step: OnStep,
    on_centers: OnCenters,
) -> tuple[KMeans, int]:
    # Each step depends on the centroids alone, so that a few steps at a time end where
    # one long run would.
    done = 0
    chunk = int(np.clip(_LLOYD_WORK / (X.size * n_clusters), 1, _LLOYD_CHUNK))
    while True:
        steps = min(chunk, max_iter - done)
        kmeans = KMeans(
            n_clusters,
            init=init,
            n_init=1,
            max_iter=steps,
            tol=tol,
            # For so few steps Elkan's bounds cost more to set up than they save.
            algorithm="lloyd",
            random_state=random_state,
        ).fit(X)
        done += kmeans.n_iter_
        init = kmeans.cluster_centers_
        on_centers(kmeans.cluster_centers_.copy)
        if kmeans.n_iter_ < steps or done == max_iter:
            return kmeans, done
        on_step(done / max_iter, f"Full step {done} of at most {max_iter}")


class _ReportingMiniBatchKMeans(MiniBatchKMeans):
    """MiniBatchKMeans that reports each mini-batch.

    scikit-learn has no callback for this; of the methods below it calls one for the
    first centroids and the other once per mini-batch. If they were renamed, only the
    reports would be missing, which a test would show.
    """

    on_step: OnStep
    on_centers: OnCenters

    def _init_centroids(self, *args: Any, **others: Any) -> NDArray[Any]:
        # This array holds those after every other mini-batch too.
        self._centers = centers = np.asarray(super()._init_centroids(*args, **others))
        self.on_centers(centers.copy)
        return centers

    def _mini_batch_convergence(self, step: int, n_steps: int, *args: Any) -> bool:
        # It may stop at any mini-batch, so the fraction nears its end ever more slowly.
        self.on_step(step / min(step + 100, n_steps), f"Mini-batch {step + 1}")
        self.on_centers(self._centers.copy)
        return bool(super()._mini_batch_convergence(step, n_steps, *args))
