"""Explore: the centroids, the digits they stand for, and how good that is."""

from time import sleep

import streamlit as st

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.background.queues import warm_up
from mnist_kmeans.ui.explore import cluster, watch
from mnist_kmeans.ui.explore.gallery import (
    SORTS,
    centroid_gallery,
    forming_gallery,
    likely_order,
)
from mnist_kmeans.ui.explore.guess_digit import about_clusters
from mnist_kmeans.ui.explore.metric_row import metric_row
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.fits_ahead import fit_ahead
from mnist_kmeans.ui.requests.request import UnderWay
from mnist_kmeans.ui.shared import controls
from mnist_kmeans.ui.shared.between_pages import peek
from mnist_kmeans.ui.shared.present import DETAILS, presenting
from mnist_kmeans.ui.shared.require_data import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import SOON, find_or_ask
from mnist_kmeans.words.cluster_sentences import headline

_TABS = ("Centroids", "Watch it learn", "Guess first")

# About as long as each other, so that what is below stays where it is.
_HOW_TO_READ = (
    "The badge is the digit a cluster stands for. The bar is its purity: the share of "
    "its training images that show that digit. Where there is room, its number, purity "
    "and size stand under it. Select one to see its members."
)
_STILL_LEARNING = (
    "Still learning: the {k} centroids move with every step and get sharper. At the "
    "end the images of each cluster vote on the digit that it stands for, which is "
    "then shown as its badge."
)


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


def _forming_gallery(request: FitRequest, last: Fit | None) -> None:
    """Draw the centroids as far as they are learnt, every few moments."""
    images = order = None
    within_page = True

    def draw() -> None:
        nonlocal images, order, within_page
        # What a request shows is dropped a moment before its result is there.
        forming, fit = request.forming(), request.find()
        images = images if forming is None else forming
        if fit is not None:
            _gallery(fit)
            st.caption(_HOW_TO_READ)
        elif images is not None:
            order = likely_order(images, last) if order is None else order
            forming_gallery(request.settings, images, order, large=presenting())
            rest = f" All else is still k = {last.settings.n_clusters}." if last else ""
            st.caption(_STILL_LEARNING.format(k=len(images)) + rest)
        elif last is not None:
            _gallery(last)
            shown = last.settings
            st.caption(
                f"This is still the last result, k = {shown.n_clusters} in "
                f"{shown.feature_space}. It stays until there is something to see of "
                f"the new one."
            )
        # The whole page, but not during its run, as in `watch`.
        if fit is not None and not within_page:
            st.rerun()
        within_page = False

    st.fragment(draw, run_every=SOON)()


def _sort() -> None:
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
top, figures = st.container(), st.container()
centroids_tab, learning_tab, guess_tab = st.tabs(_TABS, key="view", bind="query-params")
if centroids_tab.open:
    bar = centroids_tab.container(
        horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"
    )
    title, progress, sort = (
        bar.container(width=width) for width in ("content", "stretch", "content")
    )
# Beside the gallery's title the progress moves nothing when it comes and goes.
with progress if centroids_tab.open else top:
    fit = find_or_ask(settings, data, says_so=not centroids_tab.open)
# The headline would give the answers away, and figures would distract.
guess_first = guess_tab.open
with top:
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
            "without seeing a label. Then each cluster is named after the digit that "
            "most of its images show."
        )
if centroids_tab.open:
    request = FitRequest(settings, data)
    with centroids_tab:
        if isinstance(request.ask(), UnderWay):
            _forming_gallery(request, fit)
        elif fit is not None:
            # As deep as a fragment, so that it takes the place of the one that formed.
            with st.container():
                _gallery(fit)
                st.caption(_HOW_TO_READ)
    if arriving and fit is not None:
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
    with title:
        st.subheader("Centroids", help="The mean of each cluster, drawn as an image.")
    with sort:
        _sort()
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
fit_ahead(settings, data)
