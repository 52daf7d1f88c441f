"""Headlines and hints: sentences that sum up what is on screen."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.studies.curve import FEWEST_FOR_ELBOW, Curve
from mnist_kmeans.studies.maps import Neighbours
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
    >>> from mnist_kmeans.words.headlines import headline
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
    runner_up = f", {shares[second]:.0%} a {second}" if shares[second] >= 0.005 else ""
    return (
        f"**Cluster {cluster} stands for {digit}**: {percent(shares[digit])} of its "
        f"{votes.sum():,} training images show a {digit}{runner_up}."
    )


def sweep_headline(train: Curve, test: Curve, feature_space: str = "") -> str:
    """Write how accuracy grows with k.

    Parameters
    ----------
    train, test : Curve
        Majority-vote accuracy in one feature space.
    feature_space : str, optional
        The name of the feature space, if others are on screen too.

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
    where = f" in {feature_space}" if feature_space else ""
    if first == last:
        return f"At k = {first} test accuracy{where} is {test.mean[0]:.0%}; {beside}."
    return (
        f"From k = {first} to k = {last} test accuracy{where} goes from "
        f"{test.mean[0]:.0%} to {test.mean[-1]:.0%}; at k = {last} {beside}."
    )


def elbow_sentences(elbows: Mapping[str, int | None], n_tried: int) -> str:
    """Write where the inertia has elbows, as Markdown.

    Parameters
    ----------
    elbows : mapping of str to int or None
        The k of the elbow of each feature space, None without one.
    n_tried : int
        The number of values of k tried.

    Returns
    -------
    str
    """
    meaning = (
        "An elbow is a k beyond which inertia falls clearly more slowly (Kneedle, on "
        "logarithmic scales)."
    )
    if n_tried < FEWEST_FOR_ELBOW:
        return f"{meaning} To see one takes {FEWEST_FOR_ELBOW} values of k or more."
    sentences = [f"**{space}: elbow at k = {k}.**" for space, k in elbows.items() if k]
    without = ", ".join(space for space, k in elbows.items() if not k)
    if without:
        sentences.append(f"**No clear elbow in {without}.**")
    return " ".join([*sentences, meaning])


def comparison_headline(accuracies: Mapping[str, float], k: int) -> str:
    """Write in which feature space k-means is best.

    Parameters
    ----------
    accuracies : mapping of str to float
        Majority-vote accuracy on the test images by feature space, at least two.
    k : int

    Returns
    -------
    str
    """
    ordered = sorted(accuracies, key=lambda space: accuracies[space])
    worst, best = ordered[0], ordered[-1]
    if accuracies[best] - accuracies[worst] < 0.01:
        return (
            f"At k = {k} the feature spaces make little difference: "
            f"{accuracies[worst]:.1%} to {accuracies[best]:.1%} of the test digits are "
            "read right."
        )
    return (
        f"At k = {k} the same k-means reads {accuracies[best]:.1%} of the test digits "
        f"right in the feature space {best}, and {accuracies[worst]:.1%} in {worst}."
    )


def verdict_headline(verdicts: list[Verdict], fit: Fit) -> str:
    """Write what the model reads in a picture, and how sure it is.

    Parameters
    ----------
    verdicts : list of Verdict
    fit : Fit
        The fit that the verdicts come from.

    Returns
    -------
    str
        Such as "Read as 4: 83% of the nearest cluster's training images show a 4."
    """
    if not verdicts:
        return "Give the model a digit of your own"
    if len(verdicts) == 1:
        return _verdict_sentence(verdicts[0], fit)
    unlike = sum(verdict.unlike for verdict in verdicts)
    close = sum(verdict.close and not verdict.unlike for verdict in verdicts)
    doubts = []
    if close:
        doubts.append(
            f"{count_of(close, '')} of them close calls"
            if close > 1
            else "one of them a close call"
        )
    if unlike:
        doubts.append(f"{count_of(unlike, '')} unlike any the model has seen")
    return ", ".join([f"{len(verdicts)} digits found", *doubts])


def _verdict_sentence(verdict: Verdict, fit: Fit) -> str:
    digit, share = verdict.digit, verdict.shares[verdict.digit]
    if verdict.unlike:
        return f"Perhaps a {digit}, but unlike the digits the model has seen"
    if verdict.close and verdict.rival is not None:
        rival = fit.cluster_labels[verdict.clusters[verdict.rival]]
        return f"A close call: {digit}, but {rival} is almost as near"
    if share < 0.5:
        return (
            f"Read as {digit}, weakly: only {percent(share)} of the nearest cluster's "
            f"training images show a {digit}"
        )
    return (
        f"Read as {digit}: {percent(share)} of the nearest cluster's training images "
        f"show a {digit}"
    )


def map_headline(neighbours: Neighbours, layout: str, n: int) -> str:
    """Write how well a map separates the digits.

    Parameters
    ----------
    neighbours : Neighbours
    layout : str
        A name in `LAYOUTS`.
    n : int
        Images on the map.

    Returns
    -------
    str
        Such as "On this map by PCA the nearest neighbour of 39% of the 5,000 test
        images shows the same digit; 7s and 9s are mixed most."
    """
    if n < 2:
        return f"One test image by {layout}: a map needs more."
    start = (
        f"On this map by {layout} the nearest neighbour of {percent(neighbours.same)} "
        f"of the {n:,} test images shows the same digit"
    )
    if neighbours.mixed is None:
        return f"{start}."
    low, high = neighbours.mixed
    return f"{start}; {low}s and {high}s are mixed most."


def reading_hint(layout: str, variance: float, feature_space: str) -> str:
    """Write what a map can tell and what it cannot, as Markdown.

    Parameters
    ----------
    layout : str
        A name in `LAYOUTS`.
    variance : float
        As in `DigitMap`.
    feature_space : str
        A name in `FEATURE_SPACES`.

    Returns
    -------
    str
    """
    if layout == "PCA":
        return (
            "A point is a test image, placed by the two directions in which the images "
            f"differ most in {feature_space}, as are the centroids. These directions "
            f"hold {variance:.0%} of the variance: images far apart here are truly far "
            "apart, but images side by side may still be far apart in the other "
            "directions. k-means sees all directions."
        )
    return (
        "A point is a test image. t-SNE keeps images together that are near each other "
        f"in {feature_space}, so groups are real more often than not. **How large or "
        "dense a group is and how far two groups are apart mean little**, and other "
        "settings give another map ([Wattenberg et al. "
        "2016](https://distill.pub/2016/misread-tsne/)). It sees no labels. Centroids "
        "play no part in it: each is placed amid the five images nearest to it, which "
        "may be far apart."
    )
