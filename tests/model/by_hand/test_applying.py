"""Moves on rows of one number, worked out by hand, and what holds for all rows."""

import numpy as np
import pytest

from mnist_kmeans.features.pixel_rows import PixelRows
from mnist_kmeans.model.by_hand.applying import Partition, after_move
from mnist_kmeans.model.by_hand.moves import Move, MovesError
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.model.lloyd import cluster_means

#: Six rows in three clusters around their means.
ROWS = np.array([[0.0], [2.0], [10.0], [14.0], [30.0], [32.0]])
CENTERS = np.array([[1.0], [12.0], [31.0]])


def partition(X, centers):
    squares = ((X[:][:, None] - centers[None]) ** 2).sum(axis=2)
    labels = squares.argmin(axis=1).astype(np.int32)
    distances = np.sqrt(squares.min(axis=1)).astype(np.float32)
    return Partition(centers, labels, distances)


def inertia(now):
    return float(np.square(now.distances, dtype=np.float64).sum())


def made(kind, *clusters, centers=CENTERS, rows=ROWS):
    return after_move(rows, partition(rows, centers), Move(kind, clusters))


def test_a_split_puts_two_centroids_in_the_place_of_one():
    after = made("split", 1)
    assert sorted(after.centers.ravel().tolist()) == [1, 10, 14, 31]
    assert after.centers[[0, 2]].ravel().tolist() == [1, 31]  # these keep their numbers
    assert after.labels[[0, 1, 4, 5]].tolist() == [0, 0, 2, 2]
    assert set(after.labels[[2, 3]].tolist()) == {1, 3}
    assert after.distances.tolist() == [1, 1, 0, 0, 1, 1]


def test_a_merge_puts_the_mean_of_all_members_in_the_place_of_two():
    # 0, 2, 10, 14 have the mean 6.5; 30 and 32 stay with 31.
    after = made("merge", 0, 1)
    assert after.centers.ravel().tolist() == [6.5, 31]
    assert after.labels.tolist() == [0, 0, 0, 0, 1, 1]  # the last took number 1
    assert after.distances.tolist() == [6.5, 4.5, 3.5, 7.5, 1, 1]


def test_after_a_merge_rows_go_to_their_nearest_centroid():
    # 0, 0, 0, 40 have the mean 10: 40 is nearer to 30 then.
    rows = np.array([[0.0], [0.0], [0.0], [40.0], [30.0]])
    after = made("merge", 0, 1, centers=np.array([[0.0], [40.0], [30.0]]), rows=rows)
    assert after.centers.ravel().tolist() == [10, 30]
    assert after.labels.tolist() == [0, 0, 0, 1, 1]
    assert after.distances.tolist() == [10, 10, 10, 10, 0]


def test_a_removal_gives_the_members_to_their_next_nearest_centroids():
    after = made("remove", 1)
    assert after.centers.ravel().tolist() == [1, 31]
    assert after.labels.tolist() == [0, 0, 0, 0, 1, 1]
    assert after.distances.tolist() == [1, 1, 9, 13, 1, 1]
    # Of the last cluster, whose number nobody takes.
    after = made("remove", 2)
    assert after.centers.ravel().tolist() == [1, 12]
    assert after.labels.tolist() == [0, 0, 1, 1, 1, 1]


def test_a_step_moves_centroids_to_the_means_of_their_members():
    # 0, 2 | 10, 14, 30 | 32 by the borders 5.5 and 31.
    after = made("step", centers=np.array([[1.0], [10.0], [52.0]]))
    assert after.centers.ravel().tolist() == [1, 18, 32]
    assert after.labels.tolist() == [0, 0, 1, 1, 2, 2]


def test_an_empty_cluster_can_be_merged_and_removed():
    centers = np.array([[1.0], [500.0], [12.0], [31.0]])
    assert made("remove", 1, centers=centers).centers.ravel().tolist() == [1, 31, 12]
    merged = made("merge", 0, 1, centers=centers)
    assert merged.centers.ravel().tolist() == [1, 31, 12]
    both = made("merge", 1, 2, centers=np.array([[1.0], [500.0], [600.0]]))
    assert both.centers.ravel().tolist() == [1, 550]


