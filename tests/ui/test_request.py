"""Requests for results that take time, and their answers."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Event
from time import sleep
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui.background import jobs
from mnist_kmeans.ui.background.jobs import Job
from mnist_kmeans.ui.requests import features_request
from mnist_kmeans.ui.requests.request import (
    Failed,
    Ready,
    Request,
    Stopped,
    UnderWay,
    ask_all,
)
from tests.ui.conftest import PATIENCE


@dataclass(frozen=True)
class Square(Request[int]):
    """The square of a number, computed when the gate is open."""

    number: int
    gate: Event = field(default_factory=Event)
    on_disk: dict[int, int] = field(default_factory=dict)
    first: "Square | None" = None
    purpose: str = "square"

    lane = "studies"
    failure = "No square"
    stoppable = True

    @property
    def key(self) -> Hashable:
        return "square", self.number

    def load(self) -> int | None:
        return self.on_disk.get(self.number)

    def needs(self) -> "Square | None":
        return self.first if self.first and self.first.find() is None else None

    def compute(self, on_step) -> int:
        while not self.gate.wait(0.01):
            on_step(0.5, f"Squaring {self.number}")
        if self.number < 0:
            raise ValueError("it is negative.")
        return self.number**2

    def stopped_message(self) -> tuple[str, str]:
        return "Stopped.", "Go on"


@pytest.fixture(autouse=True)
def session():
    st.cache_resource.clear()
    st.session_state.pop("stopped", None)
    yield
    jobs.end_all(PATIENCE)


def until(request: Request[Any], kind: type, what: str = "") -> Any:
    """Ask until the answer is of a type."""
    for _ in range(int(PATIENCE / 0.01)):
        answer = request.ask()
        if isinstance(answer, kind) and what in getattr(answer, "what", ""):
            return answer
        sleep(0.01)
    raise AssertionError(f"the answer stayed {answer}")


def test_request_is_under_way_then_ready():
    request = Square(3)
    assert request.find() is None
    answer = until(request, UnderWay, "Squaring 3")
    assert (answer.fraction, answer.stoppable) == (0.5, request)
    request.gate.set()
    assert until(request, Ready) == Ready(9)
    assert request.find() == 9


def test_result_on_disk_is_ready_at_once():
    request = Square(3, on_disk={3: 9})
    assert request.ask() == Ready(9)
    request.on_disk.clear()
    assert request.find() == 9  # from memory


def test_failure_stays_until_retried():
    request = Square(-1)
    request.gate.set()
    answer = until(request, Failed)
    assert answer.request is request
    assert str(answer.error) == "it is negative."
    assert isinstance(request.ask(), Failed)
    request.retry()
    assert isinstance(request.ask(), UnderWay)


def test_stopped_request_does_not_restart_by_itself():
    request = Square(3)
    until(request, UnderWay)
    request.stop()
    assert request.ask() == Stopped(request)
    assert not request.queue._jobs
    assert isinstance(Square(4).ask(), UnderWay), "only the stopped one is"
    request.retry()
    assert isinstance(request.ask(), UnderWay)


def test_stopped_request_with_a_result_is_ready():
    request = Square(3, on_disk={3: 9})
    request.stop()
    assert request.ask() == Ready(9)


def test_needed_request_comes_first():
    first = Square(2, purpose="first")
    request = Square(3, first=first)
    request.gate.set()
    assert until(request, UnderWay, "Squaring 2").stoppable is first
    assert request.find() is None
    first.stop()
    assert request.ask() == Stopped(first)
    first.retry()
    first.gate.set()
    assert until(request, Ready) == Ready(9)


def test_needed_request_becomes_ready_when_asked(monkeypatch):
    monkeypatch.setattr(Square, "needs", lambda self: self.first)
    request = Square(3, first=Square(2, on_disk={2: 4}))
    request.gate.set()
    assert isinstance(request.ask(), UnderWay)
    assert until(request, Ready) == Ready(9)


def test_retry_includes_the_needed_request():
    first = Square(-2, purpose="first")
    first.gate.set()
    request = Square(3, first=first)
    assert until(request, Failed).request is first
    request.retry()
    assert isinstance(request.ask(), UnderWay)


def test_request_of_the_same_purpose_replaces_the_previous():
    until(Square(3), UnderWay)
    other = Square(4)
    other.ask()
    assert list(other.queue._jobs) == [other.key]


def test_ready_request_cancels_the_previous():
    before = Square(3)
    until(before, UnderWay)
    Square(4, on_disk={4: 16}).ask()
    assert not before.queue._jobs


def test_ask_all_is_ready_when_all_are():
    two, three = Square(2), Square(3, purpose="other")
    two.gate.set()
    until(two, Ready)
    until(three, UnderWay, "Squaring")
    answer = ask_all([two, three], "Being squared")
    assert answer == UnderWay(0.75, "Being squared: Squaring 3", None)
    three.gate.set()
    until(three, Ready)
    assert ask_all([two, three], "Being squared") == Ready([4, 9])


def test_ask_all_fails_if_one_fails():
    fails = Square(-1, purpose="other")
    fails.gate.set()
    until(fails, Failed)
    answer = ask_all([Square(2), fails], "Being squared")
    assert isinstance(answer, Failed)
    assert answer.request is fails


def test_ask_all_names_a_shared_need_once():
    first = Square(2, purpose="first")
    both = [Square(n, first=first, purpose=str(n)) for n in (3, 4)]
    until(both[0], UnderWay, "Squaring 2")
    assert ask_all(both, "Being squared").what == "Being squared: Squaring 2"


def test_seconds_left_by_hand(monkeypatch):
    now = 100.0
    monkeypatch.setattr(jobs, "monotonic", lambda: now)
    job = Job()
    job._report(0.0, "Preparing")
    now = 150.0  # time before the first fraction does not count
    job._report(0.2, "Working")
    assert job.seconds_left is None
    now = 150.5
    job._report(0.3, "Working")
    assert job.seconds_left is None, "too early to say"
    now = 154.0
    job._report(0.4, "Working")
    assert job.seconds_left == pytest.approx(12)  # 0.2 took 4 s, 0.6 are left
    now = 158.0
    job._report(0.8, "Working")
    assert job.seconds_left == pytest.approx(8 * 0.2 / 0.6)
    now = 160.0
    assert job.seconds_left == pytest.approx(8 * 0.2 / 0.6 - 2), "without a report too"
    job._report(0.8, "Still at it")
    assert job.seconds_left == pytest.approx(8 * 0.2 / 0.6 - 2)
    now = 170.0
    assert job.seconds_left == 0


@pytest.mark.parametrize("pretrained", [True, False])
def test_training_images_are_in_the_space_of_the_fit(digits, monkeypatch, pretrained):
    """A network learnt here and one that came along make different spaces."""
    spaces = {True: np.zeros((5, 16)), False: np.ones((5, 16))}

    def get_features(space, n_train, data, on_step, pretrained=True):
        return SimpleNamespace(train=spaces[pretrained])

    monkeypatch.setattr(features_request, "get_features", get_features)
    settings = FitSettings(5, 2, "spectral", pretrained=pretrained)
    points = features_request.training_points(settings, digits)
    assert points is spaces[pretrained]
