"""Fits on a Dask cluster: reach it, submit the fits, notice when it is lost."""

import asyncio
import logging
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.missing_extra import install_command
from mnist_kmeans.on_step import OnStep
from mnist_kmeans.studies.coroutine_stream import THREAD, Put, stream
from mnist_kmeans.studies.dask_worker import carry, code_of, fit_carried, hold

if TYPE_CHECKING:
    from mnist_kmeans.features.building import Features

#: Name of the environment variable that may name a Dask scheduler, tcp://host:port.
SCHEDULER_VARIABLE = "MNIST_KMEANS_SCHEDULER"

# Timeout in seconds for the first answer of a scheduler.
_PATIENCE = 4

# Seconds without any worker, or without an answer of the scheduler, after which the
# cluster counts as lost. Until then a worker that died may be restarted.
_PATIENCE_AT_WORK = 6

# Seconds between checks: of a cluster at work, and of one that has no worker yet.
_LOOK, _POLL = 0.5, 0.1


class SchedulerError(Exception):
    """The Dask cluster cannot be used; the message says why."""


def reach_scheduler(address: str, on_step: OnStep | None = None) -> None:
    """Wait until a Dask scheduler answers and has a worker, for a few seconds.

    Parameters
    ----------
    address : str
        Such as ``tcp://host:port``.
    on_step : callable, optional
        Called several times a second. An exception that it raises ends the wait.

    Raises
    ------
    SchedulerError
        When nothing answers, what answers is no scheduler, or it has no worker.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise SchedulerError(
            f"{SCHEDULER_VARIABLE} is set, but Dask is not installed. Run "
            f"{install_command('dask')}, or unset the variable to use this machine's "
            "cores."
        ) from error
    # A lost cluster is reported as a SchedulerError; Dask would add tracebacks.
    for name in ("distributed", "distributed.client"):
        for handler in logging.getLogger(name).handlers:
            handler.addFilter(_is_from_elsewhere)
    for _ in stream(lambda put: _reach(address), on_step):
        pass


def cluster_fits(
    address: str,
    settings: Iterable[FitSettings],
    data: DigitData,
    features: "Features",
    on_step: OnStep | None = None,
) -> Generator[Fit, None, None]:
    """Compute fits of one feature space on a Dask cluster.

    The fits go on without a lost worker as long as another is left or joins.

    Parameters
    ----------
    address : str
        Such as ``tcp://host:port``.
    settings : iterable of FitSettings
    data : DigitData
    features : Features
        The images in the feature space.
    on_step : callable, optional
        Called several times a second. An exception that it raises ends the sweep.

    Yields
    ------
    Fit
        Each as it ends. Close the generator to stop early.

    Raises
    ------
    SchedulerError
        When the scheduler or all workers are lost, or a fit fails there.
    """

    return stream(_Sweep(address, settings, data, features).run, on_step)


def _is_from_elsewhere(record: logging.LogRecord) -> bool:
    """Tell whether a line of Dask's log comes from another thread than ours."""
    return record.threadName != THREAD


async def _reach(address: str) -> None:
    from distributed.core import rpc

    async def identity() -> dict[str, Any]:
        async with rpc(address) as scheduler:  # type: ignore[no-untyped-call]
            answer: dict[str, Any] = await scheduler.identity()
            return answer

    hint = "Start one there, or unset the variable to use this machine's cores."
    deadline = monotonic() + _PATIENCE
    while True:
        try:
            # Not through Dask's client, which waits forever for a server that accepts
            # a connection and never answers.
            answer = await asyncio.wait_for(identity(), _PATIENCE)
        except Exception as error:
            # Any exception, because a server of another kind may answer anything.
            raise SchedulerError(
                f"No Dask scheduler answers at {SCHEDULER_VARIABLE}={address}. {hint}"
            ) from error
        if answer.get("type") != "Scheduler":
            raise SchedulerError(
                f"What answers at {SCHEDULER_VARIABLE}={address} is a Dask "
                f"{str(answer.get('type')).lower()}, not a scheduler. {hint}"
            )
        if answer.get("workers"):
            return
        if monotonic() > deadline:
            raise SchedulerError(_without_workers(address))
        await asyncio.sleep(_POLL)


