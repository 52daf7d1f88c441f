"""Questions to the audience: their order, and the answers to guesses."""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.model.counts import purities
from mnist_kmeans.studies.curve import Curve
from mnist_kmeans.words.numbers import percent

#: A guess of an accuracy counts as right within this many percentage points.
TOLERANCE = 2.0

# A vote is close when the runner-up is behind by less than this share of all votes.
_CLOSE_VOTE = 0.1


def cluster_order(counts: NDArray[np.int64], seed: int) -> list[int]:
    """Choose the order of the questions about clusters.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, 10), int
        Training images by cluster and digit.
    seed : int
        The seed of the order.

    Returns
    -------
    list of int
        All clusters that are not empty, alternately from the purer and from the less
        pure half, so that a few questions show both kinds.
    """
    filled = np.flatnonzero(counts.any(axis=1))
    by_purity = filled[np.argsort(-purities(counts)[filled], kind="stable")]
    rng = np.random.default_rng(seed)
    order = np.empty_like(filled)
    halves = np.array_split(by_purity, 2)
    order[::2], order[1::2] = map(rng.permutation, halves)
    return [int(cluster) for cluster in order]


def cluster_answer(guess: int, digit: int, votes: NDArray[np.int64]) -> str:
    """Write whether the guess of the digit of a cluster is right, as Markdown.

    Parameters
    ----------
    guess, digit : int
        The digit guessed, and the digit the cluster stands for.
    votes : ndarray of shape (10,), int
        The cluster's training images by digit, at least one.

    Returns
    -------
    str
    """
    shares = votes / votes.sum()
    second = int(np.argsort(-votes, kind="stable")[1])
    if guess == digit:
        right = f"**Right: it stands for {digit}.**"
        if shares[digit] - shares[second] >= _CLOSE_VOTE:
            return right
        if votes[digit] == votes[second]:
            return f"{right} {second} has as many votes; the smaller digit is taken."
        return (
            f"{right} It was a close vote, {percent(shares[digit])} against "
            f"{percent(shares[second])} for {second}."
        )
    wrong = f"**Not quite: it stands for {digit}.** You said {guess}"
    if not votes[guess]:
        return f"{wrong}: none of its images shows a {guess}."
    runner_up = ", the runner-up" if guess == second else ""
    share = percent(shares[guess])
    return f"{wrong}{runner_up}: {share} of its images show a {guess}."


def most_said(counts: Sequence[int], right: int) -> int:
    """Return the answer that a room gave most often.

    Parameters
    ----------
    counts : sequence of int
        Answers by choice.
    right : int
        The right choice; it is taken where another was given as often.

    Returns
    -------
    int
    """
    most = max(counts)
    return right if counts[right] == most else counts.index(most)


def room_answer(
    counts: Sequence[int], right: int, truth: str, choices: Sequence[str]
) -> str:
    """Write how many of a room are right, as Markdown.

    Parameters
    ----------
    counts : sequence of int
        Answers by choice, at least one.
    right : int
        The right choice.
    truth : str
        The right answer, as a sentence without its full stop.
    choices : sequence of str

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.guess_questions import room_answer
    >>> room_answer([9, 1, 12], 0, "It stands for 4", choices=["4", "7", "9"])
    '**It stands for 4: 9 of 22 said so.** More said 9: 12.'
    """
    n, n_right = sum(counts), counts[right]
    said = f"all {n}" if 1 < n == n_right else f"{n_right or 'none'} of {n}"
    answer = f"**{truth}: {said} said so.**"
    most = max(counts)
    others = [
        choice for i, choice in enumerate(choices) if counts[i] == most and i != right
    ]
    if not others:
        return answer
    named = " and ".join(others) if len(others) < 3 else "several others"
    if n_right == most:
        return f"{answer} As many said {named}."
    each = " each" * (len(others) > 1)
    return f"{answer} {'More' if n_right else 'Most'} said {named}: {most}{each}."


def known_accuracies(curve: Curve, ks: Sequence[int], n_seeds: int) -> dict[int, float]:
    """Return the accuracies that are final while a sweep goes on.

    Parameters
    ----------
    curve : Curve
        Accuracy over k, 0 to 1, of the fits done so far.
    ks : sequence of int
        All values of k of the sweep.
    n_seeds : int
        The number of seeds of the sweep.

    Returns
    -------
    dict of int to float
        Accuracy by ascending k, in percent to one decimal, as shown. It ends before the
        first k of which a seed is missing, as that seed would change the mean.
    """
    done = dict(zip(curve.n_clusters.tolist(), curve.n_seeds.tolist(), strict=True))
    mean = dict(zip(curve.n_clusters.tolist(), curve.mean.tolist(), strict=True))
    accuracies = {}
    for k in sorted(ks):
        if done.get(k, 0) < n_seeds:
            break
        accuracies[k] = round(100 * mean[k], 1)
    return accuracies


