"""k-means whose clusters are named by majority vote, as a scikit-learn classifier."""

import warnings
from collections.abc import Callable, Iterator
from numbers import Integral
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.metrics import euclidean_distances
from sklearn.utils import (
    check_consistent_length,
    check_random_state,
    column_or_1d,
)
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from mnist_kmeans.features.names import FEATURE_SPACES, SpaceName
from mnist_kmeans.features.pixel_rows import PixelRows, Rows
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.model.defaults import usual_settings
from mnist_kmeans.model.given_start import check_given, completed
from mnist_kmeans.model.kmeans_run import Run, run_from_pca, run_full, run_minibatch
from mnist_kmeans.model.voting import winning_columns
from mnist_kmeans.on_step import OnCenters, OnStep, silent, unseen

#: The algorithms by name.
Algorithm = Literal["minibatch", "full"]

#: How first centroids are chosen: the name of a method, the centroids themselves, or a
#: callable ``init(X, n_clusters, random_state)`` that returns them.
Init = (
    Literal["auto", "k-means++", "random", "pca"] | ArrayLike | Callable[..., ArrayLike]
)

#: A number, or "auto": the best value for the feature space, as far as measured.
Count = int | Literal["auto"]

# Numbers per block of rows, rows x max(clusters, features): few enough to stay in the
# processor's cache.
_BLOCK = 1 << 19

# The parameters whose "auto" depends on the feature space and on k.
AUTO_PARAMETERS = (
    "init",
    *("batch_size", "init_size", "max_iter", "n_starts", "polish_iter"),
)


