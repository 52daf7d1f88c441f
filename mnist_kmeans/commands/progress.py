"""What is said beside the results, on the standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from mnist_kmeans.reports import OnStep

# Seconds between two states of a bar that is not watched but kept in a file.
_UNWATCHED = 60


def say(sentence: str) -> None:
    """Write a line to the standard error, if there is one."""
    if sys.stderr is not None:
        with suppress(OSError):  # there is no other place to say that this one is full
            print(sentence, file=sys.stderr, flush=True)


@contextmanager
def progress(
    total: int, unit: str, *, disable: bool = False, **others: Any
) -> Iterator[Any]:
    """Show a bar while in the context.

    Parameters
    ----------
    total : int
    unit : str
        What is counted.
    disable : bool, default=False
        Show none.
    **others
        For tqdm.

    Yields
    ------
    tqdm.tqdm
    """
    from tqdm import tqdm

    watched = sys.stderr is not None and sys.stderr.isatty()
    with tqdm(
        total=total,
        unit=unit,
        file=sys.stderr,
        disable=disable or sys.stderr is None,
        mininterval=0.1 if watched else _UNWATCHED,
        maxinterval=max(10, _UNWATCHED * (not watched)),
        **others,
    ) as bar:
        yield bar


@contextmanager
def steps() -> Iterator[OnStep]:
    """Show how far a fit is, where it takes longer than a moment.

    Yields
    ------
    callable
        For `FitStore.get` and others to call as ``on_step(fraction, what)``.
    """
    with progress(
        100, "%", delay=0.5, bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}"
    ) as bar:

        def on_step(fraction: float, what: str) -> None:
            bar.set_description_str(what, refresh=False)
            bar.update(100 * fraction - bar.n)

        yield on_step
        bar.update(100 - bar.n)
