"""The smallest change to a digit that gives another answer."""

import numpy as np
import pytest

from mnist_kmeans.digits.loading import load_bundled_digits
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.changes.over_many import change_sizes, usual_distance
from mnist_kmeans.studies.changes.smallest_change import Change, smallest_change


@pytest.fixture(scope="module")
def fits():
    """Fits of 600 of the small digits, with their transformers, by feature space."""
    data = load_bundled_digits()

    def fit(space):
        features = compute_features(space, data.x_train[:600], data.x_test)
        return compute_fit(FitSettings(600, 20, space), data, features), features

    return data, {space: fit(space) for space in ("pixels", "pca", "deskewed", "hog")}


def answer(image, fit, features):
    point = features.transformer.transform(image[None])
    away = ((np.asarray(fit.cluster_centers) - point) ** 2).sum(axis=1)
    return fit.cluster_labels[away.argmin()]


@pytest.mark.parametrize("space", ["pixels", "pca", "deskewed", "hog"])
def test_the_changed_digit_gets_the_other_answer_and_less_of_it_does_not(fits, space):
    data, by_space = fits
    fit, features = by_space[space]
    for image in data.x_test[:3] / np.float32(255):
        change = smallest_change(image, fit, features.transformer)
        assert change.is_exact == (space in ("pixels", "pca"))
        assert answer(change.changed, fit, features) == change.other != change.digit
        for share in (0.0, 0.5, 0.95):
            assert answer(change.at(share), fit, features) == change.digit
        assert change.changed.min() >= 0
        assert change.changed.max() <= 1


def test_in_pixels_no_other_direction_leads_there_sooner(fits):
    data, by_space = fits
    fit, features = by_space["pixels"]
    image = data.x_test[0] / np.float32(255)
    change = smallest_change(image, fit, features.transformer)
    random = np.random.default_rng(0)
    for _ in range(300):
        way = change.changed - image + random.normal(0, 0.02, image.shape)
        way *= 0.97 * change.size / np.linalg.norm(way)
        other = np.clip(image + way, 0, 1).astype(np.float32)
        assert answer(other, fit, features) == change.digit


@pytest.mark.parametrize("space", ["pixels", "hog"])
def test_a_wanted_answer_takes_at_least_as_much_as_any(fits, space):
    data, by_space = fits
    fit, features = by_space[space]
    image = data.x_test[1] / np.float32(255)
    any_other = smallest_change(image, fit, features.transformer)
    wanted = next(
        digit
        for digit in np.unique(fit.cluster_labels).tolist()
        if digit not in (any_other.digit, any_other.other)
    )
    change = smallest_change(image, fit, features.transformer, wanted)
    assert change.other == wanted
    assert change.size > 0.9 * any_other.size
    assert smallest_change(image, fit, features.transformer, any_other.digit) is None


def test_ink_is_counted_as_a_share_of_the_digit_s():
    image, changed = np.zeros((2, 28, 28), np.float32)
    image[0, :4] = 0.5
    changed[0, :4] = 0.5, 0.5, 0.5, 0.25
    changed[1, 0] = 0.5
    change = Change(image, changed, 1, 7, 0, is_exact=True)
    assert (change.ink_added, change.ink_removed) == (0.25, 0.125)
    assert change.size == pytest.approx(np.hypot(0.5, 0.25))


def test_sizes_over_many_are_those_of_each(fits):
    data, by_space = fits
    fit, features = by_space["pca"]
    images = data.x_test[:3]
    sizes = change_sizes(images, fit, features.transformer)
    each = smallest_change(images[1] / np.float32(255), fit, features.transformer)
    assert sizes[1] == each.size


def test_the_usual_distance_is_between_two_images_of_the_digit():
    images = np.zeros((4, 28, 28), np.uint8)
    images[1, 0, 0] = 255  # one white pixel apart from the first
    images[2:] = 200
    labels = np.array([3, 3, 5, 6])
    assert usual_distance(images, labels, 3) == 1.0
    assert np.isnan(usual_distance(images, labels, 5))
