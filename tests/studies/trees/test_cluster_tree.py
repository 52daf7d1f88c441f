import numpy as np
import pytest

from mnist_kmeans.fits.fit import compute_fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.trees.cluster_tree import cluster_tree, tree_of_fits

# Eight images: at k = 2 the 4s and 9s lie together; at k = 3 they part, but one 9 stays
# with the 4s; at k = 4 the 4s are split.
DIGITS = [0, 0, 4, 4, 4, 9, 9, 9]
CLUSTERS = [
    [0, 0, 1, 1, 1, 1, 1, 1],
    [2, 2, 0, 0, 0, 0, 1, 1],
    [1, 1, 3, 3, 0, 0, 2, 2],
]


def test_nodes_and_edges_by_hand():
    tree = cluster_tree(CLUSTERS, DIGITS)
    assert tree.n_clusters == (2, 3, 4)
    assert tree.column.tolist() == [0, 0, 1, 1, 1, 2, 2, 2, 2]
    assert tree.cluster.tolist() == [0, 1, 0, 1, 2, 0, 1, 2, 3]
    assert tree.sizes.tolist() == [2, 6, 4, 2, 2, 2, 2, 2, 2]
    # A tie goes to the smaller digit: 4 of {4, 9}.
    assert tree.labels.tolist() == [0, 4, 4, 9, 0, 4, 0, 9, 4]
    assert tree.counts[1, [4, 9]].tolist() == [3, 3]
    edges = list(
        zip(
            tree.parent.tolist(),
            tree.child.tolist(),
            tree.n_images.tolist(),
            tree.out_shares.round(3).tolist(),
            tree.in_shares.tolist(),
            strict=True,
        )
    )
    assert edges == [
        (0, 4, 2, 1.0, 1.0),
        (1, 2, 4, 0.667, 1.0),
        (1, 3, 2, 0.333, 1.0),
        (2, 5, 2, 0.5, 1.0),
        (2, 8, 2, 0.5, 1.0),
        (3, 7, 2, 1.0, 1.0),
        (4, 6, 2, 1.0, 1.0),
    ]
    assert tree.flows[3, [4, 9]].tolist() == [1, 1]
    assert tree.node(2, 3) == 8
    assert tree.nodes(1) == slice(2, 5)


def test_stability_by_hand():
    stability = cluster_tree(CLUSTERS, DIGITS).stability
    # The 0s are the same cluster in all columns.
    assert stability[[0, 4, 6]].tolist() == [1, 1, 1]
    # 1 at k = 2 is two whole clusters at k = 3, (1 + 1) / 2^2, and three at k = 4,
    # (1 + 1 + 1) / 3^2.
    assert stability[1] == pytest.approx((1 / 2 + 1 / 3) / 2)
    # 0 at k = 3 is 4 of 6 of its parent, and two whole clusters at k = 4.
    assert stability[2] == pytest.approx((4 / 6 + 1 / 2) / 2)
    # 0 at k = 4 is 2 of 6 of one, and 2 of 4 of another.
    assert stability[5] == pytest.approx((2 / 6 + 2 / 4) / 2)


def test_in_proportion_and_a_followed_cluster_by_hand():
    clusters = [*CLUSTERS, [0, 1, 0, 0, 0, 1, 1, 1]]
    tree = cluster_tree(clusters, DIGITS)
    assert np.isnan(tree.in_proportion[:2]).all()
    assert tree.in_proportion[2:9].tolist() == [1] * 7
    # Two of four of its images come from one cluster, one each from two others.
    assert tree.in_proportion[9:].tolist() == [0.5, 0.5]
    # The 4s, wherever they are.
    by_node, by_edge = tree.carried(np.array(clusters)[:, 2:5])
    assert by_node.tolist() == [0, 3, 3, 0, 0, 1, 0, 0, 2, 3, 0]
    assert dict(
        zip(
            zip(tree.parent.tolist(), tree.child.tolist(), strict=True),
            by_edge.tolist(),
            strict=True,
        )
    ) == {
        (0, 4): 0, (1, 2): 3, (1, 3): 0, (2, 5): 1, (2, 8): 2, (3, 7): 0, (4, 6): 0,
        (5, 9): 1, (5, 10): 0, (6, 9): 0, (6, 10): 0, (7, 10): 0, (8, 9): 2,
    }  # fmt: skip


def test_in_a_true_tree_no_edges_cross():
    tree = cluster_tree(CLUSTERS, DIGITS)
    for a in range(len(tree.parent)):
        for b in range(len(tree.parent)):
            same = tree.column[tree.parent[a]] == tree.column[tree.parent[b]]
            if same and tree.place[tree.parent[a]] < tree.place[tree.parent[b]]:
                assert tree.place[tree.child[a]] < tree.place[tree.child[b]]


def test_images_are_neither_lost_nor_counted_twice():
    rng = np.random.default_rng(0)
    digits = rng.integers(10, size=500)
    clusters = [rng.integers(k, size=500) for k in (2, 9, 30)]
    tree = cluster_tree(clusters, digits, n_clusters=[2, 9, 31])
    by_child = np.zeros_like(tree.counts)
    np.add.at(by_child, tree.child, tree.flows)
    by_parent = np.zeros_like(tree.counts)
    np.add.at(by_parent, tree.parent, tree.flows)
    assert (by_child[2:] == tree.counts[2:]).all()
    assert (by_parent[:11] == tree.counts[:11]).all()
    assert ((tree.stability >= 0) & (tree.stability <= 1)).all()
    for column, k in enumerate(tree.n_clusters):
        assert sorted(tree.place[tree.nodes(column)]) == list(range(k))
    # The cluster without images.
    assert tree.sizes[-1] == tree.stability[-1] == 0
    assert not (tree.child == len(tree.sizes) - 1).any()


def test_tree_of_fits(digits):
    fits = [compute_fit(FitSettings(300, k), digits) for k in (3, 5)]
    tree = tree_of_fits(fits, digits.y_train[:300])
    assert tree.n_clusters == (3, 5)
    both = np.concatenate([fit.cluster_counts for fit in fits])
    assert (tree.counts == both).all()
    labels = np.concatenate([fit.cluster_labels for fit in fits])
    assert (tree.labels == labels).all()
    first = (fits[0].train_clusters == 1) & (fits[1].train_clusters == 2)
    edge = (tree.parent == 1) & (tree.child == 5)
    assert tree.n_images[edge].sum() == first.sum()


@pytest.mark.parametrize(
    ("clusters", "ks", "says"),
    [
        ([[0, 1]], None, "1 column; a tree needs two"),
        ([[0, 1], [0, 1, 2]], None, "3 images and digits has 2"),
        ([[0, 1], [0, 2]], [2, 2], "k = 2 should be 0 to 1"),
        ([[0, 1], [0, -1]], None, "should be 0 to"),
    ],
)
def test_bad_input_is_refused(clusters, ks, says):
    with pytest.raises(ValueError, match=says):
        cluster_tree(clusters, [4, 9], n_clusters=ks)
