"""Which clusters are selected, one or two, as the URL has it: "3" or "3-7"."""

import re
from collections.abc import Iterable

import streamlit as st

from mnist_kmeans.ui.controls import HIDDEN
from mnist_kmeans.ui.shared.between_pages import refuse, set_value, value_of

_KEY = "picked"


def picked(n_clusters: int) -> tuple[int, ...]:
    """Return the clusters that are selected, in the order of their selection."""
    text = str(value_of(_KEY, ""))
    if not re.fullmatch(r"\d{1,4}(-\d{1,4})?", text, re.ASCII):
        return ()
    clusters = tuple(dict.fromkeys(map(int, text.split("-"))))
    return clusters if max(clusters) < n_clusters else ()


def pick(clusters: Iterable[int]) -> None:
    """Select clusters instead of those selected."""
    set_value(_KEY, "-".join(map(str, clusters)))


def toggle(cluster: int, n_clusters: int) -> None:
    """Select a cluster too, or no longer; of three the first is given up."""
    before = picked(n_clusters)
    if cluster in before:
        pick(other for other in before if other != cluster)
    else:
        pick([*before, cluster][-2:])


def picked_control(n_clusters: int) -> None:
    """Keep the selection in the URL."""
    if not picked(n_clusters) and value_of(_KEY, ""):
        refuse(_KEY, "")
    with st.container(key=HIDDEN + _KEY):
        st.text_input("Clusters selected", key=_KEY, bind="query-params")
