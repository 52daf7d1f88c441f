"""What browser components share."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_IMPORT = re.compile(r"^import\s[^;]*\sfrom\s'(\.[^']+)';\n", re.M)


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
    """Return an ES module and all that it imports as one module.

    Streamlit takes a single text. Imports of data URLs would do too, but servers that
    send a Content-Security-Policy need not allow those.

    Parameters
    ----------
    file : Path
        It may import by relative paths, names as they are. No two of the modules have a
        name at their top level in common.

    Returns
    -------
    str
        The modules, each once and after those that it imports.
    """
    texts: dict[Path, str] = {}

    def add(path: Path) -> None:
        text = path.read_text("utf-8")
        for imported in _IMPORT.finditer(text):
            source = (path.parent / imported[1]).resolve()
            if source not in texts:
                add(source)
        texts[path] = _IMPORT.sub("", text)

    add(file.resolve())
    *imported, main = texts.values()
    return "".join(re.sub("^export ", "", text, flags=re.M) for text in imported) + main


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
