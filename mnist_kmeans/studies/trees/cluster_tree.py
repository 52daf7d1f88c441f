"""The family tree of clusters over k: where the images of each go at the next k."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.model.counts import count_votes
from mnist_kmeans.studies.trees.column_order import order_columns


@dataclass(frozen=True, eq=False)
class ClusterTree:
    """Clusters at several k, the nodes, and the images they share, the edges.

    Nodes are numbered column by column, and within a column as its clusters are.

    Attributes
    ----------
    n_clusters : tuple of int
        The k of each column.
    column, cluster : ndarray of shape (n_nodes,), int
        Each node's column, from 0, and its cluster there.
    counts : ndarray of shape (n_nodes, n_classes), int
        Its images by digit.
    labels : ndarray of shape (n_nodes,), int
        The digit it stands for.
    stability : ndarray of shape (n_nodes,), float64
        SC3 stability, see `cluster_tree`; 0 for an empty cluster. With many images it
        is low for all: it counts each cluster that shares a single one.
    place : ndarray of shape (n_nodes,), int
        Its place in its column, from 0, such that few edges cross.
    parent, child : ndarray of shape (n_edges,), int
        The nodes of each edge, in one column and in the next. Only clusters that share
        images have one.
    flows : ndarray of shape (n_edges, n_classes), int
        The images that the two share, by digit.
    """

    n_clusters: tuple[int, ...]
    column: NDArray[np.intp]
    cluster: NDArray[np.intp]
    counts: NDArray[np.int64]
    labels: NDArray[np.uint8]
    stability: NDArray[np.float64]
    place: NDArray[np.intp]
    parent: NDArray[np.intp]
    child: NDArray[np.intp]
    flows: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The images of each node, of shape (n_nodes,)."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def n_images(self) -> NDArray[np.int64]:
        """The images of each edge, of shape (n_edges,)."""
        return np.asarray(self.flows.sum(axis=1))

    @property
    def out_shares(self) -> NDArray[np.float64]:
        """The share of the parent's images that each edge carries, above 0 to 1."""
        return np.asarray(self.n_images / self.sizes[self.parent])

    @property
    def in_shares(self) -> NDArray[np.float64]:
        """The share of the child's images that each edge carries, above 0 to 1.

        Clustering trees call it the in-proportion.
        """
        return np.asarray(self.n_images / self.sizes[self.child])

    @property
    def in_proportion(self) -> NDArray[np.float64]:
        """The largest share of each node's images that come from one parent.

        Of shape (n_nodes,), 0 to 1: 1 for a cluster that is part of one of the column
        before, low for one that is gathered from many. NaN in the first column and for
        an empty cluster.
        """
        largest = np.full(len(self.labels), np.nan)
        np.fmax.at(largest, self.child, self.in_shares)
        return largest

    def carried(
        self, clusters: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count some of the tree's images by node and by edge.

        Parameters
        ----------
        clusters : ndarray of shape (n_columns, m), int
            The cluster of each of the images in each column.

        Returns
        -------
        by_node : ndarray of shape (n_nodes,), int
        by_edge : ndarray of shape (n_edges,), int
        """
        starts = np.cumsum([0, *self.n_clusters[:-1]])
        nodes = clusters + starts[:, None]
        n_nodes = len(self.labels)
        edges = np.searchsorted(
            self.parent * n_nodes + self.child, nodes[:-1] * n_nodes + nodes[1:]
        )
        return (
            np.bincount(nodes.ravel(), minlength=n_nodes),
            np.bincount(edges.ravel(), minlength=len(self.parent)),
        )

    def node(self, column: int, cluster: int) -> int:
        """Return the number of a node."""
        return sum(self.n_clusters[:column]) + cluster

    def nodes(self, column: int) -> slice:
        """Return which nodes are a column's."""
        start = self.node(column, 0)
        return slice(start, start + self.n_clusters[column])


def cluster_tree(
    clusters: Sequence[ArrayLike],
    digits: ArrayLike,
    *,
    n_clusters: Sequence[int] | None = None,
    labels: Sequence[ArrayLike] | None = None,
) -> ClusterTree:
    """Find how the clusters of each column become those of the next.

    Parameters
    ----------
    clusters : sequence of array-like of shape (n,), int
        For each column, two at least, the cluster of each image, from 0.
    digits : array-like of shape (n,), int
        The digit that each image shows, 0 to 9.
    n_clusters : sequence of int, optional
        The k of each column; by default as many as are used.
    labels : sequence of array-like of shape (k,), int, optional
        The digit that each cluster stands for; by default its most frequent one, the
        smallest on a tie.

    Returns
    -------
    ClusterTree

    Raises
    ------
    ValueError
        With fewer than two columns, or when lengths or cluster ids do not fit.

    Notes
    -----
    A clustering tree is due to L. Zappia and A. Oshlack, "Clustering trees: a
    visualization for evaluating clusterings at multiple resolutions" (2018).

    SC3 stability is due to V. Kiselev et al., "SC3: consensus clustering of single-cell
    RNA-seq data" (2017): the mean over the other columns of the sum, over the N
    clusters there with which a cluster shares images, of the share of their images that
    it has, divided by N squared. It is 1 for a cluster that is the same in all columns,
    and low for one that is gathered from parts of many. The package clustree divides
    by the number of all columns instead, so that 1 is never reached.

    Examples
    --------
    >>> from mnist_kmeans.studies.trees.cluster_tree import cluster_tree
    >>> tree = cluster_tree([[0, 0, 0, 1], [0, 0, 1, 2]], [4, 4, 9, 1])
    >>> tree.parent.tolist(), tree.child.tolist(), tree.n_images.tolist()
    ([0, 0, 1], [2, 3, 4], [2, 1, 1])
    >>> tree.stability.tolist()
    [0.5, 1.0, 0.6666666666666666, 0.3333333333333333, 1.0]
    """
    columns = [np.asarray(ids, np.int64) for ids in clusters]
    shown = np.asarray(digits, np.int64)
    ks = tuple(n_clusters or [int(ids.max(initial=0)) + 1 for ids in columns])
    _check(columns, shown, ks)
    starts = np.concatenate([[0], np.cumsum(ks)])
    nodes = [ids + start for ids, start in zip(columns, starts, strict=False)]
    counts = np.concatenate(
        [count_votes(ids, shown, k) for ids, k in zip(columns, ks, strict=True)]
    )
    if labels is None:
        stands_for = counts.argmax(axis=1)
    else:
        stands_for = np.concatenate([np.asarray(of_column) for of_column in labels])
    edges, flows = zip(
        *(_edges(earlier, later, shown) for earlier, later in pairwise(nodes)),
        strict=True,
    )
    parent, child = np.concatenate(edges, axis=1)
    sizes = counts.sum(axis=1)
    n_images = np.concatenate(flows).sum(axis=1)
    return ClusterTree(
        n_clusters=ks,
        column=np.repeat(np.arange(len(ks)), ks),
        cluster=np.concatenate([np.arange(k) for k in ks]),
        counts=counts,
        labels=stands_for.astype(np.uint8),
        stability=_stability(nodes, sizes),
        place=order_columns(ks, sizes, stands_for, parent, child, n_images),
        parent=parent,
        child=child,
        flows=np.concatenate(flows),
    )


def tree_of_fits(fits: Sequence[Fit], digits: NDArray[np.uint8]) -> ClusterTree:
    """Find how the clusters of each fit become those of the next.

    Parameters
    ----------
    fits : sequence of Fit
        Two at least, on the same training images; a column each.
    digits : ndarray of shape (n,), uint8
        The digit that each training image shows.

    Returns
    -------
    ClusterTree
        Of the training images.

    Raises
    ------
    ValueError
        As in `cluster_tree`.
    """
    return cluster_tree(
        [fit.train_clusters for fit in fits],
        digits,
        n_clusters=[fit.settings.n_clusters for fit in fits],
        labels=[fit.cluster_labels for fit in fits],
    )


def _check(
    columns: list[NDArray[np.int64]], digits: NDArray[np.int64], ks: tuple[int, ...]
) -> None:
    if len(columns) < 2:
        raise ValueError(f"There is {len(columns)} column; a tree needs two at least.")
    for k, ids in zip(ks, columns, strict=True):
        if ids.shape != digits.shape:
            raise ValueError(
                f"A column has {len(ids)} images and digits has {len(digits)}; they "
                "should have the same."
            )
        if not len(ids) or ids.min() < 0 or ids.max() >= k:
            raise ValueError(f"The cluster ids at k = {k} should be 0 to {k - 1}.")


def _edges(
    earlier: NDArray[Any], later: NDArray[Any], digits: NDArray[Any]
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return the pairs of nodes that share images, (2, m), and these by digit."""
    pairs, edge = _pairs(earlier, later)
    return pairs, count_votes(edge, digits, pairs.shape[1])


def _pairs(
    earlier: NDArray[Any], later: NDArray[Any]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of nodes that share images, (2, m), and the pair of each."""
    width = int(later.max()) + 1
    codes, edge = np.unique(earlier * width + later, return_inverse=True)
    return np.array(divmod(codes, width)), edge


def _stability(
    nodes: list[NDArray[np.int64]], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the SC3 stability of each node."""
    n_nodes = len(sizes)
    total = np.zeros(n_nodes)
    for earlier, later in combinations(nodes, 2):
        pairs, edge = _pairs(earlier, later)
        overlap = np.bincount(edge)
        for these, others in (pairs, pairs[::-1]):
            n_others = np.bincount(these, minlength=n_nodes)
            shares = np.bincount(these, overlap / sizes[others], n_nodes)
            total += shares / np.maximum(n_others, 1) ** 2
    return total / (len(nodes) - 1)
