"""Locks between the threads and processes that share the folder for results."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from mnist_kmeans.on_step import OnStep

if TYPE_CHECKING:
    from filelock import FileLock

#: The suffix of a lock's file.
LOCK = ".lock"

# Seconds between two attempts to get a lock.
_POLL = 0.1

logger = logging.getLogger(__name__)


@contextmanager
def alone(path: Path | None, on_step: OnStep) -> Iterator[None]:
    """Hold the lock of a result while it is computed.

    Whoever gets the lock should look for the result once more, since another process
    may have kept it meanwhile.

    Parameters
    ----------
    path : Path or None
        The result's file. With None, or where no lock can be made, there is none, and
        several processes may compute the same.
    on_step : callable
        Called as ``on_step(0, what)`` every 0.1 s until the lock is free. An exception
        that it raises ends the waiting.

    Notes
    -----
    The operating system's locks (``flock``), which end with the process that holds
    them, however it ends. Its file is removed with the lock; one that a killed process
    left behind locks nothing, and `disk.shelf` removes it.
    """
    if path is None:
        yield
        return
    from filelock import FileLock

    file = path.with_suffix(LOCK)
    # A soft lock would outlive a killed process.
    lock = FileLock(file, fallback_to_soft=False)
    with suppress(OSError):  # `_acquired` reports it
        file.parent.mkdir(parents=True, exist_ok=True)
    while not _acquired(lock):
        on_step(0, "Waiting for the same, which is under way")
        sleep(_POLL)
    try:
        yield
    finally:
        if lock.is_locked:
            with suppress(OSError):  # on Windows, while others wait
                file.unlink()
            lock.release()


def _acquired(lock: "FileLock") -> bool:
    """Try to get a lock; True also if there can be none."""
    from filelock import Timeout

    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    except OSError as error:
        logger.warning("%s: no lock: %s", lock.lock_file, error)
    return True
