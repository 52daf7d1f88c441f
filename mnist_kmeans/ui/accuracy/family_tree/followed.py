"""What is followed through the family tree: a cluster, a test digit, a drawn one."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.pictures.opening import ImageError
from mnist_kmeans.studies.trees.grown_tree import GrownTree
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.requests.features_request import get_features
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.tree_request import TreeRequest
from mnist_kmeans.ui.shared.between_pages import link, peek_number, set_value, value_of
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.drawing_pad import drawing, drawing_pad, drawn_picture
from mnist_kmeans.words.numbers import a_digit
from mnist_kmeans.words.tree_sentences import branch_sentence, route_sentence

if TYPE_CHECKING:  # it imports SciPy
    from mnist_kmeans.pictures.mnist_form import Digit

# The controls, as the URL has them: a cluster as "10-3", #3 at k = 10.
_CLUSTER, _TEST = "branch", "follow"

# Digits of a drawing that are followed.
_MOST_DRAWN = 3


@dataclass(frozen=True, eq=False)
class Route:
    """An image's way through the tree: its node in each column."""

    name: str
    image: NDArray[Any]
    nodes: list[int]
    digit: int | None = None


def selected_node(grown: GrownTree) -> int | None:
    """Return the cluster that is followed, as a node, if any."""
    named = re.fullmatch(r"(\d{1,4})-(\d{1,4})", str(value_of(_CLUSTER, "")))
    if named is None:
        return None
    ks, (k, cluster) = grown.tree.n_clusters, map(int, named.groups())
    if k not in ks or cluster >= k:
        return None
    return grown.tree.node(ks.index(k), cluster)


def pick(grown: GrownTree, node: int) -> None:
    """Follow a cluster, or no longer if it is followed."""
    tree = grown.tree
    k = tree.n_clusters[tree.column[node]]
    is_followed = node == selected_node(grown)
    set_value(_CLUSTER, "" if is_followed else f"{k}-{tree.cluster[node]}")


def routes(request: TreeRequest, grown: GrownTree) -> list[Route]:
    """Return the ways of the test digit and of the drawn digits that are followed."""
    return [*_of_test_digit(request.data, grown), *_of_drawing(request, grown)]


def show(
    request: TreeRequest, grown: GrownTree, node: int | None, routes: list[Route]
) -> None:
    """Show the cluster and the digits that are followed, and the choice of these."""
    data = request.data
    with st.container(key=controls.HIDDEN + _CLUSTER):
        st.text_input("Followed cluster", key=_CLUSTER, bind="query-params")
    if node is not None:
        _members(grown, node, data)
    if st.session_state.get(_TEST) not in (None, *range(len(data.x_test))):
        st.session_state[_TEST] = None
    st.number_input(
        f"Follow a test image, 0 to {len(data.x_test) - 1:,}",
        0,
        len(data.x_test) - 1,
        None,
        key=_TEST,
        bind="query-params",
        placeholder="none",
        width=240,
    )
    for route in routes:
        _route(grown, route)
    pad = st.expander("Follow a digit that you draw", key="pad_open", on_change="rerun")
    if pad.open:
        with pad:
            drawing_pad()
            if drawing() and not any(route.digit is None for route in routes):
                st.caption("That is no digit yet: draw larger.")


def _members(grown: GrownTree, node: int, data: DigitData) -> None:
    tree = grown.tree
    left, right = st.columns([1, 3], gap="medium")
    with left:
        digit_strip(
            grown.images[[node]],
            [f"#{tree.cluster[node]}"],
            badges=[int(tree.labels[node])],
            size=112,
        )
    with right:
        st.markdown(
            branch_sentence(tree, node)
            + " Strong ribbons are where its images are; clusters that hold few of "
            "them are pale."
        )
        members = grown.nearest[node][grown.nearest[node] >= 0]
        if len(members):
            st.caption("The images nearest to its centroid, with their labels")
            labels = [str(label) for label in data.y_train[members]]
            digit_strip(data.x_train[members], labels)
        st.button("Follow no cluster", on_click=pick, args=(grown, node))


def _route(grown: GrownTree, route: Route) -> None:
    tree = grown.tree
    read = tree.labels[route.nodes].tolist()
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="content"):
            digit_strip(route.image[None])
        shows = "" if route.digit is None else f", {a_digit(route.digit)},"
        why = ""
        if route.digit is not None:
            to = link("predict", {"from": "Test digit", "test": route.name})
            why = f" [Why is it read so?]({to})"
        name = route.name if route.digit is None else f"Test image {route.name}"
        st.markdown(
            f"**{name}**{shows} is {route_sentence(tree.n_clusters, read)}: the line "
            f"through the tree.{why}",
            width="stretch",
        )


def _of_test_digit(data: DigitData, grown: GrownTree) -> list[Route]:
    number = peek_number(_TEST, range(len(data.x_test)))
    if number is None:
        return []
    nodes = _nodes(grown, grown.test_clusters[:, number])
    digit = int(data.y_test[number])
    return [Route(str(number), data.x_test[number], nodes, digit)]


def _of_drawing(request: TreeRequest, grown: GrownTree) -> list[Route]:
    digits = _drawn_digits()
    if not digits:
        return []
    clusters = _clusters_of(digits, request, grown)
    if clusters is None:
        return []
    return [
        Route(f"Your digit {i + 1}" if len(digits) > 1 else "Your digit",
              digit.pixels, _nodes(grown, clusters[:, i]))
        for i, digit in enumerate(digits)
    ]  # fmt: skip


def _drawn_digits() -> "list[Digit]":
    from mnist_kmeans.pictures.reading import read_digits

    picture = drawn_picture()
    if picture is None:
        return []
    try:
        return read_digits(picture)[:_MOST_DRAWN]
    except ImageError:
        return []  # `show` says so


def _clusters_of(
    digits: "list[Digit]", request: TreeRequest, grown: GrownTree
) -> NDArray[np.intp] | None:
    """Return the cluster of each digit in each column; None while that is unknown."""
    first = request.settings[0]
    if request.needs():
        return None
    transformer = get_features(
        first.feature_space,
        first.n_train,
        request.data,
        lambda done, what: None,
        first.pretrained,
    ).transformer
    points = transformer.transform(np.array([digit.pixels for digit in digits]))
    if grown.bisection is not None:
        last = grown.bisection.descend(points)
        ks = grown.tree.n_clusters
        return np.array([grown.bisection.at(last, k) for k in ks], np.intp)
    fits = [FitRequest(settings, request.data).find() for settings in request.settings]
    at = [
        [verdict.clusters[0] for verdict in judge(points, fit)]
        for fit in fits
        if fit is not None
    ]
    return np.array(at) if len(at) == len(fits) else None


def _nodes(grown: GrownTree, clusters: NDArray[Any]) -> list[int]:
    """Return the node of a cluster in each column."""
    return [grown.tree.node(i, int(c)) for i, c in enumerate(clusters)]
