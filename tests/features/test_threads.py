"""How many threads are used, by each computation and within BLAS."""

from threading import Barrier, Thread, get_ident

import pytest

from mnist_kmeans.features.threads import in_threads, most_threads, thread_limit


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
