"""Ink and strokes, on hand-made pictures."""

import numpy as np
import pytest

from mnist_kmeans.pictures.ink import find_strokes, ink_map


def page(dark: bool) -> np.ndarray:
    """A bar on paper whose light falls off to a half."""
    light = np.linspace(1, 0.5, 400, dtype=np.float32)[None, :, None]
    values = np.full((300, 400, 1), 0.9 if dark else 0.1, np.float32)
    values[100:200, 180:200] = 0.2 if dark else 0.95
    return values * light


@pytest.mark.parametrize("dark", [True, False])
def test_ink_has_contrast_in_uneven_light(dark: bool) -> None:
    ink, _, least = ink_map(page(dark))
    assert ink[100:200, 182:198].min() > 0.3
    rest = ink.copy()
    rest[95:205, 175:205] = 0
    assert rest.max() < least


def test_ruled_lines_are_removed_but_not_strokes_across_them() -> None:
    ink = np.zeros((300, 400), np.float32)
    ink[::40] = ink[1::40] = 0.8  # lines as strong as the pen
    ink[50:150, 200:210] = 1
    strokes = find_strokes(ink, ink, 0.07)
    assert strokes[50:150, 200:210].all()
    assert strokes.sum() <= 100 * 10 * 1.1


def test_the_bar_of_a_seven_is_not_a_ruled_line() -> None:
    ink = np.zeros((300, 400), np.float32)
    ink[60:64, 120:280] = 1
    ink[60:240, 276:280] = 1
    assert np.array_equal(find_strokes(ink, ink, 0.07), ink > 0)


def test_faint_marks_are_removed() -> None:
    ink = np.zeros((300, 400), np.float32)
    ink[50:150, 200:210] = 1
    ink[50:150, 300:310] = 0.2
    assert not find_strokes(ink, ink, 0.07)[:, 300:].any()


def test_a_one_as_tall_as_its_picture_is_not_a_ruled_line() -> None:
    ink = np.zeros((280, 280), np.float32)
    ink[40:240, 136:144] = 1
    assert np.array_equal(find_strokes(ink, ink, 0.07), ink > 0)
