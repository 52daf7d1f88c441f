"""The verdict of a model on a digit, and the reasons for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.doubt import CLOSE_WAY, USUAL_SHARE
from mnist_kmeans.fits.fit import Fit

# Of the fits in memory: a quantile of 60,000 distances takes a millisecond.
_usual_distances: WeakKeyDictionary[Fit, float] = WeakKeyDictionary()

# Rows per block: few enough to stay in the processor's cache.
_CHUNK = 1024


@dataclass(frozen=True, eq=False)
class Verdict:
    """The verdict of a model on one digit.

    Attributes
    ----------
    digit : int
        The digit that the nearest centroid stands for.
    shares : ndarray of shape (10,), float
        The vote shares of the nearest cluster: how much of it shows each digit.
    clusters : ndarray of shape (n_clusters,), int
        All clusters, by ascending distance of their centroids.
    distances : ndarray of shape (n_clusters,), float
        The distances of these centroids in the feature space, in the same order.
    rival : int or None
        The position in `clusters` of the nearest cluster that stands for another
        digit; None when all stand for the same digit.
    close_rivals : tuple of int
        The positions of clusters that make it a close call: for each other digit the
        nearest on the way to which it has come farther than `CLOSE_WAY`.
    usual : float
        The quantile `USUAL_SHARE` of the training images' distances to their centroids.
    stray : bool
        Whether it looks like no writing on its page.
    """

    digit: int
    shares: NDArray[np.float64]
    clusters: NDArray[np.intp]
    distances: NDArray[np.float64]
    rival: int | None
    close_rivals: tuple[int, ...]
    usual: float
    stray: bool = False

    @property
    def sure(self) -> bool:
        """Whether nothing speaks against the answer."""
        return not (self.stray or self.unlike or self.close)

    @property
    def unlike(self) -> bool:
        """Whether it is farther from its centroid than nearly all training images."""
        return bool(self.distances[0] > self.usual)

    @property
    def close(self) -> bool:
        """Whether a centroid of another digit is nearly as near."""
        return bool(self.close_rivals)

    @property
    def weak(self) -> bool:
        """Whether at most half of the nearest cluster votes for the answer."""
        return bool(self.shares[self.digit] <= 0.5)

    @property
    def margins(self) -> NDArray[np.float64]:
        """The difference of each squared distance to the smallest."""
        margins: NDArray[np.float64] = self.distances**2 - self.distances[0] ** 2
        return margins


def judge(
    points: NDArray[np.float32], fit: Fit, stray: Sequence[bool] | None = None
) -> list[Verdict]:
    """Return the verdict of a model on each of several digits.

    Parameters
    ----------
    points : ndarray of shape (n, n_features), float32
        The digits in the fit's feature space.
    fit : Fit
    stray : sequence of n bool, optional
        Whether each looks like no writing, as `Digit.stray` says; by default none does.

    Returns
    -------
    list of Verdict
    """
    usual = _usual_distance(fit)
    votes = fit.cluster_counts
    centers = fit.cluster_centers.astype(np.float64)
    verdicts = []
    for i, point in enumerate(points):
        distances = np.sqrt(((centers - point) ** 2).sum(axis=1))
        order = np.argsort(distances, kind="stable")
        labels = fit.cluster_labels[order]
        others = np.flatnonzero(labels != labels[0])
        cluster = order[0]
        verdicts.append(
            Verdict(
                digit=int(labels[0]),
                # An empty cluster has no votes, only the digit of its neighbour.
                shares=votes[cluster] / votes[cluster].sum()
                if votes[cluster].any()
                else np.eye(10)[labels[0]],
                clusters=order,
                distances=distances[order],
                rival=int(others[0]) if len(others) else None,
                close_rivals=_close_rivals(centers[order], labels, distances[order]),
                usual=usual,
                stray=bool(stray[i]) if stray is not None else False,
            )
        )
    return verdicts


def _close_rivals(
    centers: NDArray[np.float64],
    labels: NDArray[np.uint8],
    distances: NDArray[np.float64],
) -> tuple[int, ...]:
    """Return where the way to a centroid of another digit is nearly half done."""
    apart = ((centers - centers[0]) ** 2).sum(axis=1)
    margins = distances**2 - distances[0] ** 2
    # Seen along the line from the nearest centroid to another, a digit as far from both
    # is half-way, and the margin is the rest of the way to there, doubled.
    close = (labels != labels[0]) & (margins < (1 - 2 * CLOSE_WAY) * apart)
    nearest: dict[int, int] = {}
    for place in np.flatnonzero(close).tolist():
        nearest.setdefault(int(labels[place]), place)
    return tuple(nearest.values())


def _usual_distance(fit: Fit) -> float:
    if fit not in _usual_distances:
        _usual_distances[fit] = float(np.quantile(fit.train_distances, USUAL_SHARE))
    return _usual_distances[fit]


def pixel_ledger(
    pixels: NDArray[np.float32],
    winner: NDArray[np.float32],
    rival: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Compute what each pixel contributes to the margin between two centroids.

    Parameters
    ----------
    pixels, winner, rival : ndarray of shape (28, 28), float
        The digit and the two centroids, 0 to 1.

    Returns
    -------
    ndarray of shape (28, 28), float64
        Squared difference from the rival minus that from the winner. The sum is the
        margin between the two squared distances; a pixel above 0 speaks for the winner.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.verdicts import pixel_ledger
    >>> black, white = np.zeros((28, 28), np.float32), np.ones((28, 28), np.float32)
    >>> float(pixel_ledger(black, winner=black, rival=white).sum())
    784.0
    """
    digit = pixels.astype(np.float64)
    ledger: NDArray[np.float64] = (digit - rival) ** 2 - (digit - winner) ** 2
    return ledger


def nearest_images(
    point: NDArray[np.float32], images: NDArray[Any], n_shown: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the images nearest to a digit.

    Parameters
    ----------
    point : ndarray of shape (n_features,), float32
        The digit.
    images : ndarray of shape (n, n_features)
        Images in the same feature space; uint8 means pixels in 0..255.
    n_shown : int
        The number of images to find.

    Returns
    -------
    indices : ndarray of shape (m,), int
        Nearest first.
    distances : ndarray of shape (m,), float64

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.fits.verdicts import nearest_images
    >>> images = np.array([[0, 0], [3, 4], [9, 9]], np.float32)
    >>> nearest_images(np.zeros(2, np.float32), images, n_shown=2)
    (array([0, 1]), array([0., 5.]))
    """
    scale = np.float32(1 / 255 if images.dtype == np.uint8 else 1)
    squares = np.empty(len(images), np.float32)
    for start in range(0, len(images), _CHUNK):
        rows = images[start : start + _CHUNK] * scale
        rows -= point
        squares[start : start + _CHUNK] = np.einsum("ij,ij->i", rows, rows)
    nearest = np.argpartition(squares, min(n_shown, len(squares)) - 1)[:n_shown]
    nearest = nearest[np.argsort(squares[nearest], kind="stable")]
    return nearest, np.sqrt(squares[nearest].astype(np.float64))
