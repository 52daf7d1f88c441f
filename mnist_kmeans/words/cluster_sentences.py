"""Sentences about a fit, its clusters and its figures."""

from math import isnan

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.model.counts import most_confused
from mnist_kmeans.words.numbers import NEAR_TIE, a_digit, count_of, listed, percent

#: Pairs of digits that are listed as most confused.
N_CONFUSED = 5


def headline(cluster_labels: NDArray[np.uint8], confusion: NDArray[np.int64]) -> str:
    """Write which digits the clusters stand for, and what becomes of the others.

    Parameters
    ----------
    cluster_labels : ndarray of shape (n_clusters,), int
        The digit each cluster stands for.
    confusion : ndarray of shape (10, 10), int
        Test images by true digit (rows) and predicted digit (columns).

    Returns
    -------
    str
        Such as "At k = 10 two clusters stand for 0 and none for 5: the 5s are most
        often read as 3 (38%)."

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.words.cluster_sentences import headline
    >>> headline(np.arange(10), np.eye(10, dtype=int))
    'At k = 10 each digit has exactly one cluster.'
    """
    k = len(cluster_labels)
    n_clusters = np.bincount(cluster_labels, minlength=10).tolist()  # of each digit
    digits = [d for d in range(10) if confusion[d].any() or n_clusters[d]]
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
    largest = [digit for digit in digits if n_clusters[digit] == n_clusters[most]]
    absent = listed(missing)
    several = count_of(n_clusters[most])
    if n_clusters[most] == 1:
        start = f"no cluster stands for {absent}"
    elif len(largest) == 1:
        start = f"{several} stand for {most} and none for {absent}"
    else:
        start = f"the digits {listed(largest)} have {several} each, and {absent} none"
    read = [_read_as(digit, confusion[digit]) for digit in missing]
    return f"At k = {k} {start}: {'; '.join(read)}."


def _read_as(digit: int, counts: NDArray[np.int64]) -> str:
    """Say what the test images of a digit are read as, by their counts."""
    most = int(counts.max())
    near = np.flatnonzero(counts >= NEAR_TIE * most)
    tied = sorted(near.tolist(), key=lambda other: -counts[other])
    shares = [percent(counts[other] / counts.sum()) for other in tied]
    often = "mostly" if len(tied) == 1 and 2 * most > counts.sum() else "most often"
    if len(tied) == 1 and most == counts.sum():
        often = "all"
    others = f"{listed(tied, 'or')} ({' and '.join(shares)})"
    return f"the {digit}s are {often} read as {others}"


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
        runner_up = f", {percent(shares[second])} {a_digit(second)}"
    return (
        f"**Cluster #{cluster} stands for {digit}**: {percent(shares[digit])} of its "
        f"{votes.sum():,} training images show {a_digit(digit)}{runner_up}."
    )


def errors_sentence(
    cluster_labels: NDArray[np.uint8], confusion: NDArray[np.int64]
) -> str:
    """Say where the wrong answers on the test images come from.

    Parameters
    ----------
    cluster_labels : ndarray of shape (n_clusters,), int
        The digit each cluster stands for.
    confusion : ndarray of shape (10, 10), int
        Test images by true digit (rows) and predicted digit (columns).

    Returns
    -------
    str
        Empty if all are read right.
    """
    right, n_images = int(np.trace(confusion)), int(confusion.sum())
    n_wrong = n_images - right
    if not n_wrong:
        return ""
    text = f"{n_wrong:,} of {n_images:,} test images are read wrong."
    missing = np.flatnonzero(np.bincount(cluster_labels, minlength=10) == 0)
    n_missing = int(confusion[missing].sum())
    if n_missing:
        these = "digit" if len(missing) == 1 else "digits"
        text += (
            f" {percent(n_missing / n_wrong)} of them show the {these} that no cluster "
            f"stands for ({listed(missing.tolist())}), which cannot be read right."
        )
    pairs = most_confused(confusion, N_CONFUSED)
    n_pairs = sum(int(confusion[pair]) for pair in pairs)
    if n_pairs < n_wrong:
        text += (
            f" The {count_of(len(pairs), '')} most frequent confusions, below, make up "
            f"{percent(n_pairs / n_wrong)}."
        )
    return text


def fit_figures(fit: Fit) -> list[tuple[str, str, str]]:
    """List the figures of a fit.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    list of (str, str, str)
        What each is, its value, and what it means and which way is better.
    """
    train, test = fit.train_metrics, fit.test_metrics
    k = fit.settings.n_clusters
    matched = test["matched_accuracy"]
    seconds = fit.feature_seconds + fit.fit_seconds
    below = (
        "; it is lower here, as few clusters learn little by heart and these test "
        "images happen to be easier"
        if train["accuracy"] < test["accuracy"]
        else ""
    )
    return [
        (
            "Accuracy, test",
            f"{test['accuracy']:.1%}",
            "Majority-vote accuracy on images that had no part in the training: the "
            "share whose cluster stands for their digit. Higher is better.",
        ),
        (
            "Accuracy, train",
            f"{train['accuracy']:.1%}",
            "The same on the images whose labels named the clusters. Higher is better, "
            f"and usually a little higher than on test images{below}.",
        ),
        (
            "Matched accuracy, test",
            "–" if isnan(matched) else f"{matched:.1%}",
            "Each digit gets one cluster of its own, in the way that is best on the "
            "test images (Hungarian method). Papers call it ACC. "
            + ("Higher is better." if k == 10 else "Only defined at k = 10."),
        ),
        (
            "NMI, test",
            f"{test['nmi']:.3f}",
            "Normalised mutual information: how much the cluster tells of the digit, "
            "from 0, nothing, to 1, all. Higher is better; it falls when digits are "
            "split over many clusters.",
        ),
        (
            "Inertia, train",
            f"{train['inertia']:,.0f}",
            "What k-means makes small: the sum of the squared distances of the "
            "training images to their centroids. Lower is better, at the same k and "
            "in the same feature space.",
        ),
        (
            "Empty clusters",
            f"{train['n_empty']} of {k}",
            "Clusters without any training image. Fewer is better.",
        ),
        (
            "Fit time",
            f"{seconds:.1f} s" if seconds >= 0.05 else "< 0.1 s",
            "From the images to named clusters, when it was fitted. Results are kept, "
            "so seeing it again takes no time.",
        ),
    ]
