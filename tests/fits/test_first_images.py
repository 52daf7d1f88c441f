"""Fits from first centroids that are images."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from mnist_kmeans.documents.python_script import FIRST_FILE, script
from mnist_kmeans.fits.by_hand.first_images import FirstImages
from mnist_kmeans.fits.exports import metrics_json
from mnist_kmeans.fits.fit import compute_fit, fitted_classifier
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies.learning import compute_learning
from mnist_kmeans.studies.sweep import sweep_row

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def first(digits):
    return FirstImages(digits.x_test[:4])


def test_they_are_equal_where_their_pixels_are(digits, first):
    same = FirstImages(digits.x_test[:4].astype(np.float32) / np.float32(255))
    assert same == first
    assert hash(same) == hash(first)
    assert same.digest == first.digest
    assert FirstImages(digits.x_test[:5]) != first
    assert FirstImages(digits.x_test[1:5]).digest != first.digest
    assert repr(first) == f"FirstImages(4, {first.digest})"
    np.testing.assert_array_equal(first.images, digits.x_test[:4])
    assert asdict(FitSettings(300, first=first))["first"] is first


@pytest.mark.parametrize(
    ("images", "what"),
    [
        (np.zeros((0, 28, 28), np.uint8), "at least one"),
        (np.full((1, 28, 28), 2.0), "floats must lie in 0..1"),
        (np.zeros((2, 8, 8)), "shape"),
    ],
)
def test_what_is_no_image_is_refused(images, what):
    with pytest.raises(ValueError, match=what):
        FirstImages(images)


def test_such_a_fit_takes_full_steps_from_one_start(first):
    settings = FitSettings(300, 6, "hog", init="pca", n_init=4, first=first)
    assert (settings.algorithm, settings.init) == ("full", "k-means++")
    assert (settings.n_init, settings.n_starts) == (1, 1)
    # So that equal fits have one key.
    assert settings == FitSettings(300, 6, "hog", batch_size=32, first=first)
    assert replace(settings, first=None) != settings


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_its_film_begins_with_the_images_and_ends_with_the_fit(digits, first, space):
    fit = compute_fit(FitSettings(300, 6, space, first=first), digits)
    assert fit.first_centers.shape == fit.cluster_centers.shape
    film = compute_learning(fit, digits)
    np.testing.assert_array_equal(film.images[0][:4], first.images)
    known = {image.tobytes() for image in digits.x_train[:300]}
    assert all(image.tobytes() in known for image in film.images[0][4:])
    shown = np.rint(255 * np.clip(fit.centroid_images, 0, 1)).astype(np.uint8)
    np.testing.assert_array_equal(film.images[-1], shown)
    assert len(film.images) > 2


def test_it_is_kept_under_the_images(digits, first, tmp_path):
    settings = FitSettings(300, 6, "pca", first=first)
    fit = FitStore(tmp_path).get(settings, digits)
    store = FitStore(tmp_path)
    same = FirstImages(digits.x_test[:4].copy())
    assert store.find(replace(settings, first=same), digits).settings == fit.settings
    other = FirstImages(digits.x_test[4:8])
    assert store.find(replace(settings, first=other), digits) is None
    assert store.find(FitSettings(300, 6, "pca"), digits) is None
    model = store.model(settings, digits)
    predicted = fit.cluster_labels[fit.test_clusters]
    np.testing.assert_array_equal(model.predict(digits.x_test), predicted)


def test_what_a_visitor_drew_is_not_written_to_disk(digits, tmp_path):
    first = FirstImages(digits.x_test[:4], is_private=True)
    settings = FitSettings(300, 6, "pca", first=first)
    store = FitStore(tmp_path)
    fit = store.get(settings, digits)
    edited = store.get(settings.edited("s3"), digits, earlier=fit)
    assert len(edited.cluster_labels) == 7
    assert store.find(settings, digits) is None
    assert store.find(settings.edited("s3"), digits) is None
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".joblib"]
    pixels = first.images.tobytes()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(pixels in path.read_bytes() for path in files)


def test_with_as_many_as_clusters_they_can_be_merged_and_moves_go_on(digits, first):
    begun = FitSettings(300, 4, "pca", first=first)
    edited = compute_fit(begun.edited("m1-2.s0.r1"), digits)
    assert len(edited.cluster_centers) == 3
    assert edited.first_centers is None
    model = fitted_classifier(edited)
    np.testing.assert_array_equal(model.cluster_centers_, edited.cluster_centers)


def test_more_first_centroids_than_clusters_are_refused(digits, first):
    with pytest.raises(ValueError, match="4 images; there should be 1 to n_clusters=3"):
        compute_fit(FitSettings(300, 3, first=first), digits)


def test_digits_with_a_cluster_are_counted_without_empty_clusters(digits, first):
    fit = compute_fit(FitSettings(300, 4, "pca", first=first), digits)
    labels = np.array([3, 3, 5, 8], np.uint8)
    counts = np.zeros((4, 10), np.int64)
    counts[:3, 3] = 7
    known = replace(fit, cluster_labels=labels, cluster_counts=counts)
    assert sweep_row(known, digits)["n_digits"] == 2


def test_the_script_of_a_fit_loads_its_images_and_repeats_it(digits, first, tmp_path):
    settings = FitSettings(300, 6, "pca", first=first)
    fit = compute_fit(settings, digits)
    np.savez(tmp_path / FIRST_FILE, images=first.images)
    done = subprocess.run(
        [sys.executable, "-c", script(settings, digits)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    train, test = (float(line.split()[1]) for line in done.stdout.splitlines())
    assert train == pytest.approx(fit.train_metrics["accuracy"])
    assert test == pytest.approx(fit.test_metrics["accuracy"])
    figures = json.loads(metrics_json(fit, digits))
    assert figures["settings"]["first"] == first.digest
