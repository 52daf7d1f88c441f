"""The visitor's corrections of what was read in a picture."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from mnist_kmeans.pictures.drawn_box import lines_of_boxes, read_box
from mnist_kmeans.pictures.mnist_form import Box
from mnist_kmeans.pictures.opening import ImageError
from mnist_kmeans.pictures.reading import MOST_DIGITS
from mnist_kmeans.ui.predict.readings import (
    CROP_SIDE,
    Mark,
    Reading,
    crop_of,
    readings_of,
)


def corrected(
    reading: Reading, boxes: Sequence[tuple[Box, int | None]], serial: int = 0
) -> Reading:
    """Return a reading with the boxes that the visitor wants.

    Parameters
    ----------
    reading : Reading
    boxes : sequence of (box, int or None)
        All of them, each in the picture's pixels, with the digit that the visitor says
        it is.
    serial : int, default=0
        The number of the correction.

    Returns
    -------
    Reading
        What is in a new box is read; boxes without ink are kept apart. Lines and
        numbers follow.
    """
    known = {mark.digit.box: mark for mark in (*reading.found, *reading.marks)}
    _, degrees = lines_of_boxes(box for box, _ in boxes)
    picture: Image.Image | None = None
    marks, without_ink = {}, []
    for box, said in boxes:
        mark = known.get(box)
        if mark is None:
            picture = picture or Image.open(BytesIO(reading.copy))
            mark = _read(picture, box, reading.size, degrees)
        if mark is None:
            without_ink.append(box)
        else:
            marks[box] = mark if mark.said == said else replace(mark, said=said)
    return replace(
        reading,
        marks=_in_order(marks, reading),
        without_ink=tuple(without_ink),
        serial=serial,
    )


def _read(
    picture: Image.Image, box: Box, size: tuple[int, int], degrees: float
) -> Mark | None:
    """Read what is in the visitor's box; None where there is no ink."""
    scale = picture.width / size[0], picture.height / size[1]
    left, top, right, bottom = (
        round(edge * scale[i % 2]) for i, edge in enumerate(box)
    )
    in_copy = left, top, max(left + 1, right), max(top + 1, bottom)
    try:
        digit = read_box(picture, in_copy, degrees=degrees)
    except ImageError:
        return None
    # Boxes may be large and lie over each other: what is kept of each is small.
    ink = Image.fromarray(digit.ink)
    ink.thumbnail((CROP_SIDE, CROP_SIDE))
    # The visitor's own box rather than that of the ink: it is to stay as drawn.
    digit = replace(digit, box=box, ink=np.asarray(ink))
    return Mark(digit, crop_of(picture, in_copy), by_visitor=True)


def _in_order(marks: dict[Box, Mark], reading: Reading) -> tuple[Mark, ...]:
    """Put digits in reading order, as they were where no box has changed."""
    for before in (reading.marks, reading.found):
        lines = {mark.digit.box: mark.digit.line for mark in before}
        if lines.keys() == marks.keys():
            break
    else:
        lines, _ = lines_of_boxes(marks)
    return tuple(_in_line(marks[box], line) for box, line in lines.items())


def _in_line(mark: Mark, line: int) -> Mark:
    if mark.digit.line == line:
        return mark
    return replace(mark, digit=replace(mark.digit, line=line))


def take_correction(source: str, sent: dict[str, Any]) -> None:
    """Correct a reading as the visitor's browser asks for.

    Parameters
    ----------
    source : str
        Where the picture comes from.
    sent : dict
        ``picture``: the reading's key; ``boxes``: all boxes as [left, top, right,
        bottom, digit or None], or None for what was found; ``at``: the index of the
        one to explain, or None; ``serial``: an int.
    """
    kept = readings_of(source)
    reading = kept.get(sent["picture"])
    if reading is None or not reading.copy:  # it was taken out meanwhile
        return
    if sent["boxes"] is None:
        new = replace(
            reading, marks=reading.found, without_ink=(), serial=int(sent["serial"])
        )
        wanted = None
    else:
        boxes = [
            (_within(box, reading.size), said if said in range(10) else None)
            for *box, said in sent["boxes"][:MOST_DIGITS]
        ]
        new = corrected(reading, boxes, int(sent["serial"]))
        wanted = None if sent["at"] is None else boxes[int(sent["at"])][0]
    kept[reading.key] = new
    at = [i for i, mark in enumerate(new.marks) if mark.digit.box == wanted]
    last = max(0, len(new.marks) - 1)
    shown = st.session_state.get("digit") or 0
    st.session_state["digit"] = at[0] if at else min(shown, last)


def _within(box: list[float], size: tuple[int, int]) -> Box:
    """Return a box in whole pixels, in the picture."""
    left, top, right, bottom = (
        max(0, min(round(edge), size[i % 2])) for i, edge in enumerate(box)
    )
    return left, top, right, bottom
