"""What takes time, asked for in one way: a request, and an answer to it."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from mnist_kmeans.reports import OnStep
from mnist_kmeans.ui.background.jobs import JobQueue
from mnist_kmeans.ui.background.queues import queue, visitor

T = TypeVar("T")


@dataclass(frozen=True)
class Ready(Generic[T]):
    """The result."""

    value: T


@dataclass(frozen=True)
class UnderWay:
    """The result is being computed.

    Attributes
    ----------
    fraction : float
        How much is done, 0 to 1.
    what : str
        What is being done, for people.
    seconds_left : float or None
        An estimate; None while there is none.
    stoppable : Request or None
        What the visitor is offered to stop: the request itself, or what it needs first.
    """

    fraction: float
    what: str
    seconds_left: float | None
    stoppable: "Request[Any] | None" = None


@dataclass(frozen=True)
class Failed:
    """The result could not be computed.

    Attributes
    ----------
    request : Request
        What failed: the request itself, or what it needs first.
    what : str
        What could not be done, for people.
    error : BaseException
    """

    request: "Request[Any]"
    what: str
    error: BaseException


@dataclass(frozen=True)
class Stopped:
    """The visitor stopped it: the request itself, or what it needs first."""

    request: "Request[Any]"


Answer = Ready[T] | UnderWay | Failed | Stopped


class Request(ABC, Generic[T]):
    """A result that a page waits for, computed once for all who ask.

    A subclass is a frozen dataclass of all that the result depends on.
    """

    #: What the visitor wants it for. They wait for one job of each purpose in a queue:
    #: asking for another one cancels the one before, unless somebody else waits for it.
    purpose: str

    @property
    @abstractmethod
    def lane(self) -> str:
        """Name of the queue in which it waits, as in `queues.queue`."""

    @property
    @abstractmethod
    def key(self) -> Hashable:
        """Cache key of the result."""

    @property
    @abstractmethod
    def failure(self) -> str:
        """What could not be done, for people, where it failed."""

    @property
    def stoppable(self) -> bool:
        """Whether the visitor is offered to stop it."""
        return False

    @abstractmethod
    def compute(self, on_step: OnStep) -> T | None:
        """Compute the result, on a worker thread; what is None is not kept."""

    def load(self) -> T | None:
        """Load the result if it is on disk."""
        return None

    def needs(self) -> "Request[Any] | None":
        """Return what is missing that has to be there first."""
        return None

    def stopped(self) -> tuple[str, str]:
        """Say that the visitor stopped it, and name the button that goes on."""
        raise NotImplementedError  # only what is stoppable

    @property
    def queue(self) -> JobQueue:
        """The queue in which it waits."""
        return queue(self.lane)

    def find(self) -> T | None:
        """Return the result if it is in memory or on disk, without computing it."""
        result: T | None = self.queue.result(self.key)
        if result is None:
            result = self.load()
            if result is not None:
                self.queue.keep(self.key, result)
        return result

    def ask(self) -> Answer[T]:
        """Return the result, or have it computed in the background."""
        result = self.find()
        if result is not None:
            self.queue.leave(visitor(), self.purpose)
            return Ready(result)
        if self.is_stopped():
            return Stopped(self)
        first = self.needs()
        if first is not None:
            self.queue.leave(visitor(), self.purpose)
            return first.ask()
        job = self.queue.ask(visitor(), self.key, self.compute, self.purpose)
        if job.error is not None:
            return Failed(self, self.failure, job.error)
        stoppable = self if self.stoppable else None
        return UnderWay(job.fraction, job.what, job.seconds_left, stoppable)

    def is_stopped(self) -> bool:
        """Tell whether the visitor stopped it, and did not let it go on since."""
        return _stopped().get(self.purpose) == self.key

    def stop(self) -> None:
        """Cancel it where only this visitor waits, and do not start it again."""
        self.queue.leave(visitor(), self.purpose)
        _stopped()[self.purpose] = self.key

    def retry(self) -> None:
        """Let it be computed again after it was stopped or failed."""
        _stopped().pop(self.purpose, None)
        self.queue.forget(self.key)
        first = self.needs()
        if first is not None:
            first.retry()


def _stopped() -> dict[str, Hashable]:
    """Return the keys of what the visitor stopped, by purpose."""
    stopped: dict[str, Hashable] = st.session_state.setdefault("stopped", {})
    return stopped


def ask_all(requests: Sequence[Request[Any]], what: str) -> Answer[list[Any]]:
    """Ask for several results at once.

    Parameters
    ----------
    requests : sequence of Request
    what : str
        What is being done, for people.

    Returns
    -------
    Ready, UnderWay, Failed or Stopped
        Ready with the list of all results; else the first that failed or was stopped.
    """
    answers = [request.ask() for request in requests]
    for answer in answers:
        if isinstance(answer, Failed | Stopped):
            return answer
    jobs = [answer for answer in answers if isinstance(answer, UnderWay)]
    if not jobs:
        return Ready([answer.value for answer in answers if isinstance(answer, Ready)])
    fraction = 1 - sum(1 - job.fraction for job in jobs) / len(answers)
    # Several of them may need the same first.
    parts = dict.fromkeys(job.what for job in jobs)
    left = [job.seconds_left for job in jobs]
    known = [seconds for seconds in left if seconds is not None]
    return UnderWay(
        fraction,
        f"{what}: {'; '.join(parts)}",
        max(known) if len(known) == len(left) else None,
    )
