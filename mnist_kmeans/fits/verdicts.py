"""The verdict of a model on a digit, and the reasons for it."""

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit

#: A digit is unlike the training images when it is farther from its centroid than this
#: share of them from theirs.
USUAL_SHARE = 0.99

#: A verdict is a close call when the margin of the nearest centroid of another digit is
#: less than this share of the squared distance. Of 4,000 training images left out of a
#: fit at k = 256 in pixels, 55% of the close calls were read right, of the others 94%.
CLOSE_SHARE = 0.1

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
    usual : float
        The quantile `USUAL_SHARE` of the training images' distances to their centroids.
    """

    digit: int
    shares: NDArray[np.float64]
    clusters: NDArray[np.intp]
    distances: NDArray[np.float64]
    rival: int | None
    usual: float

    @property
    def unlike(self) -> bool:
        """Whether it is farther from its centroid than nearly all training images."""
        return bool(self.distances[0] > self.usual)

    @property
    def close(self) -> bool:
        """Whether a centroid of another digit is nearly as near."""
        if self.rival is None:
            return False
        return bool(self.margins[self.rival] < CLOSE_SHARE * self.distances[0] ** 2)

    @property
    def margins(self) -> NDArray[np.float64]:
        """The difference of each squared distance to the smallest."""
        margins: NDArray[np.float64] = self.distances**2 - self.distances[0] ** 2
        return margins


def judge(points: NDArray[np.float32], fit: Fit) -> list[Verdict]:
    """Return the verdict of a model on each of several digits.

    Parameters
    ----------
    points : ndarray of shape (n, n_features), float32
        The digits in the fit's feature space.
    fit : Fit

    Returns
    -------
    list of Verdict
    """
    usual = _usual_distance(fit)
    votes = fit.cluster_counts
    centers = fit.cluster_centers.astype(np.float64)
    verdicts = []
    for point in points:
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
                usual=usual,
            )
        )
    return verdicts


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
