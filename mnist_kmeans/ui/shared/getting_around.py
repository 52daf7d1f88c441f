"""The browser's history, the drawer of a phone, and what screen readers announce."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_kmeans.ui.shared.component import component

_KEY = "getting_around"
_component = component(_KEY, __file__)


def getting_around() -> None:
    """Make an entry of the browser's history a page, and close a phone's drawer."""
    # Nothing to see, and no gap where it is.
    st.html(f"<style>.st-key-{_KEY} {{ display: none; }}</style>")
    _component(key=_KEY)


def spoken(name: str) -> DeltaGenerator:
    """Return a container whose changes screen readers announce.

    Parameters
    ----------
    name : str
        Of what is shown there; no other on the page has it.
    """
    return st.container(gap=None, key=f"spoken_{name}")
