"""Background jobs: one per key however many ask, cancelled when nobody waits.

Nothing here uses Streamlit, whose functions must not be called on worker threads.
"""

import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from math import inf
from threading import Condition, Thread, main_thread
from time import monotonic
from typing import Any
from weakref import WeakSet

from mnist_kmeans.on_step import OnStep

logger = logging.getLogger(__name__)

#: Seconds after which a disconnected visitor no longer waits: a connection that was
#: lost for a moment is back by then.
PATIENCE = 3.0


class CancelledError(Exception):
    """Raised in a job to end it, when nobody waits for it any more."""


@dataclass(eq=False)
class Job:
    """A job that is queued, running or failed.

    Attributes
    ----------
    fraction : float
        How much is done, 0 to 1.
    what : str
        What is being done, for people.
    error : BaseException or None
        Why it failed; without a traceback, which would keep the job's arrays alive.
    """

    fraction: float = 0.0
    what: str = "Waiting for its turn"
    error: BaseException | None = None
    # When it was last asked for, by visitor and purpose.
    _asked: dict[tuple[str, str], float] = field(default_factory=dict)
    _seen: float = -inf  # when any of these visitors was last connected
    _cancelled: bool = False
    # Time and value of the first fraction above 0 that it reported.
    _first_report: tuple[float, float] | None = None
    _end: float | None = None  # when it will be done, by its last report

    @property
    def seconds_left(self) -> float | None:
        """Time to its end, at its pace since it first reported a fraction above 0.

        None for the first second. It goes down also while nothing is reported.
        """
        return None if self._end is None else max(0.0, self._end - monotonic())

    def _report(self, fraction: float, what: str) -> None:
        has_advanced = fraction > self.fraction
        self.fraction, self.what = fraction, what
        if not has_advanced:
            return
        now = monotonic()
        if self._first_report is None:
            self._first_report = now, fraction
        seconds, done = now - self._first_report[0], fraction - self._first_report[1]
        if seconds >= 1 and done > 0:
            self._end = now + seconds * (1 - fraction) / done


