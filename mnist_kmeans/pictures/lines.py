"""Find lines that are not writing: ruled paper, boxes, combs and tables."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Mask = NDArray[np.bool_]

#: The structuring element of connected components: diagonal neighbours are connected.
EIGHT = np.ones((3, 3), bool)


def ruled_lines(marks: Mask) -> Mask:
    """Return the mask of thin lines across the picture, less the strokes over them.

    Parameters
    ----------
    marks : ndarray of shape (h, w), bool

    Returns
    -------
    ndarray of shape (h, w), bool
    """
    width = marks.shape[1]
    runs = _level_runs(marks, 2 * max(8, width // 20) + 1, 9)
    labels, _ = ndimage.label(runs, EIGHT)
    ruled: Mask = np.zeros_like(marks)
    is_line = [False]
    for rows, columns in ndimage.find_objects(labels):
        span = columns.stop - columns.start
        # A 1 that fills its picture is as straight, but not as long.
        is_line.append(span > 0.85 * width and rows.stop - rows.start < 0.08 * span)
    if not any(is_line):
        return ruled
    on_line: Mask = np.array(is_line)[labels] & marks
    return _thin(on_line, _run_heights(marks), width / 100)


def frames(strokes: Mask) -> Mask:
    """Return the mask of boxes, combs and tables, less the strokes over their lines.

    Parameters
    ----------
    strokes : ndarray of shape (h, w), bool

    Returns
    -------
    ndarray of shape (h, w), bool
    """
    found: Mask = np.zeros_like(strokes)
    any_filled = False
    labels, _ = ndimage.label(strokes, EIGHT)
    for i, window in enumerate(ndimage.find_objects(labels)):
        marks = labels[window] == i + 1
        if not _has_sides(marks):
            continue
        lines = _frame_lines(marks)
        found[window] |= lines
        any_filled |= _holds_something(strokes[window] & ~lines)
    # A 0 of four straight lines encloses nothing, but in a form boxes may be empty.
    return found if any_filled else np.zeros_like(strokes)


def _has_sides(marks: Mask) -> bool:
    """Tell whether lines run along at least three sides of a box."""
    least = min(marks.shape)
    if least < 16:
        return False
    depth = max(3, least // 8)
    sides = (marks[:depth], marks[-depth:], marks[:, :depth].T, marks[:, -depth:].T)
    return sum(bool(side.any(axis=0).mean() > 0.9) for side in sides) >= 3


def _frame_lines(marks: Mask) -> Mask:
    """Return the level and upright lines of a frame."""
    # Nearly as long as the frame is high: longer than the stem of a digit in it.
    length = 2 * round(0.45 * min(marks.shape)) + 1
    thickest = min(marks.shape) / 10
    level = _level_runs(marks, length, 3) & marks
    upright = _level_runs(marks.T, length, 3).T & marks
    lines: Mask = level & upright
    for runs, across, found in ((level, marks, lines), (upright.T, marks.T, lines.T)):
        heights = _run_heights(across)
        labels, _ = ndimage.label(runs, EIGHT)
        # One by one, for lines that two boxes share are thicker.
        for i, window in enumerate(ndimage.find_objects(labels)):
            line = labels[window] == i + 1
            found[window] |= _thin(line, heights[window], thickest)
    return lines


def _holds_something(marks: Mask) -> bool:
    least = 0.3 * min(marks.shape)
    labels, _ = ndimage.label(marks, EIGHT)
    return any(
        max(rows.stop - rows.start, columns.stop - columns.start) > least
        for rows, columns in ndimage.find_objects(labels)
    )


def _level_runs(marks: Mask, length: int, gap: int) -> Mask:
    """Return where marks, but for gaps, are as long as `length`, sloping a little."""
    # Over this length a slight slope shifts a line by a pixel or two.
    tall = ndimage.maximum_filter1d(marks.view(np.uint8), 5, axis=0)
    closed = ndimage.maximum_filter1d(tall, gap, axis=1)
    runs = ndimage.minimum_filter1d(closed, length, axis=1, mode="constant")
    runs = ndimage.maximum_filter1d(runs, length, axis=1)
    long: Mask = runs.astype(bool)
    return long


def _thin(line: Mask, heights: NDArray[np.int32], thickest: float) -> Mask:
    """Return the part of a level line where nothing is written over it."""
    if not line.any():
        return line
    # Not the median, for strokes may cover much of a line.
    usual = min(float(np.percentile(heights[line], 25)), thickest)
    thin: Mask = line & (heights <= 1.5 * usual + 1)
    return thin


def _run_heights(mask: Mask) -> NDArray[np.int32]:
    """Return the length of the vertical run that each pixel of a mask is in."""
    height = mask.shape[0]
    rows = np.arange(height, dtype=np.int32)[:, None]
    above = np.maximum.accumulate(np.where(mask, -1, rows), axis=0)
    below = np.minimum.accumulate(np.where(mask, height, rows)[::-1], axis=0)[::-1]
    runs: NDArray[np.int32] = (below - above - 1).astype(np.int32)
    return runs
