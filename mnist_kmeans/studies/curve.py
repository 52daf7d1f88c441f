"""Figures over k: means over seeds, and the elbow."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.extras import of_extra
from mnist_kmeans.studies.sweep import Row

# How far inertia must depart from a straight line to have an elbow, the sensitivity of
# the method: at 1 uniform noise has one, at 3 not, and blobs keep theirs.
_CLEAR = 3

#: With fewer values of k no elbow is looked for.
FEWEST_FOR_ELBOW = 5


@dataclass(frozen=True, eq=False)
class Curve:
    """A figure over k: its mean over the seeds, and the range.

    Attributes
    ----------
    n_clusters : ndarray of shape (n,), int
        Ascending.
    mean, lowest, highest : ndarray of shape (n,), float
        Over the seeds that are there.
    n_seeds : ndarray of shape (n,), int
        How many those are.
    """

    n_clusters: NDArray[np.int64]
    mean: NDArray[np.float64]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]
    n_seeds: NDArray[np.int64]


def curve(rows: Iterable[Row], figure: str) -> Curve:
    """Gather a figure of the rows of one feature space by k.

    Parameters
    ----------
    rows : iterable of dict
        As from `sweep_row`.
    figure : str
        A key in them. Rows where it is NaN are left out.

    Returns
    -------
    Curve
        Empty where there are no rows.
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
        None when there is no clear elbow.

    Notes
    -----
    V. Satopaa et al., "Finding a 'Kneedle' in a haystack" (2011), with k and inertia
    on logarithmic scales. On linear ones inertia bends for any data, uniform noise
    among it, and where it seems to bend depends on the largest k tried; on
    logarithmic ones only true groups bend it.
    """
    if len(inertia.n_clusters) < FEWEST_FOR_ELBOW or not (inertia.mean > 0).all():
        return None
    with of_extra("app"):
        from kneed import KneeLocator

    with warnings.catch_warnings():
        # It warns where it finds none, which is an answer here.
        warnings.simplefilter("ignore")
        knee = KneeLocator(
            np.log(inertia.n_clusters),
            np.log(inertia.mean),
            S=_CLEAR,
            curve="convex",
            direction="decreasing",
        ).knee
    return None if knee is None else round(float(np.exp(knee)))


def of_space(rows: Sequence[Row], space: str) -> list[Row]:
    """Pick the rows of one feature space."""
    return [row for row in rows if row["feature_space"] == space]
