"""The drawing pad, a browser component, and the visitor's drawing."""

from collections.abc import Callable

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

    def keep(strokes: list[Stroke]) -> None:
        st.session_state["drawing"] = strokes
        st.session_state.pop("pad_note", None)

    strokes = drawing()
    text = text_of(strokes)
    # What the link has of first centroids takes of the same room.
    fits = len(text) + len(st.query_params.get("begin", "")) <= MOST_CHARACTERS
    pad("pad", strokes, keep, text if text and fits else None)
    note = st.session_state.get("pad_note") if fits else _TOO_LONG
    if note:
        st.caption(note)


def pad(
    key: str,
    strokes: list[Stroke],
    on_drawn: Callable[[list[Stroke]], None],
    link: str | None = None,
) -> None:
    """Show a pad.

    Parameters
    ----------
    key : str
        With another key it is another pad.
    strokes : list of Stroke
        What is on it at first.
    on_drawn : callable
        Called with all strokes after each.
    link : str, optional
        The drawing as the page's link is to have it.
    """

    def drawn() -> None:
        sent_strokes = sent(key, "drawn")
        if sent_strokes is not None:
            on_drawn(tidied(sent_strokes))

    _component(
        key=key,
        data={
            "side": SIDE,
            "brushes": _BRUSHES,
            "brush": _BRUSHES["medium"],
            "strokes": strokes,
            "link": link,
        },
        # An event, no state: a browser may send a state again that is long out of date.
        on_drawn_change=drawn,
    )
