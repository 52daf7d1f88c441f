"""Sentences about accuracy over k and in several feature spaces."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.studies.curve import FEWEST_FOR_ELBOW, Curve
from mnist_kmeans.words.numbers import names_listed, percent

# A cluster of so many images or more learns none of them by heart.
_NOT_BY_HEART = 50


def sweep_headline(test: Curve, feature_space: str = "") -> str:
    """Write how test accuracy changes with k.

    Parameters
    ----------
    test : Curve
        Majority-vote accuracy in one feature space.
    feature_space : str, optional
        The name of the feature space, if others are on screen too.

    Returns
    -------
    str
        Such as "From k = 2 to k = 25 test accuracy rises from 21% to 73%".
    """
    if not len(test.n_clusters):
        return "How accuracy grows with the number of clusters"
    first, last = test.n_clusters[[0, -1]]
    where = f" in {feature_space}" if feature_space else ""
    start, end = percent(test.mean[0]), percent(test.mean[-1])
    if first == last:
        return f"At k = {first} test accuracy{where} is {end}"
    span = f"From k = {first} to k = {last} test accuracy{where}"
    if start == end:
        return f"{span} stays at {end}"
    verb = "rises" if test.mean[-1] > test.mean[0] else "falls"
    return f"{span} {verb} from {start} to {end}"


def gap_headline(train: Curve, test: Curve) -> str:
    """Write how far train accuracy is from test accuracy at the largest k.

    Parameters
    ----------
    train, test : Curve
        Majority-vote accuracy in one feature space, not empty.

    Returns
    -------
    str
        Such as "At k = 25 train accuracy is 0.4 points below test accuracy".
    """
    points = _points_ahead(train, test)
    if not points:
        where = "level with"
    else:
        unit = "point" if abs(points) == 1 else "points"
        where = f"{abs(points)} {unit} {'above' if points > 0 else 'below'}"
    return f"At k = {train.n_clusters[-1]} train accuracy is {where} test accuracy"


def gap_reason(train: Curve, test: Curve, n_train: int) -> str:
    """Write what the gap between train and test accuracy at the largest k means.

    Parameters
    ----------
    train, test : Curve
        As in `gap_headline`.
    n_train : int
        The number of training images.

    Returns
    -------
    str
    """
    k = int(train.n_clusters[-1])
    points = _points_ahead(train, test)
    if points > 0:
        return "The clusters were found among the training images and named by them."
    if not points:
        return "What was found among the training images holds for the test images."
    few = (
        f"{k} clusters of {n_train:,} images hardly learn any of them by heart"
        if n_train >= _NOT_BY_HEART * k
        else "they are different images"
    )
    return (
        f"That is no mistake: {few}, and the test images happen to be a little easier."
    )


def one_fit_and_mean(
    k: int, seed: int, this_fit: float | None, shares: Sequence[float]
) -> str:
    """Write the test accuracy of one fit beside the mean over seeds, as Markdown.

    Parameters
    ----------
    k : int
    seed : int
        That of the fit on the other pages.
    this_fit : float or None
        Its test accuracy, if known.
    shares : sequence of float
        Test accuracy at k with each of the sweep's seeds, as far as known.

    Returns
    -------
    str
        Empty where nothing is known.
    """
    parts = []
    if this_fit is not None:
        parts.append(f"this fit, seed {seed}: **{this_fit:.1%}**")
    if len(shares) > 1:
        parts.append(
            f"mean of {len(shares)} seeds: **{np.mean(shares):.1%}**, from "
            f"{min(shares):.1%} to {max(shares):.1%}"
        )
    return f"Test accuracy at k = {k}: {'; '.join(parts)}." if parts else ""


def _points_ahead(train: Curve, test: Curve) -> float:
    """Return how many points train is above test at the largest k, as shown."""
    return round(100 * float(train.mean[-1] - test.mean[-1]), 1) + 0.0


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
    if full.n_seeds[i] > 1:
        sentences += f" Both are means of {full.n_seeds[i]} seeds."
    if random_images is None or shown != k:
        return sentences
    return (
        f"{sentences} {k} labels spent on random images, of which the nearest wins, "
        f"give **{random_images.mean():.1%}**."
    )


def elbow_sentences(
    elbows: Mapping[str, int | None], n_tried: Mapping[str, int], n_wanted: int
) -> str:
    """Write where the inertia has elbows, as Markdown.

    Parameters
    ----------
    elbows : mapping of str to int or None
        The k of the elbow of each feature space, None without one.
    n_tried : mapping of str to int
        How many values of k there are of each feature space, with all their seeds.
    n_wanted : int
        How many there will be.

    Returns
    -------
    str
        Of a feature space with too few values of k it says only what is missing.
    """
    meaning = (
        "An elbow is a k beyond which inertia falls clearly more slowly (Kneedle, on "
        "logarithmic scales)."
    )
    if n_wanted < FEWEST_FOR_ELBOW:
        return f"{meaning} To see one takes {FEWEST_FOR_ELBOW} values of k or more."
    done = [space for space in elbows if n_tried.get(space, 0) >= n_wanted]
    sentences = [
        f"**{space}: elbow at k = {elbows[space]}.**" for space in done if elbows[space]
    ]
    without = [space for space in done if not elbows[space]]
    if without:
        sentences.append(f"**No clear elbow in {names_listed(without)}.**")
    sentences += [
        f"{space}: {n_tried.get(space, 0)} of {n_wanted} values of k are there so far."
        for space in elbows
        if space not in done
    ]
    if elbows.get("spectral") and "spectral" in done:
        sentences.append(
            "In spectral it is built in: a network learnt to tell groups apart there."
        )
    return " ".join([*sentences, meaning])
