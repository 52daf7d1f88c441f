"""One fit and all that a page shows of it, computed once and kept on disk."""

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.loading import DigitData
from mnist_kmeans.disk.folder import Shelf, cache_folder
from mnist_kmeans.disk.provenance import is_unchanged, provenance
from mnist_kmeans.features.names import (
    FIT_DEFAULTS,
    SLOW_SPACES,
    TRAINED_SPACES,
    usual_starts,
)

# scikit-learn takes seconds to import, and a fit that is on disk does not need it. So
# the modules that do are imported where something is computed.
if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mnist_kmeans.features.building import Features
    from mnist_kmeans.model.classifier import ClusterClassifier, OnStep

# What decides a fit and its features, as `study` has it.
_FIT = "mnist_kmeans.fits.fit.compute_fit"
_FEATURES = "mnist_kmeans.features.building.compute_features"

# Settings that "full" has no use for.
_MINIBATCH_ONLY = ("batch_size", "polish_iter")

# Images summed at a time: few enough to stay in the processor's cache.
_CHUNK = 1024


@dataclass(frozen=True)
class FitSettings:
    """All that decides a fit besides the data.

    Attributes
    ----------
    n_train : int
        How many training images are used, the first ones.
    n_clusters : int
        k.
    feature_space : str
        A name in `FEATURE_SPACES`.
    seed : int
        ``random_state``.
    algorithm, batch_size, n_init, polish_iter
        As in `ClusterClassifier`; None is what `FIT_DEFAULTS` has for the space, and so
        is what "full" has no use for, whatever was given.
    n_starts : int or None
        As in `ClusterClassifier`; None is `usual_starts`.
    """

    n_train: int
    n_clusters: int = 10
    feature_space: str = "pixels"
    seed: int = 0
    algorithm: str = "minibatch"
    batch_size: int | None = None
    n_init: int = 1
    polish_iter: int | None = None
    n_starts: int | None = None

    def __post_init__(self) -> None:
        # The same fit has one name, whether its settings were spelt out or not.
        for name, value in FIT_DEFAULTS.get(self.feature_space, {}).items():
            unused = self.algorithm == "full" and name in _MINIBATCH_ONLY
            if unused or getattr(self, name) is None:
                object.__setattr__(self, name, value)
        if self.n_starts is None:
            starts = usual_starts(self.feature_space, self.n_clusters)
            object.__setattr__(self, "n_starts", starts)


@dataclass(frozen=True, eq=False)
class Fit:
    """What a fit found, as plain arrays that load without scikit-learn.

    Attributes
    ----------
    settings : FitSettings
    cluster_centers : ndarray of shape (n_clusters, n_features), float32
        The centroids in the feature space.
    mean_images : ndarray of shape (n_clusters, 28, 28), float32, or None
        The mean image of each cluster's members, 0 (black) to 1. None in pixels, where
        centroids are images themselves.
    cluster_labels : ndarray of shape (n_clusters,), uint8
        The digit each cluster stands for.
    cluster_counts : ndarray of shape (n_clusters, 10), int64
        Training images by cluster and digit.
    train_clusters, test_clusters : ndarray of shape (n,), uint16
        Cluster of each image.
    train_distances, test_distances : ndarray of shape (n,), float32
        Distance of each image to its centroid, in the feature space's units.
    typical : ndarray of shape (n_clusters,), int
        The training image nearest to each centroid among its members, as an index; -1
        for an empty cluster.
    train_metrics, test_metrics : dict
        As from `score_clusters`.
    silhouette : float
        Mean over the `Features.sample` of test images, -1 to 1; NaN where they fall
        into one cluster, or into as many as there are images.
    n_iter : int
        Passes over the training images.
    n_steps : int
        Mini-batches taken.
    start_seed : int
        The seed of the start that was kept.
    fit_seconds : float
        From the images in the feature space to named clusters.
    feature_seconds : float
        What computing the feature space took, before.
    """

    settings: FitSettings
    cluster_centers: NDArray[np.float32]
    mean_images: NDArray[np.float32] | None
    cluster_labels: NDArray[np.uint8]
    cluster_counts: NDArray[np.int64]
    train_clusters: NDArray[np.uint16]
    train_distances: NDArray[np.float32]
    test_clusters: NDArray[np.uint16]
    test_distances: NDArray[np.float32]
    typical: NDArray[np.intp]
    train_metrics: dict[str, float | int]
    test_metrics: dict[str, float | int]
    silhouette: float
    n_iter: int
    n_steps: int
    start_seed: int
    fit_seconds: float
    feature_seconds: float

    @property
    def centroid_images(self) -> NDArray[np.float32]:
        """The centroids as images, of shape (n_clusters, 28, 28)."""
        if self.mean_images is None:
            return self.cluster_centers.reshape(-1, 28, 28)
        return self.mean_images


