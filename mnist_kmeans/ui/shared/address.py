"""The page's address: what its controls are set to, read and taken along."""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import streamlit as st

# What a link to another page takes along.
_SHARED = (
    *("data", "k", "features", "seed", "present"),
    *("algorithm", "n_train", "n_init", "batch_size", "polish_iter"),
)


@contextmanager
def carried(page: str) -> Iterator[None]:
    """Take what the shared controls are set to along from page to page.

    Streamlit does so itself, but for a page that is left before it has run twice, as a
    link to kept results is. A control takes its value from the session, and the address
    from the query.

    Parameters
    ----------
    page : str
        The name of the page that runs in the context.
    """
    left, values = st.session_state.get("carried", (page, {}))
    if left != page:
        for key, (text, value) in values.items():
            if key not in st.query_params:
                st.query_params[key] = text
                if value is not None:
                    st.session_state[key] = value
    try:
        yield
    finally:
        # Now Streamlit has dropped from the query what the controls do not allow. A run
        # that is broken off for the next one may not come to this; that one will.
        now = {
            key: (st.query_params[key], st.session_state.get(key))
            for key in _SHARED
            if key in st.query_params
        }
        st.session_state["carried"] = page, now


def peek(key: str, allowed: Container[Any], default: Any) -> Any:
    """Return what a control is or will be set to, before it is drawn.

    A browser that opens the page shows the first thing it is sent a second before it
    has loaded all the controls; with this it can be sent what matters first.
    """
    value = st.session_state.get(key, st.query_params.get(key, default))
    try:
        value = type(default)(value)
    except (TypeError, ValueError):
        return default
    return value if value in allowed else default


def peek_number(key: str, allowed: range) -> int | None:
    """Return the number in a control that may be left empty."""
    number = peek(key, allowed, -1)
    return None if number == -1 else number


def link(page: str, changes: Mapping[str, Any]) -> str:
    """Return the address of a page with the shared controls as they are, but for some.

    Parameters
    ----------
    page : str
        Its name in the URL.
    changes : mapping of str to object
        Values of controls by key, the page's own among them.
    """
    query = {name: st.query_params[name] for name in _SHARED if name in st.query_params}
    return f"{page}?{urlencode(query | dict(changes))}"
