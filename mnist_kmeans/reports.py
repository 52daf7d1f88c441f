"""How work that takes time reports its progress."""

from collections.abc import Callable

#: Called as ``on_step(fraction, what)``: how much is done, 0 to 1, and what is being
#: done, for people. An exception that it raises ends the work.
OnStep = Callable[[float, str], None]


def silent(fraction: float, what: str) -> None:
    """Report to nobody."""
