import numpy as np
import pytest

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.darkness import darken


def test_images_divided_once_are_read_as_by_the_fit(digits) -> None:
    fit = FitStore().get(FitSettings(len(digits.x_train), 12), digits)
    darkened = darken(digits.x_test, digits.y_test, fit, 1)
    np.testing.assert_array_equal(darkened.clusters, fit.test_clusters)
    np.testing.assert_allclose(darkened.distances, fit.test_distances, rtol=1e-3)
    assert darkened.accuracy == fit.test_metrics["accuracy"]


@pytest.mark.mnist
def test_divided_twice_all_images_go_to_the_darkest_centroid(mnist) -> None:
    # With seed 0 that is a 1, as it was in the notebook.
    fit = FitStore().get(FitSettings(len(mnist.x_train), 10), mnist)
    darkened = darken(mnist.x_test, mnist.y_test, fit, 2)
    darkest = int(np.linalg.norm(fit.cluster_centers, axis=1).argmin())
    assert set(darkened.clusters.tolist()) == {darkest}
    assert fit.cluster_labels[darkest] == 1
    assert darkened.accuracy == 0.1135
    right = darken(mnist.x_test, mnist.y_test, fit, 1)
    assert right.accuracy == fit.test_metrics["accuracy"]
    assert darkened.distances.std() < right.distances.std() / 100
