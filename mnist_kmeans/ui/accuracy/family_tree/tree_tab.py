"""Where clusters come from: the family tree over k, a tab of the Accuracy page."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.exports import csv_text
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.trees.cluster_tree import ClusterTree
from mnist_kmeans.studies.trees.grown_tree import GrownTree
from mnist_kmeans.studies.trees.tree_rows import edge_rows, node_rows
from mnist_kmeans.ui.accuracy.family_tree import followed
from mnist_kmeans.ui.accuracy.family_tree.tree_picture import (
    LEAST_SHARE,
    drawn_edges,
    tree_picture,
)
from mnist_kmeans.ui.accuracy.sweep_choice import choose
from mnist_kmeans.ui.requests.request import Answer, ask_all
from mnist_kmeans.ui.requests.tree_request import TreeRequest
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.ui.shared.present import DETAILS, presenting
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.numbers import percent
from mnist_kmeans.words.tree_sentences import (
    cost_sentence,
    first_clusters_sentence,
    tree_headline,
)

_OWN, _BISECTING = "a fit at each k", "bisecting"

# More than this is not to be read any more.
_MOST_COLUMNS, _LARGEST_K = 12, 256


def show(current: FitSettings, data: DigitData, dark: bool) -> None:
    """Draw the tree, and what is followed in it."""
    # The picture stands above the values of k that it depends on.
    head, grown_by, picture = spoken("finding"), st.container(), st.container()
    settings = choose(data, current, several_seeds=False)
    settings = tuple(sorted(settings, key=lambda fit: fit.n_clusters))
    way = grown_by.segmented_control(
        "Grown by",
        [_OWN, _BISECTING],
        default=_OWN,
        required=True,
        key="grown",
        bind="query-params",
        help="A fit starts anew at each k. Bisecting k-means only ever splits the "
        "cluster of largest inertia in two: a true tree.",
    )
    if not 2 <= len(settings) <= _MOST_COLUMNS or settings[-1].n_clusters > _LARGEST_K:
        head.header("Where clusters come from", anchor=False)
        picture.info(
            f"A family tree takes 2 to {_MOST_COLUMNS} values of k, of at most "
            f"{_LARGEST_K}: choose others below."
        )
        return
    own = TreeRequest(settings, data)
    request = TreeRequest(settings, data, bisecting=way == _BISECTING)
    requests = [own] if request == own else [own, request]

    def ask() -> Answer[list[GrownTree]]:
        return ask_all(requests, "Growing the tree, once")

    answer = ask()
    grown = request.find()
    with head:
        st.header(
            tree_headline(grown.tree) if grown else "Where clusters come from",
            anchor=False,
        )
    with picture:
        watch(lambda: _tree(request, own), ask, answer)


def _tree(request: TreeRequest, own: TreeRequest) -> None:
    grown, of_fits = request.find(), own.find() if request.bisecting else None
    if of_fits is not None and not of_fits.inertia.all():
        of_fits = None  # as many clusters as images: nothing to compare with
    if grown is None:
        st.caption(
            "Columns will be values of k, pictures their clusters, and ribbons the "
            "images that clusters share."
        )
        return
    st.markdown(first_clusters_sentence(grown.tree))
    if of_fits is not None:
        st.markdown(
            "Here each cluster is a part of one in the column before. "
            + cost_sentence(
                grown.tree.n_clusters[-1],
                grown.inertia[-1],
                of_fits.inertia[-1],
                grown.test_accuracy[-1],
                of_fits.test_accuracy[-1],
            )
        )
    chosen = followed.selected_node(grown)
    routes = followed.routes(request, grown)
    tree_picture(
        request,
        grown,
        chosen,
        [route.nodes for route in routes],
        lambda node: followed.pick(grown, node),
        notes=_notes(grown, of_fits),
        large=presenting(),
    )
    _how_to_read(
        grown,
        "majority-vote accuracy on the test images"
        if of_fits is None
        else "its inertia beside that of a fit of its own",
    )
    followed.show(request, grown, chosen, routes)
    with st.container(key=DETAILS + "tree"):
        _downloads(grown)


def _notes(grown: GrownTree, of_fits: GrownTree | None) -> list[str]:
    """Return what stands above each column: its accuracy, or what bisecting costs."""
    if of_fits is None:
        return [f"{accuracy:.0%} right" for accuracy in grown.test_accuracy]
    changes = grown.inertia / of_fits.inertia - 1
    # Adding zero takes the sign off what rounds to it.
    return [
        f"{round(change, 3) + 0.0:+.1%}".replace("-", "−").replace("+0.0%", "0.0%")
        for change in changes
    ]


def _how_to_read(grown: GrownTree, above: str) -> None:
    tree, drawn = grown.tree, drawn_edges(grown)
    left_out = float(1 - tree.n_images[drawn].sum() / tree.n_images.sum())
    thin = (
        f" Ribbons of less than {LEAST_SHARE:.0%} of both clusters are left out: "
        f"{percent(left_out)} of all images."
    )
    st.caption(
        "A picture is the centroid of a cluster, with the digit it stands for. A "
        "ribbon is the training images that two clusters share: its width tells how "
        "many, its colour which digit most of them show."
        + thin
        * (not drawn.all())
        + " The bar under a picture is the cluster's in-proportion: the largest share "
        "of its images that come from one cluster of the column before. Two digits "
        f"part at the first k at which each has a cluster. Above each column: {above}."
    )


def _downloads(grown: GrownTree) -> None:
    with st.expander("Ribbons and clusters to download"):
        with st.container(horizontal=True):
            for name, rows in (("ribbons", edge_rows), ("clusters", node_rows)):
                st.download_button(
                    f"{name.title()} as CSV",
                    partial(_csv, rows, grown),
                    f"{name}.csv",
                    "text/csv",
                    on_click="ignore",
                )
        st.caption(
            "All ribbons, thin ones too. out_proportion is the share of the earlier "
            "cluster's images, in_proportion that of the later one's. sc3_stability "
            "(Kiselev et al. 2017) is 1 for a cluster that all columns have. It falls "
            "with each cluster elsewhere that shares a single image: with many images "
            "it is low for all. Images are training images."
        )


def _csv(rows: Callable[[ClusterTree], list[dict[str, Any]]], grown: GrownTree) -> str:
    return csv_text(rows(grown.tree))
