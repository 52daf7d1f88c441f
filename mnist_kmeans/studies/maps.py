"""Images laid out in two dimensions, and where on such a map other points lie."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.missing_extra import of_extra
from mnist_kmeans.on_step import OnStep

# As in `fits.fit`, scikit-learn and openTSNE are imported where something is computed.
if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features

#: The ways to lay images out, and what each is, for people.
LAYOUTS = {
    "PCA": "The two directions in which the images differ most.",
    "t-SNE": "Keeps each image beside those most like it.",
}

#: The fewest images that t-SNE is used on: each is to keep some neighbours.
FEWEST_FOR_TSNE = 10

#: Called as ``on_layout(positions)`` with a map that t-SNE is still forming: an ndarray
#: of shape (n, 2), float32, in the final map's directions and about its centre. It
#: begins as the map by PCA, tiny, and grows; fit the view to each.
OnLayout = Callable[[NDArray[np.float32]], None]

# t-SNE looks at these many principal components, as its authors do.
_N_COMPONENTS = 50
_PERPLEXITY = 30
# openTSNE's defaults: first with exaggerated attraction, then all.
_EARLY_STEPS, _STEPS = 250, 750
_STEPS_PER_REPORT = 10
# A point outside a t-SNE is placed at the median of so many of its nearest images.
_N_NEAREST = 5


@dataclass(frozen=True)
class MapSettings:
    """All that decides a map of test images besides the data.

    Attributes
    ----------
    layout : str
        A name in `LAYOUTS`.
    n_shown : int
        How many test images, evenly spaced over all.
    feature_space : str
        A name in `FEATURE_SPACES`.
    n_train : int
        How many training images the feature space is fitted to, the first ones.
    pretrained : bool
        As in `FitSettings`.
    """

    layout: str
    n_shown: int
    feature_space: str
    n_train: int
    pretrained: bool = True


@dataclass(frozen=True, eq=False)
class DigitMap:
    """Points of a feature space in two dimensions.

    Attributes
    ----------
    positions : ndarray of shape (n, 2), float32
    mean : ndarray of shape (n_features,), float32
        Of the points.
    axes : ndarray of shape (m, n_features), float32
        Their principal directions, by falling variance; orthonormal rows.
    components : ndarray of shape (n, m), float32
        The points along these directions.
    variance : float
        The share of the points' variance, 0 to 1, that the first two directions hold.
    layout : str
        A name in `LAYOUTS`.
    """

    positions: NDArray[np.float32]
    mean: NDArray[np.float32]
    axes: NDArray[np.float32]
    components: NDArray[np.float32]
    variance: float
    layout: str

    def place(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the positions on the map of other points of the feature space.

        PCA projects them. t-SNE has positions for its own points only; other points are
        placed at the median of the few images nearest to them.

        Parameters
        ----------
        points : ndarray of shape (m, n_features), float32

        Returns
        -------
        ndarray of shape (m, 2), float32
        """
        if self.layout == "PCA":
            return _in_plane(self._project(points))
        return np.asarray(
            np.median(self.positions[self.nearest(points)], axis=1), np.float32
        )

    def nearest(self, points: NDArray[np.float32]) -> NDArray[np.intp]:
        """Find the nearest neighbours of other points among the map's points.

        Parameters
        ----------
        points : ndarray of shape (m, n_features), float32

        Returns
        -------
        ndarray of shape (m, 5), int
            Indices, nearest first; fewer where the map has fewer. The distance is
            Euclidean, along the `axes`.
        """
        n = min(_N_NEAREST, len(self.components))
        indices = np.empty((len(points), n), np.intp)
        for i, point in enumerate(self._project(points)):
            distances = ((self.components - point) ** 2).sum(axis=1)
            nearest = np.argpartition(distances, n - 1)[:n]
            indices[i] = nearest[np.argsort(distances[nearest], kind="stable")]
        return indices

    def _project(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray((points - self.mean) @ self.axes.T, np.float32)


def map_test_images(
    settings: MapSettings,
    data: DigitData,
    features: "Features | None" = None,
    on_step: OnStep | None = None,
    on_layout: OnLayout | None = None,
) -> "tuple[DigitMap, Neighbours]":
    """Lay test images out in two dimensions, and measure how far digits keep apart.

    Parameters
    ----------
    settings : MapSettings
    data : DigitData
    features : Features, optional
        The images in the feature space, where they are there already.
    on_step, on_layout : callable, optional
        As in `compute_map`.

    Returns
    -------
    DigitMap
    Neighbours

    Raises
    ------
    ValueError
        As `compute_map`.
    """
    from mnist_kmeans.features.building import make_transformer

    shown = evenly_spaced(len(data.x_test), settings.n_shown)
    if features is not None:
        points = features.test[shown]
    else:
        # Only these images are needed, of a dozen times as many.
        transformer = make_transformer(settings.feature_space, settings.pretrained)
        transformer.fit(data.x_train[: settings.n_train])
        points = transformer.transform(data.x_test[shown])
    digit_map = compute_map(points, settings.layout, on_step, on_layout)
    return digit_map, neighbours(digit_map.positions, data.y_test[shown])


def compute_map(
    points: NDArray[np.float32],
    layout: str,
    on_step: OnStep | None = None,
    on_layout: OnLayout | None = None,
) -> DigitMap:
    """Lay points out in two dimensions.

    Parameters
    ----------
    points : ndarray of shape (n, n_features), float32
        One point at least.
    layout : str
        A name in `LAYOUTS`.
    on_step : callable, optional
        Called as ``on_step(fraction, what)`` after each 10 of t-SNE's 750 steps. An
        exception that it raises ends t-SNE.
    on_layout : callable, optional
        Called as often, as ``on_layout(positions)``, with a copy of the positions, an
        ndarray of shape (n, 2), float32.

    Returns
    -------
    DigitMap

    Raises
    ------
    ValueError
        When there is no such layout, or fewer than `FEWEST_FOR_TSNE` points for t-SNE.
    MissingExtraError
        When openTSNE, which t-SNE needs, is not installed.

    Notes
    -----
    K. Pearson, "On lines and planes of closest fit to systems of points in space"
    (1901); L. van der Maaten and G. Hinton, "Visualizing data using t-SNE" (2008);
    L. van der Maaten, "Accelerating t-SNE using tree-based algorithms" (2014), started
    from the first two components; P. Poličar, M. Stražar and B. Zupan, "openTSNE: a
    modular Python library for t-SNE dimensionality reduction and embedding" (2024).
    """
    if layout not in LAYOUTS:
        raise ValueError(f"layout={layout!r} should be one of {', '.join(LAYOUTS)}.")
    if layout != "PCA" and len(points) < FEWEST_FOR_TSNE:
        raise ValueError(
            f"n_samples={len(points)} should be >= {FEWEST_FOR_TSNE} for t-SNE."
        )
    mean = points.mean(axis=0)
    centred = points - mean
    variances, directions = np.linalg.eigh(centred.T @ centred)
    axes = directions.T[::-1][:_N_COMPONENTS]
    # The sign of an eigenvector is arbitrary; this makes the map the same each time.
    largest = np.abs(axes).argmax(axis=1)
    axes = axes * np.sign(axes[np.arange(len(axes)), largest])[:, None]
    components = centred @ axes.T
    positions = _in_plane(components)
    if layout == "t-SNE":
        positions = _tsne(components, positions, on_step, on_layout)
    total = float(variances.sum())
    return DigitMap(
        positions=positions,
        mean=mean,
        axes=axes,
        components=components,
        variance=float(variances[-2:].sum()) / total if total > 0 else 1.0,
        layout=layout,
    )


def _in_plane(components: NDArray[np.float32]) -> NDArray[np.float32]:
    plane = np.zeros((len(components), 2), np.float32)
    plane[:, : components.shape[1]] = components[:, :2]
    return plane


def _tsne(
    components: NDArray[np.float32],
    plane: NDArray[np.float32],
    on_step: OnStep | None,
    on_layout: OnLayout | None,
) -> NDArray[np.float32]:
    with of_extra("app"):
        from openTSNE import TSNE

    steps = count(_STEPS_PER_REPORT, _STEPS_PER_REPORT)

    def report(iteration: int, error: float, embedding: NDArray[np.float64]) -> None:
        # `iteration` begins again after the early exaggeration.
        step = next(steps)
        if on_step is not None:
            on_step(step / _STEPS, f"t-SNE: step {step:,} of {_STEPS:,}")
        if on_layout is not None:
            on_layout(np.array(embedding, np.float32))

    # The PCA map made tiny, as t-SNE wants it; the noise parts points on one spot.
    start = 1e-4 * plane / (plane[:, 0].std() or 1)
    start = start + np.random.default_rng(0).normal(scale=1e-6, size=start.shape)
    tsne = TSNE(
        perplexity=min(_PERPLEXITY, (len(components) - 1) / 3),
        initialization=start,
        early_exaggeration_iter=_EARLY_STEPS,
        n_iter=_STEPS - _EARLY_STEPS,
        neighbors="exact",
        negative_gradient_method="bh",
        # A fit may run beside.
        n_jobs=1,
        callbacks=report,
        callbacks_every_iters=_STEPS_PER_REPORT,
        random_state=0,
    )
    return np.array(tsne.fit(components), np.float32)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """How far a map keeps the digits apart.

    Attributes
    ----------
    counts : ndarray of shape (10, 10), int
        Images by the digit they show (rows) and that of their nearest neighbour on the
        map (columns); all 0 where there are fewer than two images.
    """

    counts: NDArray[np.int64]

    @property
    def same(self) -> float:
        """The share of images, 0 to 1, whose nearest neighbour shows the same digit."""
        return float(np.trace(self.counts) / max(1, self.counts.sum()))

    @property
    def same_by_digit(self) -> dict[int, float]:
        """The same share of each digit's images, by digit."""
        sizes = self.counts.sum(axis=1)
        return {
            digit: float(self.counts[digit, digit] / sizes[digit])
            for digit in np.flatnonzero(sizes).tolist()
        }

    @property
    def mixed(self) -> tuple[int, int] | None:
        """The two digits that are nearest neighbours of each other most often."""
        both = np.triu(self.counts + self.counts.T, 1)
        low, high = np.unravel_index(both.argmax(), both.shape)
        return (int(low), int(high)) if both.any() else None


def neighbours(positions: NDArray[np.float32], labels: NDArray[np.uint8]) -> Neighbours:
    """Measure how far a map keeps the digits apart.

    Parameters
    ----------
    positions : ndarray of shape (n, 2), float
    labels : ndarray of shape (n,), uint8
        The digits they show.

    Returns
    -------
    Neighbours
    """
    from scipy.spatial import cKDTree

    counts = np.zeros((10, 10), np.int64)
    if len(labels) >= 2:
        nearest = cKDTree(positions).query(positions, k=2)[1]
        # An image comes first itself, unless others lie on the same spot.
        is_itself = nearest[:, 0] == np.arange(len(nearest))
        near = labels[np.where(is_itself, nearest[:, 1], nearest[:, 0])]
        np.add.at(counts, (labels, near), 1)
    return Neighbours(counts)
