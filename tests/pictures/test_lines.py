"""Frames, on hand-made strokes."""

import numpy as np

from mnist_kmeans.pictures.lines import frames


def box(side: int) -> np.ndarray:
    strokes = np.zeros((200, 300), bool)
    strokes[50 : 50 + side, 50 : 50 + side] = True
    strokes[54 : 46 + side, 54 : 46 + side] = False
    return strokes


def test_a_digit_that_touches_its_box_keeps_its_strokes() -> None:
    frame = box(100)
    strokes = frame.copy()
    strokes[70:150, 90:100] = True  # a 1 that stands on the lower line
    rest = strokes & ~frames(strokes)
    assert rest[70:150, 90:100].all()
    assert not rest[:, :80].any()
    assert not rest[:, 110:].any()


def test_the_lines_of_an_empty_box_are_those_of_a_0() -> None:
    assert not frames(box(100)).any()


def test_an_empty_box_beside_a_filled_one_is_no_0() -> None:
    strokes = box(100)
    strokes[70:130, 95:105] = True
    strokes[:, 160:280] |= box(100)[:, 30:150]
    rest = strokes & ~frames(strokes)
    assert rest[70:130, 95:105].all()
    assert rest.sum() == 600
