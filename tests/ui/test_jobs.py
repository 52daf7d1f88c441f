import gc
import subprocess
import sys
import weakref
from threading import Event
from time import monotonic
from typing import ClassVar

import numpy as np
import pytest

from mnist_kmeans.ui.background import jobs
from mnist_kmeans.ui.background.jobs import CancelledError, JobQueue

# Seconds to wait on a busy machine.
WAIT = 120


def wait_until(condition):
    waiter = Event()
    for _ in range(WAIT * 100):
        if condition():
            return
        waiter.wait(0.01)
    raise AssertionError("it did not happen in time")


class Work:
    """Work that reports progress until `go` is set."""

    made: ClassVar[list["Work"]] = []

    def __init__(self, result="done"):
        self.result, self.runs = result, 0
        self.started, self.go, self.cancelled = Event(), Event(), Event()
        self.made.append(self)

    def __call__(self, report):
        self.runs += 1
        self.started.set()
        try:
            while not self.go.wait(0.005):
                report(0.5, "half-way")
            report(0.9, "nearly")
        except CancelledError:
            self.cancelled.set()
            raise
        return self.result


@pytest.fixture(autouse=True)
def all_work_ends():
    """End all work that a test, perhaps a failed one, has left."""
    yield
    for work in Work.made:
        work.go.set()
    Work.made.clear()


@pytest.fixture
def here():
    """The connected visitors; tests change the set."""
    return {"a", "b"}


@pytest.fixture
def queue(here):
    return JobQueue(n_workers=1, n_results=2, is_here=here.__contains__, patience=0)


def test_one_job_however_many_ask(queue):
    work = Work()
    jobs = [queue.ask(visitor, "key", work) for visitor in "abcd"]
    assert len({id(job) for job in jobs}) == 1
    work.go.set()
    wait_until(lambda: queue.result("key") == "done")
    assert queue.ask("e", "key", work).fraction == 1
    assert work.runs == 1


def test_progress_can_be_seen(queue):
    work = Work()
    job = queue.ask("a", "key", work)
    wait_until(lambda: job.what == "half-way")
    assert job.fraction == 0.5
    work.go.set()


def test_later_request_replaces_queued_ones(queue):
    works = [Work(i) for i in range(10)]
    queue.ask("a", 0, works[0])
    works[0].started.wait(WAIT)
    for i in range(1, 10):
        queue.ask("a", i, works[i])
    works[9].go.set()
    wait_until(lambda: queue.result(9) == 9)
    assert works[0].cancelled.is_set()
    assert sum(work.runs for work in works) == 2


def test_job_continues_while_another_visitor_waits(queue):
    shared, other = Work("shared"), Work("other")
    queue.ask("a", "shared", shared)
    queue.ask("b", "shared", shared)
    queue.ask("a", "other", other)
    shared.go.set()
    other.go.set()
    wait_until(lambda: queue.result("shared") == "shared")
    wait_until(lambda: queue.result("other") == "other")


def test_job_ends_when_its_only_visitor_leaves(queue):
    work = Work()
    queue.ask("a", "key", work)
    work.started.wait(WAIT)
    queue.leave("a")
    assert work.cancelled.wait(WAIT)
    assert queue.result("key") is None


def test_cancelled_job_can_be_restarted_at_once(queue):
    first, second = Work("first"), Work("second")
    queue.ask("a", "key", first)
    first.started.wait(WAIT)
    queue.leave("a")
    queue.ask("a", "key", second)
    second.go.set()
    wait_until(lambda: queue.result("key") == "second")


def test_jobs_end_when_all_visitors_disconnect(queue, here):
    work, later = Work(), Work()
    queue.ask("a", "key", work)
    queue.ask("b", "later", later)
    work.started.wait(WAIT)
    here.clear()  # both disconnect; nobody calls the queue any more
    assert work.cancelled.wait(WAIT)
    assert queue.join(WAIT)
    assert later.runs == 0
    assert queue.result("key") is None


def test_connected_visitor_need_not_ask_again(queue, here):
    # As in a hidden tab, whose timers are throttled, for longer than `patience`.
    work, other = Work(), Work("other")
    job = queue.ask("a", "key", work)
    wait_until(lambda: job.what == "half-way")
    queue.leave("b")
    queue.ask("b", "other", other)
    work.go.set()
    other.go.set()
    wait_until(lambda: queue.result("key") == "done")


