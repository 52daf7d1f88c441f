from dataclasses import replace

import numpy as np
import pytest

from mnist_kmeans import build_model, calculate_metrics
from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings


def test_a_fit_is_what_the_package_computes(settings, digits):
    fit = compute_fit(settings, digits)
    model = build_model(12, "pca", random_state=0, n_init=1)
    model.fit(digits.x_train, digits.y_train)
    np.testing.assert_array_equal(fit.train_clusters, model[-1].labels_)
    np.testing.assert_array_equal(fit.cluster_labels, model[-1].cluster_labels_)
    np.testing.assert_array_equal(
        fit.cluster_labels[fit.test_clusters], model.predict(digits.x_test)
    )
    for metrics, x, y in (
        (fit.train_metrics, digits.x_train, digits.y_train),
        (fit.test_metrics, digits.x_test, digits.y_test),
    ):
        assert metrics == pytest.approx(calculate_metrics(model, x, y), nan_ok=True)


@pytest.mark.parametrize("n_train", [0, 1438])
def test_more_training_images_than_there_are_are_refused(digits, n_train):
    with pytest.raises(ValueError, match=f"n_train={n_train} should be 1 to 1437"):
        compute_fit(FitSettings(n_train), digits)


def test_only_the_first_images_train(digits):
    fit = compute_fit(FitSettings(1000), digits)
    assert fit.train_clusters.shape == (1000,)
    assert fit.cluster_counts.sum() == 1000


def test_in_pixels_the_images_shown_are_the_centroids(digits):
    model = build_model(10).fit(digits.x_train, digits.y_train)
    shown = compute_fit(FitSettings(1437), digits).centroid_images
    np.testing.assert_allclose(
        shown.reshape(10, 784), model[-1].cluster_centers_, atol=1e-5
    )


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_all_is_computed_in_float32(digits, space):
    model = build_model(10, space).fit(digits.x_train, digits.y_train)
    fit = compute_fit(FitSettings(1437, feature_space=space), digits)
    arrays = [model[-1].cluster_centers_, model[0].transform(digits.x_test)]
    arrays += [fit.centroid_images, fit.train_distances, fit.test_distances]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_digits_that_training_never_saw_have_no_votes(digits):
    keep = digits.y_train < 7
    some = replace(digits, x_train=digits.x_train[keep], y_train=digits.y_train[keep])
    fit = compute_fit(FitSettings(int(keep.sum())), some)
    assert fit.cluster_counts.shape == (10, 10)
    assert not fit.cluster_counts[:, 7:].any()


@pytest.mark.parametrize(
    "settings",
    [
        FitSettings(1437, 40),
        FitSettings(1437, 40, polish_iter=0),
        FitSettings(1437, 40, "pca"),
        FitSettings(1437, 9, "hog", n_starts=2),
        FitSettings(1437, 9, algorithm="full"),
    ],
)
def test_a_fit_is_shown_as_it_is_learnt(settings, digits, monkeypatch):
    monkeypatch.setattr("mnist_kmeans.fits.fit._SHOWN_EVERY", 0)
    monkeypatch.setattr("mnist_kmeans.fits.fit._SHOWN_SHARE", 0)
    shown = []
    fit = compute_fit(settings, digits, on_images=shown.append)
    plain = compute_fit(settings, digits)
    np.testing.assert_array_equal(fit.cluster_centers, plain.cluster_centers)
    for images in shown:
        assert images.shape == (settings.n_clusters, 28, 28)
        assert images.dtype == np.float32
        assert images.max() < 1.5
    assert len(shown) > 1
    if fit.start_seed == settings.seed:
        # Each cluster keeps its place, and the last images are nearly the result.
        away = [np.square(images - fit.centroid_images).sum() for images in shown]
        assert away[-1] < 0.1 * away[0]


def test_what_is_shown_of_a_fit_takes_little_of_its_time(digits, monkeypatch):
    now, shown = [0.0], []
    monkeypatch.setattr("mnist_kmeans.fits.fit.perf_counter", lambda: now[0])

    def show(images):
        shown.append(now[0])
        now[0] += 0.01

    def pass_time(fraction, what):
        now[0] += 0.15

    settings = FitSettings(1437, 40, polish_iter=0)
    compute_fit(settings, digits, None, pass_time, show)
    assert len(shown) > 2
    assert np.diff(shown).min() >= 0.3
