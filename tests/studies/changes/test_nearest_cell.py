"""The nearest image in another digit's cell, where the space is affine."""

import numpy as np
import pytest

from mnist_kmeans.studies.changes.nearest_cell import Cells, nearest_in_other_cell

PLANE = np.eye(2), np.zeros(2)


def cells(centers, labels, weights=PLANE[0], offset=PLANE[1]):
    return Cells(np.array(centers, float), np.array(labels), weights, offset)


def test_with_two_centroids_it_is_the_foot_on_their_bisector():
    two = cells([[0, 0], [1, 0]], [3, 8])
    nearest, cluster = nearest_in_other_cell(np.array([0.2, 0.7]), two, 3)
    np.testing.assert_allclose(nearest, [0.5, 0.7], atol=2e-3)
    assert cluster == 1


def test_another_cluster_of_the_same_digit_moves_the_border():
    # Straight up from (.5, 0) the bisector with (.5, .6) is crossed at .3, but there
    # the cluster at (.5, .4), of the same digit, is nearer: up to .5.
    three = cells([[0.5, 0], [0.5, 0.4], [0.5, 0.6]], [1, 1, 7])
    nearest, cluster = nearest_in_other_cell(np.array([0.5, 0.1]), three, 1)
    np.testing.assert_allclose(nearest, [0.5, 0.5], atol=2e-3)
    assert cluster == 2


def test_grey_values_stay_from_black_to_white():
    # The foot on the bisector x + y = 1.5 of the centroids is (1.2, .3): white at most,
    # so it is where the bisector meets x = 1.
    two = cells([[0.5, 0.5], [1.0, 1.0]], [0, 2])
    nearest, _ = nearest_in_other_cell(np.array([0.95, 0.05]), two, 0)
    np.testing.assert_allclose(nearest, [1.0, 0.5], atol=2e-3)


def test_a_wanted_digit_need_not_be_the_nearest_other():
    three = cells([[0.2, 0.5], [0.4, 0.5], [0.9, 0.5]], [1, 2, 3])
    image = np.array([0.2, 0.5])
    assert nearest_in_other_cell(image, three, 1)[1] == 1
    nearest, cluster = nearest_in_other_cell(image, three, 1, to=3)
    # Beyond the bisector of the second and the third.
    np.testing.assert_allclose(nearest, [0.65, 0.5], atol=2e-3)
    assert cluster == 2


def test_there_is_none_outside_the_greys():
    assert (
        nearest_in_other_cell(np.zeros(2), cells([[0, 0], [9, 9]], [0, 1]), 0) is None
    )
    assert (
        nearest_in_other_cell(np.zeros(2), cells([[0, 0], [1, 1]], [4, 4]), 4) is None
    )


@pytest.mark.parametrize("seed", range(6))
def test_it_is_the_nearest_of_all_on_a_fine_grid(seed):
    random = np.random.default_rng(seed)
    # Two pixels, mapped to three features.
    weights, offset = random.normal(size=(3, 2)), random.normal(size=3)
    images = random.uniform(size=(7, 2))
    some = cells(images @ weights.T + offset, [0, 0, 0, 1, 1, 2, 2], weights, offset)
    grid = np.stack(np.meshgrid(*2 * [np.linspace(0, 1, 401)]), -1).reshape(-1, 2)

    def answers(points):
        away = ((points @ weights.T + offset)[:, None] - some.centers) ** 2
        return some.labels[away.sum(axis=2).argmin(axis=1)]

    image = random.uniform(size=2)
    digit = int(answers(image[None])[0])
    others = grid[answers(grid) != digit]
    brute = np.sqrt(((others - image) ** 2).sum(axis=1)).min()
    nearest, cluster = nearest_in_other_cell(image, some, digit)
    assert np.linalg.norm(nearest - image) == pytest.approx(brute, abs=4e-3)
    assert answers(nearest[None])[0] == some.labels[cluster] != digit
