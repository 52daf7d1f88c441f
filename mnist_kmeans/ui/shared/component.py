"""What browser components share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st


def component(name: str, module: str) -> Callable[..., Any]:
    """Make a browser component of files.

    Parameters
    ----------
    name : str
        The component's.
    module : str
        The ``__file__`` of the module that it belongs to. Beside that are ``name.js``
        and, where the component has any, ``name.html`` and ``name.css``.

    Returns
    -------
    callable
        As from ``st.components.v2.component``.
    """

    def text(kind: str) -> str | None:
        file = Path(module).with_name(f"{name}.{kind}")
        return file.read_text("utf-8") if file.exists() else None

    made: Callable[..., Any] = st.components.v2.component(
        name, html=text("html"), css=text("css"), js=text("js")
    )
    return made


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
