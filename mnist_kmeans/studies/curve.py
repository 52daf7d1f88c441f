"""Metrics over k: means over seeds, and the elbow."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.missing_extra import of_extra
from mnist_kmeans.studies.sweep import Row

# The sensitivity of Kneedle: how far inertia must depart from a straight line to have
# an elbow. At 1 uniform noise has one; at 3 it has none, while blobs still have theirs.
_SENSITIVITY = 3

#: The least number of values of k for which an elbow is looked for.
FEWEST_FOR_ELBOW = 5

#: Values of k from the fewest clusters to the most that the dashboard offers.
WIDE_KS = (2, 5, 10, 16, 25, 36, 64, 100, 144, 196, 256)


@dataclass(frozen=True, eq=False)
class Curve:
    """A metric over k: its mean and range over the seeds.

    Attributes
    ----------
    n_clusters : ndarray of shape (n,), int
        Ascending.
    mean, lowest, highest : ndarray of shape (n,), float
        Over the seeds done so far.
    n_seeds : ndarray of shape (n,), int
        The number of these seeds.
    """

    n_clusters: NDArray[np.int64]
    mean: NDArray[np.float64]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]
    n_seeds: NDArray[np.int64]


def curve_of(rows: Iterable[Row], figure: str) -> Curve:
    """Collect a metric of the rows of one feature space by k.

    Parameters
    ----------
    rows : iterable of dict
        As from `sweep_row`.
    figure : str
        The key of the metric. Rows in which it is NaN are left out.

    Returns
    -------
    Curve
        Empty when there are no rows.

    Examples
    --------
    >>> from mnist_kmeans.studies.curve import curve_of
    >>> rows = [{"n_clusters": 2, "nmi": 0.1}, {"n_clusters": 2, "nmi": 0.3}]
    >>> curve_of(rows, "nmi").mean
    array([0.2])
    """
    by_k: dict[int, list[float]] = {}
    for row in rows:
        if not np.isnan(row[figure]):
            by_k.setdefault(row["n_clusters"], []).append(row[figure])
    ks = sorted(by_k)
    groups = [by_k[k] for k in ks]
    return Curve(
        np.array(ks, np.int64),
        np.array([np.mean(group) for group in groups]),
        np.array([min(group) for group in groups]),
        np.array([max(group) for group in groups]),
        np.array([len(group) for group in groups], np.int64),
    )


def find_elbow(inertia: Curve) -> int | None:
    """Find the k beyond which inertia falls clearly more slowly.

    Parameters
    ----------
    inertia : Curve

    Returns
    -------
    int or None
        None without a clear elbow.

    Notes
    -----
    V. Satopaa et al., "Finding a 'Kneedle' in a haystack" (2011), with k and inertia
    on logarithmic scales. On linear scales inertia bends for any data, even uniform
    noise, and the position of the bend depends on the largest k tried; on logarithmic
    scales only true groups bend it.
    """
    if len(inertia.n_clusters) < FEWEST_FOR_ELBOW or not (inertia.mean > 0).all():
        return None
    with of_extra("app"):
        from kneed import KneeLocator

    with warnings.catch_warnings():
        # It warns when there is no knee, which is a valid answer here.
        warnings.simplefilter("ignore")
        knee = KneeLocator(
            np.log(inertia.n_clusters),
            np.log(inertia.mean),
            S=_SENSITIVITY,
            curve="convex",
            direction="decreasing",
        ).knee
    return None if knee is None else round(float(np.exp(knee)))


def rows_of_space(rows: Sequence[Row], space: str) -> list[Row]:
    """Return the rows of one feature space."""
    return [row for row in rows if row["feature_space"] == space]
