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
def labelled(digits):
    features = compute_features("pca", digits.x_train, digits.x_test)
    return features, digits.y_train, digits.y_test


def quiet(fraction, what):
    pass


def test_the_nearest_neighbour_is_the_nearest_image(labelled):
    features, y_train, y_test = labelled
    right = 0
    for row, label in zip(features.test, y_test, strict=True):
        nearest = ((features.train - row) ** 2).sum(axis=1).argmin()
        right += y_train[nearest] == label
    assert nearest_neighbour(*labelled, quiet) == pytest.approx(right / len(y_test))


@pytest.mark.parametrize(
    ("baseline", "others"),
    [(nearest_neighbour, ()), (logistic_regression, ()), (random_prototypes, (10,))],
)
def test_each_baseline_can_be_stopped_midway(labelled, baseline, others):
    class StopError(Exception):
        pass

    def stop(fraction, what):
        if fraction > 0:
            raise StopError

    with pytest.raises(StopError):
        baseline(*labelled, *others, stop)


def test_all_images_as_prototypes_are_the_nearest_neighbour(labelled):
    scores = random_prototypes(*labelled, len(labelled[1]))
    assert scores.shape == (20,)
    np.testing.assert_allclose(scores, nearest_neighbour(*labelled, quiet))


def test_more_random_prototypes_are_better_and_repeatable(labelled):
    few, many = (random_prototypes(*labelled, n).mean() for n in (5, 100))
    assert few + 0.2 < many
    assert random_prototypes(*labelled, 5).mean() == few


def test_logistic_regression_agrees_with_scikit_learn(labelled):
    features, y_train, y_test = labelled
    model = LogisticRegression(max_iter=1000).fit(features.train, y_train)
    # Rounding may put an image or two on the other side.
    assert logistic_regression(*labelled) == pytest.approx(
        model.score(features.test, y_test), abs=2.1 / len(y_test)
    )