def test_brief_disconnection_does_not_cancel(here):
    queue = JobQueue(1, 1, is_here=here.__contains__, patience=WAIT)
    work = Work()
    job = queue.ask("a", "key", work)
    wait_until(lambda: job.what == "half-way")
    here.clear()
    job.what = "seen"
    wait_until(lambda: job.what == "half-way")  # it has reported since
    work.go.set()
    wait_until(lambda: queue.result("key") == "done")


def test_a_visitor_waits_for_one_job_of_each_purpose(queue):
    one, two = Work("one"), Work("two")
    queue.ask("a", "one", one, "map")
    queue.ask("a", "two", two, "fit")
    one.go.set()
    two.go.set()
    wait_until(lambda: queue.result("one") == "one")
    wait_until(lambda: queue.result("two") == "two")


def test_leave_before_a_time_keeps_jobs_asked_for_since(queue):
    left, wanted = Work(), Work("wanted")
    queue.ask("a", "left", left, "map")
    queue.ask("a", "wanted", wanted, "fit")
    left.started.wait(WAIT)
    asked, begun = monotonic(), monotonic()
    while begun == asked:  # some clocks are coarse
        begun = monotonic()
    queue.ask("a", "wanted", wanted, "fit")
    queue.leave("a", before=begun)
    assert left.cancelled.wait(WAIT)
    wanted.go.set()
    wait_until(lambda: queue.result("wanted") == "wanted")


def test_asking_for_a_cached_result_cancels_the_previous_job(queue):
    queue.keep("kept", "result")
    work = Work()
    queue.ask("a", "key", work)
    work.started.wait(WAIT)
    assert queue.ask("a", "kept", work).fraction == 1
    assert work.cancelled.wait(WAIT)


def test_failed_job_releases_its_arrays(queue, monkeypatch):
    # pytest keeps log records with their tracebacks.
    monkeypatch.setattr(jobs.logger, "exception", lambda *a: None)
    arrays = []

    def fail(report):
        array = np.zeros(10)
        arrays.append(weakref.ref(array))
        try:
            raise KeyError("cause")
        except KeyError as cause:
            raise ValueError("failed") from cause

    job = queue.ask("a", "key", fail)
    wait_until(lambda: job.error is not None)
    assert queue.join(WAIT)
    gc.collect()
    assert arrays[0]() is None
    assert str(job.error) == "failed"


def test_finished_job_releases_its_arrays(queue):
    array = np.zeros(10)
    held = weakref.ref(array)
    queue.ask("a", "key", lambda report, array=array: "done")
    wait_until(lambda: queue.result("key") == "done")
    assert queue.join(WAIT)
    del array
    gc.collect()
    assert held() is None


def test_program_exits_while_jobs_run():
    code = """
import atexit
from threading import Event
from mnist_kmeans.ui.background.jobs import CancelledError, JobQueue, end_all

atexit.register(end_all, 5)

started, reported = Event(), Event()

def polite(report):
    try:
        while True:
            report(0, "")
            reported.set()
            Event().wait(0.01)
    except CancelledError:
        print("in good order", flush=True)
        raise

def deaf(report):
    started.set()
    Event().wait()

queue = JobQueue(2, 1, is_here=lambda visitor: True)
queue.ask("a", "polite", polite)
queue.ask("b", "deaf", deaf)
started.wait()
reported.wait()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "in good order\n"), done.stderr


def test_failed_job_keeps_its_error_and_can_be_retried(queue, caplog):
    def fail(report):
        raise ValueError("n_clusters=3 is too many")

    job = queue.ask("a", "key", fail)
    wait_until(lambda: job.error is not None)
    assert str(job.error) == "n_clusters=3 is too many"
    assert "failed" in caplog.text
    assert queue.ask("a", "key", fail) is job
    queue.forget("key")
    work = Work()
    work.go.set()
    queue.ask("a", "key", work)
    wait_until(lambda: queue.result("key") == "done")


def test_cache_is_bounded(queue):
    for key in "abc":
        queue.keep(key, key)
        queue.result("a")
    assert [queue.result(key) for key in "abc"] == ["a", None, "c"]


def test_the_initializer_runs_before_the_first_job():
    ran = Event()
    JobQueue(1, 1, ran.set).warm_up()
    assert ran.wait(WAIT)


def test_system_exit_in_a_job_is_a_failure(queue, caplog):
    def leave(report):
        raise SystemExit("no")

    job = queue.ask("a", "key", leave)
    wait_until(lambda: job.error is not None)
    assert queue.join(WAIT)
    work = Work()
    work.go.set()
    queue.ask("a", "other", work)
    wait_until(lambda: queue.result("other") == "done")
