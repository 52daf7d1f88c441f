"""What is on screen in words, what a cluster is made of, and why a digit went there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.sweep import FEWEST_FOR_ELBOW, Curve

#: A digit farther from its centroid than this share of the training images are from
#: theirs is unlike any that the model has seen.
USUAL_SHARE = 0.99

#: A close call: another digit's centroid is nearly as near, the margin being less than
#: this share of the squared distance. Of 4,000 training images left out of a fit at
#: k = 256 in pixels, 55% of the close calls were read right and 94% of the others.
CLOSE_SHARE = 0.1

# Rows compared at a time: few enough to stay in the processor's cache.
_CHUNK = 1024

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


def percent(share: float) -> str:
    """Write a share, 0 to 1, in whole percent; "100%" is all and nothing less."""
    return ">99%" if 0.995 <= share < 1 else f"{share:.0%}"


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
        start = f"the digits {_listed(rich)} have {several} each, and {none} none"
    return f"At k = {k} {start}: {'; '.join(went)}."


def sweep_headline(train: Curve, test: Curve, feature_space: str = "") -> str:
    """Say in a sentence how accuracy grows with k.

    Parameters
    ----------
    train, test : Curve
        Majority-vote accuracy in one feature space.
    feature_space : str, optional
        Its name, where others are on screen too.

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
    """Say where the inertia has elbows, as Markdown.

    Parameters
    ----------
    elbows : mapping of str to int or None
        The k of each feature space's elbow, if it has one.
    n_tried : int
        How many values of k were tried.

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
    found = [f"**{space}: elbow at k = {k}.**" for space, k in elbows.items() if k]
    without = ", ".join(space for space, k in elbows.items() if not k)
    none = [f"**No clear elbow in {without}.**"] if without else []
    return " ".join([*found, *none, meaning])


@dataclass(frozen=True, eq=False)
class Comparison:
    """Test images by which of two fits read them right, as ascending indices.

    Attributes
    ----------
    both, neither : ndarray of shape (m,), int
        Read right by both, by neither.
    first, second : ndarray of shape (m,), int
        Read right by that one only.
    """

    both: NDArray[np.intp]
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    neither: NDArray[np.intp]


def compare_fits(first: Fit, second: Fit, labels: NDArray[np.uint8]) -> Comparison:
    """Sort the test images by which of two fits read them right.

    Parameters
    ----------
    first, second : Fit
        Measured on the same test images.
    labels : ndarray of shape (n,), uint8
        The digits these show.

    Returns
    -------
    Comparison
    """
    one, other = (
        fit.cluster_labels[fit.test_clusters] == labels for fit in (first, second)
    )
    kinds = (one & other, one & ~other, ~one & other, ~one & ~other)
    return Comparison(*map(np.flatnonzero, kinds))


def comparison_headline(accuracies: Mapping[str, float], k: int) -> str:
    """Say which feature space serves k-means best.

    Parameters
    ----------
    accuracies : mapping of str to float
        Majority-vote accuracy on the test images by feature space, two at least.
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


def verdict_headline(verdicts: list[Verdict], fit: Fit) -> str:
    """Say in a sentence what the model makes of the digits of a picture.

    Parameters
    ----------
    verdicts : list of Verdict
    fit : Fit
        Whose verdicts they are.

    Returns
    -------
    str
        Such as "Read as 4: 83% of the nearest cluster's training images show a 4."
    """
    if not verdicts:
        return "Give the model a digit of your own"
    if len(verdicts) == 1:
        return _of_one(verdicts[0], fit)
    odd = sum(verdict.unlike for verdict in verdicts)
    close = sum(verdict.close and not verdict.unlike for verdict in verdicts)
    doubts = []
    if close:
        doubts.append(
            f"{_number(close, '')} of them close calls"
            if close > 1
            else "one of them a close call"
        )
    if odd:
        doubts.append(f"{_number(odd, '')} unlike any the model has seen")
    return ", ".join([f"{len(verdicts)} digits found", *doubts])


def _of_one(verdict: Verdict, fit: Fit) -> str:
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


def _number(n: int, noun: str = " clusters") -> str:
    return (_NUMBERS[n] if n < len(_NUMBERS) else str(n)) + noun


def _listed(digits: list[int]) -> str:
    *first, last = map(str, digits)
    return f"{', '.join(first)} and {last}" if first else last
