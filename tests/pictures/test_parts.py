"""Digits and their lines, on hand-made strokes."""

import numpy as np
import pytest

from mnist_kmeans.pictures.parts import Part, find_digits, reading_order


def part(left: int, top: int, width: int = 20, height: int = 40) -> Part:
    return Part(left, top, left + width, top + height, [1])


def corners(lines: list[list[Part]]) -> list[list[tuple[int, int]]]:
    return [[(p.left, p.top) for p in line] for line in lines]


def test_reading_order_on_level_lines() -> None:
    digits = [part(100, 12), part(10, 100), part(10, 10), part(55, 8), part(80, 98)]
    expected = [[(10, 10), (55, 8), (100, 12)], [(10, 100), (80, 98)]]
    assert corners(reading_order(digits)[0]) == expected


@pytest.mark.parametrize("slope", [-0.5, -0.2, -0.1, 0.1, 0.2, 0.5])
def test_reading_order_follows_the_slope(slope: float) -> None:
    lines = [
        [part(60 * i, 300 + 80 * line + round(60 * i * slope)) for i in range(6)]
        for line in range(3)
    ]
    shuffled = [digit for line in lines for digit in line]
    np.random.default_rng(0).shuffle(shuffled)
    assert corners(reading_order(shuffled)[0]) == corners(lines)


def test_no_digits_have_no_lines() -> None:
    assert reading_order([]) == ([], 0.0)


def boxes(strokes: np.ndarray) -> list[tuple[int, int, int, int]]:
    _, digits = find_digits(strokes.astype(np.float32), strokes, 8)
    return sorted((d.left, d.top, d.right, d.bottom) for d in digits)


def test_the_separate_bar_of_a_five_is_joined_to_it() -> None:
    strokes = np.zeros((200, 400), bool)
    strokes[60:150, 50:58] = strokes[142:150, 50:100] = True  # a body
    strokes[50:58, 66:105] = True  # a bar
    strokes[50:150, 200:208] = True  # a neighbour
    assert boxes(strokes) == [(50, 50, 105, 150), (200, 50, 208, 150)]


def test_neighbours_are_not_joined() -> None:
    strokes = np.zeros((200, 400), bool)
    for left in (100, 125, 150):
        strokes[50:150, left : left + 8] = True
    assert len(boxes(strokes)) == 3


def test_specks_and_objects_at_the_edge_are_removed() -> None:
    strokes = np.zeros((300, 400), bool)
    strokes[100:200, 200:210] = strokes[192:200, 200:250] = True
    strokes[20:24, 20:24] = strokes[250:255, 350:354] = True
    strokes[80:300, :60] = True  # an arm
    assert boxes(strokes) == [(200, 100, 250, 200)]


def test_dashes_and_blots_are_not_digits() -> None:
    strokes = np.zeros((300, 400), bool)
    strokes[100:110, 50:150] = True
    strokes[100:180, 250:330] = True
    assert boxes(strokes) == []


def test_part_of_a_textured_object_is_not_a_digit() -> None:
    strokes = np.zeros((300, 400), bool)
    strokes[100:200, 200:208] = True
    ink = np.where(strokes, 1, 0).astype(np.float32)
    assert len(find_digits(ink, strokes, 8)[1]) == 1
    ink[60:240, 210:300] = 0.5
    assert find_digits(ink, strokes, 8)[1] == []


def test_a_digit_at_the_border_is_kept() -> None:
    strokes = np.zeros((300, 400), bool)
    strokes[100:200, :10] = strokes[192:200, :50] = True
    strokes[100:200, 200:210] = strokes[192:200, 200:250] = True
    assert boxes(strokes) == [(0, 100, 50, 200), (200, 100, 250, 200)]
