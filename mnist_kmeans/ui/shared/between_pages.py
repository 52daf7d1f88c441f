"""The page's URL: values of its controls, read early and carried to other pages."""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mnist_kmeans.ui.shared.component import component
from mnist_kmeans.words.link_sentences import refused_value

# In the browser: a link to a page of the app opens it without loading the app anew.
_page_links = component("page_links", __file__)

# Controls whose values a link to another page carries.
_SHARED = (
    *("data", "k", "features", "seed", "present"),
    *("algorithm", "n_train", "init", "n_init", "batch_size", "polish_iter"),
    *("anew", "names", "begin", "moves"),
)


@contextmanager
def carried(page: str) -> Iterator[None]:
    """Carry the values of the shared controls from page to page, and follow links.

    Streamlit does so itself, except from a page that is left before it has run twice,
    as a link to cached results may be. A control takes its value from the session, the
    browser's address from the query. Back and Forward take all of them from the address
    that they lead to instead.

    Parameters
    ----------
    page : str
        The name of the page that runs in the context.
    """
    if "asked" not in st.session_state:
        query = st.query_params
        st.session_state["asked"] = {key: query.get_all(key) for key in query}
    last_page, values = st.session_state.get("carried", (page, {}))
    if went_back():
        _take_from_history()
    elif last_page != page:
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
        _find_refused()
    refused = st.session_state.pop("refused", ())
    if refused:
        st.toast("\n\n".join(refused), icon=":material/link_off:", duration="long")


def _find_refused() -> None:
    # Of the values in the link that the session began with, those that controls have
    # not taken, once each: when the control is first drawn, before it can be moved.
    context = get_script_run_ctx()
    if context is None or not st.session_state["asked"]:
        return
    with context.session_state.query_params() as query:
        drawn = [key for key in st.session_state["asked"] if query.is_bound(key)]
    for key in drawn:
        texts, value = st.session_state["asked"].pop(key), st.session_state.get(key)
        if not _is(value, texts):
            sentence = refused_value(key, ", ".join(texts), value)
            st.session_state.setdefault("refused", []).append(sentence)


def _is(value: Any, texts: list[str]) -> bool:
    """Tell whether the texts in a link mean the value of a control."""
    if isinstance(value, list):
        return [str(item) for item in value] == texts
    if isinstance(value, float | int) and not isinstance(value, bool):
        try:
            return float(texts[-1]) == value
        except ValueError:
            return False
    return texts[-1].lower() == ("" if value is None else str(value).lower())


def went_back() -> bool:
    """Tell whether Back or Forward is what the page runs for.

    Streamlit marks such runs for itself only. Without the mark, as in another version,
    they carry the values of the page that is left.
    """
    return getattr(get_script_run_ctx(), "is_history_navigation", False)


def _take_from_history() -> None:
    # Streamlit has dropped the values of those controls that the page that is left has
    # too, and with them what the controls here would start from.
    context = get_script_run_ctx()
    if context is None:
        return
    asked = parse_qs(context.query_string, keep_blank_values=True)
    dropped = asked.keys() - st.query_params.keys()
    if dropped:
        # Streamlit's own parameters, as embed, are no keys, but never dropped either.
        st.query_params.update(
            {key: asked[key] for key in dropped if not key.startswith("embed")}
        )
        with context.session_state.query_params() as known:
            known.set_initial_query_params_from_current()


def value_of(key: str, default: Any) -> Any:
    """Return what a control is set to, or the text in the URL before it is drawn."""
    asked = st.query_params.get(key, default)
    return asked if went_back() else st.session_state.get(key, asked)


def set_value(key: str, value: Any) -> None:
    """Set the value of a control that stands in the URL, drawn already or not."""
    if key not in st.session_state and value is not None:
        # When it is first drawn it would show the value but not put it into the URL.
        st.query_params[key] = str(value)
    st.session_state[key] = value


def refuse(key: str, value: Any) -> None:
    """Set a control whose value is not possible, and say so if that is from the link.

    `_find_refused` finds what controls drop by themselves. One of text drops nothing,
    and would first have the link's value again.
    """
    texts = st.session_state.get("asked", {}).pop(key, None)
    if texts is not None:
        sentence = refused_value(key, ", ".join(texts), value)
        st.session_state.setdefault("refused", []).append(sentence)
    set_value(key, value)


def peek(key: str, allowed: Container[Any], default: Any) -> Any:
    """Return the value of a control, also before it is drawn for the first time.

    A browser shows what it is sent first a second before it has loaded all controls;
    with their values known it can be sent what matters before them.
    """
    try:
        value = type(default)(value_of(key, default))
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
