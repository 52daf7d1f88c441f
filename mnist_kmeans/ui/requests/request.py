"""Requests for results that take time, and the answers to them."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from mnist_kmeans.on_step import OnStep
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
        An estimate, if there is one yet.
    stoppable : Request or None
        What the visitor can stop: the request itself, or the one it waits for.
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
        What failed: the request itself, or the one it waits for.
    error : BaseException
    """

    request: "Request[Any]"
    error: BaseException


@dataclass(frozen=True)
class Stopped:
    """The visitor stopped the request, or the one it waits for."""

    request: "Request[Any]"


Answer = Ready[T] | UnderWay | Failed | Stopped


class Request(ABC, Generic[T]):
    """A result that a page waits for, computed once for all who ask.

    Subclasses are frozen dataclasses of what the result depends on.
    """

    #: What the visitor wants it for. A visitor waits for one job of each purpose in a
    #: queue: asking for another cancels the previous one, unless others wait for it.
    purpose: str

    @property
    @abstractmethod
    def lane(self) -> str:
        """Name of its queue, as in `queues.queue`."""

    @property
    @abstractmethod
    def key(self) -> Hashable:
        """Cache key of the result."""

    @property
    @abstractmethod
    def failure(self) -> str:
        """What could not be done if it failed, for people."""

    @property
    def stoppable(self) -> bool:
        """Whether the visitor can stop it."""
        return False

    @abstractmethod
    def compute(self, on_step: OnStep) -> T | None:
        """Compute the result, on a worker thread; None is not cached."""

    def load(self) -> T | None:
        """Load the result if it is on disk."""
        return None

    def needs(self) -> "Request[Any] | None":
        """Return a request that has to be ready first and is not, if any."""
        return None

    def stopped_message(self) -> tuple[str, str]:
        """Return what to say once it is stopped, and the label of a resume button."""
        raise NotImplementedError  # only of stoppable requests

    @property
    def queue(self) -> JobQueue:
        """The queue that its job waits in."""
        return queue(self.lane)

    def find(self) -> T | None:
        """Return the result if it is in memory or on disk, without computing it."""
        result: T | None = self.queue.result(self.key)
        if result is None:
            result = self.load()
            if result is not None:
                self.queue.keep(self.key, result)
        return result

    def forming(self) -> Any:
        """Return the latest of what `compute` has shown, while it is under way."""
        return self.queue.result(self._forming_key)

    def show(self, so_far: Any) -> None:
        """Show, in `compute`, what there is of the result so far."""
        self.queue.keep(self._forming_key, so_far)

    def ask(self) -> Answer[T]:
        """Return the result, or start computing it in the background."""
        result = self.find()
        if result is not None:
            self.queue.leave(visitor(), self.purpose)
            return Ready(result)
        if self.is_stopped():
            return Stopped(self)
        needed = self.needs()
        if needed is not None:
            self.queue.leave(visitor(), self.purpose)
            answer = needed.ask()
            if not isinstance(answer, Ready):  # it may have become ready just now
                return answer
        job = self.queue.ask(visitor(), self.key, self._compute, self.purpose)
        if job.error is not None:
            return Failed(self, job.error)
        stoppable = self if self.stoppable else None
        return UnderWay(job.fraction, job.what, job.seconds_left, stoppable)

    @property
    def _forming_key(self) -> Hashable:
        return "forming", self.key

    def _compute(self, on_step: OnStep) -> T | None:
        try:
            return self.compute(on_step)
        finally:
            self.queue.forget(self._forming_key)

    def is_stopped(self) -> bool:
        """Tell whether the visitor stopped it and has not resumed it."""
        return _stopped_keys().get(self.purpose) == self.key

    def stop(self) -> None:
        """Do not compute it for this visitor; cancel its job if nobody else waits."""
        self.queue.leave(visitor(), self.purpose)
        _stopped_keys()[self.purpose] = self.key

    def retry(self) -> None:
        """Resume it after it was stopped or has failed, and the one it waits for."""
        _stopped_keys().pop(self.purpose, None)
        self.queue.forget(self.key)
        needed = self.needs()
        if needed is not None:
            needed.retry()


def _stopped_keys() -> dict[str, Hashable]:
    """Return the keys of the requests that the visitor stopped, by purpose."""
    keys: dict[str, Hashable] = st.session_state.setdefault("stopped", {})
    return keys


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
        The first that failed or was stopped, if any. Ready has the list of all results.
    """
    answers = [request.ask() for request in requests]
    for answer in answers:
        if isinstance(answer, Failed | Stopped):
            return answer
    jobs = [answer for answer in answers if isinstance(answer, UnderWay)]
    if not jobs:
        return Ready([answer.value for answer in answers if isinstance(answer, Ready)])
    fraction = 1 - sum(1 - job.fraction for job in jobs) / len(answers)
    # Several may wait for the same feature space.
    parts = dict.fromkeys(job.what for job in jobs)
    estimates = [job.seconds_left for job in jobs if job.seconds_left is not None]
    return UnderWay(
        fraction,
        f"{what}: {'; '.join(parts)}",
        max(estimates) if len(estimates) == len(jobs) else None,
    )
