import numpy as np
import pytest

from mnist_kmeans.features.sampling import evenly_spaced


@pytest.mark.parametrize(
    ("n", "n_sampled", "expected"),
    [(10, 5, [0, 2, 4, 6, 8]), (10, 4, [0, 2, 5, 7]), (3, 9, [0, 1, 2]), (0, 5, [])],
)
def test_a_sample_is_taken_evenly(n, n_sampled, expected):
    assert evenly_spaced(n, n_sampled).tolist() == expected


@pytest.mark.parametrize("n", [1501, 2999, 10_000, 60_000])
def test_a_sample_reaches_the_end(n):
    sample = evenly_spaced(n, 1500)
    assert len(sample) == 1500
    assert n - sample[-1] == pytest.approx(n / 1500, abs=1)
    assert np.ptp(np.diff(sample)) <= 1
