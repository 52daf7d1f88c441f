import numpy as np
import pytest

from mnist_kmeans.explain import cluster_members, headline, sweep_headline
from mnist_kmeans.sweep import Curve


def counts(*rows):
    """A row a cluster, given as {digit: votes}."""
    table = np.zeros((len(rows), 10), np.int64)
    for cluster, row in enumerate(rows):
        for digit, votes in row.items():
            table[cluster, digit] = votes
    return table


def said(table):
    return headline(table.argmax(axis=1).astype(np.uint8), table)


def test_a_missing_digit_is_followed_to_where_it_went():
    rows = [{d: 9} for d in range(10)]
    rows[5] = {0: 9}
    rows[3] = {3: 9, 5: 4}
    rows[8] = {8: 9, 5: 2}
    assert said(counts(*rows)) == (
        "At k = 10 two clusters stand for 0 and none for 5: the 5s went mostly to "
        "cluster 3, which stands for 3."
    )


def test_several_missing_digits():
    rows = [{d: 9} for d in range(8)]
    rows[1] = {1: 9, 8: 3}
    rows[4] = {4: 9, 9: 5}
    assert said(counts(*rows)) == (
        "At k = 8 no cluster stands for 8 and 9: the 8s went mostly to "
        "cluster 1, which stands for 1; the 9s went mostly to cluster 4, which stands "
        "for 4."
    )


def test_many_missing_digits_are_summed_up():
    rows = [{1: 9, 2: 3, 3: 3, 4: 3, 5: 3}, {0: 9, 6: 3, 7: 3, 8: 3, 9: 3}]
    assert said(counts(*rows)) == (
        "At k = 2 the clusters stand for 0 and 1 only: all other digits are read wrong."
    )


def test_several_digits_may_have_most_clusters():
    rows = [{d: 9} for d in (0, 1, 1, 2, 3, 4, 6, 6, 7, 9)]
    rows[4] = {3: 9, 5: 6}
    rows[1] = {1: 9, 8: 6}
    assert said(counts(*rows)) == (
        "At k = 10 two clusters each stand for 1 and 6, and none for 5 and 8: the 5s "
        "went mostly to cluster 4, which stands for 3; the 8s went mostly to cluster "
        "1, which stands for 1."
    )


def test_every_digit_has_clusters():
    rows = [{d: 9} for d in range(10)] * 2
    assert said(counts(*rows)) == "At k = 20 each digit has two clusters."
    assert said(counts(*rows[:10])) == "At k = 10 each digit has exactly one cluster."
    rows += [{7: 9}] * 20
    assert said(counts(*rows[1:])) == (
        "At k = 39 every digit has clusters of its own, from one for the 0s to 22 for "
        "the 7s."
    )


def test_digits_without_any_image_are_not_missed():
    assert said(counts({0: 9}, {1: 9}, {0: 4})) == (
        "At k = 3 every digit has clusters of its own, from one for the 1s to two for "
        "the 0s."
    )


def test_members_are_picked_by_distance_and_label():
    clusters = np.array([0, 1, 0, 0, 0, 1])
    distances = np.array([3, 0, 1, 4, 2, 0], np.float32)
    labels = np.array([8, 8, 3, 3, 8, 8], np.uint8)
    members = cluster_members(0, 8, clusters, distances, labels, 2)
    assert members.typical.tolist() == [2, 4]
    assert members.farthest.tolist() == [3, 0]
    assert members.wrong.tolist() == [2, 3]
    assert members.n_wrong == 2


def test_an_empty_cluster_has_no_members():
    members = cluster_members(
        1, 8, np.zeros(3), np.zeros(3, np.float32), np.zeros(3, np.uint8), 5
    )
    assert len(members.typical) == len(members.farthest) == members.n_wrong == 0


def accuracies(*values):
    ks = np.arange(2, 2 + len(values))
    means = np.array(values)
    return Curve(ks, means, means, means, np.ones_like(ks))


@pytest.mark.parametrize(
    ("train", "test", "sentence"),
    [
        ([], [], "How accuracy grows with the number of clusters"),
        (
            [0.5],
            [0.5],
            "At k = 2 test accuracy is 50%; train accuracy is 0.0 points ahead of it.",
        ),
        (
            [0.2, 0.71],
            [0.21, 0.73],
            "From k = 2 to k = 3 test accuracy goes from 21% to 73%; at k = 3 train "
            "accuracy is 2.0 points behind it.",
        ),
    ],
)
def test_the_headline_of_a_sweep(train, test, sentence):
    assert sweep_headline(accuracies(*train), accuracies(*test)) == sentence
