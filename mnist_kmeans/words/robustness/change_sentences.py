"""The smallest change to a digit that gives another answer, in sentences."""

from math import isfinite

from mnist_kmeans.studies.changes.smallest_change import Change
from mnist_kmeans.words.numbers import a_digit, listed

#: Who showed that such changes exist, and how they are found.
ROBUSTNESS_SOURCES = (
    "How large a change a model withstands is its robustness; images changed like this "
    "are called adversarial examples (Szegedy et al. 2014; for nearest neighbours Wang "
    "et al. 2019, for other models DeepFool, Moosavi-Dezfooli et al. 2016)."
)

# Below, a change to the ink is not worth a word.
_NONE = 0.0005


def change_sentence(change: Change, apart: float, to: int | None = None) -> str:
    """Write what the change takes and how large it is.

    Parameters
    ----------
    change : Change
    apart : float
        The usual distance between two images of what it is read as.
    to : int, optional
        The answer that was wanted.

    Returns
    -------
    str
    """
    parts = []
    for share, word in ((change.ink_added, "more"), (change.ink_removed, "less")):
        if isfinite(share) and share >= _NONE:
            parts.append(f"{_percent(share)} of its ink {word}")
    ink = " and ".join(parts) if parts else "Next to nothing"
    known = "smallest change " + ("there is" if change.is_exact else "found")
    if to is not None:
        known += f" that makes it {a_digit(to)}"
    ratio = apart / change.size if change.size else 0.0
    times = f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"
    return (
        f"{ink}, and it is {a_digit(change.other)} for this model: the {known}, a "
        f"distance of {change.size:.2f} in pixels. Two images of "
        f"{a_digit(change.digit)} are usually {apart:.1f} apart, {times} times as far."
    )


def none_sentence(digit: int, to: int | None) -> str:
    """Write that there is no change with the answer that is wanted."""
    if to == digit:
        return f"It is read as {a_digit(digit)} as it is."
    wanted = "another answer" if to is None else f"the answer {to}"
    return f"No change was found that gives {wanted}."


def robust_headline(sizes: dict[str, float], k: int) -> str:
    """Write in which feature space other answers are farthest.

    Parameters
    ----------
    sizes : dict of str to float
        By feature space the median size of the smallest change.
    k : int

    Returns
    -------
    str
    """
    largest = max(sizes.values())
    farthest = [space for space, size in sizes.items() if size > 0.95 * largest]
    nearest = min(sizes, key=lambda space: sizes[space])
    text = f"At k = {k} {listed(farthest)} needs the largest change"
    if len(farthest) > 1:
        text = f"At k = {k} {listed(farthest)} need the largest changes"
    if nearest in farthest:
        return text
    return f"{text}, {largest / sizes[nearest]:.1f} times as large as {nearest}"


def _percent(share: float) -> str:
    number = 100 * share
    return f"{number:.1f}%" if number < 10 else f"{number:.0f}%"