class FitStore:
    """Fits on disk, shared by all who use the same folder, there after a restart.

    All that is kept together takes at most `folders.CACHE_LIMIT`, 1 GB.

    Parameters
    ----------
    folder : path-like, optional
        Where to keep them. By default the folder named by ``MNIST_KMEANS_CACHE``, else
        one in the user's own cache folder. Where it cannot be written nothing is kept,
        and everything works all the same.

    Notes
    -----
    Files are joblib's, which are pickles: use no folder that others can write to.
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self._shelf = Shelf(cache_folder(folder))
        self._locks: WeakValueDictionary[Hashable, Lock]
        self._locks = WeakValueDictionary()
        self._guard = Lock()

    def find(self, settings: FitSettings, data: DigitData) -> Fit | None:
        """Load a fit if it is on disk.

        Parameters
        ----------
        settings : FitSettings
        data : DigitData

        Returns
        -------
        Fit or None
            None when it has to be computed, a damaged file included.
        """
        fit: Fit | None = self.find_study(_FIT, data, **asdict(settings))
        return fit

    def get(
        self,
        settings: FitSettings,
        data: DigitData,
        on_step: "OnStep | None" = None,
        features: "Features | None" = None,
    ) -> Fit:
        """Load a fit, or compute and keep it.

        Of several threads that ask for the same fit at once, one computes it.

        Parameters
        ----------
        settings : FitSettings
        data : DigitData
        on_step : callable, optional
            Called as ``on_step(fraction, what)`` while a fit is computed. An exception
            that it raises ends the computation.
        features : Features, optional
            The images in the feature space, where they are there already.

        Returns
        -------
        Fit

        Raises
        ------
        ValueError
            When a setting is out of range.
        """
        on_step = on_step or _silent
        _check_size(settings, data)
        space, n_train = settings.feature_space, settings.n_train
        with self._alone((settings, data.fingerprint), on_step):
            on_step(0, "Preparing the images")
            fit: Fit = self.study(
                _FIT,
                data,
                lambda: compute_fit(
                    settings,
                    data,
                    features or self.features(space, n_train, data, on_step),
                    on_step,
                ),
                **asdict(settings),
            )
            return fit

    def find_features(
        self, feature_space: str, n_train: int, data: DigitData
    ) -> "Features | None":
        """Load the images in a feature space if they are on disk.

        Parameters
        ----------
        feature_space, n_train, data
            As in `features`.

        Returns
        -------
        Features or None
            None when they have to be computed, a damaged file included. Only
            `SLOW_SPACES` are kept.
        """
        features: Features | None = self.find_study(
            _FEATURES, data, feature_space=feature_space, n_train=n_train
        )
        return features

    def features(
        self,
        feature_space: str,
        n_train: int,
        data: DigitData,
        on_step: "OnStep | None" = None,
    ) -> "Features":
        """Bring all images into a feature space, or load them from disk.

        Of several threads that ask for the same at once, one computes it.

        Parameters
        ----------
        feature_space : str
            A name in `FEATURE_SPACES`.
        n_train : int
            Training images used, the first ones.
        data : DigitData
        on_step : callable, optional
            As in `get`.

        Returns
        -------
        Features

        Raises
        ------
        ValueError
            When there is no such feature space.
        TrainingError
            When the autoencoder cannot be trained.
        """
        from mnist_kmeans.features.building import compute_features

        on_step = on_step or _silent

        def compute() -> "Features":
            on_step(0, f"Bringing all images into {feature_space}")
            return compute_features(
                feature_space, data.x_train[:n_train], data.x_test, on_step
            )

        if feature_space not in SLOW_SPACES:
            return compute()
        with self._alone((feature_space, n_train, data.fingerprint), on_step):
            features: Features = self.study(
                _FEATURES, data, compute, feature_space=feature_space, n_train=n_train
            )
            return features

    def keep(self, fit: Fit, data: DigitData) -> None:
        """Keep a fit that was computed elsewhere.

        Parameters
        ----------
        fit : Fit
        data : DigitData
            What it was fitted on.
        """
        self.study(_FIT, data, lambda: fit, **asdict(fit.settings))

    def model(
        self, settings: FitSettings, data: DigitData, on_step: "OnStep | None" = None
    ) -> "Pipeline":
        """Make the fitted model behind a fit, which is loaded or computed and kept.

        Parameters
        ----------
        settings : FitSettings
        data : DigitData
        on_step : callable, optional
            As in `get`.

        Returns
        -------
        sklearn.pipeline.Pipeline
            As from `build_model`, fitted on the first `n_train` images.

        Raises
        ------
        ValueError
            When a setting is out of range.
        """
        model = _build(settings)
        space, n_train = settings.feature_space, settings.n_train
        features = None
        if space in SLOW_SPACES:
            features = self.features(space, n_train, data, on_step)
            model[0].transformer_ = features.transformer
        else:
            model[0].fit(data.x_train[:n_train])
        fit = self.get(settings, data, on_step, features)
        model.steps[-1] = (model.steps[-1][0], fitted_classifier(fit))
        return model

    def study(
        self,
        what: str,
        data: DigitData,
        compute: Callable[[], Any],
        *,
        feature_space: str,
        **key: Any,
    ) -> Any:
        """Load the result of a study of the data, or compute and keep it.

        Parameters
        ----------
        what : str
            The full name of what computes it, such as
            "mnist_kmeans.studies.learning.compute_learning". The code of its module
            and of all that it uses is a part of the key.
        data : DigitData
        compute : callable
            Computes the result, which is not None.
        feature_space : str
            A name in `FEATURE_SPACES`.
        **key
            All else that it depends on.

        Returns
        -------
        object
            What `compute` returned.
        """
        name, whole_key = _key(what, data, feature_space, key)
        result = self._shelf.find(name, whole_key)
        if result is None:
            result = compute()
            if is_unchanged(what.rpartition(".")[0]):
                self._shelf.keep(name, whole_key, result)
        return result

    def find_study(
        self, what: str, data: DigitData, *, feature_space: str, **key: Any
    ) -> Any:
        """Load the result of a study if it is on disk.

        Parameters
        ----------
        what, data, feature_space, **key
            As in `study`.

        Returns
        -------
        object or None
            None when it has to be computed, a damaged file included.
        """
        return self._shelf.find(*_key(what, data, feature_space, key))

    @contextmanager
    def _alone(self, key: Hashable, on_step: "OnStep") -> Iterator[None]:
        with self._guard:  # else two threads may each be given a lock of their own
            lock = self._locks.setdefault(key, Lock())
        while not lock.acquire(timeout=0.1):
            on_step(0, "Waiting for the same, which is under way")
        try:
            yield
        finally:
            lock.release()


def _silent(fraction: float, what: str) -> None:
    pass


def _key(
    what: str, data: DigitData, feature_space: str, others: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Name a result, and all it depends on: settings, data, code and libraries."""
    module, _, name = what.rpartition(".")
    code = provenance(module, learnt=feature_space in TRAINED_SPACES)
    return name, {
        **others,
        "feature_space": feature_space,
        "data": data.fingerprint,
        "code": code,
    }


