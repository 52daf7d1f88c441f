"""Shares, counts and lists in words."""

#: Digits with at least this share of the most frequent one's images are named with it.
NEAR_TIE = 0.9

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def percent(share: float) -> str:
    """Write a share, 0 to 1, in whole percent: only 0 is "0%", and only 1 is "100%".

    Examples
    --------
    >>> from mnist_kmeans.words.numbers import percent
    >>> percent(0.001), percent(0.5), percent(0.998), percent(1)
    ('<1%', '50%', '>99%', '100%')
    """
    rounded = f"{share:.0%}"
    if rounded == "0%" and share > 0:
        return "<1%"
    return ">99%" if rounded == "100%" and share < 1 else rounded


def count_of(n: int, noun: str = " clusters") -> str:
    """Write a count, small ones in words.

    Examples
    --------
    >>> from mnist_kmeans.words.numbers import count_of
    >>> count_of(2), count_of(64)
    ('two clusters', '64 clusters')
    """
    return (_NUMBERS[n] if n < len(_NUMBERS) else str(n)) + noun


def listed(digits: list[int] | list[str], conjunction: str = "and") -> str:
    """Write a list of digits.

    Examples
    --------
    >>> from mnist_kmeans.words.numbers import listed
    >>> listed([1, 6, 8])
    '1, 6 and 8'
    """
    return names_listed([str(digit) for digit in digits], conjunction)


def names_listed(names: list[str], conjunction: str = "and") -> str:
    """Write a list of names.

    Examples
    --------
    >>> from mnist_kmeans.words.numbers import names_listed
    >>> names_listed(["pixels", "pca", "hog"])
    'pixels, pca and hog'
    """
    *first, last = names
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def a_digit(digit: int) -> str:
    """Write a digit with its article.

    Examples
    --------
    >>> from mnist_kmeans.words.numbers import a_digit
    >>> a_digit(3), a_digit(8)
    ('a 3', 'an 8')
    """
    return f"{'an' if digit == 8 else 'a'} {digit}"
