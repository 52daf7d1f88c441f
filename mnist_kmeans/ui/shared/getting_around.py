"""The browser's history, the drawer of a phone, and what screen readers announce."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_kmeans.ui.shared.component import component

_KEY = "getting_around"
_component = component(_KEY, __file__)


def getting_around() -> None:
    """Keep the browser's history and a phone's drawer in order, and buttons readable."""
    # Nothing to see, and no gap where it is.
    style = f".st-key-{_KEY} {{ display: none; }}"
    if st.context.theme.type == "dark":
        # Streamlit's white is 2.7 to 1 on the light blue that stands out on dark.
        dark = st.get_option("theme.dark.backgroundColor")
        style += f'[data-testid="stBaseButton-primary"] {{ color: {dark}; }}'
    st.html(f"<style>{style}</style>")
    _component(key=_KEY)


def spoken(name: str) -> DeltaGenerator:
    """Return a container whose changes screen readers announce.

    Parameters
    ----------
    name : str
        Of what is shown there; no other on the page has it.
    """
    return st.container(gap=None, key=f"spoken_{name}")
