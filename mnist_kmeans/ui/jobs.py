"""Work in the background: one job a key, however many ask, and none that nobody wants.

This knows nothing of Streamlit, and no worker touches it.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any

logger = logging.getLogger(__name__)

#: Reports the fraction done and what is being done.
Report = Callable[[float, str], None]

#: A visitor who has not asked for so many seconds has left: a page that waits asks
#: several times a second, one in a hidden tab once.
PATIENCE = 5.0


class CancelledError(Exception):
    """Raised in a job that nobody waits for any more, to end it."""


@dataclass(eq=False)
class Job:
    """A piece of work under way or failed.

    Attributes
    ----------
    fraction : float
        How much is done, 0 to 1.
    what : str
        What is being done, for people.
    error : Exception or None
        Why it failed.
    """

    fraction: float = 0.0
    what: str = "Waiting for its turn"
    error: Exception | None = None
    _asked: dict[str, float] = field(default_factory=dict)
    _cancelled: bool = False

    def on_step(self, fraction: float, what: str) -> None:
        """Report progress from the worker; raises `CancelledError` to end the job."""
        if self._cancelled:
            raise CancelledError
        self.fraction, self.what = fraction, what


class JobQueue:
    """Jobs on a few threads, and the last results they gave.

    Parameters
    ----------
    n_workers : int
        Jobs at a time.
    n_results : int
        Results held in memory, the least recently used dropped first.
    initializer : callable, optional
        Run once on each thread before its first job.
    patience : float, default=5.0
        A visitor who has not asked for so many seconds waits no more.
    """

    def __init__(
        self,
        n_workers: int,
        n_results: int,
        initializer: Callable[[], None] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._patience = patience
        self._pool = ThreadPoolExecutor(n_workers, "job", initializer)
        self._n_results = n_results
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._jobs: dict[Hashable, Job] = {}
        self._lock = Lock()

    def result(self, key: Hashable) -> Any:
        """Return the result kept under a key, or None."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def keep(self, key: Hashable, result: Any) -> None:
        """Keep a result that was had without a job."""
        with self._lock:
            self._results[key] = result
            self._results.move_to_end(key)
            while len(self._results) > self._n_results:
                self._results.popitem(last=False)

    def ask(
        self,
        visitor: str,
        key: Hashable,
        work: Callable[[Report], Any],
    ) -> Job:
        """Ask for a job, which starts it unless it is there already.

        A visitor waits for one job at a time: those that only they waited for before
        are cancelled, whether queued or running.

        Parameters
        ----------
        visitor : str
            Who asks.
        key : hashable
            Names the work and its result.
        work : callable
            Called on a worker with a function to report progress to.

        Returns
        -------
        Job
            One whose result is there already is done. A failed one is returned as it
            is, until `forget` is called.
        """
        with self._lock:
            if key in self._results:
                return Job(1.0, "Done")
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = Job()
                self._pool.submit(self._run, key, job, work)
            job._asked[visitor] = monotonic()
            self._leave_all(visitor, but=key)
            return job

    def warm_up(self) -> None:
        """Start a thread, and with it the initializer, before the first job."""
        self._pool.submit(lambda: None)

    def leave(self, visitor: str) -> None:
        """Say that a visitor waits for nothing any more."""
        with self._lock:
            self._leave_all(visitor)

    def forget(self, key: Hashable) -> None:
        """Drop a failed job or a result: the next to ask starts it again."""
        with self._lock:
            self._results.pop(key, None)
            if key in self._jobs and self._jobs[key].error is not None:
                del self._jobs[key]

    def _leave_all(self, visitor: str, but: Hashable = None) -> None:
        gone = monotonic() - self._patience
        for key, job in list(self._jobs.items()):
            if key == but:
                continue
            job._asked = {
                who: when
                for who, when in job._asked.items()
                if who != visitor and when > gone
            }
            if not job._asked:
                # Whoever asks for it later gets a new job, even while this one ends.
                job._cancelled = True
                del self._jobs[key]

    def _run(
        self,
        key: Hashable,
        job: Job,
        work: Callable[[Report], Any],
    ) -> None:
        try:
            job.on_step(0.0, "Starting")
            result = work(job.on_step)
        except CancelledError:
            return
        except Exception as error:
            logger.exception("The job %s failed", key)
            job.error = error
            return
        self.keep(key, result)
        with self._lock:
            if self._jobs.get(key) is job:
                del self._jobs[key]
