"""What is on screen in words, and what a cluster is made of."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.sweep import Curve

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


@dataclass(frozen=True, eq=False)
class Members:
    """Training images of one cluster, as indices.

    Attributes
    ----------
    typical : ndarray of shape (m,), int
        Those nearest to the centroid, nearest first.
    farthest : ndarray of shape (m,), int
        Those farthest from the centroid, farthest first.
    wrong : ndarray of shape (m,), int
        Those that show another digit than the cluster stands for, nearest first.
    n_wrong : int
        How many such there are in all.
    """

    typical: NDArray[np.intp]
    farthest: NDArray[np.intp]
    wrong: NDArray[np.intp]
    n_wrong: int


def cluster_members(
    cluster: int,
    digit: int,
    clusters: NDArray[Any],
    distances: NDArray[np.float32],
    labels: NDArray[np.uint8],
    n_shown: int,
) -> Members:
    """Pick the members of a cluster that tell most about it.

    Parameters
    ----------
    cluster : int
        Its id.
    digit : int
        The digit it stands for.
    clusters, distances, labels : ndarray of shape (n,)
        For each training image its cluster, its distance to that centroid, and the
        digit it shows.
    n_shown : int
        How many to pick of each kind, at most.

    Returns
    -------
    Members
    """
    members = np.flatnonzero(clusters == cluster)
    members = members[np.argsort(distances[members], kind="stable")]
    wrong = members[labels[members] != digit]
    return Members(
        typical=members[:n_shown],
        farthest=members[::-1][:n_shown],
        wrong=wrong[:n_shown],
        n_wrong=len(wrong),
    )


def headline(
    cluster_labels: NDArray[np.uint8], cluster_counts: NDArray[np.int64]
) -> str:
    """Say in a sentence which digits the clusters stand for.

    Parameters
    ----------
    cluster_labels : ndarray of shape (n_clusters,), int
        The digit each cluster stands for.
    cluster_counts : ndarray of shape (n_clusters, 10), int
        Training images by cluster and digit.

    Returns
    -------
    str
        Such as "At k = 10 two clusters stand for 0 and none for 5: the 5s went mostly
        to cluster 3, which stands for 3."
    """
    k = len(cluster_labels)
    shares = np.bincount(cluster_labels, minlength=10).tolist()
    digits = np.flatnonzero(cluster_counts.any(axis=0)).tolist()
    missing = [digit for digit in digits if not shares[digit]]
    most = max(digits, key=shares.__getitem__)
    least = min(digits, key=shares.__getitem__)
    if not missing and shares[most] == 1:
        return f"At k = {k} each digit has exactly one cluster."
    if not missing and shares[most] == shares[least]:
        return f"At k = {k} each digit has {_number(shares[most])}."
    if not missing:
        return (
            f"At k = {k} every digit has clusters of its own, from "
            f"{_number(shares[least], '')} for the {least}s to "
            f"{_number(shares[most], '')} for the {most}s."
        )
    if len(missing) > 3:
        standing = _listed([digit for digit in digits if shares[digit]])
        return (
            f"At k = {k} the clusters stand for {standing} only: all other digits are "
            "read wrong."
        )
    went = []
    for digit in missing:
        cluster = int(cluster_counts[:, digit].argmax())
        went.append(
            f"the {digit}s went mostly to cluster {cluster}, which stands for "
            f"{cluster_labels[cluster]}"
        )
    rich = [digit for digit in digits if shares[digit] == shares[most]]
    none = _listed(missing)
    several = _number(shares[most])
    if shares[most] == 1:
        start = f"no cluster stands for {none}"
    elif len(rich) == 1:
        start = f"{several} stand for {most} and none for {none}"
    else:
        start = f"{several} each stand for {_listed(rich)}, and none for {none}"
    return f"At k = {k} {start}: {'; '.join(went)}."


def sweep_headline(train: Curve, test: Curve) -> str:
    """Say in a sentence how accuracy grows with k.

    Parameters
    ----------
    train, test : Curve
        Majority-vote accuracy in one feature space.

    Returns
    -------
    str
        Such as "From k = 2 to k = 25 test accuracy goes from 21% to 73%; at k = 25
        train accuracy is 0.4 points behind it."
    """
    if not len(test.n_clusters):
        return "How accuracy grows with the number of clusters"
    first, last = test.n_clusters[[0, -1]]
    gap = 100 * (train.mean[-1] - test.mean[-1])
    side = "ahead of" if gap >= 0 else "behind"
    beside = f"train accuracy is {abs(gap):.1f} points {side} it"
    if first == last:
        return f"At k = {first} test accuracy is {test.mean[0]:.0%}; {beside}."
    return (
        f"From k = {first} to k = {last} test accuracy goes from {test.mean[0]:.0%} "
        f"to {test.mean[-1]:.0%}; at k = {last} {beside}."
    )


def _number(n: int, noun: str = " clusters") -> str:
    return (_NUMBERS[n] if n < len(_NUMBERS) else str(n)) + noun


def _listed(digits: list[int]) -> str:
    *first, last = map(str, digits)
    return f"{', '.join(first)} and {last}" if first else last
