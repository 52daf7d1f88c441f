from math import inf
from threading import Event

import pytest

from mnist_kmeans.ui.jobs import CancelledError, JobQueue

WAIT = 10


def wait_until(condition):
    waiter = Event()
    for _ in range(WAIT * 100):
        if condition():
            return
        waiter.wait(0.01)
    raise AssertionError("it did not happen in time")


class Work:
    """Work that reports, then waits to be let go."""

    def __init__(self, result="done"):
        self.result, self.runs = result, 0
        self.started, self.go, self.cancelled = Event(), Event(), Event()

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


@pytest.fixture
def queue():
    return JobQueue(n_workers=1, n_results=2)


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


def test_only_the_last_of_ten_is_worked_on(queue):
    works = [Work(i) for i in range(10)]
    queue.ask("a", 0, works[0])
    works[0].started.wait(WAIT)
    for i in range(1, 10):
        queue.ask("a", i, works[i])
    works[9].go.set()
    wait_until(lambda: queue.result(9) == 9)
    assert works[0].cancelled.is_set()
    assert sum(work.runs for work in works) == 2


def test_a_job_that_others_wait_for_goes_on(queue):
    shared, own = Work("shared"), Work("own")
    queue.ask("a", "shared", shared)
    queue.ask("b", "shared", shared)
    queue.ask("a", "own", own)
    shared.go.set()
    own.go.set()
    wait_until(lambda: queue.result("shared") == "shared")
    wait_until(lambda: queue.result("own") == "own")


def test_leaving_ends_what_nobody_else_waits_for(queue):
    work = Work()
    queue.ask("a", "key", work)
    work.started.wait(WAIT)
    queue.leave("a")
    assert work.cancelled.wait(WAIT)
    assert queue.result("key") is None


def test_a_cancelled_job_can_be_asked_for_at_once(queue):
    first, second = Work("first"), Work("second")
    queue.ask("a", "key", first)
    first.started.wait(WAIT)
    queue.leave("a")
    queue.ask("a", "key", second)
    second.go.set()
    wait_until(lambda: queue.result("key") == "second")


def test_a_visitor_who_left_long_ago_holds_nothing_up():
    queue = JobQueue(1, 2, patience=-1)
    work = Work()
    queue.ask("gone", "old", work)
    work.started.wait(WAIT)
    other = Work("other")
    queue.ask("here", "new", other)
    assert work.cancelled.wait(WAIT)
    other.go.set()
    wait_until(lambda: queue.result("new") == "other")


def test_endless_patience_lets_a_job_go_on_without_its_visitor():
    queue = JobQueue(2, 2, patience=inf)
    work, other = Work(), Work("other")
    queue.ask("gone", "old", work)
    work.started.wait(WAIT)
    queue.ask("here", "new", other)
    other.started.wait(WAIT)
    queue.leave("here")
    assert other.cancelled.wait(WAIT)
    work.go.set()
    wait_until(lambda: queue.result("old") == "done")


def test_a_failed_job_says_why_and_can_be_retried(queue, caplog):
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


def test_results_are_bounded(queue):
    for key in "abc":
        queue.keep(key, key)
        queue.result("a")
    assert [queue.result(key) for key in "abc"] == ["a", None, "c"]


def test_the_initializer_runs_before_the_first_job():
    ran = Event()
    JobQueue(1, 1, ran.set).warm_up()
    assert ran.wait(WAIT)