def _build(settings: FitSettings) -> "Pipeline":
    from mnist_kmeans.model.classifier import build_model

    one: Any = settings  # whose names are any text; build_model refuses a wrong one
    return build_model(
        one.n_clusters,
        one.feature_space,
        random_state=one.seed,
        algorithm=one.algorithm,
        batch_size=one.batch_size,
        n_init=one.n_init,
        polish_iter=one.polish_iter,
        n_starts=one.n_starts,
    )


def _check_size(settings: FitSettings, data: DigitData) -> None:
    if not 1 <= settings.n_train <= len(data.x_train):
        raise ValueError(
            f"n_train={settings.n_train} should be 1 to {len(data.x_train)}, the "
            "training images there are."
        )


def compute_fit(
    settings: FitSettings,
    data: DigitData,
    features: "Features | None" = None,
    on_step: "OnStep | None" = None,
) -> Fit:
    """Fit a model and measure it, without any store.

    Parameters
    ----------
    settings : FitSettings
    data : DigitData
    features : Features, optional
        The images in the feature space, where they are there already.
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends the fit.

    Returns
    -------
    Fit

    Raises
    ------
    ValueError
        When a setting is out of range.
    """
    on_step = on_step or _silent
    from mnist_kmeans.features.building import compute_features
    from mnist_kmeans.features.projections import one_thread
    from mnist_kmeans.model.metrics import score_clusters, silhouette

    _check_size(settings, data)
    images = data.x_train[: settings.n_train]
    labels = data.y_train[: settings.n_train]
    if features is None:
        features = compute_features(settings.feature_space, images, data.x_test)
    start = perf_counter()
    classifier = _build(settings)[-1]
    # Sums over several threads round differently from run to run, and fits side by side
    # share the cores better.
    with one_thread("openmp"):
        classifier.fit(
            features.train, labels, on_step=lambda f, what: on_step(0.85 * f, what)
        )
    seconds = perf_counter() - start
    on_step(0.85, "Measuring on the test images")
    clusters = classifier.labels_
    distances = classifier.distance_to_own(features.train, clusters)
    test_clusters = classifier.predict_cluster(features.test)
    test_distances = classifier.distance_to_own(features.test, test_clusters)
    counts = np.zeros((settings.n_clusters, 10), np.int64)
    counts[:, classifier.classes_] = classifier.cluster_counts_
    means = None
    if settings.feature_space != "pixels":
        means = member_means(images, clusters, settings.n_clusters)
    return Fit(
        settings=settings,
        cluster_centers=classifier.cluster_centers_,
        mean_images=means,
        cluster_labels=classifier.cluster_labels_,
        cluster_counts=counts,
        train_clusters=clusters.astype(np.uint16),
        train_distances=distances,
        test_clusters=test_clusters.astype(np.uint16),
        test_distances=test_distances,
        typical=nearest_members(clusters, distances, settings.n_clusters),
        train_metrics=score_clusters(classifier, clusters, distances, labels),
        test_metrics=score_clusters(
            classifier, test_clusters, test_distances, data.y_test
        ),
        silhouette=silhouette(features.between, test_clusters[features.sample]),
        n_iter=classifier.n_iter_,
        n_steps=classifier.n_steps_,
        start_seed=classifier.start_state_,
        fit_seconds=seconds,
        feature_seconds=features.seconds,
    )


