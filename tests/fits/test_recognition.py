"""How well a fit knows an image."""

import numpy as np
import pytest

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.recognition import recognition_score
from mnist_kmeans.fits.settings import FitSettings


@pytest.mark.parametrize("space", ["pixels", "hog"])
def test_the_score_is_in_deviations_from_the_median(digits: DigitData, space) -> None:
    features = compute_features(space, digits.x_train, digits.x_test)
    settings = FitSettings(len(digits.x_train), 30, space)
    fit = compute_fit(settings, digits, features)
    score = recognition_score(fit, features.transformer)
    known = score(digits.x_train)
    low, median, high = np.quantile(known, [0.16, 0.5, 0.84])
    assert median == pytest.approx(0, abs=0.01)
    assert (high - low) / 2 == pytest.approx(1, abs=0.02)
    nearest = fit.train_distances.argsort()
    assert np.array_equal(known[nearest], np.sort(known)[::-1])
    noise = np.random.default_rng(0).random((5, 28, 28)).astype(np.float32)
    assert (score(noise) < low).all()


def test_an_image_that_is_a_centroid_has_a_finite_score(digits: DigitData) -> None:
    fit = compute_fit(FitSettings(len(digits.x_train), 10), digits)
    features = compute_features("pixels", digits.x_train, digits.x_test)
    known = recognition_score(fit, features.transformer)(fit.centroid_images)
    assert np.isfinite(known).all()
    assert (known > 2).all()
