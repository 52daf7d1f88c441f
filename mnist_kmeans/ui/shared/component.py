"""What browser components share."""

import re
from base64 import b64encode
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
        The ``__file__`` of the module that it belongs to. Beside that are ``name.js``,
        which may import from files by relative paths, and, where the component has
        any, ``name.html`` and ``name.css``.

    Returns
    -------
    callable
        As from ``st.components.v2.component``.
    """
    file = Path(module).with_name(name)

    def text(kind: str) -> str | None:
        part = file.with_suffix(kind)
        return part.read_text("utf-8") if part.exists() else None

    made: Callable[..., Any] = st.components.v2.component(
        name, html=text(".html"), css=text(".css"), js=script(file.with_suffix(".js"))
    )
    return made


def script(file: Path) -> str:
    """Return an ES module in one text, as Streamlit wants it.

    Parameters
    ----------
    file : Path

    Returns
    -------
    str
        The file's, with the modules that it imports by relative paths, and those that
        these import, as data URLs in it.
    """

    def url(path: re.Match[str]) -> str:
        imported = script(file.parent / path[0]).encode()
        return f"data:text/javascript;base64,{b64encode(imported).decode()}"

    return re.sub(r"(?<= from ')\.[^']+(?=')", url, file.read_text("utf-8"))


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
