"""Bisecting k-means: clusters that are split in two, one after the other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.threads import in_threads
from mnist_kmeans.on_step import OnStep, silent

# As in `fits.fit`, what takes long to import is imported where something is computed.
if TYPE_CHECKING:
    from mnist_kmeans.features.pixel_rows import Rows

# Rows taken at a time.
_PART = 4096

# A cluster with less than this share of all inertia has but equal rows; sums are
# rounded.
_NOTHING = 1e-9


@dataclass(frozen=True, eq=False)
class Bisection:
    """The splits of bisecting k-means, which are a true tree.

    Attributes
    ----------
    split : ndarray of shape (k - 1,), int
        The cluster that each split takes apart. One half keeps its id, the other gets
        the next free one: 1 by the first split, k - 1 by the last.
    centers : ndarray of shape (k - 1, 2, n_features), float32
        The centroids of the two halves, the one that keeps the id first.
    clusters : ndarray of shape (n,), uint16
        The cluster of each training row after the last split.
    """

    split: NDArray[np.intp]
    centers: NDArray[np.float32]
    clusters: NDArray[np.uint16]

    def at(self, clusters: NDArray[Any], n_clusters: int) -> NDArray[np.uint16]:
        """Return the clusters of rows after fewer splits.

        Parameters
        ----------
        clusters : ndarray of shape (m,), int
            The cluster of each row after the last split.
        n_clusters : int
            1 to k.

        Returns
        -------
        ndarray of shape (m,), uint16
        """
        earlier = np.arange(len(self.split) + 1, dtype=np.uint16)
        for new in range(n_clusters, len(earlier)):
            earlier[new] = earlier[self.split[new - 1]]
        return np.asarray(earlier[clusters])

    def descend(self, rows: "Rows") -> NDArray[np.uint16]:
        """Return the cluster that rows fall into, going to the nearer half each time.

        Parameters
        ----------
        rows : ndarray or PixelRows of shape (m, n_features)

        Returns
        -------
        ndarray of shape (m,), uint16
        """
        clusters = np.zeros(len(rows), np.uint16)
        for new, (split, centers) in enumerate(
            zip(self.split, self.centers, strict=True), start=1
        ):
            members = np.flatnonzero(clusters == split)
            if len(members):
                second = _nearer_second(rows[members], centers)
                clusters[members[second]] = new
        return clusters


def bisect(
    rows: NDArray[Any],
    n_clusters: int,
    *,
    random_state: int = 0,
    on_step: OnStep = silent,
) -> Bisection:
    """Split the cluster of largest inertia in two until there are enough.

    Parameters
    ----------
    rows : ndarray of shape (n, n_features)
        Floating point, or pixels as uint8, which count as 0..1.
    n_clusters : int
        k, 2 to 65,536.
    random_state : int, default=0
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends it.

    Returns
    -------
    Bisection
        Its first splits are the same for every k.

    Raises
    ------
    ValueError
        When there are fewer different rows than clusters.

    Notes
    -----
    M. Steinbach, G. Karypis and V. Kumar, "A comparison of document clustering
    techniques" (2000), with scikit-learn's rule for what is split next:
    ``BisectingKMeans(bisecting_strategy="biggest_inertia")``. That class does not give
    its tree away. A split is k-means++ on 3,000 rows at most, then 30 full steps at
    most.

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.studies.trees.bisecting import bisect
    >>> tree = bisect(np.array([[0.0], [1.0], [10.0], [14.0]]), 3)
    >>> halves, thirds = tree.at(tree.clusters, 2), tree.clusters
    >>> bool(halves[0] == halves[1] != halves[2] == halves[3])
    True
    >>> bool(thirds[0] == thirds[1] and thirds[2] != thirds[3])
    True
    """
    from sklearn.utils import check_random_state

    from mnist_kmeans.model.by_hand.two_means import two_means

    random = check_random_state(random_state)
    clusters = np.zeros(len(rows), np.uint16)
    inertia = np.zeros(n_clusters)
    inertia[0] = whole = _spread(_some(rows, slice(None)))
    split, centers = [], []
    for new in range(1, n_clusters):
        on_step((new - 1) / (n_clusters - 1), f"{new} of {n_clusters} clusters")
        largest = int(inertia.argmax())
        if inertia[largest] <= _NOTHING * whole:
            raise ValueError(
                f"n_clusters={n_clusters} is too many: there are {new} different rows."
            )
        members = np.flatnonzero(clusters == largest)
        of_cluster = _some(rows, members)
        halves = two_means(of_cluster, random)
        second = _nearer_second(of_cluster, halves)
        clusters[members[second]] = new
        for half, of_half in ((largest, ~second), (new, second)):
            inertia[half] = _spread(_some(rows, members[of_half]))
        split.append(largest)
        centers.append(halves)
    return Bisection(np.array(split), np.array(centers, np.float32), clusters)


def _some(rows: NDArray[Any], which: slice | NDArray[np.intp]) -> "Rows":
    """Return some rows, pixels as bytes that count as 0..1."""
    from mnist_kmeans.features.pixel_rows import PixelRows

    some = rows[which]
    return PixelRows(some) if some.dtype == np.uint8 else some


def _nearer_second(rows: "Rows", centers: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which rows are nearer to the second of two centroids."""
    offset = centers[1] - centers[0]
    border = 0.5 * offset @ (centers[0] + centers[1])
    parts = in_threads(lambda at: rows[at] @ offset > border, _parts(rows))
    return np.concatenate(list(parts))


def _spread(rows: "Rows") -> float:
    """Return the inertia of rows around their mean."""

    def sums(at: slice) -> Any:
        part = rows[at]
        return part.sum(axis=0, dtype=np.float64), np.square(part).sum(dtype=np.float64)

    of_parts = list(in_threads(sums, _parts(rows)))
    total = np.sum([of_part for of_part, _ in of_parts], axis=0)
    squares = sum(of_part for _, of_part in of_parts)
    return max(0.0, float(squares - total @ total / len(rows)))


def _parts(rows: "Rows") -> list[slice]:
    return [slice(start, start + _PART) for start in range(0, len(rows), _PART)]
