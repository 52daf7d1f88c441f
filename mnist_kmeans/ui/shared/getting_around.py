"""The browser's history, the drawer of a phone, and what screen readers announce."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_kmeans.ui.shared.component import component

_KEY = "getting_around"
_component = component(_KEY, __file__)

# The component has nothing to see, and no gap where it is. The rest is below 4.5 to 1
# as Streamlit has it: text of buttons, blue words in code, the label of a choice where
# that is disabled.
_STYLE = """<style>
.st-key-getting_around {{ display: none; }}
[data-testid="stBaseButton-primary"] {{ color: {on_blue}; }}
[data-testid="stCode"] .token:is(.keyword, .function, .class-name) {{ color: {blue}; }}
.st-key-space [data-testid="stWidgetLabel"] {{ color: inherit; }}
</style>"""


def getting_around() -> None:
    """Keep history and a phone's drawer in order, and buttons and code readable."""
    is_dark = st.context.theme.type == "dark"
    theme = "theme.dark" if is_dark else "theme"
    # On dark, Streamlit's white is 2.7 to 1 on buttons of the light blue.
    on_blue = st.get_option("theme.dark.backgroundColor") if is_dark else "white"
    st.html(_STYLE.format(blue=st.get_option(f"{theme}.primaryColor"), on_blue=on_blue))
    _component(key=_KEY)


def spoken(name: str) -> DeltaGenerator:
    """Return a container whose changes screen readers announce.

    Parameters
    ----------
    name : str
        Of what is shown there; no other on the page has it.
    """
    return st.container(gap=None, key=f"spoken_{name}")
