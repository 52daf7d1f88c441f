"""Cut apart digits that touch, where a model knows the pieces better than the whole."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_kmeans.pictures.ink import Floats
from mnist_kmeans.pictures.mnist_form import Box, Digit, bounds, prepare

#: From images (n, 28, 28) in MNIST's form to how well each of them is known, (n,).
Score = Callable[[Floats], NDArray[Any]]

# What is known at least so well is one digit; and so is what is narrower, as a share of
# its height. Pieces known no better than this on average are no digits.
_KNOWN, _NARROW, _UNKNOWN = -0.7, 0.6, -1.3

# Wider marks, as a share of their height, may be three digits.
_WIDE = 1.3

# Cuts are looked for in ink made smaller, to so many pixels of height.
_COARSE = 56

# Of the cuts that leave about the same share of the ink on the left one is tried.
_SHARES = np.linspace(0.08, 0.92, 14)

# What a step of a cut to the side costs, in pixels of ink cut through.
_ASIDE = 0.15

# From the pieces' mean score is taken: this times the share of the mark's height that
# the lowest piece lacks, and this for a third piece. What is left has to be above the
# score of the whole by this, and by this times more the narrower the mark. At k = 256
# in hog and autoencoder, of training digits, none of 315 on pages was cut, 1 and 2 of
# 375 very wide ones, and 141 and 147 of 186 touching pairs were cut well.
_LOW, _THIRD, _MARGIN, _PER_WIDTH = 8, 1, 0.5, 2

_Paths = NDArray[np.intp]


def cut_touching(digits: list[Digit], score: Score) -> list[Digit]:
    """Cut apart digits that touch each other, on one page.

    Parameters
    ----------
    digits : list of Digit
        In reading order, those that touch in one.
    score : callable
        As in `read_digits`.

    Returns
    -------
    list of Digit
        In reading order.
    """
    images = np.array([digit.pixels for digit in digits])
    marks = cut_apart([digit.ink for digit in digits], images, score)
    apart = []
    for digit, pieces in zip(digits, marks, strict=True):
        if not pieces:
            apart.append(digit)
        for box, ink in pieces:
            scaled, pixels = prepare(ink)
            piece = replace(
                digit,
                pixels=pixels,
                box=_place(box, ink, digit),
                ink=ink,
                scaled=scaled,
                cut_from=digit.box,
            )
            apart.append(piece)
    return apart


def _place(box: Box, ink: Floats, digit: Digit) -> Box:
    """Return the place in the picture of a piece of a digit's ink, which was turned."""
    height, width = digit.ink.shape
    rows, columns = np.nonzero(ink > 0.5)
    x, y = columns + box[0] + 0.5 - width / 2, rows + box[1] + 0.5 - height / 2
    c, s = np.cos(np.radians(digit.degrees)), np.sin(np.radians(digit.degrees))
    x, y = c * x - s * y, s * x + c * y
    left, top, right, bottom = digit.box
    across, down = (left + right) / 2, (top + bottom) / 2
    # At least a pixel of the picture, which the ink's may be smaller than.
    left = min(right - 1, max(left, round(across + (x.min() - 0.5) / digit.scale)))
    top = min(bottom - 1, max(top, round(down + (y.min() - 0.5) / digit.scale)))
    right = max(left + 1, min(right, round(across + (x.max() + 0.5) / digit.scale)))
    bottom = max(top + 1, min(bottom, round(down + (y.max() + 0.5) / digit.scale)))
    return left, top, right, bottom


def cut_apart(
    inks: list[Floats], images: Floats, score: Score
) -> list[list[tuple[Box, Floats]]]:
    """Cut marks into two or three digits where these are better known than the whole.

    Parameters
    ----------
    inks : list of ndarray of shape (h, w), float32
        Marks, 0 (paper) to 1 (ink), each cut out at its bounding box.
    images : ndarray of shape (n, 28, 28), float32
        The same in MNIST's form, as `prepare` gives it.
    score : callable
        From images (n, 28, 28), float32, in MNIST's form to an ndarray of shape (n,):
        how well each is known, higher being better: 0 as well as usual, -1 a standard
        deviation worse.

    Returns
    -------
    list of list of (box, ink)
        For each mark its pieces from left to right, none where it is not cut: a box in
        the mark's pixels, and the piece's ink cut out at it.

    Notes
    -----
    Segmentation by recognition: R. Casey and E. Lecolinet, "A survey of methods and
    strategies in character segmentation" (1996). Cuts are the paths from top to bottom
    that cross the least ink.
    """
    pieces: list[list[tuple[Box, Floats]]] = [[] for _ in inks]
    if not inks:
        return pieces
    known = score(images)
    tried = {
        i: _coarse(ink)
        for i, ink in enumerate(inks)
        if known[i] < _KNOWN and ink.shape[1] > _NARROW * ink.shape[0]
    }
    paths = {i: _paths(coarse) for i, coarse in tried.items()}
    # All pieces of all marks at once, for a model takes them so in less time.
    segments = {
        (i, first, last): segment
        for i, coarse in tried.items()
        for first, last, segment in _segments(coarse, paths[i])
    }
    if not segments:
        return pieces
    prepared = np.array([prepare(ink)[1] for ink in segments.values()])
    scores = dict(zip(segments, score(prepared).tolist(), strict=True))
    for i, coarse in tried.items():
        best: tuple[int, ...] = ()
        height, width = coarse.shape
        value = known[i] + _MARGIN + _PER_WIDTH * (1 - min(width / height, _WIDE))
        for ends in _partitions(len(paths[i])):
            parts = [(i, first, last) for first, last in pairwise(ends)]
            if not all(part in scores for part in parts):
                continue
            lowest = min(len(segments[part]) for part in parts)
            worth = np.mean([scores[part] for part in parts])
            if worth < _UNKNOWN:
                continue
            worth -= _LOW * (1 - lowest / height) + _THIRD * (len(parts) - 2)
            if worth > value:
                best, value = ends, worth
        for first, last in pairwise(best):
            sides = _enlarged(paths[i][[first, last]], coarse, inks[i])
            piece = _between(inks[i], *sides)
            if piece is not None:
                pieces[i].append(piece)
    return pieces


