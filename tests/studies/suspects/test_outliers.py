"""Images far from everything, on distances chosen by hand."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.suspects.outliers import outliers, relative_distances


@pytest.fixture(scope="module")
def fit(digits):
    """Clusters of 20 near, 20 far and 2 training images, and 4 test images."""
    computed = compute_fit(FitSettings(300, n_clusters=3), digits)
    distances = np.r_[np.full(20, 1), np.full(20, 4), 2, 6].astype(np.float32)
    return replace(
        computed,
        train_clusters=np.repeat([0, 1, 2], [20, 20, 2]).astype(np.uint16),
        train_distances=distances,
        test_clusters=np.array([0, 1, 1, 2], np.uint16),
        test_distances=np.array([3, 4, 8, 6], np.float32),
    )


def test_a_distance_is_relative_to_what_is_usual_in_its_cluster(fit):
    # Two members are too few for a median: all have 3, between twenty 1s and twenty 4s.
    relative = relative_distances(fit, "test")
    median = np.median(fit.train_distances)
    assert relative == pytest.approx([3, 1, 2, 6 / median])
    assert relative_distances(fit, "train")[[0, 20]] == pytest.approx([1, 1])


def test_the_farthest_come_first_of_all_or_of_one_cluster(fit):
    assert outliers(fit, "test", 2)[0] == 0
    assert outliers(fit, "test", 9, cluster=1).tolist() == [2, 1]
    assert len(outliers(fit, "train", 5)) == 5
    assert outliers(fit, "train", 5, cluster=2).tolist() == [41, 40]