class JobQueue:
    """Jobs on a few threads, and a cache of their results.

    The threads are daemons, which do not keep the program from ending; see `end_all`.

    Parameters
    ----------
    n_workers : int
        Jobs that run at a time.
    n_results : int
        Results kept in memory; the least recently used is dropped first.
    initializer : callable, optional
        Run before each job, on its thread.
    is_here : callable, optional
        Called with a visitor; tells whether they are connected. By default nobody is.
    patience : float, default=3.0
        Seconds without asking or being connected after which a visitor no longer waits.
    """

    def __init__(
        self,
        n_workers: int,
        n_results: int,
        initializer: Callable[[], None] | None = None,
        is_here: Callable[[str], bool] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._n_workers = n_workers
        self._n_results = n_results
        self._initialize = initializer or (lambda: None)
        self._is_here = is_here or (lambda visitor: False)
        self._patience = patience
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._jobs: dict[Hashable, Job] = {}
        self._pending: deque[Callable[[], None]] = deque()
        self._n_threads = 0
        self._lock = Condition()
        _queues.add(self)

    def result(self, key: Hashable) -> Any:
        """Return the result cached under a key, or None."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def keep(self, key: Hashable, result: Any) -> None:
        """Cache a result that was loaded or computed elsewhere."""
        with self._lock:
            self._results[key] = result
            self._results.move_to_end(key)
            while len(self._results) > self._n_results:
                self._results.popitem(last=False)

    def ask(
        self,
        visitor: str,
        key: Hashable,
        work: Callable[[OnStep], Any],
        purpose: str = "",
    ) -> Job:
        """Ask for a result, which starts a job unless there is one already.

        A visitor waits for one job of each purpose at a time: asking for another
        cancels the previous one, queued or running, unless somebody else waits for it.

        Parameters
        ----------
        visitor : str
            Who asks.
        key : hashable
            Cache key of the result.
        work : callable
            Called on a worker thread with a function to report progress to, which
            raises `CancelledError` to end the job. A result of None is not cached.
        purpose : str, default=""
            What the visitor wants the result for.

        Returns
        -------
        Job
            A finished one if the result is cached. A failed job is returned until
            `forget` is called.
        """
        with self._lock:
            self._leave(visitor, purpose, but=key)
            if key in self._results:
                return Job(1.0, "Done")
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = Job()
                self._start(partial(self._run, key, job, work))
            job._asked[visitor, purpose] = monotonic()
            return job

    def has(self, key: Hashable) -> bool:
        """Tell whether a job is queued, running or failed under a key."""
        with self._lock:
            return key in self._jobs

    def warm_up(self) -> None:
        """Run the initializer on a thread, before the first job."""
        with self._lock:
            self._start(self._initialize)

    def leave(
        self, visitor: str, purpose: str | None = None, before: float = inf
    ) -> None:
        """Record that a visitor no longer waits.

        Parameters
        ----------
        visitor : str
        purpose : str, optional
            For jobs of this purpose only.
        before : float, optional
            For jobs last asked for before this time, as from `time.monotonic`, only.
        """
        with self._lock:
            self._leave(visitor, purpose, before)

    def forget(self, key: Hashable) -> None:
        """Drop a failed job or a result, which is then computed again if asked for."""
        with self._lock:
            self._results.pop(key, None)
            if key in self._jobs and self._jobs[key].error is not None:
                del self._jobs[key]

    def close(self) -> None:
        """Cancel all jobs; running ones end when they next report progress."""
        with self._lock:
            self._pending.clear()
            for job in self._jobs.values():
                job._cancelled = True
            self._jobs.clear()

    def join(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds until no job is running; return whether."""
        with self._lock:
            return self._lock.wait_for(lambda: self._n_threads == 0, timeout)

    def _leave(
        self,
        visitor: str,
        purpose: str | None,
        before: float = inf,
        but: Hashable = None,
    ) -> None:
        for key, job in list(self._jobs.items()):
            if key == but:
                continue
            for (asker, wanted_for), when in list(job._asked.items()):
                if asker == visitor and purpose in (None, wanted_for) and when < before:
                    del job._asked[asker, wanted_for]
            if not self._is_wanted(job):
                self._cancel(key, job)

    def _cancel(self, key: Hashable, job: Job) -> None:
        # Asking for the key again starts a new job, even while this one is ending.
        job._cancelled = True
        if self._jobs.get(key) is job:
            del self._jobs[key]

    def _is_wanted(self, job: Job) -> bool:
        """Tell whether a visitor waits for a job who is, or was just now, connected."""
        if not job._asked:
            return False
        now = monotonic()
        if any(self._is_here(visitor) for visitor, _ in job._asked):
            job._seen = now
        return now - max(job._seen, *job._asked.values()) <= self._patience

    def _start(self, task: Callable[[], None]) -> None:
        self._pending.append(task)
        if self._n_threads < self._n_workers:
            self._n_threads += 1
            Thread(target=self._run_tasks, name="job", daemon=True).start()

    def _run_tasks(self) -> None:
        while True:
            with self._lock:
                if not self._pending:
                    self._n_threads -= 1
                    self._lock.notify_all()
                    return
                task = self._pending.popleft()
            try:
                task()
            # SystemExit too: without this thread, queued jobs would wait for ever.
            except BaseException:
                logger.exception("The thread's task failed")
            del task  # it holds the arrays that the job worked on

    def _run(self, key: Hashable, job: Job, work: Callable[[OnStep], Any]) -> None:
        def report(fraction: float, what: str) -> None:
            with self._lock:
                if not self._is_wanted(job):
                    self._cancel(key, job)
                if job._cancelled:
                    raise CancelledError
            job._report(fraction, what)

        try:
            report(0.0, "Starting")
            self._initialize()
            result = work(report)
            if result is not None:
                self.keep(key, result)
        except CancelledError:
            pass
        except BaseException as error:
            if not main_thread().is_alive():
                return  # at exit a subprocess that the job needs may be gone
            logger.exception("The job %s failed", key)
            job.error = _without_traceback(error)
            return
        with self._lock:
            if self._jobs.get(key) is job:
                del self._jobs[key]


def _without_traceback(error: BaseException) -> BaseException:
    """Drop an error's traceback and causes, whose frames refer to arrays."""
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error


_queues: WeakSet[JobQueue] = WeakSet()


def end_all(timeout: float) -> bool:
    """Cancel the jobs of all queues, and wait for running ones to end.

    Parameters
    ----------
    timeout : float
        Seconds to wait at most.

    Returns
    -------
    bool
        Whether any job was running.
    """
    busy = [queue for queue in list(_queues) if not queue.join(0)]
    for queue in busy:
        queue.close()
    end = monotonic() + timeout
    for queue in busy:
        queue.join(max(0.0, end - monotonic()))
    return bool(busy)
