"""Sentences about a fit that starts from first centroids of the visitor's own."""

from collections.abc import Sequence

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.words.numbers import a_digit, count_of, listed, percent

# The most first centroids whose change the headline names one by one.
_MOST_NAMED = 3


def how_sorted(settings: FitSettings) -> str:
    """Write by what images were sorted into clusters, to go on from "sorted".

    Examples
    --------
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> from mnist_kmeans.words.by_hand.start_sentences import how_sorted
    >>> how_sorted(FitSettings(300))
    'by likeness alone, without looking at a label'
    >>> how_sorted(FitSettings(300, 11, moves="s3"))
    'by likeness, and then by hand'
    """
    if settings.first is None and not settings.moves:
        return "by likeness alone, without looking at a label"
    begin = ", from first centroids of your own" * (settings.first is not None)
    return f"by likeness{begin}{', and then by hand' * bool(settings.moves)}"


def start_headline(
    shown: Sequence[int | None], ended: Sequence[int], n_digits: int
) -> str:
    """Write which first centroids became another digit, and how many digits are left.

    Parameters
    ----------
    shown : sequence of int or None
        The digit that each first centroid of the visitor's shows, where it is known.
    ended : sequence of int
        The digit that its cluster stands for at the end.
    n_digits : int
        Digits that some cluster stands for at the end.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.by_hand.start_sentences import start_headline
    >>> start_headline([4, 5, 9], [4, 0, 7], 8)
    'Your 5 became a 0 and your 9 became a 7; eight digits have a cluster at the end'
    >>> start_headline([4], [4], 10)
    'Your 4 is still a 4; all ten digits have a cluster at the end'
    """
    pairs = [(a, b) for a, b in zip(shown, ended, strict=True) if a is not None]
    changed = [(a, b) for a, b in pairs if a != b]
    if not pairs:
        n = len(ended)
        digits = listed(sorted(set(ended)))
        whose = f"Your {_count(n)} first centroids" if n > 1 else "Yours"
        what = f"{whose} ended as {digits}"
    elif not changed:
        what = _all_kept(pairs)
    elif len(changed) <= _MOST_NAMED and len(set(changed)) == len(changed):
        what = _listed([f"your {a} became {a_digit(b)}" for a, b in changed])
    else:
        n, m = len(changed), len(pairs)
        of = "All" if n == m else f"{_count(n).capitalize()} of"
        what = f"{of} your {_count(m)} first centroids became another digit"
    return f"{what}; {digits_left(n_digits)} at the end"


def _all_kept(pairs: Sequence[tuple[int, int]]) -> str:
    if len(pairs) == 1:
        digit = pairs[0][0]
        return f"Your {digit} is still {a_digit(digit)}"
    return f"Each of your {_count(len(pairs))} first centroids kept its digit"


def _listed(parts: list[str]) -> str:
    *first, last = parts
    text = f"{', '.join(first)} and {last}" if first else last
    return text[0].upper() + text[1:]


def digits_left(n_digits: int) -> str:
    """Say how many digits have a cluster.

    Examples
    --------
    >>> from mnist_kmeans.words.by_hand.start_sentences import digits_left
    >>> digits_left(10), digits_left(1)
    ('all ten digits have a cluster', 'one digit has a cluster')
    """
    if n_digits == 10:
        return "all ten digits have a cluster"
    return (
        f"{_count(n_digits)} {'digit has' if n_digits == 1 else 'digits have'} a "
        + ("cluster")
    )


def random_starts_sentence(k: int, n_digits: int, of_random: Sequence[int]) -> str:
    """Say for how many random starts all digits have a cluster, beside one's own start.

    Parameters
    ----------
    k : int
    n_digits : int
        Digits with a cluster at the end of the visitor's start.
    of_random : sequence of int
        The same of each random start.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.by_hand.start_sentences import random_starts_sentence
    >>> random_starts_sentence(10, 8, [8, 9, 10, 8])
    'One of four random starts (25%) keeps all ten digits, each with a cluster at the \
end; yours keeps eight.'
    """
    n, own = len(of_random), f"yours keeps {_all(n_digits)}"
    starts = f"{_count(n)} random {'start' if n == 1 else 'starts'}"
    if k < 10:
        least, most = min(of_random), max(of_random)
        span = _count(most) if least == most else f"{_count(least)} to {_count(most)}"
        keep = "keeps" if n == 1 else "keep"
        return (
            f"With k = {k} clusters no start keeps all ten digits: {starts} {keep} "
            f"{span}, {own}."
        )
    kept = sum(digits == 10 for digits in of_random)
    which = (
        "None" if not kept else "All" if kept == n > 1 else _count(kept).capitalize()
    )
    keep = "keep" if kept > 1 else "keeps"
    return (
        f"{which} of {starts} ({percent(kept / n)}) {keep} all ten digits, each with a "
        f"cluster at the end; {own}."
    )


def means_sentence(space: str, missing: Sequence[int]) -> str:
    """Say what the ten class means as first centroids come to.

    Parameters
    ----------
    space : str
        The feature space.
    missing : sequence of int
        Digits without a cluster at the end.

    Returns
    -------
    str
    """
    best = (
        "These are the means of all training images of a digit: no drawing is better."
    )
    if not missing:
        return f"{best} In {space} k-means keeps all ten."
    verb = "is" if len(missing) == 1 else "are"
    return (
        f"{best} In {space} {listed(list(missing))} {verb} lost all the same: k-means "
        "makes inertia small, and clusters without these digits make it smaller."
    )


def yardstick_sentence(space: str, mean_distance: float) -> str:
    """Say what to compare the way of a first centroid with."""
    return (
        f"Moved: the distance from first to last centroid, in the units of {space}; an "
        f"image lies {mean_distance:.2f} from its centroid, on average."
    )


def _all(n_digits: int) -> str:
    return "all ten" if n_digits == 10 else _count(n_digits)


def _count(n: int) -> str:
    return {9: "nine", 10: "ten"}.get(n, count_of(n, ""))
