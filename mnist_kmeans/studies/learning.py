"""How the centroids of a fit were learnt, in a few frames that can be watched."""

import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit, fitted_classifier
from mnist_kmeans.fits.members import member_means
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.learning_moments import every_step, frames_of

# As in `fits.fit`, what needs scikit-learn is imported where something is computed.
if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features
    from mnist_kmeans.features.pixel_rows import Rows
    from mnist_kmeans.model.replay import State

# Numbers per block, rows x (features + clusters): few enough to stay in the processor's
# cache.
_BLOCK = 1 << 20

# Test accuracy has settled once it is at most this much below its final value.
_NEAR = 0.01


@dataclass(frozen=True, eq=False)
class Learning:
    """A fit from its first centroids to its last, as plain arrays, frame by frame.

    Attributes
    ----------
    batch_size : int
        Images in each mini-batch.
    n_steps, n_full_steps : ndarray of shape (n_frames,), int
        Mini-batches and full steps taken up to each frame.
    film : bytes
        The centroids as images, compressed by `pack`.
    labels : ndarray of shape (n_frames, n_clusters), uint8
        The digit each cluster stands for, by the votes of all training images.
    inertia : ndarray of shape (n_frames,), float64
        Summed squared distance of all training images, in the feature space's units.
    test_accuracy : ndarray of shape (n_frames,), float64
        Majority-vote accuracy.
    moved : ndarray of shape (n_frames,), float64
        The share of training images in another cluster than at the previous frame; 0
        for the first.
    n_projected : int
        Frames after the first whose centroids are points of the principal components,
        projected back: those of a fit with ``init="pca"`` before its steps among the
        images.
    n_given : int
        First centroids that were given; training images are the others.
    """

    batch_size: int
    n_steps: NDArray[np.int64]
    n_full_steps: NDArray[np.int64]
    film: bytes
    labels: NDArray[np.uint8]
    inertia: NDArray[np.float64]
    test_accuracy: NDArray[np.float64]
    moved: NDArray[np.float64]
    n_projected: int = 0
    n_given: int = 0

    @property
    def images(self) -> NDArray[np.uint8]:
        """The centroids as images, of shape (n_frames, n_clusters, 28, 28)."""
        return unpack(self.film, self.labels.shape)

    def changed(self, frame: int) -> NDArray[np.intp]:
        """List the clusters that stand for another digit than at the previous frame."""
        previous = max(frame - 1, 0)
        return np.flatnonzero(self.labels[frame] != self.labels[previous])

    @property
    def settled(self) -> int:
        """The frame from which test accuracy is at most a point below its end."""
        # The tolerance is for rounding in a difference of exactly a point.
        below = self.test_accuracy < self.test_accuracy[-1] - _NEAR - 1e-9
        return int(np.flatnonzero(below)[-1]) + 1 if below.any() else 0


def pack(images: NDArray[np.uint8]) -> bytes:
    """Compress frames, each of which is similar to the previous one.

    Parameters
    ----------
    images : ndarray of shape (n_frames, n_clusters, 28, 28), uint8

    Returns
    -------
    bytes
        The first frame and the differences of successive frames (modulo 256), deflated.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.studies.learning import pack, unpack
    >>> images = np.arange(2 * 3 * 784, dtype=np.uint8).reshape(2, 3, 28, 28)
    >>> np.array_equal(unpack(pack(images), (2, 3)), images)
    True
    """
    return zlib.compress(np.diff(images, axis=0, prepend=np.uint8(0)).tobytes(), 9)


