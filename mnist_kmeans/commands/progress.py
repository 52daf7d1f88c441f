"""Messages and progress bars on the standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from mnist_kmeans.on_step import OnStep

# Seconds between two states of a bar that goes to a file.
_FILE_INTERVAL = 60


def say(sentence: str) -> None:
    """Write a line to the standard error, if there is one."""
    if sys.stderr is not None:
        with suppress(OSError):  # which could not be reported anywhere else
            print(sentence, file=sys.stderr, flush=True)


@contextmanager
def progress(
    total: int, unit: str, *, disable: bool = False, **others: Any
) -> Iterator[Any]:
    """Show a progress bar within the context.

    Parameters
    ----------
    total : int
    unit : str
        Name of what is counted.
    disable : bool, default=False
        Show no bar.
    **others
        Passed on to tqdm.

    Yields
    ------
    tqdm.tqdm
    """
    from tqdm import tqdm

    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    with tqdm(
        total=total,
        unit=unit,
        file=sys.stderr,
        disable=disable or sys.stderr is None,
        mininterval=0.1 if is_terminal else _FILE_INTERVAL,
        maxinterval=10 if is_terminal else _FILE_INTERVAL,
        **others,
    ) as bar:
        yield bar


@contextmanager
def steps() -> Iterator[OnStep]:
    """Show the progress of a fit that takes longer than half a second.

    Yields
    ------
    callable
        The ``on_step`` of `FitStore.get` and others.
    """
    with progress(
        100, "%", delay=0.5, bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}"
    ) as bar:

        def on_step(fraction: float, what: str) -> None:
            bar.set_description_str(what, refresh=False)
            bar.update(100 * fraction - bar.n)

        yield on_step
        bar.update(100 - bar.n)
