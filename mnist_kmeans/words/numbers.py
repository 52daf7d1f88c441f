"""Shares, counts and lists in words."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def percent(share: float) -> str:
    """Write a share, 0 to 1, in whole percent; "100%" is all and nothing less."""
    return ">99%" if 0.995 <= share < 1 else f"{share:.0%}"


def count_of(n: int, noun: str = " clusters") -> str:
    return (_NUMBERS[n] if n < len(_NUMBERS) else str(n)) + noun


def listed(digits: list[int]) -> str:
    *first, last = map(str, digits)
    return f"{', '.join(first)} and {last}" if first else last
