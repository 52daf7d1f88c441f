"""The picture of a family tree, a browser component."""

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import numpy as np

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.studies.trees.grown_tree import GrownTree
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.tree_request import TreeRequest
from mnist_kmeans.ui.shared.component import component, sent

#: A ribbon of a smaller share both of its parent and of its child is left out, and a
#: cluster that holds a smaller share of the images that are followed is pale.
LEAST_SHARE = 0.04

# Up to this k pictures may be drawn twice as large.
_MOST_LARGE = 25

_KEY = "tree_picture"
_HINT = (
    "Point at a ribbon or tap it to see which digits it carries. Click a cluster to "
    "follow its images through all columns; by keyboard, with arrows and Enter."
)
_component = component(_KEY, __file__)


def tree_picture(
    request: TreeRequest,
    grown: GrownTree,
    selected: int | None,
    routes: Sequence[Sequence[int]],
    on_pick: Callable[[int], None],
    *,
    notes: Sequence[str],
    large: bool = False,
) -> None:
    """Show the clusters of each k as pictures, and as ribbons the images they share.

    Parameters
    ----------
    request : TreeRequest
        What it was grown from.
    grown : GrownTree
        Its result.
    selected : int or None
        The node whose images are followed.
    routes : sequence of sequence of int
        Nodes that single images go through, one of each column.
    on_pick : callable
        Called with the node picked.
    notes : sequence of str
        A line above each column.
    large : bool, default=False
        Whether it has to be seen from afar.
    """

    def picked() -> None:
        node = sent(_KEY, "picked")
        if node is not None:
            on_pick(int(node))

    followed = None
    if selected is not None:
        column, cluster = grown.tree.column[selected], grown.tree.cluster[selected]
        members = grown.train_clusters[column] == cluster
        by_node, by_edge = grown.tree.carried(grown.train_clusters[:, members])
        drawn = by_edge[drawn_edges(grown)]
        followed = {"nodes": by_node.tolist(), "edges": drawn.tolist()}
    _component(
        key=_KEY,
        data=once(_content, request, tuple(notes), large)
        | {
            "selected": selected,
            "followed": followed,
            "routes": [list(route) for route in routes],
        },
        on_picked_change=picked,
    )


def drawn_edges(grown: GrownTree) -> Any:
    """Tell which edges have a ribbon, as an array of bool."""
    tree = grown.tree
    return np.maximum(tree.out_shares, tree.in_shares) >= LEAST_SHARE


def _content(
    request: TreeRequest, notes: tuple[str, ...], large: bool
) -> dict[str, Any]:
    """Return what the browser is sent of a tree, whatever is followed."""
    grown = request.find()
    assert grown is not None  # it is on screen
    tree = grown.tree
    ks = tree.n_clusters
    large = large and ks[-1] <= _MOST_LARGE
    sheet, across = sprite_sheet(grown.images)
    drawn = drawn_edges(grown)
    columns = zip(
        tree.column.tolist(),
        tree.cluster.tolist(),
        tree.place.tolist(),
        tree.labels.tolist(),
        tree.sizes.tolist(),
        tree.counts.tolist(),
        tree.in_proportion.tolist(),
        strict=True,
    )
    nodes = [
        {
            "column": column,
            "cluster": cluster,
            "place": place,
            "digit": digit,
            "size": size,
            "counts": counts,
            "gathered": None if gathered != gathered else round(gathered, 3),
        }
        for column, cluster, place, digit, size, counts, gathered in columns
    ]
    edges = zip(
        tree.parent[drawn].tolist(),
        tree.child[drawn].tolist(),
        tree.n_images[drawn].tolist(),
        tree.flows[drawn].tolist(),
        strict=True,
    )
    return {
        "id": f"{request.key} {notes} {large} {crc32(sheet.encode())}",
        "label": f"Family tree of the clusters at k = {ks[0]} to {ks[-1]}; arrow keys "
        "move, Enter follows a cluster, Escape ends that",
        "hint": _HINT,
        "sheet": sheet,
        "across": across,
        "side": 56 if large else 28,
        # The least length of ribbons, in pixels.
        "gap": 30 if large else 64,
        "least": LEAST_SHARE,
        "columns": [
            {"title": f"k = {k}", "note": note}
            for k, note in zip(ks, notes, strict=True)
        ],
        "nodes": nodes,
        "edges": [list(edge) for edge in edges],
        "colors": list(DIGIT_COLORS),
        "inks": [text_on(color) for color in DIGIT_COLORS],
    }
