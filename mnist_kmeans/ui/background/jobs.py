"""Work in the background: one job a key, however many ask, and none that nobody wants.

This knows nothing of Streamlit, and no worker touches it.
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

from mnist_kmeans.reports import OnStep

logger = logging.getLogger(__name__)

#: Seconds after which a visitor who was not seen any more has left: a connection that
#: was lost for a moment is there again by then.
PATIENCE = 3.0


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
    seconds_left : float or None
        Time to its end, if it goes on at the pace it had since it first reported a
        fraction above 0; None for its first second.
    error : BaseException or None
        Why it failed, without its traceback, which would keep the job's arrays alive.
    """

    fraction: float = 0.0
    what: str = "Waiting for its turn"
    seconds_left: float | None = None
    error: BaseException | None = None
    # When each visitor asked last, by visitor and purpose.
    _asked: dict[tuple[str, str], float] = field(default_factory=dict)
    _seen: float = -inf  # when any of them was there last
    _cancelled: bool = False
    # When it first reported a fraction above 0, and which.
    _first_report: tuple[float, float] | None = None

    def _report(self, fraction: float, what: str) -> None:
        self.fraction, self.what = fraction, what
        if fraction <= 0:
            return
        now = monotonic()
        if self._first_report is None:
            self._first_report = now, fraction
        seconds, done = now - self._first_report[0], fraction - self._first_report[1]
        if seconds >= 1 and done > 0:
            self.seconds_left = seconds * (1 - fraction) / done


class JobQueue:
    """Jobs on a few threads, and the last results they gave.

    The threads do not keep a program from ending; see `end_all`.

    Parameters
    ----------
    n_workers : int
        Jobs at a time.
    n_results : int
        Results held in memory, the least recently used dropped first.
    initializer : callable, optional
        Run before each job, on its thread.
    is_here : callable, optional
        Tells whether a visitor is still there; by default nobody is known to be.
    patience : float, default=3.0
        A visitor who neither asked nor was there for so many seconds waits no more.
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
        """Return the result kept under a key, or None."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def keep(self, key: Hashable, result: Any) -> None:
        """Keep a result that was loaded or computed elsewhere."""
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
        """Ask for a job, which starts it unless it is there already.

        A visitor waits for one job of each purpose at a time: those that only they
        waited for before are cancelled, whether queued or running.

        Parameters
        ----------
        visitor : str
            Who asks.
        key : hashable
            Names the work and its result.
        work : callable
            Called on a worker with a function to report progress to, which raises
            `CancelledError` to end the job. A result that is None is not kept.
        purpose : str, default=""
            What the visitor wants it for.

        Returns
        -------
        Job
            One whose result is there already is done. A failed one is returned as it
            is, until `forget` is called.
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

    def warm_up(self) -> None:
        """Run the initializer on a thread, before the first job."""
        with self._lock:
            self._start(self._initialize)

    def leave(
        self, visitor: str, purpose: str | None = None, before: float = inf
    ) -> None:
        """Say that a visitor waits no more.

        Parameters
        ----------
        visitor : str
        purpose : str, optional
            For jobs of which purpose; any by default.
        before : float, optional
            But for those asked for since then, on the clock of `time.monotonic`.
        """
        with self._lock:
            self._leave(visitor, purpose, before)

    def forget(self, key: Hashable) -> None:
        """Drop a failed job or a result: the next to ask starts it again."""
        with self._lock:
            self._results.pop(key, None)
            if key in self._jobs and self._jobs[key].error is not None:
                del self._jobs[key]

    def close(self) -> None:
        """Cancel all jobs; those under way end when they report next."""
        with self._lock:
            self._pending.clear()
            for job in self._jobs.values():
                job._cancelled = True
            self._jobs.clear()

    def join(self, timeout: float) -> bool:
        """Wait until no job is under way, at most so many seconds; return whether."""
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
            for who, when in list(job._asked.items()):
                if who[0] == visitor and purpose in (None, who[1]) and when < before:
                    del job._asked[who]
            if not self._is_wanted(job):
                self._cancel(key, job)

    def _cancel(self, key: Hashable, job: Job) -> None:
        # Whoever asks for it later gets a new job, even while this one ends.
        job._cancelled = True
        if self._jobs.get(key) is job:
            del self._jobs[key]

    def _is_wanted(self, job: Job) -> bool:
        """Tell whether somebody waits for a job who is there, or was a moment ago."""
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
            # A daemon thread: Python would wait for any other before it ends.
            Thread(target=self._work_off, name="job", daemon=True).start()

    def _work_off(self) -> None:
        while True:
            with self._lock:
                if not self._pending:
                    self._n_threads -= 1
                    self._lock.notify_all()
                    return
                task = self._pending.popleft()
            try:
                task()
            # SystemExit too: without this thread, jobs would wait for ever.
            except BaseException:
                logger.exception("The thread's task failed")
            del task  # and with it all that the job worked on

    def _run(
        self,
        key: Hashable,
        job: Job,
        work: Callable[[OnStep], Any],
    ) -> None:
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
                return  # the program ends, and so did a process that it needed
            logger.exception("The job %s failed", key)
            job.error = _without_traceback(error)
            return
        with self._lock:
            if self._jobs.get(key) is job:
                del self._jobs[key]


def _without_traceback(error: BaseException) -> BaseException:
    """Take from an error, and from those it came of, what leads to arrays."""
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return error


_queues: WeakSet[JobQueue] = WeakSet()


def end_all(timeout: float) -> bool:
    """Cancel the jobs of all queues, and wait a little for those under way to end.

    Parameters
    ----------
    timeout : float
        In seconds.

    Returns
    -------
    bool
        Whether any was under way.
    """
    busy = [queue for queue in list(_queues) if not queue.join(0)]
    for queue in busy:
        queue.close()
    end = monotonic() + timeout
    for queue in busy:
        queue.join(max(0.0, end - monotonic()))
    return bool(busy)
