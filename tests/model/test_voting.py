from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import notebook
from mnist_kmeans import infer_cluster_labels, infer_data_labels
from mnist_kmeans.model.counts import confusion_counts, count_votes, purities, recalls


def kmeans(labels, n_clusters, centers=None):
    if centers is None:
        centers = np.arange(n_clusters, dtype=float)[:, None]
    return SimpleNamespace(
        labels_=np.array(labels), n_clusters=n_clusters, cluster_centers_=centers
    )


def test_clusters_are_named_by_most_votes():
    inferred = infer_cluster_labels(kmeans([0, 0, 0, 1, 1, 2], 3), [4, 4, 9, 9, 9, 4])
    assert inferred == {4: [0, 2], 9: [1]}


def test_on_a_tie_the_lowest_digit_wins():
    assert infer_cluster_labels(kmeans([0, 0], 1), [7, 2]) == {2: [0]}


def test_a_cluster_with_one_member_takes_its_digit():
    assert infer_cluster_labels(kmeans([0, 1], 2), [5, 8]) == {5: [0], 8: [1]}


def test_an_empty_cluster_takes_its_neighbours_digit():
    centers = np.array([[0.0], [10.0], [9.0]])
    assert infer_cluster_labels(kmeans([0, 1], 3, centers), [5, 8]) == {
        5: [0],
        8: [1, 2],
    }


def test_both_functions_agree_with_the_notebook():
    rng = np.random.default_rng(0)
    clusters, labels = rng.integers(0, 30, 2000), rng.integers(0, 10, 2000)
    labels[clusters < 15] = clusters[clusters < 15] % 10
    model = kmeans(clusters, 30)
    expected = notebook.infer_cluster_labels(model, labels)
    inferred = infer_cluster_labels(model, labels)
    assert inferred == expected
    x_labels = rng.integers(0, 30, 500)
    predicted = infer_data_labels(x_labels, inferred)
    assert predicted.dtype == np.uint8
    np.testing.assert_array_equal(
        predicted, notebook.infer_data_labels(x_labels, expected)
    )


def test_no_rows_give_no_labels():
    assert infer_data_labels([], {3: [0]}).shape == (0,)


@pytest.mark.parametrize("bad", [[2], [-1], [0, 99]])
def test_a_cluster_without_a_digit_is_refused(bad):
    with pytest.raises(ValueError, match="stand for no digit"):
        infer_data_labels(bad, {3: [0], 4: [1]})


def test_labels_must_match_the_rows():
    with pytest.raises(ValueError, match="actual_labels has shape"):
        infer_cluster_labels(kmeans([0, 1], 2), [5])


def test_votes_are_counted():
    votes = count_votes([0, 0, 2, 2, 2], [1, 1, 0, 3, 3], 3, 4)
    np.testing.assert_array_equal(votes, [[0, 2, 0, 0], [0, 0, 0, 0], [1, 0, 0, 2]])
    np.testing.assert_allclose(purities(votes), [1, 0, 2 / 3])


def test_confusion_and_recall():
    confusion = confusion_counts(np.array([0, 0, 1]), np.array([0, 1, 1]), 3)
    np.testing.assert_array_equal(confusion, [[1, 1, 0], [0, 1, 0], [0, 0, 0]])
    np.testing.assert_allclose(recalls(confusion), [0.5, 1, np.nan])
