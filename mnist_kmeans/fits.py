"""One fit and all that a page shows of it, computed once and kept on disk."""

import hashlib
import logging
import os
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from joblib import Memory
from numpy.typing import NDArray
from platformdirs import user_cache_path

from mnist_kmeans.data import DigitData

# scikit-learn takes seconds to import, and a fit that is on disk does not need it. So
# the modules that do are imported where something is computed.
if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mnist_kmeans.clustering import OnStep

logger = logging.getLogger(__name__)

#: Name of the environment variable that may name the folder for results.
CACHE_VARIABLE = "MNIST_KMEANS_CACHE"

#: Results on disk are cut back to this size, the least recently used first.
CACHE_LIMIT = "1G"


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
        As in `ClusterClassifier`.
    """

    n_train: int
    n_clusters: int = 10
    feature_space: str = "pixels"
    seed: int = 0
    algorithm: str = "minibatch"
    batch_size: int = 1024
    n_init: int = 1
    polish_iter: int = 5


@dataclass(frozen=True, eq=False)
class Fit:
    """What a fit found, as plain arrays that load without scikit-learn.

    Attributes
    ----------
    settings : FitSettings
    centroid_images : ndarray of shape (n_clusters, 28, 28), float32
        In pixels the centroids themselves, in other feature spaces the mean image of
        each cluster's members; 0 (black) to 1.
    cluster_labels : ndarray of shape (n_clusters,), uint8
        The digit each cluster stands for.
    cluster_counts : ndarray of shape (n_clusters, 10), int64
        Training images by cluster and digit.
    train_clusters, test_clusters : ndarray of shape (n,), uint16
        Cluster of each image.
    train_distances, test_distances : ndarray of shape (n,), float32
        Distance of each image to its centroid, in the feature space's units.
    train_metrics, test_metrics : dict
        As from `score_clusters`.
    n_iter : int
        Passes over the training images.
    fit_seconds : float
        From images to named clusters, the feature space included.
    """

    settings: FitSettings
    centroid_images: NDArray[np.float32]
    cluster_labels: NDArray[np.uint8]
    cluster_counts: NDArray[np.int64]
    train_clusters: NDArray[np.uint16]
    train_distances: NDArray[np.float32]
    test_clusters: NDArray[np.uint16]
    test_distances: NDArray[np.float32]
    train_metrics: dict[str, float | int]
    test_metrics: dict[str, float | int]
    n_iter: int
    fit_seconds: float


class FitStore:
    """Fits on disk, shared by all who use the same folder, there after a restart.

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
        folder = folder or os.environ.get(CACHE_VARIABLE)
        path = Path(folder) if folder else user_cache_path("mnist-kmeans")
        self._memory = Memory(_writable(path), verbose=0)
        self._model = self._memory.cache(_compute_model, ignore=["data", "on_step"])
        self._fit = self._memory.cache(
            _compute_fit, ignore=["data", "on_step", "store"]
        )

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
        try:
            return self.get(settings, data, _refuse)
        except _NotStoredError:
            return None

    def get(
        self, settings: FitSettings, data: DigitData, on_step: "OnStep | None" = None
    ) -> Fit:
        """Load a fit, or compute and keep it.

        Parameters
        ----------
        settings : FitSettings
        data : DigitData
        on_step : callable, optional
            Called as ``on_step(fraction, what)`` while a fit is computed. An exception
            that it raises ends the computation.

        Returns
        -------
        Fit

        Raises
        ------
        ValueError
            When a setting is out of range.
        """
        fit: Fit = self._fit(_key(settings, data), settings, data, on_step, self)
        return fit

    def model(
        self, settings: FitSettings, data: DigitData, on_step: "OnStep | None" = None
    ) -> "Pipeline":
        """Load the fitted model behind a fit, or compute and keep it.

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
        return self._timed_model(settings, data, on_step)[0]

    def trim(self) -> None:
        """Remove the least recently used files beyond `CACHE_LIMIT`."""
        if self._memory.location is not None:
            self._memory.reduce_size(bytes_limit=CACHE_LIMIT)

    def _timed_model(
        self, settings: FitSettings, data: DigitData, on_step: "OnStep | None"
    ) -> tuple["Pipeline", NDArray[np.float32], float]:
        timed: tuple[Pipeline, NDArray[np.float32], float]
        timed = self._model(_key(settings, data), settings, data, on_step)
        return timed


class _NotStoredError(Exception):
    """There is nothing on disk."""


def _refuse(fraction: float, what: str) -> None:
    raise _NotStoredError


def _key(settings: FitSettings, data: DigitData) -> dict[str, Any]:
    """Name all that a result depends on: settings, data, and the code that made it."""
    return {
        **asdict(settings),
        "data": data.fingerprint,
        "code": _code_fingerprint(),
        "scikit-learn": version("scikit-learn"),
    }


def _code_fingerprint() -> str:
    here = Path(__file__).parent
    sources = ("features", "tables", "voting", "clustering", "metrics", "fits")
    code = b"".join((here / f"{name}.py").read_bytes() for name in sources)
    return hashlib.sha256(code).hexdigest()


def _writable(path: Path) -> Path | None:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        logger.warning(
            "Results will not be kept: %s cannot be written: %s", path, error
        )
        return None


def _compute_model(
    key: dict[str, Any],
    settings: FitSettings,
    data: DigitData,
    on_step: "OnStep | None",
) -> tuple["Pipeline", NDArray[np.float32], float]:
    from mnist_kmeans.clustering import build_model

    if not 1 <= settings.n_train <= len(data.x_train):
        raise ValueError(
            f"n_train={settings.n_train} should be 1 to {len(data.x_train)}, the "
            "training images there are."
        )
    images = data.x_train[: settings.n_train]
    start = perf_counter()
    model = build_model(
        settings.n_clusters,
        settings.feature_space,
        random_state=settings.seed,
        algorithm=settings.algorithm,
        batch_size=settings.batch_size,
        n_init=settings.n_init,
        polish_iter=settings.polish_iter,
    )
    # The pipeline's own fit would hide the features, which are needed once more below.
    features = model[0].fit_transform(images)
    model[-1].fit(features, data.y_train[: settings.n_train], on_step=on_step)
    seconds = perf_counter() - start
    distances = model[-1].distance_to_own(features, model[-1].labels_)
    return model, distances, seconds


def _compute_fit(
    key: dict[str, Any],
    settings: FitSettings,
    data: DigitData,
    on_step: "OnStep | None",
    store: FitStore,
) -> Fit:
    on_step = on_step or (lambda fraction, what: None)
    on_step(0, "Preparing the images")
    from mnist_kmeans.metrics import score_clusters

    def most(fraction: float, what: str) -> None:
        on_step(0.05 + 0.8 * fraction, what)

    model, train_distances, seconds = store._timed_model(settings, data, most)
    on_step(0.85, "Measuring on the test images")
    images = data.x_train[: settings.n_train]
    classifier = model[-1]
    test_features = model[:-1].transform(data.x_test)
    test_clusters = classifier.predict_cluster(test_features)
    test_distances = classifier.distance_to_own(test_features, test_clusters)
    if settings.feature_space == "pixels":
        centroids = classifier.cluster_centers_.reshape(-1, 28, 28)
    else:
        centroids = member_means(images, classifier.labels_, settings.n_clusters)
    counts = np.zeros((settings.n_clusters, 10), np.int64)
    counts[:, classifier.classes_] = classifier.cluster_counts_
    return Fit(
        settings=settings,
        centroid_images=centroids,
        cluster_labels=classifier.cluster_labels_,
        cluster_counts=counts,
        train_clusters=classifier.labels_.astype(np.uint16),
        train_distances=train_distances,
        test_clusters=test_clusters.astype(np.uint16),
        test_distances=test_distances,
        train_metrics=score_clusters(
            classifier,
            classifier.labels_,
            train_distances,
            data.y_train[: settings.n_train],
        ),
        test_metrics=score_clusters(
            classifier, test_clusters, test_distances, data.y_test
        ),
        n_iter=classifier.n_iter_,
        fit_seconds=seconds,
    )


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
    sizes = np.bincount(clusters, minlength=n_clusters)
    filled = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[filled]
    ordered = images[np.argsort(clusters, kind="stable")]
    # uint32 holds the sum of 16 million images.
    sums = np.add.reduceat(ordered, starts, axis=0, dtype=np.uint32)
    means = np.zeros((n_clusters, 28, 28), np.float32)
    means[filled] = sums / (255 * sizes[filled, None, None])
    return means
