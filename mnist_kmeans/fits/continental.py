"""Digits as many people in Europe write them: a 7 with a bar, a 1 with a foot.

MNIST was written in the United States and has few of either.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_kmeans.pictures.ink import Floats
from mnist_kmeans.pictures.mnist_form import bounds

Places = NDArray[np.int_]
Edge = NDArray[np.float64]

# Pixels as dark belong to a stroke.
_STROKE = 0.4

# By how many pixels a bar or a foot stands out on either side of a stem, at least.
_OUT = 1.5


def crossed_seven(pixels: Floats) -> bool:
    """Tell whether a digit that is read as 7 has a bar through its stem.

    Parameters
    ----------
    pixels : ndarray of shape (28, 28), float32
        0 (paper) to 1 (ink), in MNIST's form.

    Returns
    -------
    bool
    """
    edges = _edges(pixels, 0.3, 0.9)
    if edges is None:
        return False
    rows, left, right = edges
    stem = _stem(rows, left, right, rows)
    if stem is None:
        return False
    out_left = stem[0] - left >= _OUT
    out_right = right - stem[1] >= _OUT
    # A slanting bar leaves the stem a little higher on one side than on the other.
    bar = np.flatnonzero(ndimage.maximum_filter1d(out_left, 5) & out_right)
    free = np.flatnonzero(~(out_left | out_right))
    # Above and below the bar there is nothing but the stem.
    return bool(len(bar) and len(free) and free[0] < bar[0] and bar[-1] < free[-1])


def footed_one(pixels: Floats) -> bool:
    """Tell whether a digit has the form of a 1 with a foot.

    Parameters
    ----------
    pixels : ndarray of shape (28, 28), float32
        0 (paper) to 1 (ink), in MNIST's form.

    Returns
    -------
    bool
    """
    edges = _edges(pixels, 0.0, 1.0)
    if edges is None:
        return False
    rows, left, right = edges
    height = len(rows)
    middle = slice(round(0.4 * height), round(0.8 * height))
    stem = _stem(rows[middle], left[middle], right[middle], rows)
    if stem is None:
        return False
    widest = 0.3 * height
    slope = np.ptp(stem[0]) / height
    straight = (right - left)[middle].max() <= widest and slope <= 0.4
    foot = slice(round(0.85 * height), None)
    out_left, out_right = stem[0] - left, right - stem[1]
    has_foot = out_left[foot].max() >= 2 and out_right[foot].max() >= 2
    top = slice(0, round(0.4 * height))
    return bool(straight and has_foot and out_right[top].max() < 2)


def _edges(
    pixels: Floats, start: float, end: float
) -> tuple[Places, Places, Places] | None:
    """Return rows of a digit with the first column of ink and the one after the last.

    None where there are too few.
    """
    marks = pixels > _STROKE
    if not marks.any():
        return None
    _, top, _, bottom = bounds(marks)
    height = bottom - top
    rows = np.arange(top + round(start * height), top + round(end * height))
    rows = rows[marks[rows].any(axis=1)]
    if len(rows) < 5:
        return None
    return rows, marks[rows].argmax(axis=1), 28 - marks[rows, ::-1].argmax(axis=1)


def _stem(
    rows: Places, left: Places, right: Places, at: Places
) -> tuple[Edge, Edge] | None:
    """Return the edges of a straight stem, from where the ink is narrowest."""
    narrow = right - left <= np.median(right - left)
    if np.ptp(rows[narrow]) < 3:
        return None
    rows, left, right = rows[narrow], left[narrow], right[narrow]
    return _along(rows, left, at), _along(rows, right, at)


def _along(rows: Places, edge: Places, at: Places) -> Edge:
    slope, start = np.polyfit(rows, edge, 1)
    along: Edge = slope * at + start
    return along
