"""Repeat a fit step by step, with the centroids after each step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from numbers import Integral
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.cluster import KMeans, MiniBatchKMeans, kmeans_plusplus
from sklearn.metrics import pairwise_distances_argmin_min
from sklearn.utils.fixes import parse_version

from mnist_kmeans.features.pixel_rows import Rows
from mnist_kmeans.model.classifier import ClusterClassifier
from mnist_kmeans.model.lloyd import lloyd_steps
from mnist_kmeans.model.pca_start import components_of, steps_from_pca

# From scikit-learn 1.9 on MiniBatchKMeans draws each mini-batch by the rows' weights.
_DRAWS_BY_WEIGHT = parse_version(sklearn.__version__) >= parse_version("1.9")


@dataclass(frozen=True, eq=False)
class State:
    """The centroids at some point of a fit.

    Attributes
    ----------
    n_steps, n_full_steps : int
        Mini-batches and full steps taken so far.
    centers : ndarray of shape (n_clusters, n_features)
    in_pca_subspace : bool
        Whether they lie in the subspace of the rows' first principal components.
    chosen : ndarray of shape (n_clusters,), int, or None
        Indices of the rows that are the first centroids, -1 for one that is no row;
        None after a step.
    """

    n_steps: int
    n_full_steps: int
    centers: NDArray[Any]
    in_pca_subspace: bool = False
    chosen: NDArray[np.intp] | None = None


def full_steps(classifier: ClusterClassifier, n_samples: int) -> int:
    """Return the number of full steps of a fit.

    Parameters
    ----------
    classifier : ClusterClassifier
        Fitted.
    n_samples : int
        Rows it was fitted on.

    Returns
    -------
    int

    Examples
    --------
    >>> from mnist_kmeans.model.classifier import ClusterClassifier
    >>> from mnist_kmeans.model.replay import full_steps
    >>> model = ClusterClassifier(2, algorithm="full", init=[[0.0], [9.0]])
    >>> full_steps(model.fit([[0.0], [1.0], [9.0]], [3, 3, 8]), 3)
    2
    """
    looked_at = classifier.n_steps_ * min(classifier.batch_size_, n_samples)
    return int(classifier.n_iter_ - ceil(looked_at / n_samples))


def replay(
    classifier: ClusterClassifier,
    X: Rows,
    moments: Sequence[tuple[int, int]],
) -> Iterator[State]:
    """Repeat a fit by ``MiniBatchKMeans.partial_fit`` and then full steps.

    Parameters
    ----------
    classifier : ClusterClassifier
        Fitted with an integer `random_state` and `init` "k-means++", "pca" or first
        centroids that are given, for "full" by "k-means++" with an integer `init_size`.
    X : ndarray or PixelRows of shape (n_samples, n_features)
        The rows it was fitted on.
    moments : sequence of (int, int)
        Numbers of mini-batches and full steps at which to yield, in order. (0, 0) is
        where the first centroids are chosen; full steps begin after the last
        mini-batch. With ``init="pca"`` they are those of `steps_from_pca`.

    Yields
    ------
    State
        One per moment. The state after all steps has the classifier's
        `cluster_centers_`.

    Raises
    ------
    ValueError
        When the classifier was fitted in another way; the message says how.

    Notes
    -----
    ``MiniBatchKMeans.fit`` has no callback that shows its centroids, so its random
    numbers are drawn here in the same order. scikit-learn does not promise to keep that
    order; tests compare the final centroids.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.model.classifier import ClusterClassifier
    >>> from mnist_kmeans.model.replay import replay
    >>> X = np.array([[0.0], [1.0], [9.0]])
    >>> model = ClusterClassifier(2, random_state=0).fit(X, [3, 3, 8])
    >>> first, last = replay(model, X, [(0, 0), (model.n_steps_, 0)])
    >>> np.array_equal(first.centers, X[first.chosen])
    True
    >>> np.allclose(last.centers, model.cluster_centers_)
    True
    """
    if (why := _why_not(classifier)) is not None:
        raise ValueError(f"The fit cannot be repeated: {why}.")
    given = classifier.init_ if isinstance(classifier.init_, np.ndarray) else None
    from_pca = given is None and classifier.init_ == "pca"
    components = components_of(X) if from_pca else None
    # Where mini-batches are taken.
    rows = np.asarray(X) if components is None else components.rows
    chosen, rng = _first_rows(classifier, rows, given)
    wanted = set(moments)
    n_samples, centers = len(rows), rows[chosen] if given is None else given
    if (0, 0) in wanted:
        yield State(0, 0, X[chosen] if given is None else given, chosen=chosen)
    batch_size = min(classifier.batch_size_, n_samples)
    stepwise = _StepwiseMiniBatchKMeans(
        classifier.n_clusters,
        init=centers,
        n_init=1,
        batch_size=batch_size,
        compute_labels=False,
        random_state=rng,
    )
    stepwise.all_rows = rows
    shares = np.full(n_samples, 1 / n_samples, rows.dtype)
    n_steps = classifier.n_steps_
    for step in range(1, n_steps + 1):
        if _DRAWS_BY_WEIGHT:
            batch = rng.choice(n_samples, batch_size, p=shares)
        else:
            batch = rng.randint(0, n_samples, batch_size)
        stepwise.partial_fit(rows[batch])
        centers = stepwise.cluster_centers_.copy()
        if (step, 0) in wanted:
            if components is None:
                yield State(step, 0, centers)
            else:
                yield State(step, 0, components.project_back(centers), True)
    if components is not None:
        full = steps_from_pca(X, components, centers, classifier.polish_iter_)
        for n_full, taken in enumerate(full):
            if n_full and (n_steps, n_full) in wanted:
                yield State(n_steps, n_full, taken.centers, taken.in_pca_subspace)
        return
    last = max((full for _, full in moments), default=0)
    for n_full, after in enumerate(_full_steps(rows, centers, last), 1):
        if (n_steps, n_full) in wanted:
            yield State(n_steps, n_full, after)


def _full_steps(
    X: NDArray[Any], centers: NDArray[Any], n_steps: int
) -> Iterator[NDArray[Any]]:
    """Take full steps as KMeans does, which for one step at a time takes far longer."""
    left = n_steps
    while left:
        for taken, step in enumerate(lloyd_steps(X, centers, left)):
            if taken:
                centers, left = step.centers, left - 1
                yield centers
            if left and len(np.unique(step.labels)) < len(centers):
                # It places a cluster that has lost all its rows anew.
                one = KMeans(len(centers), init=centers, n_init=1, max_iter=1, tol=0)
                centers, left = one.fit(X).cluster_centers_, left - 1
                yield centers
                break
        else:
            # No row changes its cluster any more.
            yield from [centers.copy() for _ in range(left)]
            return


class _StepwiseMiniBatchKMeans(MiniBatchKMeans):
    """MiniBatchKMeans whose first mini-batch may be smaller than k, as in `fit`.

    `partial_fit` would compare k with the rows of that mini-batch, not with all rows.
    """

    all_rows: NDArray[Any]

    def _check_params_vs_input(self, X: NDArray[Any]) -> None:
        super()._check_params_vs_input(self.all_rows)


def _first_rows(
    classifier: ClusterClassifier, X: NDArray[Any], given: NDArray[Any] | None
) -> tuple[NDArray[np.intp], np.random.RandomState]:
    """Choose the first centroids; return their rows and the generator after that."""
    full = classifier.algorithm == "full"
    rng = np.random.RandomState(classifier.start_state_)
    k, n_samples = classifier.n_clusters, len(X)
    if full and given is not None:
        return _rows_that_are(given, X), rng
    if full:
        size = min(max(classifier.init_size_ or 0, k), n_samples)
        candidates = rng.choice(n_samples, size, replace=False)
        chosen = kmeans_plusplus(X[candidates], k, random_state=rng)[1]
        return candidates[chosen], rng
    size = _sample_size(classifier, n_samples)
    validation = X[rng.randint(0, n_samples, size)]
    best, least = np.empty(0, np.intp), np.inf
    if given is not None:
        # Rows are drawn to choose from even where there is nothing to choose.
        if size < n_samples:
            rng.randint(0, n_samples, size)
        return _rows_that_are(given, X), rng
    for _ in range(1 if classifier.n_init == "auto" else int(classifier.n_init)):
        candidates = np.arange(n_samples)
        if size < n_samples:
            candidates = rng.randint(0, n_samples, size)
        chosen = candidates[kmeans_plusplus(X[candidates], k, random_state=rng)[1]]
        distances = pairwise_distances_argmin_min(validation, X[chosen])[1]
        inertia = np.square(distances, dtype=np.float64).sum()
        if inertia < least:
            best, least = chosen, inertia
    return best, rng


def _rows_that_are(centers: NDArray[Any], X: NDArray[Any]) -> NDArray[np.intp]:
    """Return the first row that equals each centroid, -1 where there is none."""
    nearest = pairwise_distances_argmin_min(centers, X)[0]
    same = (X[nearest] == centers).all(axis=1)
    return np.where(same, nearest, -1)


def _why_not(classifier: ClusterClassifier) -> str | None:
    """Say why a fit cannot be repeated, if it cannot."""
    init = classifier.init_
    if callable(init):
        return "its first centroids were chosen by a callable, not by init='k-means++'"
    given = not isinstance(init, str)
    if not given and init not in ("k-means++", "pca"):
        return f"its first centroids were chosen by init={init!r}, not 'k-means++'"
    if not isinstance(classifier.start_state_, Integral):
        return f"random_state={classifier.random_state!r} is not an integer"
    full = classifier.algorithm == "full"
    if full and not given and classifier.init_size_ is None:
        return "with algorithm='full' init_size should be an integer, not None"
    return None


def _sample_size(classifier: ClusterClassifier, n_samples: int) -> int:
    """Return how many rows MiniBatchKMeans chooses first centroids from."""
    k, size = classifier.n_clusters, classifier.init_size_
    if size is None:
        size = 3 * min(classifier.batch_size_, n_samples)
    return min(3 * k if size < k else size, n_samples)
