"""Watch it learn: a fit from its first images to its last centroids."""

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.ui.explore import from_groups
from mnist_kmeans.ui.explore.animation import animation
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.learning_request import LearningRequest
from mnist_kmeans.ui.requests.request import Ready
from mnist_kmeans.ui.shared.between_pages import went_back
from mnist_kmeans.ui.shared.present import DETAILS, presenting
from mnist_kmeans.ui.shared.waiting import wait_for
from mnist_kmeans.words.learning_captions import (
    captions,
    how_it_learns,
    learning_headline,
)


def section(fit: Fit, data: DigitData) -> None:
    """Show the steps of a fit as an animation, and how its space was learnt."""
    if fit.settings.moves:
        st.caption("How k-means learnt them, before the moves by hand.")
        answer = wait_for(FitRequest(fit.settings.base, data))
        if not isinstance(answer, Ready):
            return
        fit = answer.value
    film(fit, data)
    if fit.settings.feature_space == "spectral":
        from_groups.section(fit, data)


def film(fit: Fit, data: DigitData) -> None:
    """Show the steps of a fit as an animation."""
    fit_id = fit.settings, data.fingerprint
    if st.session_state.get("watched", fit_id) != fit_id and not went_back():
        st.query_params.pop("frame", None)  # it was of another fit
    st.session_state["watched"] = fit_id
    answer = wait_for(LearningRequest(fit, data))
    if not isinstance(answer, Ready):
        return
    learning = answer.value
    st.header(learning_headline(learning), anchor=False)
    texts = [captions(learning, frame) for frame in range(len(learning.labels))]
    large = presenting()
    st.fragment(animation)(data.fingerprint, fit, learning, texts, large=large)
    with st.container(key=DETAILS + "how"):
        st.caption(how_it_learns(fit, learning))
