"""Which moments of a fit are chosen."""

from itertools import pairwise

import pytest

from mnist_kmeans.studies.learning_moments import frames_of, spread


@pytest.mark.parametrize("n", [0, 1, 2, 14, 59, 60, 143, 5000])
@pytest.mark.parametrize("count", [2, 15, 60])
def test_spread_is_dense_at_first_then_ever_wider(n, count) -> None:
    chosen = spread(n, count)
    assert (chosen[0], chosen[-1]) == (0, n)
    assert len(chosen) == min(count, n + 1)
    steps = [b - a for a, b in pairwise(chosen)]
    assert all(step >= 1 for step in steps)
    # Rounding, and the last step that takes what is left, may fall one short.
    assert all(b >= a - 1 for a, b in pairwise(steps))
    if count > 2 and n > 1:
        assert steps[0] == 1


@pytest.mark.parametrize("k", [2, 25, 256])
@pytest.mark.parametrize(
    "taken", [(0, 1), (0, 300), (1, 0), (14, 8), (94, 5), (4000, 100), (30, 100)]
)
def test_frames_are_few_and_have_both_ends(taken, k) -> None:
    frames = frames_of(*taken, k)
    assert (frames[0], frames[-1]) == ((0, 0), taken)
    assert len(frames) <= 60
    assert len(frames) * k <= 10_000
    assert frames == sorted(set(frames))
    if taken == (94, 5):
        assert frames[-6:] == [(94, i) for i in range(6)]
