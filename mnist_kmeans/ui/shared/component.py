"""What browser components share."""

from typing import Any

import streamlit as st


def sent(key: str, what: str) -> Any:
    """Return what the browser's side of a component sent.

    Parameters
    ----------
    key : str
        The component's.
    what : str
        The name it was sent under.

    Returns
    -------
    object or None
        None where the component has gone meanwhile, with its tab or its page.
    """
    return getattr(st.session_state.get(key), what, None)
