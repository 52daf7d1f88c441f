"""How many threads are used, by each computation and within BLAS."""

import subprocess
import sys
from threading import Barrier, Thread, get_ident

import pytest

from mnist_kmeans.features.threads import (
    calling_between_parts,
    in_threads,
    most_threads,
    thread_limit,
)


def test_several_parts_are_computed_at_a_time():
    # With fewer threads the first part would wait for ever.
    all_are_here = Barrier(3)
    with thread_limit(3):
        list(in_threads(lambda part: all_are_here.wait(60), range(3)))


def test_limited_to_one_thread_all_is_computed_in_the_callers():
    with thread_limit(1):
        assert set(in_threads(lambda part: get_ident(), range(5))) == {get_ident()}


def test_a_limit_holds_within_its_context_and_thread_only():
    free, seen = most_threads(), []
    with thread_limit(7):
        with thread_limit(2):
            assert most_threads() == 2
        assert most_threads() == 7
        other = Thread(target=lambda: seen.append(most_threads()))
        other.start()
        other.join()
    assert most_threads() == free == seen[0]


def test_a_failure_in_a_part_reaches_the_caller():
    def fail(part):
        raise InterruptedError(part)

    for n_threads in (1, 2):
        with thread_limit(n_threads), pytest.raises(InterruptedError):
            list(in_threads(fail, range(4)))


# In a process of its own, whose BLAS nobody else limits.
OVERLAPPING = """
from contextlib import ExitStack
import scipy.linalg
from threadpoolctl import threadpool_info, threadpool_limits
from mnist_kmeans.features.threads import one_thread, one_thread_for_good

def blas():
    libraries = threadpool_info()
    return {lib["num_threads"] for lib in libraries if lib["user_api"] == "blas"}

threadpool_limits(3, "blas")
first, second = ExitStack(), ExitStack()
for _ in range(2):
    assert blas() == {3}
    first.enter_context(one_thread("blas"))
    assert blas() == {1}
    second.enter_context(one_thread("blas"))
    first.close()
    assert blas() == {1}, "the second still holds it"
    second.close()
assert blas() == {3}
one_thread_for_good()
with one_thread("blas"):
    pass
assert blas() == {1}
"""


def test_blas_has_its_threads_back_when_the_last_user_leaves():
    done = subprocess.run(
        [sys.executable, "-c", OVERLAPPING], capture_output=True, text=True
    )
    assert not done.returncode, done.stderr


@pytest.mark.parametrize("n_threads", [1, 2])
def test_a_computation_can_be_ended_between_its_parts(n_threads):
    done = []

    def end_after_three():
        if len(done) == 3:
            raise KeyError("ended")

    with thread_limit(n_threads), calling_between_parts(end_after_three):
        results = in_threads(lambda n: n, range(1000))
        with pytest.raises(KeyError, match="ended"):
            done.extend(results)
    assert done == [0, 1, 2]
    assert len(list(in_threads(lambda n: n, range(1000)))) == 1000