def unpack(film: bytes, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Decompress what `pack` returned.

    Parameters
    ----------
    film : bytes
    shape : (n_frames, n_clusters)

    Returns
    -------
    ndarray of shape (n_frames, n_clusters, 28, 28), uint8
    """
    differences = np.frombuffer(zlib.decompress(film), np.uint8).reshape(*shape, 28, 28)
    return differences.cumsum(axis=0, dtype=np.uint8)


def compute_learning(
    fit: Fit,
    data: DigitData,
    features: "Features | None" = None,
    on_step: OnStep | None = None,
) -> Learning:
    """Repeat a fit and measure it at each frame on all images.

    Parameters
    ----------
    fit : Fit
    data : DigitData
        The images it was fitted on.
    features : Features, optional
        The images in its feature space; computed by default.
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends it.

    Returns
    -------
    Learning
        The last frame is the fit itself.
    """
    from mnist_kmeans.features.building import compute_features
    from mnist_kmeans.features.threads import one_thread
    from mnist_kmeans.model.replay import full_steps, replay

    settings = fit.settings
    images = data.x_train[: settings.n_train]
    if features is None:
        features = compute_features(
            settings.feature_space,
            images,
            data.x_test,
            pretrained=settings.pretrained,
        )
    classifier = fitted_classifier(fit)
    n_full_steps = full_steps(classifier, len(images))
    moments = frames_of(fit.n_steps, n_full_steps, settings.n_clusters)
    frames: list[_Frame] = []
    n, chosen, n_projected = len(moments), set(moments), 0

    def report() -> None:
        if on_step is not None:
            on_step(len(frames) / n, f"{len(frames)} of {n} steps to watch")

    with one_thread("openmp"):
        for state in replay(classifier, features.train, every_step(moments[-1])):
            report()
            if (state.n_steps, state.n_full_steps) in chosen:
                frames.append(_frame(state, features, fit, data))
                n_projected += state.in_pca_subspace
                report()
    # Equal to the frame it replaces, up to images equally near to two centroids.
    frames[-1] = _last_frame(fit)
    pairs = pairwise(frame.clusters for frame in frames)
    return Learning(
        batch_size=min(classifier.batch_size_, len(images)),
        n_steps=np.array([steps for steps, _ in moments]),
        n_full_steps=np.array([steps for _, steps in moments]),
        film=pack(np.array([frame.images for frame in frames])),
        labels=np.array([frame.labels for frame in frames], np.uint8),
        inertia=np.array([frame.inertia for frame in frames]),
        test_accuracy=np.array([frame.test_accuracy for frame in frames]),
        moved=np.array([0.0, *((new != old).mean() for old, new in pairs)]),
        n_projected=n_projected,
        n_given=0 if settings.first is None else len(settings.first),
    )


@dataclass(frozen=True, eq=False)
class _Frame:
    """The centroids as images and their metrics, with the arrays of `Fit`."""

    images: NDArray[np.uint8]
    clusters: NDArray[np.uint16]
    labels: NDArray[Any]
    inertia: float
    test_accuracy: float


def _frame(state: "State", features: "Features", fit: Fit, data: DigitData) -> _Frame:
    from mnist_kmeans.model.voting import winning_columns

    k, centers, rows = fit.settings.n_clusters, state.centers, features.train
    images, digits = data.x_train[: len(rows)], data.y_train[: len(rows)]
    clusters, inertia = nearest(rows, centers)
    labels = winning_columns(count_votes(clusters, digits, k), centers)
    if fit.mean_images is None:
        pictures = centers.reshape(-1, 28, 28)
    elif state.chosen is not None:
        pictures = images[state.chosen] / np.float32(255)
        if fit.settings.first is not None:
            given = fit.settings.first.images
            pictures[: len(given)] = given / np.float32(255)
    else:
        pictures = member_means(images, clusters, k)
    return _Frame(
        images=_greys(pictures),
        clusters=clusters,
        labels=labels,
        inertia=inertia,
        test_accuracy=float(
            (labels[nearest(features.test, centers)[0]] == data.y_test).mean()
        ),
    )


def _last_frame(fit: Fit) -> _Frame:
    return _Frame(
        images=_greys(fit.centroid_images),
        clusters=fit.train_clusters,
        labels=fit.cluster_labels,
        inertia=fit.train_metrics["inertia"],
        test_accuracy=fit.test_metrics["accuracy"],
    )


def _greys(images: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.rint(255 * np.clip(images, 0, 1)).astype(np.uint8)


def nearest(
    rows: "Rows", centers: NDArray[np.float32]
) -> tuple[NDArray[np.uint16], float]:
    """Find the nearest centroid of each row, and the inertia of all rows.

    Parameters
    ----------
    rows : ndarray or PixelRows of shape (n, n_features), float32
    centers : ndarray of shape (n_clusters, n_features), float32

    Returns
    -------
    clusters : ndarray of shape (n,), uint16
    inertia : float
        Summed squared distance.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.studies.learning import nearest
    >>> nearest(np.array([[0.0], [1.0], [9.0]]), np.array([[0.0], [9.0]]))
    (array([0, 0, 1], dtype=uint16), 1.0)
    """
    half_norms = 0.5 * np.einsum("ij,ij->i", centers, centers)
    clusters, inertia = np.empty(len(rows), np.uint16), 0.0
    size = max(1, _BLOCK // sum(centers.shape))
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        # |x - c|^2 = |x|^2 - 2 (x.c - |c|^2 / 2): one product gives both results, which
        # scikit-learn computes one after the other.
        scores = block @ centers.T - half_norms
        clusters[start : start + size] = scores.argmax(axis=1)
        best = scores.max(axis=1)
        squares = np.einsum("ij,ij->i", block, block)
        inertia += float((squares - 2 * best).sum(dtype=np.float64))
    return clusters, inertia
