"""The pad that people draw on, a browser component."""

from typing import Any

import streamlit as st
from PIL import Image, ImageDraw

from mnist_kmeans.ui.shared.component import component, sent

#: The pad's side, in its own units; strokes are lists of points in these.
SIDE = 280

# More points than a patient person draws; what lies beyond is left out.
_MOST_POINTS = 20_000

# Strokes are drawn so many times larger and made smaller again, for smooth edges.
_FINE = 3

_BRUSHES = {"thin": 10, "medium": 18, "thick": 28}

_component = component("drawing_pad", __file__)


def drawing_pad() -> Image.Image | None:
    """Show the pad, with what this visitor has drawn on it.

    Returns
    -------
    PIL.Image.Image or None
        Black on white, in greys; None while the pad is blank.
    """
    key = "pad"

    def drawn() -> None:
        # Kept apart from the pad's own state, which is lost when the page is left.
        strokes = sent(key, "strokes")
        if strokes is not None:
            st.session_state["drawing"] = strokes

    _component(
        key=key,
        data={
            "side": SIDE,
            "brushes": _BRUSHES,
            "brush": _BRUSHES["medium"],
            "strokes": st.session_state.get("drawing", []),
        },
        default={"strokes": []},
        on_strokes_change=drawn,
    )
    return picture_of(st.session_state.get("drawing", []))


def picture_of(strokes: list[dict[str, Any]]) -> Image.Image | None:
    """Draw strokes as the pad does.

    Parameters
    ----------
    strokes : list of dict
        Each with its ``width`` and its ``points`` as x, y, x, y, ..., in units of
        which the pad has `SIDE` to a side. What is not in this form is left out: it
        comes from a browser.

    Returns
    -------
    PIL.Image.Image or None
        None where there is no stroke.
    """
    large = SIDE * _FINE
    picture = Image.new("L", (large, large), 255)
    pen = ImageDraw.Draw(picture)
    left = _MOST_POINTS
    for stroke in strokes if isinstance(strokes, list) else ():
        try:
            half = _FINE * min(SIDE, max(1.0, float(stroke["width"]))) / 2
            flat = [_FINE * float(v) for v in stroke["points"][: 2 * left]]
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        points = [
            (x, y)
            for x, y in zip(flat[::2], flat[1::2], strict=False)
            if 0 <= x <= large and 0 <= y <= large
        ]
        left -= len(points)
        pen.line(points, 0, round(2 * half))
        for x, y in points:
            pen.ellipse((x - half, y - half, x + half, y + half), 0)
    if left == _MOST_POINTS:
        return None
    return picture.resize((SIDE, SIDE), Image.Resampling.BOX)
