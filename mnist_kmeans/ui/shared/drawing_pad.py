"""The drawing pad, a browser component."""

from typing import Any

import streamlit as st
from PIL import Image, ImageDraw

from mnist_kmeans.ui.shared.component import component, sent

#: Side of the pad, in the units of its strokes.
SIDE = 280

# More points than a patient person draws; further ones are dropped.
_MOST_POINTS = 20_000

# Strokes are drawn this many times larger and scaled down, for smooth edges.
_SCALE = 3

_BRUSHES = {"thin": 10, "medium": 18, "thick": 28}

_component = component("drawing_pad", __file__)


def drawing_pad() -> Image.Image | None:
    """Show the pad with the visitor's drawing.

    Returns
    -------
    PIL.Image.Image or None
        Black on white, in greys; None while the pad is blank.
    """
    key = "pad"

    def keep_strokes() -> None:
        # Apart from the pad's own state, which is lost when the page is left.
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
        on_strokes_change=keep_strokes,
    )
    return picture_of(st.session_state.get("drawing", []))


def picture_of(strokes: list[dict[str, Any]]) -> Image.Image | None:
    """Draw strokes as the pad does.

    Parameters
    ----------
    strokes : list of dict
        Each with ``width`` and ``points``, as x, y, x, y, ..., from 0 to `SIDE`. What
        has another form is left out: strokes come from a browser.

    Returns
    -------
    PIL.Image.Image or None
        None where there is no stroke.
    """
    side = SIDE * _SCALE
    picture = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(picture)
    n_left = _MOST_POINTS
    for stroke in strokes if isinstance(strokes, list) else ():
        try:
            radius = _SCALE * min(SIDE, max(1.0, float(stroke["width"]))) / 2
            flat = [_SCALE * float(v) for v in stroke["points"][: 2 * n_left]]
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        points = [
            (x, y)
            for x, y in zip(flat[::2], flat[1::2], strict=False)
            if 0 <= x <= side and 0 <= y <= side
        ]
        n_left -= len(points)
        pen.line(points, 0, round(2 * radius))
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), 0)
    if n_left == _MOST_POINTS:
        return None
    return picture.resize((SIDE, SIDE), Image.Resampling.BOX)
