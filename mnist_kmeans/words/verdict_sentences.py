"""What the model reads in a picture, as lines of digits and in sentences."""

from collections.abc import Iterable

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import USUAL_SHARE, Verdict
from mnist_kmeans.words.numbers import count_of, percent


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
    if not fit.cluster_counts[verdict.clusters[0]].any():
        return f"Read as {digit}, though the nearest cluster is empty"
    weakly, only = (", weakly", "only ") if share < 0.5 else ("", "")
    return (
        f"Read as {digit}{weakly}: {only}{percent(share)} of the nearest cluster's "
        f"training images show a {digit}"
    )


def verdict_reason(verdict: Verdict, fit: Fit) -> str:
    """Write which centroid is the nearest and what its cluster shows."""
    cluster, digit = verdict.clusters[0], verdict.digit
    size = fit.cluster_counts[cluster].sum()
    if not size:
        return (
            f"The nearest cluster, #{cluster}, is empty: it takes its digit from its "
            "nearest neighbour."
        )
    return (
        f"The nearest centroid is #{cluster}'s. Of its {size:,} training images "
        f"{percent(verdict.shares[digit])} show a {digit}."
    )


def doubt_sentence(verdict: Verdict, fit: Fit) -> str | None:
    """Write why the model is not sure; None where it is."""
    nearest = verdict.distances[0]
    if verdict.unlike:
        return (
            f"Not sure: unlike any digit seen. Its distance to the nearest centroid is "
            f"{nearest:.2f}; {_usual(verdict)}"
        )
    if verdict.close and verdict.rival is not None:
        rival = verdict.clusters[verdict.rival]
        return (
            f"A close call: #{rival}, which stands for {fit.cluster_labels[rival]}, is "
            f"almost as near, at {verdict.distances[verdict.rival]:.2f} against "
            f"{nearest:.2f}."
        )
    return None


def distance_sentence(verdict: Verdict) -> str:
    """Write how far the nearest centroid is, and how far is usual."""
    return (
        f"Its distance to that centroid is {verdict.distances[0]:.2f}, lower is more "
        f"usual; {_usual(verdict)}"
    )


def _usual(verdict: Verdict) -> str:
    return (
        f"{USUAL_SHARE:.0%} of the training images are within {verdict.usual:.2f} of "
        "theirs."
    )
