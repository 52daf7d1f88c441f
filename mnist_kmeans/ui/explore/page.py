"""Explore: the centroids, the digits they stand for, and how good that is."""

from pathlib import Path
from time import sleep

import streamlit as st

from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.background.queues import warm_up
from mnist_kmeans.ui.explore import cluster, watch
from mnist_kmeans.ui.explore.edit import edit_tab
from mnist_kmeans.ui.explore.findings import findings
from mnist_kmeans.ui.explore.gallery import (
    SORTS,
    centroid_gallery,
    forming_gallery,
    likely_order,
)
from mnist_kmeans.ui.explore.guess_digit import about_clusters
from mnist_kmeans.ui.explore.naming import naming_tab
from mnist_kmeans.ui.explore.start import start_tab as start_it
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.fits_ahead import fit_ahead
from mnist_kmeans.ui.requests.learning_request import LearningRequest
from mnist_kmeans.ui.requests.request import UnderWay
from mnist_kmeans.ui.shared.between_pages import peek, set_value
from mnist_kmeans.ui.shared.present import presenting
from mnist_kmeans.ui.shared.require_data import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import SOON, find_or_ask
from mnist_kmeans.words.by_hand.start_sentences import how_sorted

# The most centroids whose film is sent with the first page: it takes 0.3 MB.
_MOST_PLAYED = 64

_TABS = (
    *("Centroids", "Watch it learn", "Start it yourself", "Split and merge"),
    *("Guess first", "Name them"),
)

# About as long as each other, so that what is below stays where it is.
_HOW_TO_READ = (
    "The badge is the digit a cluster stands for: the most frequent label of its "
    "training images, looked up afterwards. The bar is its purity, the share of them "
    "that have that label. Up to k = 25, its number, purity and size stand under it. "
    "Select one to see its members."
)
_STILL_LEARNING = (
    "Still learning: the {k} centroids move with every step and get sharper. At the "
    "end the images of each cluster vote on the digit that it stands for, which is "
    "then shown as its badge."
)


def _pick(cluster: int) -> None:
    set_value("cluster", cluster)


def _keep_selected(k: int) -> None:
    """Draw the control that has the selected cluster in the URL."""
    # With a smaller k the selected cluster may be gone.
    if st.session_state.get("cluster", 0) not in range(k):
        st.session_state["cluster"] = 0
    with st.container(key=controls.HIDDEN + "cluster"):
        st.number_input(
            "Selected cluster", 0, k - 1, 0, key="cluster", bind="query-params"
        )


def _select(k: int) -> int:
    """Draw the choice of a cluster, by its number, and return it."""
    st.session_state["cluster_shown"] = min(st.session_state["cluster"], k - 1)
    cluster: int = st.selectbox(
        "Selected cluster",
        range(k),
        format_func="#{}".format,
        key="cluster_shown",
        on_change=lambda: _pick(st.session_state["cluster_shown"]),
        width=180,
    )
    return cluster


def _gallery(fit: Fit, film: bytes | None = None) -> None:
    k = fit.settings.n_clusters
    centroid_gallery(
        fit,
        peek("sort", SORTS, SORTS[0]),
        peek("cluster", range(k), 0),
        _pick,
        reveal="cluster" in st.query_params,
        large=presenting(),
        film=film,
    )


def _film(fit: Fit) -> bytes | None:
    """Return how a fit was learnt, if that is kept and quick to send."""
    if fit.settings.n_clusters > _MOST_PLAYED or fit.settings.moves:
        return None
    learning = LearningRequest(fit, data).find()
    return None if learning is None else learning.film


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
settings = controls.settings(data)
place = controls.title(
    "k-means on handwritten digits",
    f"{settings.n_train:,} images, sorted into {settings.n_clusters} groups "
    f"{how_sorted(settings)}.",
)
if not arriving:
    controls.draw_controls(place, data)
    settings = controls.settings(data)
st.html(Path(__file__).with_name("explore.css"))
top = st.container()
centroids_tab, learning_tab, start_tab, by_hand_tab, guess_tab, names_tab = st.tabs(
    _TABS, key="view", bind="query-params"
)
if centroids_tab.open:
    bar = centroids_tab.container(
        horizontal=True, vertical_alignment="center", key="gallery_bar"
    )
    bar.markdown(
        "Each picture is the mean of a group, pixel by pixel: its **centroid**.",
        width="content",
    )
    progress = bar.container()
# Beside the gallery's first line the progress moves nothing when it comes and goes.
with progress if centroids_tab.open else top:
    fit = find_or_ask(settings, data, says_so=not centroids_tab.open)
if centroids_tab.open:
    request = FitRequest(settings, data)
    with centroids_tab:
        if isinstance(request.ask(), UnderWay):
            _forming_gallery(request, fit)
        elif fit is not None:
            # As deep as a fragment, so that it takes the place of the one that formed.
            with st.container():
                _gallery(fit, _film(fit) if arriving else None)
                st.caption(_HOW_TO_READ)
    if arriving and fit is not None:
        sleep(0.4)
if arriving:
    controls.draw_controls(place, data)
    st.session_state["arrived"] = True
_keep_selected(settings.n_clusters)
if fit is None:
    st.stop()
if centroids_tab.open:
    with centroids_tab:
        _sort()
        once(findings, fit, data)
        with st.container(key="one_cluster"):
            once(cluster.one_cluster, fit, data, _select(fit.settings.n_clusters))
        dark = st.context.theme.type == "dark"
        once(cluster.all_clusters, fit, data, dark)
if learning_tab.open:
    with learning_tab:
        watch.section(fit, data)
if start_tab.open:
    with start_tab:
        start_it.section(settings, fit, data)
if by_hand_tab.open:
    with by_hand_tab:
        edit_tab.section(fit, settings, data)
if guess_tab.open:
    with guess_tab:
        about_clusters(fit, data)
if names_tab.open:
    with names_tab:
        naming_tab.section(fit, data)
take_along(fit, data)
warm_up()
fit_ahead(settings.base, data, controls.likely_ks(data))
