"""Reports of progress by computations that take time."""

from collections.abc import Callable

#: Called as ``on_step(fraction, what)`` with the share that is done, 0 to 1, and a line
#: to show about the current step. An exception that it raises ends the computation.
OnStep = Callable[[float, str], None]


def silent(fraction: float, what: str) -> None:
    """Ignore a report."""
