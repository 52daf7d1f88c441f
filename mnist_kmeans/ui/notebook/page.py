"""Notebook: the walk through k-means that the explorer grew from, step by step."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.notebook.results import RESULTS, sweep_of
from mnist_kmeans.ui.shared.between_pages import link
from mnist_kmeans.ui.shared.require_data import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import find_or_ask, headline_first
from mnist_kmeans.words.notebook_steps import Step, steps, walk_headline

_STYLE = Path(__file__).with_name("steps_list.css")


def _list_of(walk: Sequence[Step]) -> None:
    """Show the steps as links to their place on the page."""
    entries = "".join(
        f'<li><a href="#{step.name}">{i}. {escape(step.short)}</a></li>'
        for i, step in enumerate(walk, 1)
    )
    with st.container(key="steps_list"):
        st.html(_STYLE)
        st.html(f'<nav class="steps-list" aria-label="Steps"><ol>{entries}</ol></nav>')


data = require_data()
controls.page_top(
    "Notebook",
    "The notebook that this explorer grew from: for each step the lines of Python that "
    "do it, and what comes out.",
    data,
    fixed="Here it is always raw pixels with the usual settings, as the notebook had "
    "raw pixels. k and the seed count.",
)
chosen = controls.settings(data).base
settings = FitSettings(len(data.x_train), chosen.n_clusters, "pixels", chosen.seed)
if st.session_state.get("shown", settings).feature_space != "pixels":
    del st.session_state["shown"]  # no fit of another space stands in
fit = find_or_ask(settings, data)
if fit is not None:
    k, seed = fit.settings.n_clusters, fit.settings.seed
    st.header(walk_headline(k, seed, fit.test_metrics["accuracy"]), anchor=False)
    if data.is_mnist:
        st.markdown(
            "The notebook itself ends with a test accuracy of **0.1135**: "
            "[why?](#dark) The last step finds out."
        )
    headline_first()
    ks = tuple(settings.n_clusters for settings in sweep_of(fit.settings))
    walk = steps(k, seed, ks, data)
    side, main = st.columns([1, 5], gap="medium")
    with side:
        _list_of(walk)
    for i, step in enumerate(walk, 1):
        with main:
            st.subheader(f"{i}. {step.title}", anchor=step.name)
            left, right = st.columns([3, 2], gap="medium")
        with left:
            st.markdown(step.text)
            st.code(step.code, language="python", wrap_lines=True)
        with right:
            RESULTS[step.name](fit, data)
        if step.name == "sweep":
            why = link("accuracy", {"show": "Why"})
            left.markdown(
                f"More clusters, more accuracy: [why?]({why}) The Accuracy page "
                "answers it."
            )
    with main:
        st.caption(
            "The code runs as it stands, one step after the other: in pixels, with all "
            "training images, k and the seed as set here."
        )
take_along(fit, data)
