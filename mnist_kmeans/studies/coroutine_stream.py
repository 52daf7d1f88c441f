"""Run a coroutine in its own thread and yield its results as they come."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from mnist_kmeans.on_step import OnStep

#: The name of the threads that run coroutines.
THREAD = "mnist-kmeans cluster"

#: Called by a coroutine with each result.
Put = Callable[[Any], None]

# Seconds between calls of `on_step`, and for a cancelled coroutine to end.
_POLL, _GRACE = 0.1, 0.5


def stream(
    work: Callable[[Put], Coroutine[Any, Any, None]], on_step: OnStep | None
) -> Generator[Any, None, None]:
    """Run a coroutine in its own thread and yield what it puts.

    Parameters
    ----------
    work : callable
        Called with `put`, returns the coroutine.
    on_step : callable, optional
        Called several times a second. An exception that it raises cancels the
        coroutine.

    Yields
    ------
    object
        What the coroutine passed to `put`. Closing the generator cancels it.

    Examples
    --------
    >>> from mnist_kmeans.studies.coroutine_stream import stream
    >>> async def count(put):
    ...     for number in range(3):
    ...         put(number)
    >>> list(stream(count, on_step=None))
    [0, 1, 2]
    """
    items: SimpleQueue[Any] = SimpleQueue()
    failures: list[BaseException] = []
    tasks: list[asyncio.Task[None] | None] = []
    runner, end, stopped = asyncio.Runner(), object(), Event()
    loop = runner.get_loop()

    async def main() -> None:
        tasks.append(asyncio.current_task())
        if not stopped.is_set():
            await work(items.put)

    def run() -> None:
        try:
            with runner:
                runner.run(main())
        except BaseException as error:
            failures.append(error)
        items.put(end)

    def stop() -> None:
        for task in tasks:
            if task is not None:
                task.cancel()

    # A daemon, so that a coroutine that does not end keeps no program from ending.
    thread = Thread(target=run, name=THREAD, daemon=True)
    thread.start()
    try:
        while True:
            if on_step is not None:
                on_step(0, "On the cluster")
            try:
                item = items.get(timeout=_POLL)
            except Empty:
                continue
            if item is end:
                break
            yield item
    finally:
        stopped.set()
        with suppress(RuntimeError):  # the coroutine has ended and its loop is closed
            loop.call_soon_threadsafe(stop)
        thread.join(_GRACE)
    for failure in failures:
        raise failure
