"""The page as it is shown to a room."""

import streamlit as st

#: Containers whose key begins so are out of sight while presenting. What is in them
#: keeps its value, which it would not if it were not drawn.
DETAILS = "details_"

STYLE = f"""<style>
html {{ font-size: 20px; }}
[class*="st-key-{DETAILS}"] {{ display: none; }}
[data-testid="stMainBlockContainer"] {{ padding-top: 2.5rem; }}
</style>"""


def presenting() -> bool:
    """Tell whether the page is shown to a room, before the switch for it is drawn."""
    value = st.session_state.get("present", st.query_params.get("present"))
    return value in (True, "true")
