"""Pixels that are kept as bytes: the same floats, the same fits."""

import numpy as np
import pytest

from mnist_kmeans import ClusterClassifier
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.features.pixel_rows import PixelRows
from mnist_kmeans.features.projections import PixelScaler
from mnist_kmeans.model.pca_start import components_of


def test_they_are_the_floats_of_the_scaler(digits: DigitData) -> None:
    rows, floats = PixelRows(digits.x_test), PixelScaler().transform(digits.x_test)
    assert rows.shape == floats.shape
    assert len(rows) == len(floats)
    for at in (slice(3, 50), slice(None, None, 7), np.array([5, 2, 2])):
        assert rows[at].dtype == np.float32
        np.testing.assert_array_equal(rows[at], floats[at])
    np.testing.assert_array_equal(np.asarray(rows), floats)
    assert np.asarray(rows, np.float64).dtype == np.float64


def test_they_are_not_copied(digits: DigitData) -> None:
    features = compute_features("pixels", digits.x_train, digits.x_test)
    assert isinstance(features.train, PixelRows)
    assert np.shares_memory(features.train._bytes, digits.x_train)
    with pytest.raises(ValueError, match="uncopied"):
        np.asarray(features.train, copy=False)


@pytest.mark.parametrize(
    "settings",
    [
        {"init": "pca", "polish_iter": 1},
        {"init": "pca", "n_starts": 2},
        {"init": "k-means++", "polish_iter": 2},
        {"algorithm": "full"},
    ],
    ids=str,
)
def test_a_fit_is_that_of_the_floats(digits: DigitData, settings: dict) -> None:
    of_bytes, of_floats = (
        ClusterClassifier(12, random_state=0, **settings).fit(rows, digits.y_train)
        for rows in (
            PixelRows(digits.x_train),
            PixelScaler().transform(digits.x_train),
        )
    )
    np.testing.assert_array_equal(of_bytes.labels_, of_floats.labels_)
    np.testing.assert_array_equal(of_bytes.cluster_centers_, of_floats.cluster_centers_)
    assert of_bytes.inertia_ == of_floats.inertia_
    assert of_bytes.n_features_in_ == 784
    test = PixelRows(digits.x_test)
    floats = np.asarray(test)
    for method in ("predict", "predict_cluster", "transform"):
        np.testing.assert_array_equal(
            getattr(of_bytes, method)(test),
            getattr(of_floats, method)(floats),
        )


def test_components_are_computed_once(digits: DigitData) -> None:
    rows, floats = PixelRows(digits.x_train), PixelScaler().transform(digits.x_train)
    assert components_of(rows) is components_of(rows)
    assert components_of(floats) is not components_of(floats), "they may change"


def test_other_pixels_than_those_of_the_fit_are_refused(digits: DigitData) -> None:
    model = ClusterClassifier(2).fit([[0.0], [1.0], [9.0]], [3, 3, 8])
    with pytest.raises(ValueError, match="784 features"):
        model.predict(PixelRows(digits.x_test))
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        ClusterClassifier(2, init="pca").fit(PixelRows(digits.x_train), [1, 2])
