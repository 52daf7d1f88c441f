"""What the model reads in a picture, as lines of digits and in sentences."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.fits.continental import crossed_seven, footed_one
from mnist_kmeans.fits.doubt import LEFT_OUT, USUAL_SHARE, shares_right
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.pictures.ink import Floats
from mnist_kmeans.words.numbers import NEAR_TIE, a_digit, count_of, listed, percent

_NO_WRITING = (
    "It may be no writing: its stroke, its ink or the paper around it is less even "
    "than usual."
)

# The most decimals that tell two numbers apart.
_MOST_DECIMALS = 6


def lines_of(numbers: Iterable[int], answers: Iterable[str]) -> list[str]:
    """Write answers in lines, as in the picture.

    Parameters
    ----------
    numbers : iterable of int
        The line of each digit.
    answers : iterable of str
        The answer to each, in reading order.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from mnist_kmeans.words.verdict_sentences import lines_of
    >>> lines_of([1, 1, 2], ["4", "7?", "0"])
    ['4 7?', '0']
    """
    lines: dict[int, list[str]] = {}
    for number, answer in zip(numbers, answers, strict=True):
        lines.setdefault(number, []).append(answer)
    return [" ".join(line) for line in lines.values()]


def verdict_headline(verdicts: list[Verdict], fit: Fit | None = None) -> str:
    """Write what the model reads in a picture, and whether it is sure.

    Parameters
    ----------
    verdicts : list of Verdict
    fit : Fit, optional
        The fit that the verdicts come from; without verdicts it is not needed.

    Returns
    -------
    str
        Such as "A close call: 4 or 9", or "6 digits found, one of them a close call".
    """
    if not verdicts or fit is None:
        return "Give the model a digit of your own"
    if len(verdicts) == 1:
        return _one_headline(verdicts[0], fit)
    stray = sum(verdict.stray for verdict in verdicts)
    unlike = sum(verdict.unlike and not verdict.stray for verdict in verdicts)
    close = len(verdicts) - stray - unlike - sum(verdict.sure for verdict in verdicts)
    doubts = []
    if close:
        doubts.append(
            f"{count_of(close, '')} of them close calls"
            if close > 1
            else "one of them a close call"
        )
    if unlike:
        doubts.append(f"{count_of(unlike, '')} far from every centroid")
    if stray:
        doubts.append(f"{count_of(stray, '')} perhaps no writing")
    return ", ".join([f"{len(verdicts)} digits found", *doubts])


def _one_headline(verdict: Verdict, fit: Fit) -> str:
    digits = [verdict.digit, *(digit for digit, _ in _close_rivals(verdict, fit))]
    if verdict.stray or verdict.unlike:
        nothing = "no digit, or " if verdict.stray else ""
        return f"Perhaps {nothing}{listed([a_digit(digit) for digit in digits], 'or')}"
    if verdict.close:
        return f"A close call: {listed(digits, 'or')}"
    return f"Read as {verdict.digit}" + (", weakly" if verdict.weak else "")


def _close_rivals(verdict: Verdict, fit: Fit) -> list[tuple[int, int]]:
    """List each other digit that is nearly as near, with its place among `clusters`."""
    return [
        (int(fit.cluster_labels[verdict.clusters[place]]), place)
        for place in verdict.close_rivals
    ]


def verdict_sentence(verdict: Verdict, fit: Fit) -> str:
    """Write what an answer rests on, and where it is in doubt, why.

    Parameters
    ----------
    verdict : Verdict
    fit : Fit

    Returns
    -------
    str
        Such as "The nearest centroid is #37. 94% of its 875 training images show a 7."
    """
    if verdict.stray:
        return f"{_NO_WRITING} {_reason(verdict, fit)}"
    return _reason(verdict, fit)


def _reason(verdict: Verdict, fit: Fit) -> str:
    cluster, nearest = verdict.clusters[0], verdict.distances[0]
    rivals = _close_rivals(verdict, fit)
    if verdict.unlike:
        distance, usual = _apart(nearest, verdict.usual)
        return (
            f"Its nearest centroid, #{cluster}, is {distance} away: far. "
            f"{USUAL_SHARE:.0%} of the training images are within {usual} of theirs."
        )
    if rivals:
        away = _apart(nearest, *(verdict.distances[place] for _, place in rivals))
        named = [f"#{verdict.clusters[place]}, for {digit}" for digit, place in rivals]
        are = "is" if len(rivals) == 1 else "are"
        return (
            f"The nearest centroid, #{cluster}, stands for {verdict.digit} and is "
            f"{away[0]} away; {' and '.join(named)}, {are} almost as near: "
            f"{listed(away[1:])}."
        )
    return f"The nearest centroid is #{cluster}. {votes_sentence(verdict, fit)}"


def votes_sentence(verdict: Verdict, fit: Fit) -> str:
    """Write what the training images of the nearest cluster show.

    Parameters
    ----------
    verdict : Verdict
    fit : Fit

    Returns
    -------
    str
        Such as "Only 43% of its 412 training images show a 4, 41% a 9."
    """
    digit, shares = verdict.digit, verdict.shares
    size = int(fit.cluster_counts[verdict.clusters[0]].sum())
    if not size:
        return "It is empty and takes its digit from the nearest cluster that is not."
    if size == 1:
        return f"Its one training image shows {a_digit(int(shares.argmax()))}."
    if shares[digit] == 1:
        return f"All its {size:,} training images show {a_digit(digit)}."
    others = [int(other) for other in np.argsort(-shares, kind="stable")]
    others.remove(digit)
    near = [other for other in others if shares[other] >= NEAR_TIE * shares[digit]]
    # A visitor's name may be a digit that none of the images shows.
    named = (near if shares[digit] else []) or others[: verdict.weak]
    more = [f"{percent(shares[other])} {a_digit(other)}" for other in named]
    only = "Only " * verdict.weak
    return (
        f"{only}{percent(shares[digit])} of its {size:,} training "
        f"images show {a_digit(digit)}{f', {listed(more)}' if more else ''}."
    )


def distance_sentence(verdict: Verdict) -> str:
    """Write how far the nearest centroid is, and how far is usual."""
    distance, usual = _apart(verdict.distances[0], verdict.usual)
    return (
        f"The digit is {distance} away from its centroid, #{verdict.clusters[0]}. "
        f"{USUAL_SHARE:.0%} of the training images are within {usual} of theirs."
    )


def trust_sentence(fit: Fit) -> str:
    """Write how often answers were right, sure ones and those in doubt.

    Parameters
    ----------
    fit : Fit
        Of its feature space and about its k, whatever its data.

    Returns
    -------
    str
        Such as "Of 10,000 of MNIST's training images left out of a fit in hog at
        k = 64, 98% of the sure answers were right, 52% of the close calls, and 69% of
        those far from every centroid."
    """
    settings = fit.settings
    k, shares = shares_right(settings.feature_space, settings.n_clusters)
    return (
        f"Of {LEFT_OUT:,} of MNIST's training images left out of a fit in "
        f"{settings.feature_space} at k = {k}, {percent(shares.sure)} of the sure "
        f"answers were right, {percent(shares.close)} of the close calls, and "
        f"{percent(shares.far)} of those far from every centroid."
    )


def nearer_sentence(verdict: Verdict, rival: int) -> str:
    """Write that the nearest centroid is nearer than another.

    Parameters
    ----------
    verdict : Verdict
    rival : int
        The other's place among the verdict's clusters.

    Returns
    -------
    str
        Such as "#2 is nearer than #7: 6.07 away against 8.30."
    """
    first, second = verdict.clusters[0], verdict.clusters[rival]
    away = _apart(verdict.distances[0], verdict.distances[rival])
    return f"#{first} is nearer than #{second}: {away[0]} away against {away[1]}."


def ledger_sentence(
    ledger: NDArray[np.float64], verdict: Verdict, rival: int, fit: Fit
) -> str:
    """Write how the pixels decide between two centroids.

    Parameters
    ----------
    ledger : ndarray of shape (28, 28), float
        As from `pixel_ledger`.
    verdict : Verdict
    rival : int
        The place among the verdict's clusters of the one compared with the nearest.
    fit : Fit

    Returns
    -------
    str
        Such as "#2 is nearer than #7: 6.07 away against 8.30. Of the difference that
        the pixels make, counted in squares, 75% speaks for 4 (blue) and 25% for 9
        (orange)."
    """
    nearer = nearer_sentence(verdict, rival)
    gain, loss = float(ledger.clip(0).sum()), float((-ledger).clip(0).sum())
    if not gain + loss:
        return nearer
    shares = _apart_shares(gain / (gain + loss), loss / (gain + loss))
    other = fit.cluster_labels[verdict.clusters[rival]]
    return (
        f"{nearer} Of the difference that the pixels make, counted in squares, "
        f"{shares[0]} speaks for {verdict.digit} (blue) and {shares[1]} for {other} "
        "(orange)."
    )


def hand_sentence(pixels: Floats, digit: int) -> str | None:
    """Write that a digit is written as few of MNIST's are.

    Parameters
    ----------
    pixels : ndarray of shape (28, 28), float32
        In MNIST's form.
    digit : int
        What it is read as.

    Returns
    -------
    str or None
        None where there is nothing to say. By the rules in `fits.continental`, 618
        of MNIST's 6,265 training sevens have a bar, and 61 of its 6,742 ones a foot.
    """
    if digit == 7 and crossed_seven(pixels):
        return (
            "This 7 has a bar through its stem, as one in ten of MNIST's sevens has. "
            "They are read wrong more often than the others."
        )
    if footed_one(pixels):
        what = "This 1 has" if digit == 1 else "It looks like a 1 with"
        return (
            f"{what} a foot. Fewer than one in a hundred of MNIST's ones have one, so "
            "they are often taken for a 2."
        )
    return None


def neighbours_sentence(labels: NDArray[np.uint8]) -> str:
    """Write which digits the training images nearest to a digit show.

    Parameters
    ----------
    labels : ndarray of shape (n,), int

    Returns
    -------
    str

    Examples
    --------
    >>> import numpy as np
    >>> from mnist_kmeans.words.verdict_sentences import neighbours_sentence
    >>> neighbours_sentence(np.array([4, 9, 4, 4]))
    'Of these four, three show a 4 and one a 9.'
    """
    counts = np.bincount(labels, minlength=10)
    digits = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)].tolist()
    n, most = len(labels), int(counts.max())
    if most == n:
        which = f"All {count_of(n, '')} show" if n > 1 else "It shows"
        return f"{which} {a_digit(digits[0])}."
    rest = [f"{count_of(int(counts[d]), '')} {a_digit(d)}" for d in digits[1:]]
    first = f"{count_of(most, '')} {'show' if most > 1 else 'shows'} "
    parts = [first + a_digit(digits[0]), *rest]
    return f"Of these {count_of(n, '')}, {listed(parts)}."


def _apart(*numbers: float) -> list[str]:
    """Write numbers with two decimals, or as many as tell the first from the others."""
    for decimals in range(2, _MOST_DECIMALS + 1):
        written = [f"{number:.{decimals}f}" for number in numbers]
        if written[0] not in written[1:]:
            break
    return written


def _apart_shares(first: float, second: float) -> list[str]:
    """Write two shares that add up to 1 in percent, unlike where they are."""
    if percent(first) != percent(second):
        return [percent(first), percent(second)]
    return [f"{share}%" for share in _apart(100 * first, 100 * second)]
