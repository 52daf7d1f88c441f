"""One fit and all that a page shows of it: `compute_fit`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.fits.members import member_means, nearest_members
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.moves import parse_moves
from mnist_kmeans.on_step import OnCenters, OnStep, silent

# Loading a fit from disk must not import scikit-learn, which takes seconds. So modules
# that import it are imported where something is computed.
if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mnist_kmeans.features.building import Features
    from mnist_kmeans.features.pixel_rows import Rows
    from mnist_kmeans.model.classifier import ClusterClassifier

#: Called as ``on_images(images)`` with centroids, of shape (n_clusters, 28, 28).
OnImages = Callable[[NDArray[np.float32]], None]

# While a fit is learnt it is shown at most each 0.1 s and in a thirtieth of the time,
# outside "pixels" by so many images.
_SHOWN_EVERY, _SHOWN_SHARE, _SHOWN_SAMPLE = 0.1, 30, 3000


@dataclass(frozen=True, eq=False)
class Fit:
    """The results of a fit, as plain arrays that load without scikit-learn.

    Attributes
    ----------
    settings : FitSettings
    cluster_centers : ndarray of shape (n_clusters, n_features), float32
        The centroids in the feature space.
    mean_images : ndarray of shape (n_clusters, 28, 28), float32, or None
        The mean image of each cluster's members, 0 (black) to 1. None in "pixels",
        where the centroids themselves are images.
    cluster_labels : ndarray of shape (n_clusters,), uint8
        The digit each cluster stands for.
    cluster_counts : ndarray of shape (n_clusters, 10), int64
        Training images by cluster and digit.
    train_clusters, test_clusters : ndarray of shape (n,), uint16
        Cluster of each image.
    train_distances, test_distances : ndarray of shape (n,), float32
        Distance of each image to its centroid, in the feature space's units.
    typical : ndarray of shape (n_clusters,), int
        Index of the training image nearest to each centroid among its members; -1 for
        an empty cluster.
    train_metrics, test_metrics : dict
        As from `score_clusters`.
    silhouette : float
        Mean over the `Features.sample` of test images, -1 to 1; NaN unless
        ``2 <= n_clusters < n_samples`` in that sample.
    n_iter : int
        Passes over the training images.
    n_steps : int
        Mini-batches taken.
    start_seed : int
        The seed of the start that was kept.
    fit_seconds : float
        Time to find and name the clusters, without the feature space; with moves that
        of the last one.
    feature_seconds : float
        Time to compute the feature space.
    first_centers : ndarray of shape (n_clusters, n_features), float32, or None
        Where first centroids were given: all of them in the feature space, those that
        k-means++ added last.
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
    first_centers: NDArray[np.float32] | None = None

    @property
    def centroid_images(self) -> NDArray[np.float32]:
        """The centroids as images, of shape (n_clusters, 28, 28)."""
        if self.mean_images is None:
            return self.cluster_centers.reshape(-1, 28, 28)
        return self.mean_images


def build(settings: FitSettings) -> "Pipeline":
    """Build the model of a fit, unfitted and without its moves."""
    from mnist_kmeans.model.pipeline import build_model

    parameters = asdict(settings)
    del parameters["n_train"], parameters["moves"]
    first = parameters.pop("first")
    if first is not None and not settings.moves:
        # After moves there may be fewer clusters than first centroids.
        parameters["init"] = first.images
    return build_model(random_state=parameters.pop("seed"), **parameters)


def check_size(settings: FitSettings, data: DigitData) -> None:
    """Refuse settings with more training images than there are."""
    if not 1 <= settings.n_train <= len(data.x_train):
        raise ValueError(
            f"n_train={settings.n_train} should be 1 to {len(data.x_train)}, the "
            "training images there are."
        )


