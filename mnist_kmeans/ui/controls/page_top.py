"""The top of a page: its title, what it is, k, and the sidebar."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.ui.controls.k_control import k_control
from mnist_kmeans.ui.controls.sidebar import sidebar
from mnist_kmeans.ui.controls.values import settings

_STYLE = Path(__file__).with_name("page_top.css")

# As high as the control for k, which comes later where pictures come first.
_SPACE = '<div style="height:66px"></div>'


def page_top(text: str, what: str, data: DigitData, *, fixed: str = "") -> None:
    """Draw the title of a page, the control for k, and the sidebar.

    Parameters
    ----------
    text : str
        The title.
    what : str
        What the page is, as one short line of Markdown.
    data : DigitData
    fixed : str, optional
        Why the feature space and what is under "Advanced" have no effect on the page;
        they are disabled then.
    """
    draw_controls(title(text, what), data, fixed=fixed)


def title(text: str, what: str) -> DeltaGenerator:
    """Draw the title of a page, and return the place of the control for k below it."""
    with st.container(gap="xxsmall", key="page_title"):
        st.title(text, anchor=False)
        st.markdown(what)
        st.html(_STYLE)
    place = st.empty()
    place.html(_SPACE)
    return place


def draw_controls(place: DeltaGenerator, data: DigitData, *, fixed: str = "") -> None:
    """Draw the control for k in its place, and the sidebar."""
    before = settings(data)
    with place.container():
        k_control(data)
    sidebar(data, fixed)
    if settings(data) != before:
        # The URL held a value that the controls do not allow.
        st.rerun()