def next_k(accuracies: Mapping[int, float], answered: Container[int]) -> int | None:
    """Choose the next k to ask about: the first without an answer but the smallest.

    Parameters
    ----------
    accuracies : mapping of int to float
        As from `known_accuracies`.
    answered : container of int
        The values of k asked about so far.

    Returns
    -------
    int or None
        None when all are answered.

    Examples
    --------
    >>> from mnist_kmeans.words.guess_questions import next_k
    >>> next_k({2: 20.9, 5: 43.1, 8: 50.0}, answered=[5])
    8
    """
    return next((k for k in list(accuracies)[1:] if k not in answered), None)


def points_off(guess: float, truth: float) -> float:
    """Return by how many points a guess is too high, negative if too low.

    Parameters
    ----------
    guess, truth : float
        In percent.

    Returns
    -------
    float
        Rounded to one decimal, as shown.

    Examples
    --------
    >>> from mnist_kmeans.words.guess_questions import points_off
    >>> points_off(70, truth=67.8)
    2.2
    """
    return round(guess - truth, 1)


def is_close(guess: float, truth: float) -> bool:
    """Tell whether a guess in percent counts as right."""
    return abs(points_off(guess, truth)) <= TOLERANCE


def accuracy_hint(feature_space: str, n_seeds: int, *, in_ranges: bool = False) -> str:
    """Write which accuracy is asked for, and which guess is right.

    Parameters
    ----------
    feature_space : str
    n_seeds : int
    in_ranges : bool, default=False
        Whether a range is chosen instead of a number.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.guess_questions import accuracy_hint
    >>> accuracy_hint("hog", n_seeds=1)
    'Majority-vote accuracy on the test images in hog; higher is better. A guess ...'
    """
    over = f", the mean over {n_seeds} seeds" if n_seeds > 1 else ""
    right = f"A guess no more than {TOLERANCE:g} points off is right."
    return (
        f"Majority-vote accuracy on the test images in {feature_space}{over}; higher "
        f"is better. {'The range that it lies in is right.' if in_ranges else right}"
    )


def accuracy_answer(guess: float, truth: float) -> str:
    """Write how good a guess of an accuracy is, as Markdown.

    Parameters
    ----------
    guess, truth : float
        In percent.

    Returns
    -------
    str
        A verdict and by how much the guess is off.

    Examples
    --------
    >>> from mnist_kmeans.words.guess_questions import accuracy_answer
    >>> accuracy_answer(70, truth=67.8)
    '**Not quite.** You said 70%, it is 67.8%: 2.2 points too high.'
    """
    off = points_off(guess, truth)
    side = "high" if off > 0 else "low"
    how = f"{abs(off):.1f} points too {side}" if off else "exactly that"
    verdict = "Right" if is_close(guess, truth) else "Not quite"
    return f"**{verdict}.** You said {guess:g}%, it is {truth:.1f}%: {how}."


def accuracy_bounds(before: float) -> list[int]:
    """Choose the bounds between the ranges that a room chooses an accuracy from.

    Parameters
    ----------
    before : float
        The accuracy at the k before, in percent, which is known.

    Returns
    -------
    list of int
        In percent, 5 points apart: the first is not above `before`, the last below
        100, and there are nine at most.

    Examples
    --------
    >>> from mnist_kmeans.words.guess_questions import accuracy_bounds, range_names
    >>> accuracy_bounds(87.3)
    [85, 90, 95]
    >>> range_names([85, 90, 95])
    ['below 85%', '85 to 90%', '90 to 95%', '95% or more']
    """
    first = int(min(before, 99) // 5 * 5)
    return list(range(first, min(first + 45, 100), 5))


def range_names(bounds: Sequence[int]) -> list[str]:
    """Name the ranges between bounds in percent, and those below and above."""
    between = [f"{low} to {high}%" for low, high in pairwise(bounds)]
    return [f"below {bounds[0]}%", *between, f"{bounds[-1]}% or more"]


def score(right: Iterable[bool]) -> str:
    """Write how many answers are right.

    Examples
    --------
    >>> from mnist_kmeans.words.guess_questions import score
    >>> score([True, False, True])
    'The room: 2 of 3 right'
    """
    answers = list(right)
    if not answers:
        return "The room: no guess yet"
    return f"The room: {sum(answers)} of {len(answers)} right"