class ClusterClassifier(
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    BaseEstimator,
):
    """k-means that predicts the majority class of the nearest cluster.

    Parameters
    ----------
    n_clusters : int, default=10
        Number of clusters, k.
    algorithm : {"minibatch", "full"}, default="minibatch"
        ``MiniBatchKMeans``, or ``KMeans``, which goes over all rows each step.
    init : {"k-means++", "random", "pca", "auto"}, callable or array-like of shape \
            (m, n_features), default="k-means++"
        How the first centroids are chosen, or the first centroids. Where fewer than
        `n_clusters` are given, k-means++ adds the others, given those. A callable takes
        ``X, n_clusters, random_state`` and returns them. "pca", for "minibatch" only,
        takes the mini-batches, from "k-means++", and up to 8 full steps in the first 50
        principal components of the rows. The first centroids among the rows are the
        means of these clusters' members; only full steps follow, no mini-batches.
    batch_size : int or "auto", default=1024
        Rows per mini-batch. Ignored by "full".
    n_init : int or "auto", default="auto"
        Number of initialisations. "minibatch" evaluates each on a sample and continues
        from the best; "full" runs each to its end. "auto" is 1 for "k-means++", else
        scikit-learn's default. Given centroids are used once.
    init_size : int, None or "auto", default=None
        Number of randomly drawn rows from which the first centroids are chosen, at
        least `n_clusters`. None is three batches for "minibatch" and all rows for
        "full", where the choice may then take longer than the rest of the fit.
    max_iter : int or "auto", default=100
        Maximum number of passes over the rows, before any polishing.
    max_no_improvement : int or None, default=10
        Number of consecutive mini-batches without improvement after which "minibatch"
        stops. None never stops early.
    polish_iter : int or "auto", default=0
        Maximum number of full Lloyd steps after the mini-batches. Ignored by "full".
    n_starts : int or "auto", default=1
        Number of complete fits, of which the one with the lowest inertia is kept.
        "full" runs one from given centroids, because all would be the same. "auto" is
        1 for given centroids.
    feature_space : str, default="pixels"
        The feature space of the rows, a name in `FEATURE_SPACES`. Together with
        `n_clusters` and `algorithm` it decides what "auto" stands for (except in
        `n_init`); it has no other effect.
    random_state : int, RandomState or None, default=None
        The first start uses it as it is; further starts draw theirs from it.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (n_clusters, n_features)
        The centroids, in the dtype of `X`.
    labels_ : ndarray of shape (n_samples,), int32
        Cluster of each training row.
    inertia_ : float
        Sum over the training rows of the squared distance to their centroid.
    n_iter_ : int
        Passes over the training rows, full steps included, with ``init="pca"`` those in
        the components and the step to the means of the members too.
    n_steps_ : int
        Mini-batches taken; 0 for "full".
    init_, batch_size_, init_size_, max_iter_, polish_iter_, n_starts_ : object
        The parameters of these names, "auto" replaced by its value; `init_size_` may
        be None. Where first centroids are given `init_` has all of them, rows of shape
        (n_clusters, n_features), those that k-means++ added last.
    start_state_ : int, RandomState or None
        The random state of the start that was kept.
    classes_ : ndarray of shape (n_classes,)
        The classes in `y`, sorted.
    cluster_counts_ : ndarray of shape (n_clusters, n_classes), int64
        Training votes: members of each cluster by class.
    cluster_labels_ : ndarray of shape (n_clusters,)
        The class each cluster stands for: the majority class of its members, on a tie
        the first in `classes_`. An empty cluster, ``cluster_counts_.sum(1) == 0``,
        takes the class of the nearest centroid with members.

    Notes
    -----
    D. Sculley, "Web-Scale K-Means Clustering" (2010); D. Arthur and S. Vassilvitskii,
    "k-means++: the advantages of careful seeding" (2007). Principal components span
    nearly the space of the centroids: C. Ding and X. He, "K-means clustering via
    principal component analysis" (2004), who cluster in them first too. With
    ``polish_iter=0`` and ``n_starts=1`` the clusters are exactly those of
    scikit-learn's ``MiniBatchKMeans`` with the same parameters, unless ``init="pca"``.

    Examples
    --------
    >>> from mnist_kmeans import ClusterClassifier
    >>> rows, classes = [[0.0], [1.0], [10.0], [11.0]], ["a", "a", "b", "b"]
    >>> model = ClusterClassifier(2, algorithm="full", random_state=0)
    >>> model.fit(rows, classes).predict([[2.0], [9.0]])
    array(['a', 'b'], dtype='<U1')

    First centroids can be given, as in `KMeans`:

    >>> model = ClusterClassifier(2, algorithm="full", init=[[0.0], [11.0]])
    >>> model.fit(rows, classes).cluster_labels_
    array(['a', 'b'], dtype='<U1')
    """

    init_: Init
    batch_size_: int
    init_size_: int | None
    max_iter_: int
    n_starts_: int
    polish_iter_: int

    def __init__(
        self,
        n_clusters: int = 10,
        *,
        algorithm: Algorithm = "minibatch",
        init: Init = "k-means++",
        batch_size: Count = 1024,
        n_init: Count = "auto",
        init_size: Count | None = None,
        max_iter: Count = 100,
        max_no_improvement: int | None = 10,
        polish_iter: Count = 0,
        n_starts: Count = 1,
        feature_space: SpaceName = "pixels",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.algorithm = algorithm
        self.init = init
        self.batch_size = batch_size
        self.n_init = n_init
        self.init_size = init_size
        self.max_iter = max_iter
        self.max_no_improvement = max_no_improvement
        self.polish_iter = polish_iter
        self.n_starts = n_starts
        self.feature_space = feature_space
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike | PixelRows,
        y: ArrayLike,
        *,
        first: ArrayLike | None = None,
        on_step: OnStep | None = None,
        on_centers: OnCenters | None = None,
    ) -> Self:
        """Find the clusters in `X` and name them by the votes in `y`.

        Parameters
        ----------
        X : array-like or PixelRows of shape (n_samples, n_features)
            float32 and float64 are used as they are.
        y : array-like of shape (n_samples,)
            Classes. They name the clusters and play no part in finding them.
        first : array-like of shape (m, n_features), optional
            What `init` is in the feature space, where it is images: the model from
            `build_model` passes it on.
        on_step : callable, optional
            Called as ``on_step(fraction, what)`` during the fit. An exception that it
            raises ends the fit.
        on_centers : callable, optional
            Called for the first centroids and about once each step of the first start,
            as ``on_centers(centers)``; ``centers()`` returns the centroids, of shape
            (n_clusters, n_features). So they cost nothing where they are not wanted.

        Returns
        -------
        ClusterClassifier

        Raises
        ------
        ValueError
            When a parameter is out of range, given centroids have the wrong shape, or
            there are fewer rows than clusters.

        Examples
        --------
        >>> from mnist_kmeans import ClusterClassifier
        >>> model = ClusterClassifier(2, algorithm="full", random_state=0)
        >>> model.fit([[0.0], [1.0], [10.0]], [3, 3, 8]).inertia_
        0.5
        """
        self._check_parameters()
        self._resolve_auto()
        rows, labels = self._validated_training(X, y)
        check_classification_targets(labels)
        if len(rows) < self.n_clusters:
            raise ValueError(
                f"n_samples={len(rows)} should be >= n_clusters={self.n_clusters}."
            )
        if self._init_is_given:
            self.init_ = self._first_centers(
                self.init if first is None else first, rows
            )
        on_step, on_centers = on_step or silent, on_centers or unseen
        seeds = self._seeds()
        self._warn_of_unused_n_init()
        runs = (
            (
                self._run(
                    rows,
                    seed,
                    _part(on_step, i, len(seeds)),
                    unseen if i else on_centers,
                ),
                seed,
            )
            for i, seed in enumerate(seeds)
        )
        best, self.start_state_ = min(
            runs, key=lambda run_of_seed: run_of_seed[0].inertia
        )
        self.cluster_centers_, self.labels_, self.inertia_ = best[:3]
        self.n_iter_, self.n_steps_ = best.n_iter, best.n_steps
        self._n_features_out = self.n_clusters
        self.classes_, encoded = np.unique(labels, return_inverse=True)
        self.cluster_counts_ = count_votes(
            self.labels_, encoded, self.n_clusters, len(self.classes_)
        )
        self.cluster_labels_ = self.classes_[
            winning_columns(self.cluster_counts_, self.cluster_centers_)
        ]
        return self

    def predict_cluster(self, X: ArrayLike | PixelRows) -> NDArray[np.int32]:
        """Return the cluster with the nearest centroid for each row.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,), int32
            Cluster ids.

        Examples
        --------
        >>> from mnist_kmeans import ClusterClassifier
        >>> model = ClusterClassifier(2, algorithm="full", init=[[0.0], [11.0]])
        >>> model = model.fit([[0.0], [1.0], [10.0], [11.0]], [3, 3, 8, 8])
        >>> model.predict_cluster([[2.0], [9.0]])
        array([0, 1], dtype=int32)
        """
        X = self._validated(X)
        centers = self.cluster_centers_
        half_norms = 0.5 * np.einsum("ij,ij->i", centers, centers)
        clusters = np.empty(len(X), np.int32)
        for rows in self._blocks(len(X)):
            # argmin of |x - c|^2 is argmax of x.c - |c|^2 / 2.
            np.argmax(X[rows] @ centers.T - half_norms, axis=1, out=clusters[rows])
        return clusters

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Predict the class that each row's nearest cluster stands for.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
            Values of `classes_`, in its dtype.

        Examples
        --------
        >>> from mnist_kmeans import ClusterClassifier
        >>> model = ClusterClassifier(2, random_state=0)
        >>> model = model.fit([[0.0], [1.0], [10.0], [11.0]], [3, 3, 8, 8])
        >>> model.predict([[2.0], [9.0]]).tolist()
        [3, 8]
        """
        clusters = self.predict_cluster(X)
        return np.asarray(self.cluster_labels_[clusters])

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return the vote shares of each row's nearest cluster.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes), float64
            Each row sums to 1. For an empty cluster its class has all the votes.

        Examples
        --------
        >>> from mnist_kmeans import ClusterClassifier
        >>> model = ClusterClassifier(1).fit([[0.0], [1.0], [2.0], [3.0]], [4, 4, 4, 9])
        >>> model.predict_proba([[5.0]])
        array([[0.75, 0.25]])
        """
        clusters = self.predict_cluster(X)
        counts = self.cluster_counts_.astype(np.float64)
        empty = counts.sum(axis=1) == 0
        counts[empty] = self.cluster_labels_[empty, None] == self.classes_
        return np.asarray((counts / counts.sum(axis=1, keepdims=True))[clusters])

    def transform(self, X: ArrayLike) -> NDArray[Any]:
        """Compute the distance of each row to each centroid.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_clusters)
            Euclidean distances in the dtype of `X`.

        Examples
        --------
        >>> from mnist_kmeans import ClusterClassifier
        >>> model = ClusterClassifier(1, algorithm="full")
        >>> model = model.fit([[0.0, 0.0], [0.0, 2.0]], [3, 3])
        >>> model.transform([[0.0, 1.0], [3.0, 5.0]])
        array([[0.],
               [5.]])
        """
        return np.asarray(
            euclidean_distances(np.asarray(self._validated(X)), self.cluster_centers_)
        )

    def distance_to_own(
        self, X: ArrayLike | PixelRows, clusters: ArrayLike
    ) -> NDArray[np.float32]:
        """Compute the distance of each row to the centroid of a given cluster.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        clusters : array-like of shape (n_samples,), int
            A cluster for each row, as from `predict_cluster`.

        Returns
        -------
        ndarray of shape (n_samples,), float32
            Euclidean distances.

        Examples
        --------
        >>> from mnist_kmeans import ClusterClassifier
        >>> model = ClusterClassifier(2, algorithm="full", init=[[0.0], [11.0]])
        >>> model = model.fit([[0.0], [11.0]], [3, 8])
        >>> model.distance_to_own([[2.0], [10.0]], [0, 1])
        array([2., 1.], dtype=float32)
        """
        X, clusters = self._validated(X), np.asarray(clusters)
        distances = np.empty(len(X), np.float32)
        for rows in self._blocks(len(X)):
            offsets = X[rows] - self.cluster_centers_[clusters[rows]]
            np.einsum(
                "ij,ij->i", offsets, offsets, out=distances[rows], casting="same_kind"
            )
        return np.sqrt(distances, out=distances)

    def _check_parameters(self) -> None:
        counts = {"n_clusters": 1, "batch_size": 1, "max_iter": 1, "n_starts": 1}
        counts |= {"polish_iter": 0, "n_init": 1}
        if self.init_size is not None:
            counts["init_size"] = 1
        if self.max_no_improvement is not None:
            counts["max_no_improvement"] = 0
        autos = {*AUTO_PARAMETERS, "n_init"}
        for name, least in counts.items():
            value = getattr(self, name)
            if isinstance(value, str) and value == "auto" and name in autos:
                continue
            if not isinstance(value, Integral) or value < least:
                raise ValueError(f"{name}={value!r} should be an integer >= {least}.")
        choices: dict[str, tuple[str, ...]] = {
            "algorithm": ("minibatch", "full"),
            "feature_space": tuple(FEATURE_SPACES),
        }
        if isinstance(self.init, str):
            inits = ("auto", "k-means++", "random")
            choices["init"] = inits if self.algorithm == "full" else (*inits, "pca")
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise ValueError(
                    f"{name}={getattr(self, name)!r} should be one of {allowed}."
                )

    def _resolve_auto(self) -> None:
        """Set `batch_size_` and so on, "auto" replaced by its value."""
        usual = usual_settings(
            self.feature_space,
            self.n_clusters,
            self.algorithm,
            self.init,
            self.polish_iter,
        )
        for name, value in usual.items():
            given = getattr(self, name)
            is_auto = isinstance(given, str) and given == "auto"
            setattr(self, f"{name}_", value if is_auto else given)

    @property
    def _init_is_given(self) -> bool:
        return not isinstance(self.init, str) and not callable(self.init)

    def _first_centers(self, first: Any, rows: Rows) -> NDArray[Any]:
        """Return first centroids, with those that are missing by k-means++."""
        given: Any = self.init
        if first is not None:
            given = first
        return completed(
            check_given(given, self.n_clusters, rows.shape[1]).astype(rows.dtype),
            rows,
            self.n_clusters,
            self.init_size_,
            check_random_state(self.random_state),
        )

    @property
    def _starts_from_pca(self) -> bool:
        return isinstance(self.init_, str) and self.init_ == "pca"

    def _warn_of_unused_n_init(self) -> None:
        if self._init_is_given and self.n_init not in ("auto", 1):
            warnings.warn(
                f"init has the first centroids: they are tried once, not "
                f"n_init={self.n_init} times.",
                RuntimeWarning,
                stacklevel=3,
            )

    def _seeds(self) -> list[Any]:
        """List the random state of each complete fit; the first is the one given."""
        n_fits = self.n_starts_
        if self.algorithm == "full":
            if self._init_is_given:
                n_fits = 1
            elif self.n_init != "auto":
                n_fits *= int(self.n_init)
            elif not isinstance(self.init_, str) or self.init_ == "random":
                n_fits *= 10
        if n_fits == 1:
            return [self.random_state]
        drawn = check_random_state(self.random_state).randint(
            2**31 - 1, size=n_fits - 1
        )
        return [self.random_state, *map(int, drawn)]

    def _run(
        self,
        X: Rows,
        seed: Any,
        on_step: OnStep,
        on_centers: OnCenters,
    ) -> Run:
        on_step(0, "Choosing first centroids")
        if self.algorithm == "full":
            return run_full(
                X,
                self.n_clusters,
                self.init_,
                self.init_size_,
                self.max_iter_,
                seed,
                on_step,
                on_centers,
            )
        from_pca = self._starts_from_pca
        return (run_from_pca if from_pca else run_minibatch)(
            X,
            self.polish_iter_,
            on_step,
            on_centers,
            n_clusters=self.n_clusters,
            init="k-means++" if from_pca else self.init_,
            batch_size=self.batch_size_,
            n_init=1 if self._init_is_given else self.n_init,
            init_size=self.init_size_,
            max_iter=self.max_iter_,
            max_no_improvement=self.max_no_improvement,
            random_state=seed,
        )

    def _validated_training(
        self, X: ArrayLike | PixelRows, y: ArrayLike
    ) -> tuple[Rows, NDArray[Any]]:
        if isinstance(X, PixelRows) and self._starts_from_pca:
            # All that looks at these rows does so a block at a time.
            validate_data(self, X[:1])
            labels = column_or_1d(y)
            check_consistent_length(X, labels)
            return X, labels
        rows, labels = validate_data(
            self, X, y, dtype=[np.float64, np.float32], order="C"
        )
        return rows, labels

    def _validated(self, X: ArrayLike | PixelRows) -> Rows:
        check_is_fitted(self)
        if isinstance(X, PixelRows):
            validate_data(self, X[:1], reset=False)
            return X
        dtype = self.cluster_centers_.dtype
        return np.asarray(validate_data(self, X, dtype=dtype, reset=False))

    def _blocks(self, n_samples: int) -> Iterator[slice]:
        size = max(1, _BLOCK // max(self.cluster_centers_.shape))
        for start in range(0, n_samples, size):
            yield slice(start, start + size)


def _part(on_step: OnStep, i: int, n: int) -> OnStep:
    """Report the progress of start `i` of `n` as progress of all."""
    if n == 1:
        return on_step
    return lambda fraction, what: on_step(
        (i + fraction) / n, f"Start {i + 1} of {n}: {what}"
    )
