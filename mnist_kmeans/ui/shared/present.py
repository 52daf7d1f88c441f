"""Presenting: the page as it is shown to a room."""

import streamlit as st

#: Containers whose key begins so are hidden while presenting. Their widgets are drawn
#: all the same: otherwise they would lose their values.
DETAILS = "details_"

STYLE = f"""<style>
html {{ font-size: 20px; }}
[class*="st-key-{DETAILS}"] {{ display: none; }}
[data-testid="stMainBlockContainer"] {{ padding-top: 2.5rem; }}
</style>"""


def presenting() -> bool:
    """Tell whether the page is shown to a room, also before the toggle is drawn."""
    value = st.session_state.get("present", st.query_params.get("present"))
    return value in (True, "true")
