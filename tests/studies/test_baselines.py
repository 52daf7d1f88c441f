import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mnist_kmeans.features.building import compute_features
from mnist_kmeans.studies.baselines import (
    logistic_regression,
    nearest_neighbour,
    random_prototypes,
)


@pytest.fixture(scope="module")
def known(digits):
    features = compute_features("pca", digits.x_train, digits.x_test)
    return features, digits.y_train, digits.y_test


def quiet(fraction, what):
    pass


def test_the_nearest_neighbour_is_the_nearest_image(known):
    features, y_train, y_test = known
    right = 0
    for row, label in zip(features.test, y_test, strict=True):
        nearest = ((features.train - row) ** 2).sum(axis=1).argmin()
        right += y_train[nearest] == label
    assert nearest_neighbour(*known, quiet) == pytest.approx(right / len(y_test))


@pytest.mark.parametrize(
    ("way", "others"),
    [(nearest_neighbour, ()), (logistic_regression, ()), (random_prototypes, (10,))],
)
def test_each_way_can_be_ended_midway(known, way, others):
    class StopError(Exception):
        pass

    def stop(fraction, what):
        if fraction > 0:
            raise StopError

    with pytest.raises(StopError):
        way(*known, *others, stop)


def test_all_images_as_prototypes_are_the_nearest_neighbour(known):
    scores = random_prototypes(*known, len(known[1]))
    assert scores.shape == (20,)
    np.testing.assert_allclose(scores, nearest_neighbour(*known, quiet))


def test_random_prototypes_gain_with_their_number_and_stay_the_same(known):
    few, many = (random_prototypes(*known, n).mean() for n in (5, 100))
    assert few + 0.2 < many
    assert random_prototypes(*known, 5).mean() == few


def test_logistic_regression_is_scikit_learns(known):
    features, y_train, y_test = known
    model = LogisticRegression(max_iter=1000).fit(features.train, y_train)
    # Rounding may put an image or two on the other side.
    assert logistic_regression(*known) == pytest.approx(
        model.score(features.test, y_test), abs=2.1 / len(y_test)
    )