def _without_workers(address: str) -> str:
    return (
        f"The Dask scheduler at {SCHEDULER_VARIABLE}={address} has no worker. Start "
        f"one with: dask worker {address}"
    )


@dataclass(frozen=True)
class _Sweep:
    """Fits of one feature space and the address of the cluster that computes them."""

    address: str
    settings: Iterable[FitSettings]
    data: DigitData
    features: "Features"

    async def run(self, put: Put) -> None:
        from distributed import Client

        try:
            client: Any = await Client(  # type: ignore[no-untyped-call]
                self.address, timeout=_PATIENCE, set_as_default=False, asynchronous=True
            )
        except (OSError, ValueError) as error:
            raise _gone(self.address) from error
        async with client:
            watch = asyncio.create_task(_watch(client, self.address))
            work = asyncio.create_task(self._fit(client, put))
            try:
                await asyncio.wait({watch, work}, return_when=asyncio.FIRST_COMPLETED)
                # Both may fail when the cluster is lost; the watch knows why.
                for task in (watch, work):
                    if task.done():
                        task.result()
            finally:
                watch.cancel()
                work.cancel()

    async def _fit(self, client: Any, put: Put) -> None:
        import dask

        # The data are the result of a task, so that Dask computes them again when a
        # worker that had them is lost. Scattered data would be lost with it, and when a
        # worker dies while they are copied Dask retries forever. Dask warns of a task
        # this large.
        large = {"distributed.admin.large-graph-warning-threshold": "1 TB"}
        with dask.config.set(large):
            carried = client.submit(carry, self.data, self.features, pure=False)
        # Each worker fetches the data once, before fits go to those that have them.
        await self._finish(
            client.submit(
                hold, carried, workers=[worker], allow_other_workers=True, pure=False
            )
            for worker in await client.scheduler.ncores()
        )
        await self._finish(
            (
                client.submit(
                    fit_carried, settings, carried, code_of(settings), pure=False
                )
                for settings in self.settings
            ),
            put,
        )

    async def _finish(self, tasks: Iterable[Any], put: Put | None = None) -> None:
        from distributed import as_completed

        futures = list(tasks)
        async for future, result in as_completed(  # type: ignore[no-untyped-call]
            futures, with_results=True, raise_errors=False, loop=futures[0].client.loop
        ):
            if future.status != "finished":
                raise _failed(future.status, result, self.address)
            if put is not None:
                put(result)


async def _watch(client: Any, address: str) -> None:
    """Raise as soon as the cluster is lost."""
    alive = monotonic()
    while True:
        if client.status != "running":
            raise _gone(address)
        try:
            workers = await asyncio.wait_for(
                client.scheduler.ncores(), _PATIENCE_AT_WORK
            )
        except (OSError, TimeoutError) as error:
            raise _gone(address) from error
        if workers:
            alive = monotonic()
        elif monotonic() - alive > _PATIENCE_AT_WORK:
            raise SchedulerError(
                f"All workers of the Dask scheduler at {SCHEDULER_VARIABLE}={address} "
                f"are gone. Start one with: dask worker {address}"
            )
        await asyncio.sleep(_LOOK)


def _gone(address: str) -> SchedulerError:
    return SchedulerError(
        f"The Dask scheduler at {SCHEDULER_VARIABLE}={address} is gone. Start it "
        "again, or unset the variable to use this machine's cores."
    )


def _failed(status: str, result: Any, address: str) -> SchedulerError:
    from distributed import KilledWorker

    if status == "cancelled":
        return _gone(address)
    _, error, _ = result
    if isinstance(error, KilledWorker):
        return SchedulerError(
            f"Several workers of the Dask scheduler at {SCHEDULER_VARIABLE}={address} "
            "died at the same task, perhaps for want of memory. Give them more, or "
            "unset the variable to use this machine's cores."
        )
    first, *_ = str(error).splitlines() or [""]
    why = f"{type(error).__name__}: {first}"
    return SchedulerError(
        f"A fit failed on the Dask cluster at {SCHEDULER_VARIABLE}={address}: {why}. "
        "Its workers need this package, numpy, scipy and scikit-learn in the same "
        "versions as here."
    )
