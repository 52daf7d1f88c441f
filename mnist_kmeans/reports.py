"""Reports of progress by computations that take time."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

#: Called as ``on_step(fraction, what)`` with the share that is done, 0 to 1, and a line
#: to show about the current step. An exception that it raises ends the computation.
OnStep = Callable[[float, str], None]

#: Called now and then with a function that returns the centroids as they are then, so
#: that those that are not wanted cost nothing. An exception ends the computation.
OnCenters = Callable[[Callable[[], NDArray[Any]]], None]


def silent(fraction: float, what: str) -> None:
    """Ignore a report."""


def unseen(centers: Callable[[], NDArray[Any]]) -> None:
    """Ignore centroids."""
