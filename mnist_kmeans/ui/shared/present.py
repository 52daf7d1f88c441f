"""The page as it is shown to a room."""

from pathlib import Path

import streamlit as st

#: Containers whose key begins so are out of sight while presenting. What is in them
#: keeps its value, which it would not if it were not drawn.
DETAILS = "details_"

#: Their style, for ``st.html``.
STYLE = Path(__file__).with_name("present.css")


def presenting() -> bool:
    """Tell whether the page is shown to a room, before the switch for it is drawn."""
    value = st.session_state.get("present", st.query_params.get("present"))
    return value in (True, "true")
