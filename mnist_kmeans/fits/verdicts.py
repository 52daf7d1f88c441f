"""What a model makes of a digit, and why."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit

#: A digit farther from its centroid than this share of the training images are from
#: theirs is unlike any that the model has seen.
USUAL_SHARE = 0.99

#: A close call: another digit's centroid is nearly as near, the margin being less than
#: this share of the squared distance. Of 4,000 training images left out of a fit at
#: k = 256 in pixels, 55% of the close calls were read right and 94% of the others.
CLOSE_SHARE = 0.1

# Rows compared at a time: few enough to stay in the processor's cache.
_CHUNK = 1024


@dataclass(frozen=True, eq=False)
class Verdict:
    """What a model makes of one digit.

    Attributes
    ----------
    digit : int
        The digit that the nearest centroid stands for.
    shares : ndarray of shape (10,), float
        The vote shares behind it: how much of that cluster shows each digit.
    clusters : ndarray of shape (n_clusters,), int
        Clusters, the one with the nearest centroid first.
    distances : ndarray of shape (n_clusters,), float
        Their centroids' distances in the feature space, in the same order.
    rival : int or None
        The nearest cluster that stands for another digit, as a position in
        `clusters`; None where all stand for one digit.
    usual : float
        The distance that `USUAL_SHARE` of the training images keep to their centroid.
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
        """How much larger each squared distance is than the smallest."""
        margins: NDArray[np.float64] = self.distances**2 - self.distances[0] ** 2
        return margins


def judge(points: NDArray[np.float32], fit: Fit) -> list[Verdict]:
    """Say what a model makes of digits.

    Parameters
    ----------
    points : ndarray of shape (n, n_features), float32
        The digits in the fit's feature space.
    fit : Fit

    Returns
    -------
    list of Verdict
    """
    usual = float(np.quantile(fit.train_distances, USUAL_SHARE))
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
                # An empty cluster has no votes of its own, only a neighbour's name.
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


def pixel_ledger(
    pixels: NDArray[np.float32],
    winner: NDArray[np.float32],
    rival: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Say what each pixel adds to a digit's being nearer to one centroid than another.

    Parameters
    ----------
    pixels, winner, rival : ndarray of shape (28, 28), float
        The digit and the two centroids, 0 to 1.

    Returns
    -------
    ndarray of shape (28, 28), float64
        Squared difference from the rival less that from the winner. The sum is the
        margin between the two squared distances; above 0 a pixel speaks for the
        winner.
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
        In the same feature space; uint8 is taken for pixels in 0..255.
    n_shown : int

    Returns
    -------
    indices : ndarray of shape (m,), int
        Nearest first.
    distances : ndarray of shape (m,), float64
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
