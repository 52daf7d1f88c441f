"""How the groups came about from which "spectral" was learnt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.features.network.graph_groups import number_of_groups
from mnist_kmeans.features.network.views import other_view
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.on_step import OnStep, silent
from mnist_kmeans.studies.groups.chains import chains_from_a_4

# Loading a lesson from disk must not import scikit-learn, which takes seconds.
if TYPE_CHECKING:
    from mnist_kmeans.features.spectral import SpectralGroups

# As in `features.network.spectral_program`.
_COMPONENTS = 100

# What is shown: images with their neighbours, images left out, views of one digit.
_EXAMPLES, _LEFT_OUT, _VIEWS = 4, 20, 6

# Images whose neighbours are looked for at a time: a second or so.
_BLOCK = 2000


@dataclass(frozen=True, eq=False)
class GroupLesson:
    """How the groups came about.

    Images are given by their number among the training images.

    Attributes
    ----------
    eigenvalues : ndarray of shape (m,), float64
        The largest ones of the graph, descending.
    gap_is_clear : bool
        Whether the number of groups is read off their largest gap.
    counts : ndarray of shape (n_groups, 10), int64
        Images by group and digit.
    kept_share : float
        The share of the images from which the network learnt.
    kept_right, left_right : float
        Of these and of the others, the share that shows the most frequent digit of
        their group; NaN where there are none.
    left_out : ndarray of shape (m,), int
        Some that were left out, by digit.
    links_within : float
        The share of links between neighbours that stay within a group.
    neighbors : ndarray of shape (m, 1 + n_neighbors), int
        Some images, each followed by its nearest neighbours.
    far_chain, other_chain : ndarray of shape (m,), int
        From a 4 to one that looks unlike it, and to a 9, over neighbours; empty where
        there is none.
    views : ndarray of shape (1 + m, 28, 28), float32
        A digit, 0 to 1, and views of it.
    """

    eigenvalues: NDArray[np.float64]
    gap_is_clear: bool
    counts: NDArray[np.int64]
    kept_share: float
    kept_right: float
    left_right: float
    left_out: NDArray[np.intp]
    links_within: float
    neighbors: NDArray[np.intp]
    far_chain: NDArray[np.intp]
    other_chain: NDArray[np.intp]
    views: NDArray[np.float32]


def compute_group_lesson(
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    learnt: "SpectralGroups",
    on_step: OnStep = silent,
) -> GroupLesson:
    """Look again at how the groups of images came about.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
        Those that `learnt` was fitted to.
    labels : ndarray of shape (n,), uint8
        They had no part in the groups, and choose only what is shown.
    learnt : SpectralGroups
        Fitted.
    on_step : callable, optional
        Called as ``on_step(fraction, what)``. An exception that it raises ends it.

    Returns
    -------
    GroupLesson
    """
    from mnist_kmeans.features.projections import GradientPCA

    groups, kept = learnt.groups_.astype(np.intp), learnt.kept_
    n_groups, is_clear = number_of_groups(learnt.eigenvalues_)
    counts = count_votes(groups, labels, n_groups)
    right = counts.argmax(axis=1)[groups] == labels
    on_step(0.02, "Describing the images")
    points = GradientPCA(_COMPONENTS).fit(images).transform(images)
    n_neighbors = min(learnt.n_neighbors, (len(images) - 1) // 2)
    neighbors, distances = _neighbors(points, n_neighbors, on_step)
    on_step(0.95, "Following chains of neighbours")
    far_chain, other_chain = chains_from_a_4(
        neighbors, distances, images, labels, amid=kept & right
    )
    shown = _some_of_each(np.flatnonzero(kept), labels, _EXAMPLES)
    digit = _some_of_each(np.flatnonzero(kept), labels, 10)[-3:][:1]
    changed = other_view(images[np.repeat(digit, _VIEWS)], np.random.default_rng(0))
    return GroupLesson(
        eigenvalues=learnt.eigenvalues_,
        gap_is_clear=is_clear,
        counts=counts,
        kept_share=float(kept.mean()),
        kept_right=_mean(right[kept]),
        left_right=_mean(right[~kept]),
        left_out=_some_of_each(np.flatnonzero(~kept), labels, _LEFT_OUT),
        links_within=float((groups[neighbors] == groups[:, None]).mean()),
        neighbors=np.column_stack([shown, neighbors[shown]]),
        far_chain=far_chain,
        other_chain=other_chain,
        views=np.divide(
            np.concatenate([images[digit], changed]), 255, dtype=np.float32
        ),
    )


def _mean(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _some_of_each(
    among: NDArray[np.intp], labels: NDArray[np.uint8], n: int
) -> NDArray[np.intp]:
    """Return n of some images, evenly over the digits, and sorted by digit."""
    by_digit = among[np.argsort(labels[among], kind="stable")]
    # The rank of each among those of its digit: all first ones, then all second ones.
    starts = np.searchsorted(labels[by_digit], labels[by_digit])
    ranks = np.arange(len(by_digit)) - starts
    chosen = np.sort(np.argsort(ranks, kind="stable")[:n])
    some: NDArray[np.intp] = by_digit[chosen]
    return some


def _neighbors(
    points: NDArray[np.float32], n_neighbors: int, on_step: OnStep
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Find the nearest neighbours of all points, and their distances, exactly."""
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=n_neighbors + 1, algorithm="brute")
    search.fit(points)
    neighbors = np.empty((len(points), n_neighbors), np.intp)
    distances = np.empty(neighbors.shape, np.float32)
    for start in range(0, len(points), _BLOCK):
        on_step(0.1 + 0.85 * start / len(points), "Finding nearest neighbours")
        block = slice(start, start + _BLOCK)
        found = search.kneighbors(points[block])
        # The first is the point itself.
        distances[block], neighbors[block] = found[0][:, 1:], found[1][:, 1:]
    return neighbors, distances
