"""A fit repeated and measured frame by frame."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import euclidean_distances

from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.learning import (
    Learning,
    compute_learning,
    nearest,
    pack,
    unpack,
)


def small(**values) -> Learning:
    """A learning of three frames and two clusters, made by hand."""
    return Learning(
        **{
            "batch_size": 8,
            "n_steps": np.array([0, 1, 5]),
            "n_full_steps": np.array([0, 0, 0]),
            "film": pack(np.zeros((3, 2, 28, 28), np.uint8)),
            "labels": np.array([[1, 2], [7, 2], [7, 3]], np.uint8),
            "inertia": np.array([9.0, 5.0, 4.0]),
            "test_accuracy": np.array([0.2, 0.4, 0.5]),
            "moved": np.array([0, 0.5, 0.1]),
            **values,
        }
    )


def test_a_film_unpacks_to_what_was_packed() -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, 3, 28, 28)).astype(np.uint8)
    np.testing.assert_array_equal(unpack(pack(images), (5, 3)), images)


def test_the_nearest_centroid_by_hand() -> None:
    rows = np.array([[0, 0], [3, 4], [9, 0]], np.float32)
    clusters, inertia = nearest(rows, np.array([[0, 0], [10, 0]], np.float32))
    assert clusters.tolist() == [0, 0, 1]
    assert inertia == pytest.approx(25 + 1)


def test_changed_digits_by_hand() -> None:
    learning = small()
    assert [learning.changed(i).tolist() for i in range(3)] == [[], [0], [1]]


@pytest.mark.parametrize(
    ("accuracy", "settled"),
    [
        ([0.2, 0.4, 0.5], 2),
        ([0.2, 0.49, 0.5], 1),
        ([0.49, 0.5, 0.5], 0),
        ([0.2, 0.6, 0.5], 1),  # above the end counts as settled
        ([0.5, 0.4, 0.5], 2),  # it fell back
        ([0.5, 0.5, 0.5], 0),
    ],
)
def test_settled_by_hand(accuracy, settled) -> None:
    assert small(test_accuracy=np.array(accuracy)).settled == settled


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"init": "k-means++"},
        {"init": "pca", "polish_iter": 0, "n_clusters": 40},
        {"feature_space": "pca", "n_clusters": 25},
        {"feature_space": "hog", "n_starts": 2},
        {"algorithm": "full", "polish_iter": 0},
        {"n_train": 20, "n_clusters": 15},
    ],
)
def test_learning_ends_with_the_fit(digits, change) -> None:
    fit = compute_fit(replace(FitSettings(1437), **change), digits)
    learning = compute_learning(fit, digits)
    n, k = learning.labels.shape
    assert k == fit.settings.n_clusters
    assert 1 < n <= 60
    assert learning.n_steps[-1] == fit.n_steps
    np.testing.assert_array_equal(learning.labels[-1], fit.cluster_labels)
    assert learning.inertia[-1] == fit.train_metrics["inertia"]
    assert learning.test_accuracy[-1] == fit.test_metrics["accuracy"]
    np.testing.assert_allclose(
        learning.images[-1] / 255, np.clip(fit.centroid_images, 0, 1), atol=0.5001 / 255
    )


@pytest.mark.parametrize("space", ["pixels", "hog"])
def test_learning_begins_with_training_images(digits, space) -> None:
    fit = compute_fit(FitSettings(1437, 7, space), digits)
    first = compute_learning(fit, digits).images[0]
    training_images = {image.tobytes() for image in digits.x_train}
    assert all(image.tobytes() in training_images for image in first)


def test_a_frame_is_measured_on_all_images(digits) -> None:
    fit = compute_fit(FitSettings(1437), digits)
    learning = compute_learning(fit, digits)
    # In pixels centroids are their images, but for the rounding of greys.
    pixels = {
        part: x.reshape(len(x), -1) / 255
        for part, x in (("train", digits.x_train), ("test", digits.x_test))
    }
    at, before = (
        {
            part: euclidean_distances(x, learning.images[i].reshape(10, -1) / 255)
            for part, x in pixels.items()
        }
        for i in (3, 2)
    )
    inertia = np.square(at["train"].min(axis=1)).sum()
    assert learning.inertia[3] == pytest.approx(inertia, rel=1e-3)
    names = learning.labels[3]
    clusters = at["train"].argmin(axis=1)
    for cluster in range(10):
        votes = np.bincount(digits.y_train[clusters == cluster], minlength=10)
        assert votes[names[cluster]] == votes.max()
    right = (names[at["test"].argmin(axis=1)] == digits.y_test).mean()
    assert learning.test_accuracy[3] == pytest.approx(right, abs=0.01)
    moved = (clusters != before["train"].argmin(axis=1)).mean()
    assert 0 < learning.moved[3] == pytest.approx(moved, abs=0.01)
    assert learning.moved[0] == 0


def test_full_steps_never_raise_inertia(digits) -> None:
    settings = FitSettings(1437, 12, algorithm="full", polish_iter=0)
    inertia = compute_learning(compute_fit(settings, digits), digits).inertia
    assert (np.diff(inertia) <= 1e-6 * inertia[0]).all()


def test_on_step_may_stop_it(digits) -> None:
    class StopError(Exception):
        pass

    def stop(fraction, what):
        if fraction > 0.5:
            raise StopError

    fit = compute_fit(FitSettings(500), digits)
    with pytest.raises(StopError):
        compute_learning(fit, digits, None, stop)


def test_it_can_be_stopped_at_each_step_between_frames(digits) -> None:
    reports: list[str] = []
    settings = FitSettings(1437, 200, algorithm="full", n_init=1)
    fit = compute_fit(settings, digits)
    learning = compute_learning(fit, digits, None, lambda f, what: reports.append(what))
    assert fit.n_iter == learning.n_full_steps[-1]
    assert len(reports) >= fit.n_iter
