"""What a visitor says that digits are, beside what the model reads."""

from collections.abc import Sequence

from mnist_kmeans.words.numbers import count_of


def with_said(headline: str, said: Sequence[int | None]) -> str:
    """Write what the visitor says after what the model reads.

    Parameters
    ----------
    headline : str
        As from `verdict_headline`.
    said : sequence of int or None
        Which digit the visitor says that each is.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.correction_sentences import with_said
    >>> with_said("Read as 1", [7])
    'Read as 1; you said 7'
    >>> with_said("6 digits found", [7, None, 3, None, None, 0])
    '6 digits found; you named three of them'
    """
    named = [digit for digit in said if digit is not None]
    if not named:
        return headline
    if len(said) == 1:
        return f"{headline}; you said {named[0]}"
    return f"{headline}; you named {count_of(len(named), '')} of them"
