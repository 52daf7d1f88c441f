"""Reports of progress by computations that take time."""

from collections.abc import Callable
from typing import Any

#: Called as ``on_step(fraction, what)`` with the share that is done, 0 to 1, and a line
#: to show about the current step. An exception that it raises ends the computation.
OnStep = Callable[[float, str], None]

#: Called now and then with a function that returns the centroids as they are then, so
#: that those that are not wanted cost nothing. An exception ends the computation.
OnCenters = Callable[[Callable[[], Any]], None]


def silent(fraction: float, what: str) -> None:
    """Ignore a report."""


def unseen(centers: Callable[[], Any]) -> None:
    """Ignore centroids."""