def _coarse(ink: Floats) -> Floats:
    height, width = ink.shape
    if height <= _COARSE:
        return ink
    size = (max(1, round(width * _COARSE / height)), _COARSE)
    return np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX))


def _enlarged(paths: _Paths, coarse: Floats, ink: Floats) -> _Paths:
    """Return paths through coarse ink as paths through the ink."""
    rows = np.arange(len(ink)) * len(coarse) // len(ink)
    columns = np.rint(paths[:, rows] * ink.shape[1] / coarse.shape[1])
    enlarged: _Paths = columns.astype(np.intp)
    return enlarged


def _partitions(n_paths: int) -> Iterator[tuple[int, ...]]:
    """Yield the paths that bound two pieces, or three."""
    for n_cuts in (1, 2):
        for cuts in combinations(range(1, n_paths - 1), n_cuts):
            yield (0, *cuts, n_paths - 1)


def _segments(ink: Floats, paths: _Paths) -> Iterator[tuple[int, int, Floats]]:
    """Yield the ink between any two paths, but not the whole, and not slivers."""
    height, width = ink.shape
    last = len(paths) - 1
    for first, second in combinations(range(last + 1), 2):
        ends = (first == 0) + (second == last)
        if ends == 2 or (ends == 0 and width <= _WIDE * height):
            continue
        piece = _between(ink, paths[first], paths[second])
        if piece is not None and len(piece[1]) > 0.4 * height:
            yield first, second, piece[1]


def _between(ink: Floats, left: _Paths, right: _Paths) -> tuple[Box, Floats] | None:
    """Return the box and the ink of what lies between two paths, if there is any."""
    columns = np.arange(ink.shape[1])
    inside = (columns >= left[:, None]) & (columns < right[:, None])
    piece = np.where(inside, ink, 0)
    if not (piece > 0.5).any():
        return None
    x0, y0, x1, y1 = box = bounds(piece > 0.5)
    return box, piece[y0:y1, x0:x1]


def _paths(ink: Floats) -> _Paths:
    """Return the left side, paths along which ink may be cut, and the right side.

    Each path is the column in each row at which the right part begins.
    """
    height, width = ink.shape
    down, above = _cheapest(ink)
    up, below = (values[::-1] for values in _cheapest(ink[::-1]))
    rows = np.repeat([height // 4, height // 2, 3 * height // 4], width)
    columns = np.tile(np.arange(width), 3)
    costs = (down + up - ink)[rows, columns]
    paths = np.empty((len(rows), height), np.intp)
    for start in np.unique(rows):
        chosen = rows == start
        paths[chosen, start] = columns[chosen]
        for y in range(start, 0, -1):
            paths[chosen, y - 1] = above[y, paths[chosen, y]]
        for y in range(start, height - 1):
            paths[chosen, y + 1] = below[y, paths[chosen, y]]
    left = np.arange(width) < paths[..., None]
    shares = np.einsum("nhw,hw->n", left, ink) / ink.sum()
    # The cheapest of those that cut off about the same share of the ink.
    steps = np.digitize(shares, _SHARES)
    order = np.lexsort((costs, steps))
    _, first = np.unique(steps[order], return_index=True)
    found = [i for i in order[first] if 0 < steps[i] < len(_SHARES)]
    sides = np.zeros((1, height), np.intp), np.full((1, height), width)
    return np.concatenate([sides[0], paths[found], sides[1]])


def _cheapest(ink: Floats) -> tuple[Floats, _Paths]:
    """Return what a path from the top costs to each pixel, and where it came from."""
    total, before = ink.copy(), np.zeros(ink.shape, np.intp)
    columns = np.arange(ink.shape[1])
    for y in range(1, len(ink)):
        padded = np.pad(total[y - 1], 1, constant_values=np.inf)
        steps = np.stack([padded[1:-1], padded[:-2] + _ASIDE, padded[2:] + _ASIDE])
        best = steps.argmin(axis=0)
        total[y] += steps[best, columns]
        before[y] = columns + np.array([0, -1, 1])[best]
    return total, before
