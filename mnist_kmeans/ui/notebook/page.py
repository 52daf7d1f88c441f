"""Notebook: the walk through k-means that the explorer grew from, step by step."""

import streamlit as st

from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.notebook.results import RESULTS, sweep_of
from mnist_kmeans.ui.shared.between_pages import link
from mnist_kmeans.ui.shared.require_data import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import find_or_ask, headline_first
from mnist_kmeans.words.notebook_steps import steps

data = require_data()
controls.page_top(
    "Notebook",
    "The walk through k-means that this explorer grew from, step by step.",
    data,
)
chosen = controls.settings(data)
settings = FitSettings(len(data.x_train), chosen.n_clusters, "pixels", chosen.seed)
if st.session_state.get("shown", settings).feature_space != "pixels":
    del st.session_state["shown"]  # no fit of another space stands in
fit = find_or_ask(settings, data)
if fit is not None:
    k, seed = fit.settings.n_clusters, fit.settings.seed
    st.subheader(
        f"Ten steps from images to predictions: with k = {k}, "
        f"{fit.test_metrics['accuracy']:.1%} of the test digits are read right"
    )
    st.caption(
        "The notebook that this explorer grew from: for each step the lines of Python "
        "that do it, and what comes out. They run as they stand, one after the other. "
        "k and the seed are those of the sidebar; the walk is in pixels, with all "
        "training images."
    )
    headline_first()
    ks = tuple(settings.n_clusters for settings in sweep_of(fit.settings))
    for i, step in enumerate(steps(k, seed, ks, data), 1):
        st.subheader(f"{i}. {step.title}", anchor=step.name)
        left, right = st.columns([11, 10], gap="large")
        with left:
            st.markdown(step.text)
            st.code(step.code, language="python")
        with right:
            RESULTS[step.name](fit, data)
        if step.name == "sweep":
            accuracy = link("accuracy", {})
            left.markdown(
                f"More clusters, more accuracy: [why?]({accuracy}#why) The Accuracy "
                "page answers it."
            )
take_along(fit, data)
