"""The codes that phones join rooms by."""

import re
import secrets
from collections.abc import Callable, Container
from time import monotonic

# Without vowels, so that no words arise, and without what looks like something else.
_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"

# Secret letters. A room takes 2,940 wrong codes in its four hours: one in 4,900 rooms
# would be found by trying all that time.
_SECRET = 5

_REPLICA = re.compile(r"[A-Za-z]?")


def new_code(taken: Container[str], replica: str = "") -> str:
    """Make a code: the replica's letter, one that names the room, and secret ones.

    Parameters
    ----------
    taken : container of str
        The names of rooms that are open, as from `room_name`; not all letters.
    replica : str, optional
        The name of the replica that the room is at, as the proxy has it. The proxy
        finds the replica by it.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the replica's name is not one letter.
    """
    if not _REPLICA.fullmatch(replica):
        raise ValueError(f"The replica's name {replica!r} should be one letter.")
    names = [replica.upper() + letter for letter in _LETTERS]
    name = secrets.choice([name for name in names if name not in taken])
    return name + "".join(secrets.choice(_LETTERS) for _ in range(_SECRET))


def room_name(code: str) -> str:
    """Return the part of a code that is not secret: which room it is for."""
    return code[:-_SECRET]


def normal(code: str) -> str:
    """Return a code as it is kept, however it was typed.

    Examples
    --------
    >>> from mnist_kmeans.ui.rooms.codes import normal
    >>> normal(" k7q xmp")
    'K7QXMP'
    """
    return re.sub(r"[\s-]", "", code).upper()


class Tries:
    """How many wrong codes may still be tried: some at once, then one now and then.

    Parameters
    ----------
    at_once : int
    seconds : float
        Until one more may be tried.
    clock : callable, optional
        Returns seconds.
    """

    def __init__(
        self, at_once: int, seconds: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._at_once, self._seconds, self._clock = at_once, seconds, clock
        # When all tries are there again.
        self._full = clock()

    def note(self) -> None:
        """Note a wrong code."""
        self._full = max(self._full, self._clock()) + self._seconds

    def wait(self) -> float:
        """Return the seconds until a code may be tried; 0 if it may be now."""
        after = self._full - (self._at_once - 1) * self._seconds - self._clock()
        return max(0.0, after)
