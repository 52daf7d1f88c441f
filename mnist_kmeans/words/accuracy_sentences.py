"""Sentences about accuracy over k and in several feature spaces."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.studies.curve import FEWEST_FOR_ELBOW, Curve
from mnist_kmeans.words.numbers import percent


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
    how_far, side = _train_beside_test(train, test)
    beside = f"train accuracy is {how_far} {side} it"
    where = f" in {feature_space}" if feature_space else ""
    start, end = percent(test.mean[0]), percent(test.mean[-1])
    if first == last:
        return f"At k = {first} test accuracy{where} is {end}; {beside}."
    return (
        f"From k = {first} to k = {last} test accuracy{where} goes from {start} to "
        f"{end}; at k = {last} {beside}."
    )


def gap_sentence(train: Curve, test: Curve) -> str:
    """Write how far train accuracy is from test accuracy at the largest k, as Markdown.

    Parameters
    ----------
    train, test : Curve
        Majority-vote accuracy in one feature space, not empty.

    Returns
    -------
    str
        Such as "At k = 25 train is **0.4 points** behind test."
    """
    how_far, side = _train_beside_test(train, test)
    return f"At k = {train.n_clusters[-1]} train is **{how_far}** {side} test."


def _train_beside_test(train: Curve, test: Curve) -> tuple[str, str]:
    gap = round(100 * float(train.mean[-1] - test.mean[-1]), 1)
    if not gap:
        return "level", "with"
    return f"{abs(gap)} points", "ahead of" if gap > 0 else "behind"


def labels_sentences(
    one_label: Curve,
    full: Curve,
    k: int,
    n_train: int,
    random_images: NDArray[np.float64] | None = None,
) -> str:
    """Write how many labels give which accuracy, as Markdown.

    Parameters
    ----------
    one_label, full : Curve
        Accuracy on the test images with one label a cluster, and with all labels.
    k : int
        The k that is written about; the largest where the curves lack it.
    n_train : int
        The number of all labels.
    random_images : ndarray of shape (n_draws,), optional
        Accuracy with the labels of k random images, of which the nearest wins.

    Returns
    -------
    str
    """
    at = np.flatnonzero(one_label.n_clusters == k)
    i = at[0] if len(at) else -1
    shown = one_label.n_clusters[i]
    sentences = (
        f"Suppose each label costs money. At k = {shown}, buy the label of **one image "
        f"a cluster**, the nearest to its centroid: **{shown} labels** give "
        f"**{one_label.mean[i]:.1%}** on the test images. The full vote of {n_train:,} "
        f"labels gives **{full.mean[i]:.1%}**."
    )
    if random_images is None or shown != k:
        return sentences
    return (
        f"{sentences} {k} labels spent on random images, of which the nearest wins, "
        f"give **{random_images.mean():.1%}**."
    )


def lottery_sentences(
    seeds: NDArray[np.int64], train: NDArray[np.float64], test: NDArray[np.float64]
) -> str:
    """Write how much depends on the seed, as Markdown.

    Parameters
    ----------
    seeds : ndarray of shape (n_seeds,), int
        At least one.
    train, test : ndarray of shape (n_seeds,), float
        Majority-vote accuracy with each.

    Returns
    -------
    str
    """
    best = int(train.argmax())
    rank = int((test > test[best]).sum()) + 1
    return (
        f"Test accuracy runs from **{test.min():.1%}** to **{test.max():.1%}**, mean "
        f"{test.mean():.1%}. Seed **{seeds[best]}** was luckiest on train with "
        f"{train[best]:.1%}; on test it scores **{test[best]:.1%}**, number {rank} of "
        f"{len(seeds)}."
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
