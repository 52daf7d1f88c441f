import numpy as np
import pytest
from sklearn.cluster import BisectingKMeans

from mnist_kmeans.studies.trees.bisecting import bisect


@pytest.fixture(scope="module")
def blobs():
    # Two pairs of pairs: far apart, near, nearer.
    rng = np.random.default_rng(0)
    places = np.array([[0, 0], [0, 9], [100, 0], [100, 20], [103, 0]], float)
    return places.repeat(20, axis=0) + rng.normal(0, 0.1, (100, 2))


def same_groups(one, other):
    return (
        len(set(zip(one.tolist(), other.tolist(), strict=True)))
        == len(set(one.tolist()))
        == len(set(other.tolist()))
    )


def test_it_splits_as_scikit_learn_does(blobs):
    tree = bisect(blobs, 5)
    for k in range(2, 6):
        theirs = BisectingKMeans(k, random_state=0).fit(blobs).labels_
        assert same_groups(tree.at(tree.clusters, k), theirs)


def test_each_cluster_lies_within_one_of_the_column_before(digits):
    tree = bisect(digits.x_train[:400].reshape(400, -1), 12, random_state=3)
    finer = tree.clusters
    for k in range(11, 0, -1):
        coarser = tree.at(tree.clusters, k)
        assert len(np.unique(coarser)) == k
        assert len(np.unique(np.stack([coarser, finer]), axis=1).T) == k + 1
        finer = coarser


def test_the_first_splits_do_not_depend_on_k(blobs):
    three, five = bisect(blobs, 3), bisect(blobs, 5)
    assert (five.at(five.clusters, 3) == three.clusters).all()


def test_training_rows_descend_to_their_own_clusters(digits):
    rows = digits.x_train[:400].reshape(400, -1)
    tree = bisect(rows, 12)
    pixels = rows.astype(np.float32) / 255
    assert (tree.descend(pixels) == tree.clusters).mean() > 0.99
    assert tree.at(tree.clusters, 12) is not tree.clusters


def test_equal_rows_cannot_be_split():
    rows = np.array([[0.1], [0.1], [0.1], [7.3]])
    assert len(np.unique(bisect(rows, 2).clusters)) == 2
    with pytest.raises(ValueError, match="3 is too many: there are 2 different rows"):
        bisect(rows, 3)
