"""Contradiction by clusters and neighbours, worked out by hand."""

import numpy as np
import pytest

from mnist_kmeans.studies.suspects.contradiction import contradict, nearest_others

# Clusters at 0, 10 and 30 on a line, of 3s, 8s and 8s.
CENTERS = np.array([[0.0], [10.0], [30.0]], np.float32)
CLUSTERS = np.array([0, 0, 0, 1, 1, 1, 2, 2])
LABELS = np.array([3, 3, 8, 8, 8, 3, 8, 8], np.uint8)


def test_the_ratio_of_the_ways_to_the_label_s_digit_and_to_another():
    points = np.array([[2.0], [2.0], [24.0]], np.float32)
    labels = np.array([3, 8, 3], np.uint8)
    ratios, said = contradict(points, labels, CENTERS, CLUSTERS, LABELS)
    assert ratios == pytest.approx(np.log([2 / 8, 8 / 2, 24 / 6]), abs=1e-6)
    assert said.tolist() == [3, 3, 8]


def test_a_label_no_cluster_stands_for_is_neither_right_nor_wrong():
    points = np.array([[2.0]], np.float32)
    ratios, said = contradict(
        points, np.array([5], np.uint8), CENTERS, CLUSTERS, LABELS
    )
    assert ratios.tolist() == [0.0]
    assert said.tolist() == [3]


def test_an_empty_cluster_says_nothing():
    clusters = np.where(CLUSTERS == 2, 1, CLUSTERS)
    points = np.array([[30.0]], np.float32)
    ratios, said = contradict(
        points, np.array([8], np.uint8), CENTERS, clusters, LABELS
    )
    assert ratios == pytest.approx(np.log([20 / 30]), abs=1e-6)
    assert said.tolist() == [8]


def test_a_training_image_has_no_vote_on_its_own_label():
    # Two 3s and two 8s: each image leaves the other digit in the majority.
    clusters = np.array([0, 0, 0, 0, 1])
    labels = np.array([3, 3, 8, 8, 1], np.uint8)
    points = np.array([[1.0], [1.0], [1.0], [1.0], [10.0]], np.float32)
    centers = CENTERS[:2]
    _, said = contradict(points, labels, centers, clusters, labels, own=True)
    # The last one, alone in its cluster, leaves it without a name. Of the others'
    # two 3s and two 8s the smaller is taken.
    assert said.tolist() == [8, 8, 3, 3, 3]
    _, with_votes = contradict(points, labels, centers, clusters, labels)
    assert with_votes.tolist() == [3, 3, 3, 3, 1]


def test_an_image_on_a_centroid_of_another_digit_is_the_most_doubtful():
    points = np.array([[0.0], [0.1]], np.float32)
    labels = np.array([8, 8], np.uint8)
    ratios, _ = contradict(points, labels, CENTERS, CLUSTERS, LABELS)
    assert np.isfinite(ratios).all()
    assert ratios[0] > ratios[1] > 0


def test_nearest_others():
    train = np.array([[0.0], [1.0], [3.0], [7.0]], np.float32)
    assert nearest_others(train[[3, 0]], train, 2).tolist() == [[3, 2], [0, 1]]
    itself = np.array([3, 0])
    assert nearest_others(train[itself], train, 2, itself).tolist() == [[2, 1], [1, 2]]


def test_an_image_is_not_its_own_neighbour_among_many_on_one_spot():
    train = np.zeros((6, 1), np.float32)
    for i in range(6):
        found = nearest_others(train[[i]], train, 2, np.array([i]))[0]
        assert i not in found
        assert len(set(found.tolist())) == 2
