import pytest

from mnist_kmeans.fits.settings import FitSettings


@pytest.fixture
def settings(digits):
    return FitSettings(len(digits.x_train), n_clusters=12, feature_space="pca")
