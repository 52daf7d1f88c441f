"""Sentences about the clusters of a fit."""

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.words.numbers import count_of, listed, percent


def headline(
    cluster_labels: NDArray[np.uint8], cluster_counts: NDArray[np.int64]
) -> str:
    """Write which digits the clusters stand for.

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

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.words.cluster_sentences import headline
    >>> headline(np.arange(10), np.eye(10, dtype=int))
    'At k = 10 each digit has exactly one cluster.'
    """
    k = len(cluster_labels)
    n_clusters = np.bincount(cluster_labels, minlength=10).tolist()  # of each digit
    digits = np.flatnonzero(cluster_counts.any(axis=0)).tolist()
    missing = [digit for digit in digits if not n_clusters[digit]]
    most = max(digits, key=n_clusters.__getitem__)
    least = min(digits, key=n_clusters.__getitem__)
    if not missing and n_clusters[most] == 1:
        return f"At k = {k} each digit has exactly one cluster."
    if not missing and n_clusters[most] == n_clusters[least]:
        return f"At k = {k} each digit has {count_of(n_clusters[most])}."
    if not missing:
        return (
            f"At k = {k} every digit has clusters of its own, from "
            f"{count_of(n_clusters[least], '')} for the {least}s to "
            f"{count_of(n_clusters[most], '')} for the {most}s."
        )
    if len(missing) > 3:
        present = listed([digit for digit in digits if n_clusters[digit]])
        return (
            f"At k = {k} the clusters stand for {present} only: all other digits are "
            "read wrong."
        )
    went = []
    for digit in missing:
        cluster = int(cluster_counts[:, digit].argmax())
        went.append(
            f"the {digit}s went mostly to cluster {cluster}, which stands for "
            f"{cluster_labels[cluster]}"
        )
    largest = [digit for digit in digits if n_clusters[digit] == n_clusters[most]]
    absent = listed(missing)
    several = count_of(n_clusters[most])
    if n_clusters[most] == 1:
        start = f"no cluster stands for {absent}"
    elif len(largest) == 1:
        start = f"{several} stand for {most} and none for {absent}"
    else:
        start = f"the digits {listed(largest)} have {several} each, and {absent} none"
    return f"At k = {k} {start}: {'; '.join(went)}."


def cluster_sentence(cluster: int, digit: int, votes: NDArray[np.int64]) -> str:
    """Say what a cluster stands for and how pure it is, as Markdown.

    Parameters
    ----------
    cluster, digit : int
        Its number, and the digit that it stands for.
    votes : ndarray of shape (10,), int
        Its training images by digit, one at least.

    Returns
    -------
    str
    """
    shares = votes / votes.sum()
    second = int(np.argsort(-shares, kind="stable")[1])
    runner_up = ""
    if shares[second] >= 0.005:
        runner_up = f", {percent(shares[second])} a {second}"
    return (
        f"**Cluster {cluster} stands for {digit}**: {percent(shares[digit])} of its "
        f"{votes.sum():,} training images show a {digit}{runner_up}."
    )
