"""Accuracy: how good k-means is as k grows, and why."""

from dataclasses import replace

import streamlit as st

from mnist_kmeans.studies.curve import curve_of, rows_of_space
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.accuracy import compare_spaces, curves, why_more_clusters
from mnist_kmeans.ui.accuracy.guess_accuracy import about_accuracy
from mnist_kmeans.ui.accuracy.sweep_choice import choose
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.require_data import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import headline_first, watch
from mnist_kmeans.words.accuracy_sentences import sweep_headline

data = require_data()
controls.page_top(
    "Accuracy over k",
    "How well k-means reads digits as the number of clusters grows.",
    data,
)
current = controls.settings(data)
dark = st.context.theme.type == "dark"
top = st.container()
settings = choose(data, current)
request = SweepRequest("sweep", settings, data)


def _curves() -> None:
    rows = request.rows()
    if rows:
        curves.charts(rows, current, data, dark)
        curves.table(rows)
    if st.session_state.pop("k_picked", False):
        st.rerun()


def _over_k() -> None:
    """Draw the curves, why more clusters help, and the comparison."""
    answer, rows = request.ask(), request.rows()
    with top:
        in_space = rows_of_space(rows, current.feature_space)
        st.subheader(
            sweep_headline(
                curve_of(in_space, "train_accuracy"),
                curve_of(in_space, "test_accuracy"),
                current.feature_space if len(in_space) < len(rows) else "",
            )
        )
        st.caption(
            "Each point is k-means fitted anew with another number of clusters k, each "
            "cluster named after the digit that most of its training images show. "
            "Below: [why more clusters help](#why), and [feature spaces "
            "compared](#compare)."
        )
    headline_first()
    curves_over_k, reasons, comparison = (st.container() for _ in range(3))
    with comparison:
        compare_spaces.section(settings, current, data)
    with curves_over_k:
        watch(_curves, request.ask, answer)
    rows = request.rows()
    if rows:
        with reasons:
            why_more_clusters.section(rows, current, data, dark, curves.image_form())


def _guess_first() -> None:
    """Ask about the curve, which the rest of the page must not give away."""
    with top:
        st.subheader("How does accuracy grow with k? Guess first, then see")
        st.caption(
            "The curve is uncovered one value of k after the other, from left to right."
        )
    in_space = [fit for fit in settings if fit.feature_space == current.feature_space]
    # Fitted in the order of the questions.
    in_space.sort(key=lambda fit: fit.n_clusters)
    ascending = replace(request, settings=tuple(in_space))
    watch(lambda: about_accuracy(ascending, dark), ascending.ask)


curves_tab, guess_tab = st.tabs(
    ("Curves", "Guess first"), key="show", bind="query-params"
)
if curves_tab.open:
    with curves_tab:
        _over_k()
if guess_tab.open:
    with guess_tab:
        _guess_first()
take_along(FitRequest(current, data).find(), data)
