"""The edges and the nodes of a family tree as flat rows."""

from typing import Any

from mnist_kmeans.studies.trees.cluster_tree import ClusterTree


def edge_rows(tree: ClusterTree) -> list[dict[str, Any]]:
    """Return the edges of a tree as flat rows.

    Parameters
    ----------
    tree : ClusterTree

    Returns
    -------
    list of dict
        ``k_from, cluster_from, digit_from, k_to, cluster_to, digit_to``: the two
        clusters and what they stand for; ``images``: the number that they share;
        ``out_proportion, in_proportion``: the share of the earlier and of the later
        cluster's images that these are; ``images_of_0`` to ``images_of_9``.

    Examples
    --------
    >>> from mnist_kmeans.studies import cluster_tree, edge_rows
    >>> rows = edge_rows(cluster_tree([[0, 0, 0, 1], [0, 0, 1, 2]], [4, 4, 9, 1]))
    >>> rows[1]["k_to"], rows[1]["cluster_to"], rows[1]["in_proportion"]
    (3, 1, 1.0)
    """
    ks = [tree.n_clusters[column] for column in tree.column]
    return [
        {
            "k_from": ks[earlier],
            "cluster_from": int(tree.cluster[earlier]),
            "digit_from": int(tree.labels[earlier]),
            "k_to": ks[later],
            "cluster_to": int(tree.cluster[later]),
            "digit_to": int(tree.labels[later]),
            "images": sum(flow),
            "out_proportion": round(out_share, 4),
            "in_proportion": round(in_share, 4),
            **_by_digit(flow),
        }
        for earlier, later, flow, out_share, in_share in zip(
            tree.parent.tolist(),
            tree.child.tolist(),
            tree.flows.tolist(),
            tree.out_shares.tolist(),
            tree.in_shares.tolist(),
            strict=True,
        )
    ]


def node_rows(tree: ClusterTree) -> list[dict[str, Any]]:
    """Return the nodes of a tree as flat rows.

    Parameters
    ----------
    tree : ClusterTree

    Returns
    -------
    list of dict
        ``k, cluster, digit, images, in_proportion, sc3_stability`` as in `ClusterTree`;
        ``images_of_0`` to ``images_of_9``.

    Examples
    --------
    >>> from mnist_kmeans.studies import cluster_tree, node_rows
    >>> rows = node_rows(cluster_tree([[0, 0, 0, 1], [0, 0, 1, 2]], [4, 4, 9, 1]))
    >>> rows[0]["images"], rows[0]["sc3_stability"]
    (3, 0.5)
    """
    return [
        {
            "k": tree.n_clusters[column],
            "cluster": cluster,
            "digit": digit,
            "images": sum(counts),
            "in_proportion": round(in_proportion, 4),
            "sc3_stability": round(stability, 4),
            **_by_digit(counts),
        }
        for column, cluster, digit, counts, in_proportion, stability in zip(
            tree.column.tolist(),
            tree.cluster.tolist(),
            tree.labels.tolist(),
            tree.counts.tolist(),
            tree.in_proportion.tolist(),
            tree.stability.tolist(),
            strict=True,
        )
    ]


def _by_digit(counts: list[int]) -> dict[str, int]:
    return {f"images_of_{digit}": count for digit, count in enumerate(counts)}