def compute_fit(
    settings: FitSettings,
    data: DigitData,
    features: "Features | None" = None,
    on_step: OnStep | None = None,
    on_images: OnImages | None = None,
    earlier: Fit | None = None,
) -> Fit:
    """Fit a model and measure it, without looking it up or keeping it.

    Parameters
    ----------
    settings : FitSettings
    data : DigitData
    features : Features, optional
        The images in the feature space; computed by default.
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends the fit.
    on_images : callable, optional
        Called in this thread as ``on_images(images)`` with the centroids as they are
        learnt, images of shape (n_clusters, 28, 28), float32, about 0 (black) to 1, in
        the order that they keep to the end: the first ones, then at most ten times a
        second and in a thirtieth of the time. In "pixels" they are the centroids, with
        ``init="pca"`` at first projected back from the principal components; elsewhere
        the mean images of members among 3,000 images. Of several starts it shows
        the first, which need not be the one that is kept. Moves by hand are not shown.
    earlier : Fit, optional
        With moves, the fit before the last of them; computed by default.

    Returns
    -------
    Fit

    Raises
    ------
    ValueError
        When a setting is out of range.

    Examples
    --------
    >>> from mnist_kmeans.fits.fit import compute_fit
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> fit = compute_fit(FitSettings(300, n_clusters=5), load_bundled_digits())
    >>> fit.centroid_images.shape
    (5, 28, 28)
    """
    on_step = on_step or silent
    from mnist_kmeans.features.building import compute_features
    from mnist_kmeans.model.metrics import score_clusters, silhouette

    check_size(settings, data)
    images = data.x_train[: settings.n_train]
    labels = data.y_train[: settings.n_train]
    if features is None:
        features = compute_features(
            settings.feature_space,
            images,
            data.x_test,
            pretrained=settings.pretrained,
        )
    if settings.moves:
        if earlier is None:
            for before in settings.history[:-1]:
                earlier = compute_fit(before, data, features, on_step, earlier=earlier)
        assert earlier is not None
        start = perf_counter()
        classifier, distances = _after_last_move(earlier, settings, features, labels)
    else:
        start = perf_counter()
        classifier = _learnt(settings, features, images, labels, on_step, on_images)
        distances = classifier.distance_to_own(features.train, classifier.labels_)
    seconds = perf_counter() - start
    on_step(0.85, "Measuring on the test images")
    clusters = classifier.labels_
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
        first_centers=_first_centers(settings, classifier),
    )


def _learnt(
    settings: FitSettings,
    features: "Features",
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    on_step: OnStep,
    on_images: OnImages | None,
) -> "ClusterClassifier":
    from mnist_kmeans.features.threads import one_thread

    classifier: ClusterClassifier = build(settings)[-1]
    first = None
    if settings.first is not None:
        first = np.asarray(features.transformer.transform(settings.first.images))
    on_centers = None
    if on_images is not None:
        in_pixels = settings.feature_space == "pixels"
        to_images = _as_images if in_pixels else _sample_means(images, features.train)
        on_centers = _now_and_then(on_images, to_images)
    # Sums over several OpenMP threads round differently from run to run, and fits that
    # run in parallel share the cores better with one of them each.
    with one_thread("openmp"):
        classifier.fit(
            features.train,
            labels,
            first=first,
            on_step=lambda f, what: on_step(0.85 * f, what),
            on_centers=on_centers,
        )
    return classifier


def _first_centers(
    settings: FitSettings, classifier: "ClusterClassifier"
) -> NDArray[np.float32] | None:
    given = settings.first is not None and not settings.moves
    return np.asarray(classifier.init_) if given else None


def _after_last_move(
    earlier: Fit, settings: FitSettings, features: "Features", labels: NDArray[np.uint8]
) -> tuple["ClusterClassifier", NDArray[np.float32]]:
    from mnist_kmeans.model.by_hand.editing import edit_classifier

    move = parse_moves(settings.moves, settings.base.n_clusters)[-1]
    return edit_classifier(
        fitted_classifier(earlier),
        earlier.train_distances,
        features.train,
        labels,
        move,
    )


def _as_images(centers: NDArray[np.float32]) -> NDArray[np.float32]:
    return centers.reshape(-1, 28, 28)


def _sample_means(
    images: NDArray[np.uint8], rows: "Rows"
) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """Return what maps centroids to the mean images of their members in a sample."""
    sample = evenly_spaced(len(rows), _SHOWN_SAMPLE)
    images, rows = images[sample], rows[sample]
    norms = np.einsum("ij,ij->i", rows, rows)[:, None]

    def means(centers: NDArray[np.float32]) -> NDArray[np.float32]:
        distances = norms - 2 * rows @ centers.T
        distances += np.einsum("ij,ij->i", centers, centers)
        clusters = distances.argmin(axis=1)
        shown = member_means(images, clusters, len(centers))
        empty = np.bincount(clusters, minlength=len(centers)) == 0
        shown[empty] = images[distances[:, empty].argmin(axis=0)] / np.float32(255)
        return shown

    return means


def _now_and_then(
    on_images: OnImages, to_images: Callable[[NDArray[np.float32]], NDArray[np.float32]]
) -> OnCenters:
    """Return what shows centroids as images, not too often."""
    due = 0.0

    def on_centers(centers: Callable[[], NDArray[np.float32]]) -> None:
        nonlocal due
        start = perf_counter()
        if start >= due:
            on_images(to_images(centers()))
            end = perf_counter()
            due = end + max(_SHOWN_EVERY, _SHOWN_SHARE * (end - start))

    return on_centers


def fitted_classifier(fit: Fit) -> "ClusterClassifier":
    """Restore the fitted classifier of a fit, without fitting it again.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    ClusterClassifier
    """
    settings = fit.settings
    classifier: ClusterClassifier = build(settings)[-1]
    classifier._resolve_auto()
    if fit.first_centers is not None:
        classifier.init_ = fit.first_centers
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
