"""Sentences about the family tree of clusters over k."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.studies.trees.cluster_tree import ClusterTree
from mnist_kmeans.words.cluster_sentences import cluster_sentence
from mnist_kmeans.words.numbers import listed, names_listed, percent

# The digits that are most alike, whose parting the headline tells.
_ALIKE = (4, 9)


def tree_headline(tree: ClusterTree) -> str:
    """Write where 4 and 9 part, and which digit gets its first cluster last.

    Parameters
    ----------
    tree : ClusterTree

    Returns
    -------
    str
        Such as "4 and 9 part at k = 8; 5 is the last digit to get a cluster, at k =
        12". Two digits part at the first k at which each has a cluster that stands for
        it.
    """
    present, digits = _digits_of_columns(tree), _digits(tree)
    end = f"up to k = {tree.n_clusters[-1]}"
    parts = []
    if set(_ALIKE) <= set(digits):
        both = [set(_ALIKE) <= there for there in present]
        pair = listed(list(_ALIKE))
        if not any(both):
            parts.append(f"{pair} do not part {end}")
        elif both[0]:
            parts.append(f"{pair} are apart at k = {tree.n_clusters[0]} already")
        else:
            parts.append(f"{pair} part at k = {tree.n_clusters[both.index(True)]}")
    first = _first_columns(tree)
    never = [digit for digit in digits if digit not in first]
    latest = max(first.values())
    last = [digit for digit in digits if first.get(digit) == latest]
    if never:
        has = "has" if len(never) == 1 else "have"
        parts.append(f"{listed(never)} {has} no cluster {end}")
    elif latest == 0:
        parts.append(f"every digit has a cluster from k = {tree.n_clusters[0]} on")
        if _lost(tree):
            parts[-1] = f"every digit has a cluster at k = {tree.n_clusters[0]}"
    else:
        are = "is the last digit" if len(last) == 1 else "are the last digits"
        parts.append(
            f"{listed(last)} {are} to get a cluster, at k = {_k(tree, latest)}"
        )
    return "; ".join(parts)


def first_clusters_sentence(tree: ClusterTree) -> str:
    """Write at which k each digit gets its first cluster, and which lose theirs again.

    Parameters
    ----------
    tree : ClusterTree

    Returns
    -------
    str
        Such as "First clusters: 0 and 1 at k = 2; 3 and 7 at k = 5. Later there is none
        for 3 at k = 8 and 10."
    """
    first = _first_columns(tree)
    parts = [
        f"{listed([digit for digit in sorted(first) if first[digit] == column])} at "
        f"k = {_k(tree, column)}"
        for column in sorted(set(first.values()))
    ]
    text = f"First clusters: {'; '.join(parts)}."
    lost = [
        f"for {digit} at k = {listed(ks)}" for digit, ks in sorted(_lost(tree).items())
    ]
    return f"{text} Later there is none {'; '.join(lost)}." if lost else text


def branch_sentence(tree: ClusterTree, node: int) -> str:
    """Say what a cluster is, and where its images are in the columns beside it.

    Parameters
    ----------
    tree : ClusterTree
    node : int

    Returns
    -------
    str
        Markdown.
    """
    column, cluster = int(tree.column[node]), int(tree.cluster[node])
    digit, k = int(tree.labels[node]), _k(tree, column)
    if not tree.counts[node].any():
        return f"**At k = {k} cluster #{cluster} is empty.**"
    about = cluster_sentence(cluster, digit, tree.counts[node])
    sides = []
    for own, other, shares in (
        (tree.child, tree.parent, tree.in_shares),
        (tree.parent, tree.child, tree.out_shares),
    ):
        edges = np.flatnonzero(own == node)
        if len(edges):
            edge = edges[shares[edges].argmax()]
            there = other[edge]
            sides.append(
                f"at k = {_k(tree, int(tree.column[there]))} in "
                f"#{tree.cluster[there]}, which stands for {tree.labels[there]} "
                f"({percent(shares[edge])})"
            )
    return f"At k = {k}: {about} The largest part of them is {' and '.join(sides)}."


def route_sentence(ks: Sequence[int], read: Sequence[int]) -> str:
    """Say as what an image is read in each column.

    Parameters
    ----------
    ks : sequence of int
        The k of each column.
    read : sequence of int
        The digit that its cluster there stands for.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.tree_sentences import route_sentence
    >>> route_sentence([2, 5, 8, 10], [9, 9, 4, 9])
    'read as 9 at k = 2 to 5, as 4 at k = 8 and as 9 at k = 10'
    """
    if len(set(read)) == 1:
        return f"read as {read[0]} at every k"
    parts = []
    for digit, run in groupby(zip(read, ks, strict=True), lambda pair: pair[0]):
        there = [k for _, k in run]
        until = f" to {there[-1]}" if len(there) > 1 else ""
        parts.append(f"as {digit} at k = {there[0]}{until}")
    return f"read {names_listed(parts)}"


def cost_sentence(
    k: int,
    inertia: float,
    own_inertia: float,
    test_accuracy: float,
    own_test_accuracy: float,
) -> str:
    """Say what a true tree costs at a k.

    Parameters
    ----------
    k : int
    inertia, own_inertia : float
        Of bisecting k-means, and of a fit of its own at this k.
    test_accuracy, own_test_accuracy : float
        Their majority-vote accuracy on the test images.

    Returns
    -------
    str

    Examples
    --------
    >>> from mnist_kmeans.words.tree_sentences import cost_sentence
    >>> cost_sentence(25, 2.2e6, 2e6, 0.654, 0.742)
    'At k = 25 its inertia is 10.0% above that of a fit of its own, and it reads 65.4% \
of the test digits right, the fit of its own 74.2%.'
    """
    change = inertia / own_inertia - 1
    size = f"{abs(change):.1%}"
    than = (
        "the same as that"
        if size == "0.0%"
        else f"{size} {'above' if change > 0 else 'below'} that"
    )
    return (
        f"At k = {k} its inertia is {than} of a fit of its own, and it reads "
        f"{test_accuracy:.1%} of the test digits right, the fit of its own "
        f"{own_test_accuracy:.1%}."
    )


def _k(tree: ClusterTree, column: int) -> int:
    return tree.n_clusters[column]


def _digits(tree: ClusterTree) -> list[int]:
    """Return the digits that there are."""
    shown: NDArray[np.int64] = tree.counts[tree.nodes(0)].sum(axis=0)
    return [int(digit) for digit in np.flatnonzero(shown)]


def _digits_of_columns(tree: ClusterTree) -> list[set[int]]:
    """Return the digits that clusters with images stand for, by column."""
    full = tree.sizes > 0
    columns = [tree.nodes(column) for column in range(len(tree.n_clusters))]
    return [set(tree.labels[nodes][full[nodes]].tolist()) for nodes in columns]


def _first_columns(tree: ClusterTree) -> dict[int, int]:
    """Return the first column in which each digit has a cluster, by digit."""
    first: dict[int, int] = {}
    for column, digits in enumerate(_digits_of_columns(tree)):
        for digit in digits:
            first.setdefault(digit, column)
    return first


def _lost(tree: ClusterTree) -> dict[int, list[int]]:
    """Return the later k at which a digit that had a cluster has none, by digit."""
    lost: dict[int, list[int]] = {}
    first = _first_columns(tree)
    for column, there in enumerate(_digits_of_columns(tree)):
        for digit, at in first.items():
            if at < column and digit not in there:
                lost.setdefault(digit, []).append(_k(tree, column))
    return lost
