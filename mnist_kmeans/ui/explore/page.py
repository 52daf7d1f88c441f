"""Explore: the centroids, the digits they stand for, and how good that is."""

from time import sleep

import streamlit as st

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.background.queues import warm_up
from mnist_kmeans.ui.explore import cluster, watch
from mnist_kmeans.ui.explore.figures import metric_row
from mnist_kmeans.ui.explore.gallery import SORTS, centroid_gallery
from mnist_kmeans.ui.explore.guess_digit import about_clusters
from mnist_kmeans.ui.shared import controls
from mnist_kmeans.ui.shared.address import peek
from mnist_kmeans.ui.shared.data_source import require_data
from mnist_kmeans.ui.shared.present import DETAILS, presenting
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import find_or_ask
from mnist_kmeans.words.headlines import headline

_TABS = ("Centroids", "Watch it learn", "Guess first")


def _pick(cluster: int) -> None:
    if "cluster" not in st.session_state:
        # Picked before the control is first drawn, which would show the value but not
        # put it into the URL.
        st.query_params["cluster"] = str(cluster)
    st.session_state["cluster"] = cluster


def _select(k: int) -> int:
    # With a smaller k the selected cluster may be gone.
    if st.session_state.get("cluster", 0) not in range(k):
        st.session_state["cluster"] = 0
    cluster: int = st.selectbox(
        "Selected cluster",
        range(k),
        key="cluster",
        bind="query-params",
        width=180,
    )
    return cluster


def _gallery(fit: Fit) -> None:
    k = fit.settings.n_clusters
    centroid_gallery(
        fit,
        peek("sort", SORTS, SORTS[0]),
        peek("cluster", range(k), 0),
        _pick,
        reveal="cluster" in st.query_params,
        large=presenting(),
    )
    st.caption(
        "The badge is the digit a cluster stands for. The bar is its purity: the share "
        "of its training images that show that digit. Where there is room, its number, "
        "purity and size stand under it. Select one to see its members."
    )


def _above_gallery() -> None:
    st.subheader("Centroids", help="The mean of each cluster, drawn as an image.")
    st.segmented_control(
        "Sort by",
        SORTS,
        default=SORTS[0],
        required=True,
        key="sort",
        bind="query-params",
    )


data = require_data()
# At first the centroids are sent before the controls. React holds back elements that
# are ready while others keep arriving that are not: alone, centroids appear more than a
# second earlier.
arriving = "arrived" not in st.session_state
if not arriving:
    controls.sidebar(data)
settings = controls.settings(data)
fit = find_or_ask(settings, data)
# The headline would give the answers away, and figures would distract.
guess_first = peek("view", _TABS, _TABS[0]) == _TABS[2]
if fit is not None:
    st.subheader(
        f"At k = {fit.settings.n_clusters}: guess first, then see"
        if guess_first
        else headline(fit.cluster_labels, fit.cluster_counts)
    )
n_train = (fit.settings if fit else settings).n_train
with st.container(key=DETAILS + "what"):
    st.caption(
        f"k-means sorts {n_train:,} images of handwritten digits into k clusters "
        "without seeing a label. Then each cluster is named after the digit that most "
        "of its images show."
    )
figures = st.container()
centroids_tab, learning_tab, guess_tab = st.tabs(_TABS, key="view", bind="query-params")
if centroids_tab.open:
    bar = centroids_tab.container(
        horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"
    )
    if fit is not None:
        with centroids_tab:
            _gallery(fit)
        if arriving:
            sleep(0.4)
if arriving:
    controls.sidebar(data)
    st.session_state["arrived"] = True
if fit is None:
    st.stop()
# Watch it learn shows the figures of each moment; a room has no space for more.
if not guess_first and not (learning_tab.open and presenting()):
    with figures:
        once(metric_row, fit)
if centroids_tab.open:
    with bar:
        _above_gallery()
    with centroids_tab:
        once(cluster.one_cluster, fit, data, _select(fit.settings.n_clusters))
        dark = st.context.theme.type == "dark"
        once(cluster.all_clusters, fit, data, dark)
if learning_tab.open:
    with learning_tab:
        watch.section(fit, data)
if guess_tab.open:
    with guess_tab:
        about_clusters(fit, data)
take_along(fit, data)
warm_up()
