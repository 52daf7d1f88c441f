import numpy as np
import pytest

from mnist_kmeans.features.spectral import SpectralGroups
from mnist_kmeans.studies.groups.chains import chains_from_a_4
from mnist_kmeans.studies.groups.lesson import _some_of_each, compute_group_lesson


def test_some_of_each_digit_sorted_by_digit():
    labels = np.array([7, 7, 7, 2, 2, 5], np.uint8)
    some = _some_of_each(np.arange(6), labels, 4)
    assert labels[some].tolist() == [2, 2, 5, 7]
    assert _some_of_each(np.array([0, 4]), labels, 4).tolist() == [4, 0]


def test_chains_go_over_the_shortest_steps():
    # 4s at 0, 1 and 3 in a row, a 9 at 4; one long link from the first to the last 4.
    neighbors = np.array([[1, 2], [0, 2], [1, 3], [2, 1]])
    distances = np.array([[1, 3], [1, 2], [2, 1], [1, 3]], np.float32)
    labels = np.array([4, 4, 4, 9], np.uint8)
    images = np.zeros((4, 28, 28), np.uint8)
    images[1:3, 0, 0] = 10, 200  # the third is the least like the first
    far, other = chains_from_a_4(neighbors, distances, images, labels, np.ones(4, bool))
    assert far.tolist() == [0, 1, 2]
    assert other.tolist() == [0, 1, 2, 3]


def test_without_a_4_there_is_no_chain():
    labels = np.array([1, 9], np.uint8)
    neighbors, distances = np.array([[1], [0]]), np.ones((2, 1), np.float32)
    images = np.zeros((2, 28, 28), np.uint8)
    for chain in chains_from_a_4(
        neighbors, distances, images, labels, np.ones(2, bool)
    ):
        assert not len(chain)


@pytest.fixture
def learnt(digits):
    """A space whose groups are the digits, save for the first ten images."""
    model = SpectralGroups(n_neighbors=3)
    model.eigenvalues_ = np.array([1.0, *[0.999] * 9, 0.9, *[0.89] * 4])
    model.groups_ = digits.y_train.copy()
    model.groups_[:10] = (model.groups_[:10] + 1) % 10
    model.kept_ = np.arange(len(digits.x_train)) >= 10
    return model


def test_lesson_of_given_groups(digits, learnt):
    steps = []
    lesson = compute_group_lesson(
        digits.x_train, digits.y_train, learnt, lambda *step: steps.append(step)
    )
    n = len(digits.x_train)
    assert lesson.gap_is_clear
    assert lesson.counts.shape == (10, 10)
    assert lesson.counts.sum() == n
    assert np.trace(lesson.counts) == n - 10
    assert lesson.kept_share == pytest.approx(1 - 10 / n)
    assert (lesson.kept_right, lesson.left_right) == (1.0, 0.0)
    assert sorted(lesson.left_out.tolist()) == list(range(10))
    assert 0.8 < lesson.links_within < 1
    assert lesson.neighbors.shape == (4, 4)
    for image, *neighbors in lesson.neighbors.tolist():
        assert image not in neighbors
    assert digits.y_train[lesson.far_chain[[0, -1]]].tolist() == [4, 4]
    assert digits.y_train[lesson.other_chain[-1]] == 9
    assert lesson.views.shape == (7, 28, 28)
    assert 0 <= lesson.views.min() <= lesson.views.max() <= 1
    assert [fraction for fraction, _ in steps] == sorted(f for f, _ in steps)


def test_it_can_be_cancelled(digits, learnt):
    def cancel(fraction, what):
        raise RuntimeError("cancelled")

    with pytest.raises(RuntimeError, match="cancelled"):
        compute_group_lesson(digits.x_train, digits.y_train, learnt, cancel)
