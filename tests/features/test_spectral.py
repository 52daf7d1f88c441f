"""The feature space learnt from groups, trained on the smaller digits."""

import numpy as np
import pytest

from mnist_kmeans import calculate_metrics
from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.features.spectral import SpectralGroups
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore


@pytest.fixture(scope="module")
def model(digits, shared_cache):
    return FitStore(shared_cache).model(FitSettings(1437, 25, "spectral"), digits)


def test_the_smaller_digits_are_learnt_without_labels(model, digits) -> None:
    assert calculate_metrics(model, digits.x_test, digits.y_test)["accuracy"] > 0.93


def test_what_was_found_on_the_way_is_there(model, digits) -> None:
    fitted = model[0].transformer_
    assert fitted.eigenvalues_[0] == pytest.approx(1)
    assert (np.diff(fitted.eigenvalues_) <= 1e-9).all()
    before, after = fitted.losses_
    assert after < 0.5 * before
    # Images that were left out are more often in a group of another digit.
    digit_of_group = [
        np.bincount(digits.y_train[fitted.groups_ == group]).argmax()
        for group in range(fitted.groups_.max() + 1)
    ]
    wrong = np.array(digit_of_group)[fitted.groups_] != digits.y_train
    assert 0.8 < fitted.kept_.mean() < 1
    assert wrong[~fitted.kept_].mean() > 2 * wrong[fitted.kept_].mean()


def test_too_few_images_are_refused(digits) -> None:
    with pytest.raises(ValueError, match="n_samples=199 should be >= 200 for the"):
        SpectralGroups().fit(digits.x_train[:199])


def test_images_without_groups_are_refused_in_one_sentence() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 28, 28), np.uint8)
    with pytest.raises(TrainingError, match=r"ended early: .*only \d+% of the images"):
        SpectralGroups(epochs=1, n_views=1).fit(noise)


@pytest.mark.parametrize("name", ["n_features", "epochs", "n_neighbors", "n_views"])
def test_a_parameter_out_of_range_is_refused_by_name(digits, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}=0 should be an integer, at least 1"):
        SpectralGroups(**{name: 0}).fit(digits.x_train)