@pytest.mark.parametrize("rows", [[5.0], [5.0, 5.0, 5.0], []])
def test_a_cluster_without_two_different_rows_cannot_be_split(rows):
    X = np.array([*rows, 0.0, 1.0])[:, None]
    with pytest.raises(MovesError, match="Cluster #1 cannot be split"):
        made("split", 1, centers=np.array([[0.0], [5.0]]), rows=X)


@pytest.fixture(scope="module")
def some(digits):
    """Rows of pixels, their digits, and k-means of them at its end."""
    from mnist_kmeans import ClusterClassifier

    X = PixelRows(digits.x_train[:600])
    model = ClusterClassifier(12, algorithm="full", random_state=1)
    model.fit(np.asarray(X), digits.y_train[:600])
    means = cluster_means(X, model.labels_, model.cluster_centers_)
    return X, digits.y_train[:600], partition(X, means)


def vote(labels, digits):
    return count_votes(labels, digits, labels.max() + 1).max(axis=1).sum()


def each(kind):
    if kind == "merge":
        return [Move(kind, (a, b)) for a in range(12) for b in range(a + 1, 12)]
    return [Move(kind, (a,)) for a in range(12)] if kind != "step" else [Move(kind)]


@pytest.mark.parametrize("kind", ["split", "merge", "remove", "step"])
def test_every_row_is_nearest_to_its_own_centroid(some, kind):
    X, _, now = some
    before = [array.copy() for array in now]
    for move in each(kind):
        after = after_move(X, now, move)
        expected = partition(X, after.centers)
        np.testing.assert_array_equal(after.labels, expected.labels)
        np.testing.assert_allclose(after.distances, expected.distances, rtol=1e-5)
        assert len(after.centers) == 12 + move.added
    for array, was in zip(now, before, strict=True):
        np.testing.assert_array_equal(array, was)


def test_what_moves_do_to_inertia_by_rule(some):
    X, _, now = some
    sizes = np.bincount(now.labels)
    for move in each("split") + each("step"):
        assert inertia(after_move(X, now, move)) <= inertia(now)
    for move in each("remove"):
        assert inertia(after_move(X, now, move)) >= inertia(now)
    for move in each("merge"):
        a, b = move.clusters
        ward = sizes[a] * sizes[b] / (sizes[a] + sizes[b])
        ward *= np.square(now.centers[a] - now.centers[b]).sum()
        after = after_move(X, now, move)
        assert inertia(after) <= (inertia(now) + ward) * (1 + 1e-6)
        # Before rows are given to their nearest centroids it is exactly Ward's.
        kept = np.where(now.labels == b, a, now.labels)
        centers = now.centers.copy()
        centers[a] = after.centers[a]
        offsets = X[:] - centers[kept]
        assert np.square(offsets).sum() == pytest.approx(inertia(now) + ward, rel=1e-5)


def test_a_split_within_the_cluster_never_lowers_the_vote(some):
    X, digits, now = some
    for move in each("split"):
        after = after_move(X, now, move)
        # The members go to the nearer half, and all others stay.
        halves = [move.clusters[0], 12]
        offsets = X[:][:, None] - after.centers[halves][None]
        nearer = np.array(halves)[np.square(offsets).sum(axis=2).argmin(axis=1)]
        within = np.where(now.labels == move.clusters[0], nearer, now.labels)
        assert vote(within, digits) >= vote(now.labels, digits)


def test_rows_of_others_that_join_a_half_can_lower_the_vote():
    # 9 is an 8 among 8s; the half at 6 takes it to the 3s.
    rows = np.array([[0.0], [0.0], [6.0], [6.0], [9.0], [14.0], [14.0]])
    digits = np.array([3, 3, 3, 3, 8, 8, 8])
    now = partition(rows, np.array([[3.0], [12.4]]))
    after = after_move(rows, now, Move("split", (0,)))
    assert vote(now.labels, digits) == 7
    assert sorted(after.centers.ravel().tolist()) == [0, 6, 12.4]
    assert after.labels[4] == after.labels[3]
    assert vote(after.labels, digits) == 6
