"""Fits ahead: which, and when not."""

from dataclasses import dataclass, field, replace
from threading import Event

import pytest
import streamlit as st

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui.background import jobs, queues
from mnist_kmeans.ui.controls import likely_ks
from mnist_kmeans.ui.requests import fits_ahead
from tests.ui.conftest import PATIENCE

SETTINGS = FitSettings(300, n_clusters=10)
KS = (11, 9, 12, 8, 2, 64)


@dataclass
class Server:
    """A server without pages, whose clock goes on only while somebody sleeps."""

    now: float = 1000.0
    room: bool = True
    there: set[str] = field(default_factory=lambda: {"a", "b"})
    fitted: list[int] = field(default_factory=list)
    # Called in each fit, before it reports.
    during_fit = staticmethod(lambda: None)

    def has_room(self):
        return self.room

    def find(self, settings, data):
        return "a fit" if settings.n_clusters == 9 else None

    def get(self, settings, data, on_step, features):
        self.during_fit()
        on_step(0.5, "half-way")
        self.fitted.append(settings.n_clusters)

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def server(monkeypatch):
    st.cache_resource.clear()
    made = Server()
    for module in (fits_ahead, queues):
        monkeypatch.setattr(module, "monotonic", lambda: made.now)
    monkeypatch.setattr(fits_ahead, "sleep", lambda seconds: made.sleep(seconds))
    monkeypatch.setattr(fits_ahead, "store", lambda: made)
    monkeypatch.setattr(queues, "_is_here", lambda name: name in made.there)
    monkeypatch.setattr(queues, "_runs", {"a": made.now})
    yield made
    jobs.end_all(PATIENCE)


@pytest.fixture
def around(digits):
    def fit_around(report=lambda fraction, what: None):
        return fits_ahead.fit_around(SETTINGS, digits, KS, report)

    return fit_around


def test_the_fits_ahead_are_those_that_the_pages_will_ask_for(
    server, digits, monkeypatch
):
    # In HOG there are 20 starts at k = 10 and 3 at k = 64.
    asked = []
    monkeypatch.setattr(fits_ahead, "missing_features", lambda *_, **__: None)
    monkeypatch.setattr(
        fits_ahead, "_fit", lambda settings, *_: asked.append(settings) or True
    )
    fits_ahead.fit_around(FitSettings(300, 10, "hog"), digits, (11, 64), lambda *_: 0)
    assert asked == [FitSettings(300, 11, "hog"), FitSettings(300, 64, "hog")]


def test_likely_values_are_fitted_once_the_page_is_drawn(server, around):
    began = server.now
    assert around()
    assert server.now >= began + 0.5
    expected = [k for k in KS if k != 9]  # which is on disk
    assert server.fitted == expected
    assert around(), "they are known to be there"
    assert server.fitted == expected


def test_likely_values_are_those_of_the_slider(digits, monkeypatch):
    monkeypatch.setattr(st, "session_state", {"k": 10})
    assert likely_ks(digits) == [11, 9, 12, 8, 2, 5, 16, 20, 22, 25, 32, 64, 128, 256]
    monkeypatch.setattr(st, "session_state", {"k": 256})
    assert likely_ks(digits)[:2] == [240, 224]
    monkeypatch.setattr(st, "session_state", {"k": 47})  # typed
    assert likely_ks(digits)[:4] == [48, 44, 52, 40]


def test_nothing_while_two_are_active(server, around):
    queues._runs["b"] = server.now - 30
    assert around() is None
    server.there.remove("b")
    assert around()


def test_nothing_after_a_minute_of_rest(server, around):
    server.now += 61
    assert around() is None
    assert not server.fitted


def test_nothing_while_the_disk_is_almost_full(server, around):
    server.room = False
    assert around() is None
    assert not server.fitted


def test_nothing_in_a_space_that_is_not_ready(server, around, monkeypatch):
    monkeypatch.setattr(fits_ahead, "missing_features", lambda *space, **how: "hog")
    assert around() is None
    assert not server.fitted


def test_a_fit_ends_when_somebody_asks_for_something_else(server, around):
    go = Event()

    def ask():
        if not server.fitted and not go.is_set():
            queues.queue("fits").ask("a", "key", lambda report: go.wait(PATIENCE))

    def sleep(seconds):
        server.now += seconds
        assert not server.fitted
        go.set()
        assert queues.queue("fits").join(PATIENCE)
        server.sleep = lambda seconds: setattr(server, "now", server.now + seconds)

    server.during_fit = ask
    queues._runs["a"] = server.now - 10
    server.sleep = sleep
    assert around()
    assert server.fitted[0] == 11, "begun again"


def test_it_waits_too_where_somebody_asks_while_images_are_prepared(
    server, around, digits, monkeypatch
):
    prepare, go = fits_ahead.get_features, Event()

    def get_features(*asked):
        if not go.is_set():
            queues.queue("fits").ask("a", "key", lambda report: go.wait(PATIENCE))
        return prepare(*asked)

    def sleep(seconds):
        server.now += seconds
        go.set()
        assert queues.queue("fits").join(PATIENCE)

    monkeypatch.setattr(fits_ahead, "get_features", get_features)
    server.sleep = sleep
    queues._runs["a"] = server.now - 10
    assert around()
    assert server.fitted[0] == 11


def test_a_fit_that_somebody_asks_for_goes_on(server, around, digits):
    go, wanted = Event(), replace(SETTINGS, n_clusters=11)

    def ask():
        if not server.fitted:
            key = wanted, digits.fingerprint
            queues.queue("fits").ask("a", key, lambda report: go.wait(PATIENCE))

    def report(fraction, what):
        # The visitor's page has other settings now, which ends the job.
        if queues.queue("fits").has((wanted, digits.fingerprint)):
            raise jobs.CancelledError

    server.during_fit = ask
    with pytest.raises(jobs.CancelledError):
        around(report)
    assert server.fitted == [11]
    go.set()


def test_a_fit_waits_while_a_page_is_drawn(server, around):
    drawn = []

    def draw():
        if not drawn:
            drawn.append(server.now)
            queues._runs["a"] = server.now

    server.during_fit = draw
    assert around()
    assert server.fitted[0] == 11
    assert server.now >= drawn[0] + 0.5


def test_jobs_that_people_wait_for_come_first(server, around):
    go = Event()
    queues.queue("fits").ask("a", "key", lambda report: go.wait(PATIENCE))

    def sleep(seconds):
        server.now += seconds
        if server.now > 1010:
            assert not server.fitted
            go.set()
            assert queues.queue("fits").join(PATIENCE)

    server.sleep = sleep
    assert around()
    assert server.fitted


def test_it_ends_with_its_visitor(server, around):
    def report(fraction, what):
        if server.fitted:
            raise jobs.CancelledError

    with pytest.raises(jobs.CancelledError):
        around(report)
    assert server.fitted == [11]


def test_it_can_be_turned_off(server, digits, monkeypatch):
    monkeypatch.setattr(queues, "_prepare_worker", lambda: None)
    fits_ahead.fit_ahead(SETTINGS, digits, KS)
    assert queues.queue("ahead").join(PATIENCE)
    assert not server.fitted, "off in tests"
    monkeypatch.delenv(fits_ahead.AHEAD_VARIABLE)
    fits_ahead.fit_ahead(SETTINGS, digits, KS)
    assert queues.queue("ahead").join(PATIENCE)
    assert server.fitted
