"""Sentences about accuracies at one k: of seeds, feature spaces and other ways."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.words.numbers import names_listed, percent

# Accuracies no farther apart than this are told as level.
_LEVEL = 0.01


def luck_headline(k: int, test: NDArray[np.float64]) -> str:
    """Write how far the seed alone moves test accuracy.

    Parameters
    ----------
    k : int
    test : ndarray of shape (n_seeds,), float
        Majority-vote accuracy with each seed.

    Returns
    -------
    str
    """
    if len(test) < 2:
        return f"At k = {k}, how much depends on the seed?"
    lowest, highest = f"{test.min():.1%}", f"{test.max():.1%}"
    if lowest == highest:
        return f"At k = {k} all of {len(test)} seeds give {lowest}: luck plays no part"
    return f"At k = {k} the seed alone moves test accuracy from {lowest} to {highest}"


def lottery_sentences(
    seeds: NDArray[np.int64], train: NDArray[np.float64], test: NDArray[np.float64]
) -> str:
    """Write whether the luckiest seed on train is the best on test, as Markdown.

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
    best = np.flatnonzero(train == train.max())
    mean = f"The mean of {len(seeds)} seeds is **{test.mean():.1%}** on test."
    if len(best) > 1:
        names = names_listed([str(seed) for seed in seeds[best]])
        return f"{mean} On train the seeds {names} share the highest accuracy."
    i = int(best[0])
    better = int((test > test[i]).sum())
    place = (
        "no seed scores higher"
        if not better
        else f"{better} {'seed scores' if better == 1 else 'seeds score'} higher"
    )
    return (
        f"{mean} Seed **{seeds[i]}** is the luckiest on train, with {train[i]:.1%}; on "
        f"test it scores **{test[i]:.1%}**, and {place}."
    )


def comparison_headline(accuracies: Mapping[str, float], k: int) -> str:
    """Write in which feature space k-means reads most digits right.

    Parameters
    ----------
    accuracies : mapping of str to float
        Majority-vote accuracy on the test images by feature space, at least two.
    k : int

    Returns
    -------
    str
        Spaces that are level with the best are named with it.
    """
    ordered = sorted(accuracies, key=lambda space: -accuracies[space])
    best, worst = accuracies[ordered[0]], accuracies[ordered[-1]]
    top = [space for space in ordered if best - accuracies[space] < _LEVEL]
    if len(top) == len(ordered):
        return (
            f"At k = {k} the feature spaces make little difference: {worst:.1%} to "
            f"{best:.1%} of the test digits are read right"
        )
    named = names_listed([f"{accuracies[space]:.1%}" for space in top])
    against = f"against {worst:.1%} in {ordered[-1]}"
    if len(top) == 1:
        return (
            f"At k = {k} k-means does best in {top[0]}: {named} of the test digits "
            f"right, {against}"
        )
    return (
        f"At k = {k} k-means does best in {names_listed(top)}: "
        f"{named} of the test digits right, level with each other, {against}"
    )


def starts_sentence(starts: Mapping[str, int], k: int) -> str:
    """Write whether feature spaces are compared on equal terms.

    Parameters
    ----------
    starts : mapping of str to int
        How many complete fits each feature space has at this k, of which the one of
        lowest inertia is kept.
    k : int

    Returns
    -------
    str
    """
    if len(set(starts.values())) == 1:
        n = next(iter(starts.values()))
        each = "a single fit" if n == 1 else f"the best of {n} fits, by inertia"
        return f"On equal terms: at k = {k} each space has {each}, for each seed."
    by_number: dict[int, list[str]] = {}
    for space, n in starts.items():
        by_number.setdefault(n, []).append(space)
    parts = []
    for n in sorted(by_number, reverse=True):
        spaces = names_listed(by_number[n])
        verb = "has" if len(by_number[n]) == 1 else "have"
        what = "a single fit" if n == 1 else f"the best of {n} fits, by inertia"
        parts.append(f"{spaces} {verb} {what}")
    return f"Not on equal terms: at k = {k} {'; '.join(parts)}, for each seed."


def others_headline(k: int, results: Mapping[str, float]) -> str:
    """Write k-means beside other ways of reading the same test images.

    Parameters
    ----------
    k : int
    results : mapping of str to float
        Test accuracy of "k-means", "prototypes" and "neighbour", those that are known.

    Returns
    -------
    str
        Such as "10 centroids read 58% of the test digits right, 10 random training
        images 43%, all training images 97%".
    """
    if "k-means" not in results:
        return f"Is {k} clusters a lot? Other ways on the same test images"
    others = [
        f"{what} {percent(results[way])}"
        for way, what in (
            ("prototypes", f"{k} random training images"),
            ("neighbour", "all training images"),
        )
        if way in results
    ]
    start = f"{k} centroids read {percent(results['k-means'])} of the test digits right"
    return ", ".join([start, *others])


def two_accuracies_sentences(
    voted: NDArray[np.uint8],
    matched: NDArray[np.int64],
    vote_accuracy: float,
    matched_accuracy: float,
) -> tuple[str, str]:
    """Write what each of the two accuracies does with ten clusters, as Markdown.

    Parameters
    ----------
    voted, matched : ndarray of shape (10,), int
        The digit of each cluster by majority vote, and where each digit gets one.
    vote_accuracy, matched_accuracy : float
        On the test images.

    Returns
    -------
    (str, str)
        Of the majority vote, and of the matching.
    """
    n_clusters = np.bincount(voted, minlength=10)
    several = [f"{digit}" for digit in np.flatnonzero(n_clusters > 1)]
    without = [f"{digit}" for digit in np.flatnonzero(n_clusters == 0)]
    if without:
        shared = f"{names_listed(several)} {'has' if len(several) == 1 else 'have'}"
        found = (
            f"Here {shared} more than one, and {names_listed(without)} "
            f"{'has' if len(without) == 1 else 'have'} none: such digits are all read "
            "wrong."
        )
    else:
        found = "Here each digit has one."
    differ = int((voted != matched).sum())
    moved = (
        "Here both agree."
        if not differ
        else f"Here {differ} of the 10 clusters {'gets' if differ == 1 else 'get'} "
        "another digit than by the vote."
    )
    return (
        f"**Majority vote: {vote_accuracy:.1%}.** Each cluster takes the digit that "
        f"most often occurs among its training images. {found}",
        f"**Matched: {matched_accuracy:.1%}.** Each digit takes one cluster, in the "
        "way that reads most test images right (Hungarian method; papers call it ACC). "
        f"{moved}",
    )
