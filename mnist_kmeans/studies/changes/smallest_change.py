"""The smallest change to a digit after which a model answers otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.changes.nearest_cell import Cells, nearest_in_other_cell

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Transformer

#: Images of shape (n, 28, 28) to the numbers of their nearest clusters.
Nearest = Callable[[NDArray[np.float32]], NDArray[np.intp]]

# Spaces that are affine maps of images: the smallest change is found exactly.
_AFFINE = ("pixels", "pca")

# The search elsewhere begins on the way to some centroids and to what the affine space
# promises, at the nearest of their borders. It goes shares of the way to the next
# promise, and ends when a round gains less than a fiftieth.
_MOST_CENTROIDS, _MOST_STARTS = 6, 3
_SHARES, _MOST_ROUNDS, _GAIN = (1, 0.5, 0.25, 0.1), 10, 0.02

# The change of a grey value from which a derivative is taken.
_STEP = 0.02

# Steps to the border along a line: that many at once, and the same again between two.
_STEPS = 17


@dataclass(frozen=True, eq=False)
class Change:
    """A change to a digit, and what a model answers after it.

    Attributes
    ----------
    image : ndarray of shape (28, 28), float32
        The digit as it was, 0 to 1.
    changed : ndarray of shape (28, 28), float32
        The digit after the change, 0 to 1.
    digit, other : int
        The model's answers before and after.
    cluster : int
        The nearest cluster after it.
    is_exact : bool
        Whether no smaller change gives another answer (or the one asked for); else it
        is the smallest that was found.
    """

    image: NDArray[np.float32]
    changed: NDArray[np.float32]
    digit: int
    other: int
    cluster: int
    is_exact: bool

    @property
    def size(self) -> float:
        """The distance between the two images, in pixels of 0 to 1."""
        return float(np.linalg.norm(self.changed - self.image))

    @property
    def ink_added(self) -> float:
        """What the change adds, as a share of the digit's ink."""
        return self._share(self.changed - self.image)

    @property
    def ink_removed(self) -> float:
        """What the change takes away, as a share of the digit's ink."""
        return self._share(self.image - self.changed)

    def at(self, share: float) -> NDArray[np.float32]:
        """Return the image with a share of the change, 1 the whole of it.

        Parameters
        ----------
        share : float
            From 0; above 1 the change goes on, with grey values kept from 0 to 1.

        Returns
        -------
        ndarray of shape (28, 28), float32
        """
        return np.clip(self.image + share * (self.changed - self.image), 0, 1)

    def _share(self, difference: NDArray[np.float32]) -> float:
        ink = float(self.image.sum())
        return float(np.maximum(difference, 0).sum()) / ink if ink else np.inf


def smallest_change(
    image: NDArray[np.float32],
    fit: Fit,
    transformer: "Transformer",
    to: int | None = None,
) -> Change | None:
    """Find the smallest change after which a model answers otherwise.

    Parameters
    ----------
    image : ndarray of shape (28, 28), float
        0 to 1.
    fit : Fit
    transformer : transformer
        From images to the fit's feature space, fitted.
    to : int, optional
        The answer that is wanted; by default any other.

    Returns
    -------
    Change or None
        Sizes are Euclidean distances between images. None where no image was found that
        has another answer, or where `to` is the answer already.

    Notes
    -----
    In "pixels" and "pca" the change is the smallest there is, see
    `nearest_in_other_cell`. In every other space it is searched over the image: the
    space is taken for affine around an image, by finite differences; the nearest image
    with another answer in that affine space is found exactly and brought back to the
    border of the model's own answers; and the same again around it, until that gains
    nothing. With one plane instead of all cells this is DeepFool (S.-M.
    Moosavi-Dezfooli, A. Fawzi and P. Frossard, 2016). The answer given is always the
    model's on the changed image.
    """
    image = np.asarray(image, np.float32)
    nearest = partial(_nearest, transformer=transformer, fit=fit)
    digit = int(fit.cluster_labels[nearest(image[None])[0]])
    if to == digit:
        return None
    is_exact = fit.settings.feature_space in _AFFINE
    changed = (
        _solve(image, image, fit, transformer, digit, to)
        if is_exact
        else _search(image, fit, transformer, nearest, digit, to)
    )
    if changed is None:
        return None
    cluster = int(nearest(changed[None])[0])
    other = int(fit.cluster_labels[cluster])
    if not _is_wanted(other, digit, to):
        return None
    return Change(image, changed, digit, other, cluster, is_exact)


