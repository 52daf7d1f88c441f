"""What is on screen in words, and what a cluster is made of."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    seen = cluster_counts.sum(axis=0) > 0
    missing = [digit for digit in range(10) if seen[digit] and not shares[digit]]
    most = shares.index(max(shares))
    if not missing:
        least = shares.index(
            min(n for n, here in zip(shares, seen, strict=True) if here)
        )
        if shares[most] == shares[least]:
            return f"At k = {k} every digit has as many clusters as any other."
        return (
            f"At k = {k} every digit has clusters of its own: {most} has the most, "
            f"{shares[most]}, and {least} the fewest, {shares[least]}."
        )
    if len(missing) > 3:
        standing = _listed([str(digit) for digit, n in enumerate(shares) if n])
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
    none = _listed([str(digit) for digit in missing])
    stand = "stands" if shares[most] == 1 else "stand"
    return (
        f"At k = {k} {_number(shares[most])} {stand} for {most} and none for {none}: "
        f"{'; '.join(went)}."
    )


def _number(n: int) -> str:
    word = _NUMBERS[n] if n < len(_NUMBERS) else str(n)
    return f"{word} cluster" if n == 1 else f"{word} clusters"


def _listed(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
