import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_kmeans.studies.trees.cluster_tree import cluster_tree
from mnist_kmeans.words.tree_sentences import (
    branch_sentence,
    cost_sentence,
    first_clusters_sentence,
    route_sentence,
    tree_headline,
)


def tree_with(*labels, digits=range(10)):
    """Return a tree whose clusters stand for given digits, column by column."""
    shown = np.repeat(list(digits), 12)
    rng = np.random.default_rng(0)
    clusters = [rng.permutation(np.arange(len(shown)) % len(of)) for of in labels]
    return cluster_tree(
        clusters, shown, n_clusters=[len(of) for of in labels], labels=labels
    )


@pytest.mark.parametrize(
    ("labels", "headline"),
    [
        (
            [[0, 1], [0, 1, 9, 4, 3, 7], [0, 1, 2, 3, 4, 6, 7, 8, 9, 5]],
            "4 and 9 part at k = 6; 2, 5, 6 and 8 are the last digits to get a "
            "cluster, at k = 10",
        ),
        (
            [list(range(9)), [*range(10), 9]],
            "4 and 9 part at k = 11; 9 is the last digit to get a cluster, at k = 11",
        ),
        (
            [[0, 9], [0, 1, 9]],
            "4 and 9 do not part up to k = 3; 2, 3, 4, 5, 6, 7 and 8 have no cluster "
            "up to k = 3",
        ),
        (
            [list(range(10)), [*range(10), 1]],
            "4 and 9 are apart at k = 10 already; every digit has a cluster from k = "
            "10 on",
        ),
        (
            [list(range(10)), [*range(9), 1, 1]],
            "4 and 9 are apart at k = 10 already; every digit has a cluster at k = 10",
        ),
    ],
)
def test_headline(labels, headline):
    assert tree_headline(tree_with(*labels)) == headline


def test_headline_of_data_without_a_4():
    tree = tree_with([1, 2], [1, 2, 3], digits=[1, 2, 3])
    assert tree_headline(tree) == "3 is the last digit to get a cluster, at k = 3"


def test_a_digit_may_lose_its_cluster():
    tree = tree_with([0, 5, 1], [0, 1, 1, 2], [0, 1, 5, 2, 2], [0, 1, 0, 1, 0, 1])
    assert first_clusters_sentence(tree) == (
        "First clusters: 0, 1 and 5 at k = 3; 2 at k = 4. Later there is none for 2 at "
        "k = 6; for 5 at k = 4 and 6."
    )


@st.composite
def trees(draw):
    n_images = draw(st.integers(10, 60))
    seed = draw(st.integers(0, 2**16))
    ks = draw(st.lists(st.integers(2, 14), min_size=2, max_size=5, unique=True))
    rng = np.random.default_rng(seed)
    digits = rng.choice(draw(st.sampled_from([[4, 9], [4, 5, 9], range(10)])), n_images)
    clusters = [rng.integers(k, size=n_images) for k in sorted(ks)]
    return cluster_tree(clusters, digits, n_clusters=sorted(ks))


def digits_at(tree, k):
    nodes = tree.nodes(tree.n_clusters.index(k))
    full = tree.sizes[nodes] > 0
    return set(tree.labels[nodes][full].tolist())


def numbers(text):
    return [int(number) for number in re.findall(r"\d+", text)]


@given(trees())
def test_the_headline_is_true(tree):
    text = tree_headline(tree)
    ks = tree.n_clusters
    shown = set(np.flatnonzero(tree.counts.sum(axis=0)).tolist())
    both = [k for k in ks if {4, 9} <= digits_at(tree, k)]
    if {4, 9} <= shown:
        part = re.search(r"4 and 9 (?:part|are apart) at k = (\d+)", text)
        assert part is None if not both else int(part[1]) == both[0]
        assert ("do not part" in text) == (not both)
    had = set().union(*(digits_at(tree, k) for k in ks))
    *_, about = text.split("; ")
    if "no cluster" in about:
        assert set(numbers(about)[:-1]) == shown - had
    elif "last digit" in about:
        *last, k = numbers(about)
        earlier = set().union(*(digits_at(tree, j) for j in ks if j < k))
        assert set(last) == shown - earlier
        assert shown - earlier <= digits_at(tree, k)
    else:
        assert digits_at(tree, ks[0]) == shown
        if " on" in about:
            assert all(digits_at(tree, k) == shown for k in ks)


@given(trees())
def test_first_clusters_are_true(tree):
    first, _, lost = first_clusters_sentence(tree).partition(". ")
    seen = set()
    for part in first.split(";"):
        *digits, k = numbers(part)
        assert set(digits) == digits_at(tree, k) - seen
        assert not seen & set(digits)
        assert seen.isdisjoint(digits)
        seen |= digits_at(tree, k)
    told = {
        (digit, k)
        for part in lost.split("; ")
        if part
        for digit, *ks in [numbers(part)]
        for k in ks
    }
    had = {}
    for k in tree.n_clusters:
        there = digits_at(tree, k)
        for digit in had:
            assert ((digit, k) in told) == (digit not in there)
        had |= dict.fromkeys(there)


@given(trees(), st.integers(0, 10**6))
def test_a_branch_is_told_as_it_is(tree, number):
    node = number % len(tree.sizes)
    text = branch_sentence(tree, node)
    k = tree.n_clusters[tree.column[node]]
    assert f"At k = {k}" in text.replace("**", "")
    if tree.sizes[node] == 0:
        assert "is empty" in text
        return
    side = r"at k = (\d+) in #(\d+), which stands for (\d) \((<1|>99|\d+)%\)"
    sides = list(re.finditer(side, text))
    assert len(sides) in (1, 2)
    for found in sides:
        column = tree.n_clusters.index(int(found[1]))
        other = tree.node(column, int(found[2]))
        assert tree.labels[other] == int(found[3])
        later = column > tree.column[node]
        ends = (tree.parent, tree.child) if later else (tree.child, tree.parent)
        of_node = ends[0] == node
        assert (
            tree.n_images[of_node].max()
            == tree.n_images[of_node & (ends[1] == other)].item()
        )
        share = tree.n_images[of_node].max() / tree.sizes[node]
        if found[4].isdigit():
            assert int(found[4]) == round(100 * share)


def test_a_branch_by_hand():
    tree = cluster_tree([[0, 0, 0, 1], [0, 0, 1, 2]], [4, 4, 9, 1])
    assert branch_sentence(tree, 0) == (
        "At k = 2: **Cluster #0 stands for 4**: 67% of its 3 training images show a 4, "
        "33% a 9. The largest part of them is at k = 3 in #0, which stands for 4 (67%)."
    )


def test_routes():
    assert route_sentence([2, 5], [4, 4]) == "read as 4 at every k"
    assert (
        route_sentence([2, 5, 8], [9, 4, 4])
        == "read as 9 at k = 2 and as 4 at k = 5 to 8"
    )


def test_a_true_tree_may_cost_nothing():
    assert "is the same as that of" in cost_sentence(2, 1.0, 1.0001, 0.2, 0.2)
    assert "1.0% below that of" in cost_sentence(2, 0.99, 1.0, 0.2, 0.2)