def fitted_classifier(fit: Fit) -> "ClusterClassifier":
    """Make the fitted classifier behind a fit, without fitting anything.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    ClusterClassifier
    """
    settings = fit.settings
    classifier: ClusterClassifier = _build(settings)[-1]
    classifier._settle()
    classes = np.flatnonzero(fit.cluster_counts.any(axis=0)).astype(np.uint8)
    classifier.cluster_centers_ = fit.cluster_centers
    classifier.cluster_counts_ = fit.cluster_counts[:, classes]
    classifier.cluster_labels_ = fit.cluster_labels
    classifier.classes_ = classes
    classifier.labels_ = fit.train_clusters.astype(np.int32)
    classifier.inertia_ = float(fit.train_metrics["inertia"])
    classifier.n_iter_ = fit.n_iter
    classifier.n_steps_ = fit.n_steps
    classifier.start_state_ = fit.start_seed
    classifier.n_features_in_ = fit.cluster_centers.shape[1]
    classifier._n_features_out = settings.n_clusters
    return classifier


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
        Indices of images, the first of equals; -1 for an empty cluster.
    """
    least = np.full(n_clusters, np.inf, np.float32)
    np.minimum.at(least, clusters, distances)
    last_first = np.flatnonzero(distances == least[clusters])[::-1]
    nearest = np.full(n_clusters, -1)
    # Of several values for one place the last stays.
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
    """
    from scipy.sparse import csr_array

    sums = np.zeros((n_clusters, 28 * 28))
    # Few images at a time stay in the processor's cache; a product with the matrix that
    # says which image is in which cluster adds them up. float32 holds each sum exactly.
    for start in range(0, len(images), _CHUNK):
        pixels = images[start : start + _CHUNK].reshape(-1, 28 * 28)
        own = clusters[start : start + _CHUNK]
        member = (np.ones(len(own), np.float32), (own, np.arange(len(own))))
        sums += csr_array(member, (n_clusters, len(own))) @ pixels.astype(np.float32)
    sizes = np.bincount(clusters, minlength=n_clusters)
    means = sums / (255 * np.maximum(sizes, 1))[:, None]
    return np.asarray(means.reshape(-1, 28, 28), np.float32)
