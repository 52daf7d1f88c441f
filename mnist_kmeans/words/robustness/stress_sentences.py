"""Sentences about altered digits: what was done to them, and what answers survive."""

from collections.abc import Mapping

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.studies.stress.altering import KINDS
from mnist_kmeans.words.numbers import listed, names_listed

# What is done, and the words for a positive amount, a negative one, and both.
_DONE = {
    "turn": ("turned by {}", " clockwise", " anticlockwise", " either way"),
    "across": ("shifted by {}", " to the right", " to the left", " to the side"),
    "down": ("shifted by {}", " down", " up", " up or down"),
    "size": ("made {}", " larger", " smaller", " larger or smaller"),
    "slant": ("sheared by {}", " to the right", " to the left", " to the side"),
    "pen": ("drawn with a pen {}", " wider", " thinner", " wider or thinner"),
    "blur": ("blurred by {}", "", "", ""),
    "noise": ("given noise of {}", "", "", ""),
}

#: The amount of each kind that is told in words, in either direction where there are
#: two: what may well happen to a digit that is written by hand and photographed.
TOLD = {
    "turn": 15,
    "across": 2,
    "down": 2,
    "size": 20,
    "slant": 15,
    "pen": 1,
    "blur": 1,
    "noise": 30,
}

# Percentage points below which two spaces are told as level.
_LEVEL = 0.5


def measure(amount: float, kind: str) -> str:
    """Write an amount without its sign.

    Examples
    --------
    >>> from mnist_kmeans.words.robustness.stress_sentences import measure
    >>> measure(-7.5, "turn"), measure(1, "pen"), measure(20, "size")
    ('7.5 degrees', '1 pixel', '20%')
    """
    unit = KINDS[kind].unit
    number = f"{abs(amount):g}"
    if unit == "%":
        return f"{number}%"
    return f"{number} {unit if number != '1' else unit[:-1]}"


def altered_sentence(amounts: Mapping[str, float]) -> str:
    """Write what was done to a digit.

    Parameters
    ----------
    amounts : mapping of str to float
        By name in `KINDS`.

    Returns
    -------
    str
        Such as "turned by 20 degrees clockwise and drawn with a pen 1 pixel wider", or
        "as it was".
    """
    parts = [
        _DONE[kind][0].format(measure(amount, kind))
        + _DONE[kind][1 if amount > 0 else 2]
        for kind, amount in amounts.items()
        if amount
    ]
    return names_listed(parts) if parts else "as it was"


def answers_headline(before: Mapping[str, int], now: Mapping[str, int]) -> str:
    """Write in which feature spaces the answer to an altered digit is another.

    Parameters
    ----------
    before, now : mapping of str to int
        The answer to the digit as it was, and altered, by feature space; at least one.

    Returns
    -------
    str
    """
    changed = [space for space in now if now[space] != before[space]]
    n = len(now)
    if n == 1:
        (space,) = now
        if not changed:
            return f"{space} still reads {now[space]}"
        return f"{space} now reads {now[space]}, no longer {before[space]}"
    all_of_them = "Both" if n == 2 else f"All {n}"
    if not changed:
        answers = sorted(set(now.values()))
        which = f" {answers[0]}" if len(answers) == 1 else " what they read"
        return f"{all_of_them} feature spaces still read{which}"
    if len(changed) == n:
        return f"{all_of_them} feature spaces read another digit now"
    others = "the other answer holds" if n - len(changed) == 1 else "the others hold"
    verb = "reads" if len(changed) == 1 else "read"
    news = sorted({now[space] for space in changed})
    return f"{names_listed(changed)} {verb} {listed(news, 'or')} now; {others}"


def doubt_words(verdict: Verdict, fit: Fit) -> str:
    """Write in a few words how sure an answer is, as `Verdict` has it.

    Parameters
    ----------
    verdict : Verdict
    fit : Fit

    Returns
    -------
    str
        "sure", "weakly", "nearly 9" or "unlike any digit".
    """
    if verdict.unlike:
        return "unlike any digit"
    rivals = verdict.clusters[list(verdict.close_rivals)]
    if len(rivals):
        return f"nearly {listed(fit.cluster_labels[rivals].tolist(), 'or')}"
    return "weakly" if verdict.weak else "sure"


def range_words(kind: str, low: float, high: float) -> str:
    """Write from where to where an answer holds, as a range of amounts.

    Parameters
    ----------
    kind : str
        A name in `KINDS`.
    low, high : float
        As from `holding`.

    Returns
    -------
    str
        Such as "−15 to 22.5", "all", "nowhere else" or, where the amounts begin at 0,
        "up to 1.5".
    """
    whole = KINDS[kind]
    if (low, high) == (whole.low, whole.high):
        return "all"
    if low == high:
        return "nowhere else"
    if whole.low == 0:
        return f"up to {high:g}"
    return f"{low:g} to {high:g}".replace("-", "−")


def losses_headline(kind: str, losses: Mapping[str, float]) -> str:
    """Write how many points of accuracy feature spaces lose on altered digits.

    Parameters
    ----------
    kind : str
        A name in `KINDS`.
    losses : mapping of str to float
        By feature space, 0 to 1, at the amount in `TOLD` (the mean of both directions
        where there are two); at least one.

    Returns
    -------
    str
        Such as "Turned by 15 degrees either way, pixels loses 13 points of accuracy,
        spectral less than 1".
    """
    template, *_, both = _DONE[kind]
    done = template.format(measure(TOLD[kind], kind)) + both
    done = done[0].upper() + done[1:]
    ordered = sorted(losses, key=lambda space: -losses[space])
    most, least = ordered[0], ordered[-1]
    start = f"{done}, {most} loses {_points(losses[most])} of accuracy"
    if len(ordered) == 1:
        return start
    if 100 * (losses[most] - losses[least]) < 2 * _LEVEL:
        return (
            f"{done}, all {len(ordered)} feature spaces lose about as much: at most "
            f"{_points(losses[most])} of accuracy"
        )
    return f"{start}, {least} {_number(losses[least])}"


def why_sentences(kind: str, losses: Mapping[str, float]) -> str:
    """Write what straightening, gradients and learning are worth on altered digits.

    Parameters
    ----------
    kind, losses
        As in `losses_headline`.

    Returns
    -------
    str
        A sentence for each step from one feature space to the next that only adds it,
        where both are there; empty where none is.
    """
    steps = (
        ("pca", "deskewed", "Straightening"),
        ("deskewed", "hog", "Comparing the directions of edges instead of greys"),
        ("hog", "autoencoder", "Learning from neighbours on top of that"),
        ("hog", "spectral", "Learning from groups, with altered views"),
    )
    sentences = []
    for first, second, what in steps:
        if first not in losses or second not in losses:
            continue
        saved = 100 * (losses[first] - losses[second])
        does = (
            "changes little"
            if abs(saved) < _LEVEL
            else "helps"
            if saved > 0
            else "harms"
        )
        sentences.append(
            f"{what} {does}: {first} loses {_number(losses[first])}, {second} "
            f"{_number(losses[second])}."
        )
    return " ".join(sentences)


def _number(loss: float) -> str:
    """Write a loss in whole percentage points."""
    rounded = round(100 * loss)
    if rounded == 0:
        return "less than 1" if loss > 0 else "none"
    return f"{rounded}" if rounded > 0 else f"−{-rounded}"


def _points(loss: float) -> str:
    number = _number(loss)
    if number == "none":
        return "nothing"
    return f"{number} point{'s' * (number not in ('1', 'less than 1'))}"
