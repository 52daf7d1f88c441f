"""The page's URL: values of its controls, read early and carried to other pages."""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from mnist_kmeans.ui.shared.component import component

# In the browser: a link to a page of the app opens it without loading the app anew.
_page_links = component("page_links", __file__)

# Controls whose values a link to another page carries.
_SHARED = (
    *("data", "k", "features", "seed", "present"),
    *("algorithm", "n_train", "init", "n_init", "batch_size", "polish_iter"),
)


@contextmanager
def carried(page: str) -> Iterator[None]:
    """Carry the values of the shared controls from page to page, and follow links.

    Streamlit does so itself, except from a page that is left before it has run twice,
    as a link to cached results may be. A control takes its value from the session, the
    browser's address from the query.

    Parameters
    ----------
    page : str
        The name of the page that runs in the context.
    """
    last_page, values = st.session_state.get("carried", (page, {}))
    if last_page != page:
        for key, (text, value) in values.items():
            if key not in st.query_params:
                st.query_params[key] = text
                if value is not None:
                    st.session_state[key] = value
    try:
        yield
        with st.sidebar:
            _page_links(key="page_links")
    finally:
        # Streamlit has dropped values that the controls do not allow from the query. A
        # run that a rerun interrupts may not get here; the rerun does.
        values = {
            key: (st.query_params[key], st.session_state.get(key))
            for key in _SHARED
            if key in st.query_params
        }
        st.session_state["carried"] = page, values


def peek(key: str, allowed: Container[Any], default: Any) -> Any:
    """Return the value of a control, also before it is drawn for the first time.

    A browser shows what it is sent first a second before it has loaded all controls;
    with their values known it can be sent what matters before them.
    """
    value = st.session_state.get(key, st.query_params.get(key, default))
    try:
        value = type(default)(value)
    except (TypeError, ValueError):
        return default
    return value if value in allowed else default


def peek_number(key: str, allowed: range) -> int | None:
    """Return the number in a control that may be empty, as `peek` does."""
    number = peek(key, allowed, -1)
    return None if number == -1 else number


def link(page: str, changes: Mapping[str, Any]) -> str:
    """Return the URL of a page that keeps the values of the shared controls.

    Parameters
    ----------
    page : str
        Its name in the URL.
    changes : mapping of str to object
        Other values, by key, of shared controls and of the page's own.
    """
    query = {name: st.query_params[name] for name in _SHARED if name in st.query_params}
    return f"{page}?{urlencode(query | dict(changes))}"
