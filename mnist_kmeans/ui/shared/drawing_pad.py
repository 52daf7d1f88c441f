"""The drawing pad, a browser component, and the visitor's drawing."""

import streamlit as st
from PIL import Image

from mnist_kmeans.pictures.strokes import (
    MOST_CHARACTERS,
    SIDE,
    DrawingError,
    Stroke,
    picture_of,
    strokes_in,
    text_of,
    tidied,
)
from mnist_kmeans.ui.shared.component import component, sent

# The drawing's name in the link, as in drawing_pad.js.
_LINK = "drawing"

_BRUSHES = {"thin": 10, "medium": 18, "thick": 28}

_REFUSED = "The drawing in the link is damaged and was left out."
_TOO_LONG = "This drawing is too long for the link, which opens without it."

_component = component("drawing_pad", __file__)


def drawing() -> list[Stroke]:
    """Return what the visitor has drawn: at first what came with the link."""
    if "drawing" not in st.session_state:
        st.session_state["drawing"] = []
        try:
            st.session_state["drawing"] = strokes_in(st.query_params.get(_LINK, ""))
        except DrawingError:
            st.session_state["pad_note"] = _REFUSED
    strokes: list[Stroke] = st.session_state["drawing"]
    return strokes


def drawn_picture() -> Image.Image | None:
    """Return the drawing, black on white, in greys; None while the pad is blank."""
    return picture_of(drawing())


def drawing_pad() -> None:
    """Show the pad with the visitor's drawing, which it keeps in the page's link."""
    key = "pad"

    def keep() -> None:
        strokes = sent(key, "drawn")
        if strokes is not None:
            st.session_state["drawing"] = tidied(strokes)
            st.session_state.pop("pad_note", None)

    strokes = drawing()
    text = text_of(strokes)
    fits = len(text) <= MOST_CHARACTERS
    _component(
        key=key,
        data={
            "side": SIDE,
            "brushes": _BRUSHES,
            "brush": _BRUSHES["medium"],
            "strokes": strokes,
            "link": text if text and fits else None,
        },
        # An event, no state: a browser may send a state again that is long out of date.
        on_drawn_change=keep,
    )
    note = st.session_state.get("pad_note") if fits else _TOO_LONG
    if note:
        st.caption(note)