def _is_wanted(answer: Any, digit: int, to: int | None) -> Any:
    return answer != digit if to is None else answer == to


def _nearest(
    images: NDArray[np.float32], transformer: "Transformer", fit: Fit
) -> NDArray[np.intp]:
    points = np.asarray(transformer.transform(images), np.float64)
    centers = fit.cluster_centers.astype(np.float64)
    distances = np.einsum("ij,ij->i", centers, centers) - 2 * points @ centers.T
    return np.asarray(distances.argmin(axis=1))


def _solve(
    around: NDArray[np.float32],
    image: NDArray[np.float32],
    fit: Fit,
    transformer: "Transformer",
    digit: int,
    to: int | None,
) -> NDArray[np.float32] | None:
    """Find the nearest image of another answer, the space taken for affine."""
    weights, offset = _affine_map(around, transformer, fit)
    cells = Cells(fit.cluster_centers, fit.cluster_labels, weights, offset)
    solved = nearest_in_other_cell(image.reshape(-1), cells, digit, to)
    if solved is None:
        return None
    return solved[0].astype(np.float32).reshape(28, 28)


def _affine_map(
    image: NDArray[np.float32], transformer: "Transformer", fit: Fit
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return weights and offset of the feature space around an image."""
    flat = image.reshape(-1).astype(np.float64)
    if fit.settings.feature_space == "pixels":
        return np.eye(len(flat)), np.zeros(len(flat))
    # Towards the middle of the greys, so that all images are valid.
    steps = np.where(flat < 0.5, _STEP, -_STEP)
    images = np.concatenate([flat[None], flat + np.diag(steps)])
    points = np.asarray(
        transformer.transform(images.astype(np.float32).reshape(-1, 28, 28)), np.float64
    )
    weights = ((points[1:] - points[0]) / steps[:, None]).T
    return weights, points[0] - weights @ flat


def _search(
    image: NDArray[np.float32],
    fit: Fit,
    transformer: "Transformer",
    nearest: Nearest,
    digit: int,
    to: int | None,
) -> NDArray[np.float32] | None:
    """Search the nearest image of another answer by affine maps around images."""

    def borders(goals: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """Return the borders on the way to several images, the nearest first."""
        found = [_border(image, goal, fit, nearest, digit, to) for goal in goals]
        return sorted((at for at in found if at is not None), key=away)

    def away(other: NDArray[np.float32]) -> float:
        return float(np.linalg.norm(other - image))

    def descend(at: NDArray[np.float32]) -> NDArray[np.float32]:
        for _ in range(_MOST_ROUNDS):
            goal = _solve(at, image, fit, transformer, digit, to)
            if goal is None:
                break
            nearer = borders([at + share * (goal - at) for share in _SHARES])
            if not nearer or away(nearer[0]) > away(at):
                break
            gain = away(at) - away(nearer[0])
            at = nearer[0]
            if gain < _GAIN * away(at):
                break
        return at

    wanted = _is_wanted(fit.cluster_labels, digit, to)
    centroids = sorted(fit.centroid_images[wanted], key=away)[:_MOST_CENTROIDS]
    promised = _solve(image, image, fit, transformer, digit, to)
    starts = borders([*centroids, *([] if promised is None else [promised])])
    return min(map(descend, starts[:_MOST_STARTS]), key=away, default=None)


def _border(
    image: NDArray[np.float32],
    changed: NDArray[np.float32],
    fit: Fit,
    nearest: Nearest,
    digit: int,
    to: int | None,
) -> NDArray[np.float32] | None:
    """Return the first image on the line to a changed one that has another answer.

    None where none has, up to twice as far.
    """
    low, high = np.float32(0), np.float32(2)
    for _ in range(3):
        shares = np.linspace(low, high, _STEPS, dtype=np.float32)
        line = np.clip(image + shares[:, None, None] * (changed - image), 0, 1)
        wanted = _is_wanted(fit.cluster_labels[nearest(line)], digit, to)
        if not wanted.any():
            return None
        first = int(wanted.argmax())
        low, high = shares[max(first - 1, 0)], shares[first]
    return np.asarray(line[first], np.float32)
