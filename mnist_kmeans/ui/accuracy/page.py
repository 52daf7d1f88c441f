"""Accuracy: how often k-means reads a digit right, and why."""

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.accuracy import (
    baselines_and_published,
    compare_spaces,
    curves,
    guess_accuracy,
    luck,
    why_more_clusters,
)
from mnist_kmeans.ui.accuracy.family_tree import tree_tab
from mnist_kmeans.ui.accuracy.labels import labels_tab
from mnist_kmeans.ui.accuracy.stress import altered_digits
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.shared.require_data import require_data
from mnist_kmeans.ui.shared.take_along import take_along


def _compare(current: FitSettings, data: DigitData, dark: bool) -> None:
    compare_spaces.section(current, data)
    altered_digits.section(data, dark)
    baselines_and_published.section(current, data, dark)


_TABS = {
    "Curves": curves.show,
    "Why": why_more_clusters.show,
    "Tree": tree_tab.show,
    "Luck": luck.show,
    "Compare": _compare,
    "Labels": labels_tab.show,
    "Guess first": guess_accuracy.show,
}

data = require_data()
controls.page_top(
    "Accuracy",
    "How often k-means reads a digit right, and what that depends on.",
    data,
)
chosen = controls.settings(data)
current = controls.from_random(data)
if chosen != current:
    st.caption(
        "All fits here start at random and are as k-means left them, without what you "
        "did by hand."
    )
dark = st.context.theme.type == "dark"
# Only what is open is computed and drawn.
for tab, show in zip(
    st.tabs(list(_TABS), key="show", bind="query-params"), _TABS.values(), strict=True
):
    if tab.open:
        with tab:
            show(current, data, dark)
take_along(FitRequest(chosen, data).find(), data)
