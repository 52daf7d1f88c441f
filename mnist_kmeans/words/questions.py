"""Questions to a room: what is asked in which order, and which guesses are right."""

from collections.abc import Container, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.model.tables import purities
from mnist_kmeans.studies.curve import Curve
from mnist_kmeans.words.numbers import percent

#: A guess of an accuracy is right when it is no more points off than this.
TOLERANCE = 2.0

# A vote is close when the runner-up has less than this share of all votes fewer.
_CLOSE_VOTE = 0.1


def cluster_order(counts: NDArray[np.int64], seed: int) -> list[int]:
    """Choose the order in which clusters are asked about.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, 10), int
        Training images by cluster and digit.
    seed : int
        Another seed, another order.

    Returns
    -------
    list of int
        All clusters that are not empty. Clear ones and doubtful ones, the purer half
        and the other, take turns: a few questions show both.
    """
    filled = np.flatnonzero(counts.any(axis=1))
    purest = filled[np.argsort(-purities(counts)[filled], kind="stable")]
    middle = (len(filled) + 1) // 2
    rng = np.random.default_rng(seed)
    order = np.empty_like(filled)
    order[::2], order[1::2] = map(rng.permutation, (purest[:middle], purest[middle:]))
    return [int(cluster) for cluster in order]


def cluster_answer(guess: int, digit: int, votes: NDArray[np.int64]) -> str:
    """Say whether a guess of the digit that a cluster stands for is right, as Markdown.

    Parameters
    ----------
    guess, digit : int
        The digit guessed, and the one it stands for.
    votes : ndarray of shape (10,), int
        The cluster's training images by digit, one at least.

    Returns
    -------
    str
    """
    shares = votes / votes.sum()
    second = int(np.argsort(-votes, kind="stable")[1])
    if guess == digit:
        said = f"**Right: it stands for {digit}.**"
        if shares[digit] - shares[second] >= _CLOSE_VOTE:
            return said
        if votes[digit] == votes[second]:
            return f"{said} {second} has as many votes; the smaller digit is taken."
        return (
            f"{said} It was a close vote, {percent(shares[digit])} against "
            f"{percent(shares[second])} for {second}."
        )
    said = f"**Not quite: it stands for {digit}.** You said {guess}"
    if not votes[guess]:
        return f"{said}: none of its images shows a {guess}."
    runner_up = ", the runner-up" if guess == second else ""
    few = "less than 1%" if shares[guess] < 0.005 else percent(shares[guess])
    return f"{said}{runner_up}: {few} of its images show a {guess}."


def known_accuracies(curve: Curve, ks: Sequence[int], n_seeds: int) -> dict[int, float]:
    """Pick the accuracies of a sweep that can be asked about while it goes on.

    Parameters
    ----------
    curve : Curve
        Accuracy over k, 0 to 1, as far as it is known.
    ks : sequence of int
        All values of k of the sweep.
    n_seeds : int
        How many seeds it has.

    Returns
    -------
    dict of int to float
        Accuracy by k, ascending, in percent to one decimal, as it is shown. It has the
        smallest values of k, without a gap, whose seeds are all there: more of them
        would change the mean, and with it what is right.
    """
    done = dict(zip(curve.n_clusters.tolist(), curve.n_seeds.tolist(), strict=True))
    mean = dict(zip(curve.n_clusters.tolist(), curve.mean.tolist(), strict=True))
    known = {}
    for k in sorted(ks):
        if done.get(k, 0) < n_seeds:
            break
        known[k] = round(100 * mean[k], 1)
    return known


def next_k(accuracies: Mapping[int, float], answered: Container[int]) -> int | None:
    """Choose the k to ask about: the first that is not answered, after the smallest.

    Parameters
    ----------
    accuracies : mapping of int to float
        As from `known_accuracies`.
    answered : container of int
        The values of k asked about before.

    Returns
    -------
    int or None
        None when all are answered.
    """
    return next((k for k in list(accuracies)[1:] if k not in answered), None)


def points_off(guess: float, truth: float) -> float:
    """Return by how many points a guess is too high, below 0 too low.

    Parameters
    ----------
    guess, truth : float
        In percent. The result is in tenths, as it is shown.
    """
    return round(guess - truth, 1)


def is_close(guess: float, truth: float) -> bool:
    """Tell whether a guess in percent counts as right."""
    return abs(points_off(guess, truth)) <= TOLERANCE


def accuracy_answer(guess: float, truth: float) -> str:
    """Say how good a guess of an accuracy is, as Markdown.

    Parameters
    ----------
    guess, truth : float
        In percent.

    Returns
    -------
    str
        Such as "**Not quite.** You said 70%, it is 67.8%: 2.2 points too high."
    """
    off = points_off(guess, truth)
    side = "high" if off > 0 else "low"
    how = f"{abs(off):.1f} points too {side}" if off else "exactly that"
    verdict = "Right" if is_close(guess, truth) else "Not quite"
    return f"**{verdict}.** You said {guess:g}%, it is {truth:.1f}%: {how}."


def score(right: Iterable[bool]) -> str:
    """Say how many answers are right, of those given."""
    answers = list(right)
    if not answers:
        return "The room: no guess yet"
    return f"The room: {sum(answers)} of {len(answers)} right"
