"""Drawings as strokes: tidied, as a picture, and as the text of a link."""

import re
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_kmeans.pictures.strokes import (
    MOST_CHARACTERS,
    SIDE,
    DrawingError,
    picture_of,
    strokes_in,
    text_of,
    tidied,
)

ONE = {"width": 18, "points": [140, 50, 141, 120, 140, 230]}

places = st.integers(0, SIDE)
strokes = st.builds(
    lambda width, points: {"width": width, "points": [v for p in points for v in p]},
    st.integers(1, 63),
    st.lists(st.tuples(places, places), min_size=1, max_size=40),
)
drawings = st.lists(strokes, max_size=5)


def test_strokes_have_their_width() -> None:
    picture = np.asarray(picture_of([ONE]))
    assert picture.shape == (SIDE, SIDE)
    widths = (picture[80:200] < 128).sum(axis=1)
    assert np.allclose(widths, 18, atol=1.5)
    rows = np.flatnonzero((picture < 128).any(axis=1))
    assert np.allclose((rows[0], rows[-1]), (41, 239), atol=1.5)


def test_a_tap_is_a_dot() -> None:
    picture = np.asarray(picture_of([{"width": 20, "points": [100, 100]}]))
    assert (picture < 128).sum() == pytest.approx(np.pi * 100, rel=0.1)


@pytest.mark.parametrize(
    "sent",
    [
        [],
        None,
        7,
        "text",
        [7],
        [{}],
        [{"width": "x", "points": [1, 2]}],
        [{"width": float("nan"), "points": [1, 2]}],
        [{"width": 9, "points": 5}],
        [{"width": 9, "points": {"a": 1}}],
        [{"width": 9, "points": ["nan", "nan"]}],
        [{"width": 9, "points": [1e9, 1e9]}],
        [{"width": 9, "points": []}],
        [{"width": 9, "points": [7]}],
        [{"width": 9, "points": [10**400, 1]}],
        [{"width": 10**400, "points": [1, 1]}],
    ],
)
def test_what_is_no_stroke_is_left_out(sent: object) -> None:
    assert tidied(sent) == []
    assert picture_of(tidied(sent)) is None


def test_a_curve_keeps_its_form_with_fewer_points() -> None:
    angle = np.linspace(0, 2 * np.pi, 500)
    circle = 140 + 100 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    (stroke,) = tidied([{"width": 18, "points": circle.ravel().tolist()}])
    points = np.array(stroke["points"]).reshape(-1, 2)
    assert len(points) < 60
    between = (points[1:] + points[:-1]) / 2
    for place in (points, between):
        assert np.allclose(np.hypot(*(place - 140).T), 100, atol=1.8)
    assert stroke["points"][:2] == [240, 140]


def test_a_straight_line_has_two_points() -> None:
    line = [v for i in range(100) for v in (50 + i, 60 + i)]
    assert tidied([{"width": 10, "points": line}]) == [
        {"width": 10, "points": [50, 60, 149, 159]}
    ]


@settings(deadline=None)
@given(drawings)
def test_tidying_twice_changes_nothing(drawing: list) -> None:
    once = tidied(drawing)
    assert tidied(once) == once


@settings(deadline=None)
@given(drawings)
def test_a_drawing_comes_back_from_its_text(drawing: list) -> None:
    text = text_of(drawing)
    assert re.fullmatch(r"[A-Za-z0-9_.-]*", text)  # which no link has to escape
    if len(text) <= MOST_CHARACTERS:
        assert strokes_in(text) == drawing


@settings(deadline=None)
@given(drawings.filter(bool), st.data())
def test_a_text_cut_short_is_refused(drawing: list, data: st.DataObject) -> None:
    text = text_of(drawing)[:MOST_CHARACTERS]
    cut = text[: data.draw(st.integers(1, len(text) - 1))]
    # Two letters check the others: one damage in 4,096 gets by, and no error with it.
    with suppress(DrawingError):
        assert len(strokes_in(cut)) <= len(drawing)


@pytest.mark.parametrize("text", ["x", "AAAA", "rqSJnEg4AJpi", "ß", "-" * 5000, "AA."])
def test_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(DrawingError):
        strokes_in(text)


@settings(deadline=None)
@given(st.text("ABCxyz019-_.", max_size=60))
def test_any_text_is_a_drawing_on_the_pad_or_refused(text: str) -> None:
    try:
        drawing = strokes_in(text)
    except DrawingError:
        return
    assert all(0 <= value <= SIDE for stroke in drawing for value in stroke["points"])


def test_a_usual_digit_is_far_shorter_than_a_link_may_be() -> None:
    angle = np.linspace(0, 2 * np.pi, 200)
    eight = 140 + np.stack([60 * np.sin(2 * angle), 100 * np.sin(angle)], axis=1)
    text = text_of(tidied([{"width": 18, "points": eight.ravel().tolist()}]))
    assert len(text) < 200


def test_a_scribble_is_too_long() -> None:
    points = np.random.default_rng(0).integers(0, SIDE + 1, 1200).tolist()
    text = text_of(tidied([{"width": 18, "points": points}]))
    with pytest.raises(DrawingError):
        strokes_in(text)
