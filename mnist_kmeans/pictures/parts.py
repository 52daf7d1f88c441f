"""Which connected parts of the ink are digits, and in which order they are read."""

from bisect import bisect
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_kmeans.pictures.ink import EDGE, EIGHT, Floats, Mask

# How far apart the parts of a digit may lie, as a share of a digit's usual side.
_REACH = 0.18


@dataclass(eq=False)
class Part:
    """Connected ink, or several such parts that make one digit.

    Attributes
    ----------
    left, top, right, bottom : int
        Its box.
    ids : list of int
        Its labels in the labelled picture.
    """

    left: int
    top: int
    right: int
    bottom: int
    ids: list[int]

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def side(self) -> int:
        """The longer side."""
        return max(self.width, self.height)

    def gap(self, other: "Part") -> float:
        """The distance between two boxes, 0 where they meet."""
        across = max(self.left, other.left) - min(self.right, other.right)
        down = max(self.top, other.top) - min(self.bottom, other.bottom)
        return float(np.hypot(max(across, 0), max(down, 0)))

    def joined(self, other: "Part") -> "Part":
        """Return both as one."""
        return Part(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            self.ids + other.ids,
        )


def find_digits(ink: Floats, strokes: Mask) -> tuple[NDArray[np.int32], list[Part]]:
    """Find the digits that strokes make.

    Parameters
    ----------
    ink : ndarray of shape (h, w), float32
        As from `ink_map`.
    strokes : ndarray of shape (h, w), bool
        As from `find_strokes`.

    Returns
    -------
    labels : ndarray of shape (h, w), int32
        Parts of the picture by number, 0 for paper.
    digits : list of Part
    """
    area = int(strokes.sum())
    if area == 0:
        return np.zeros(strokes.shape, np.int32), []
    rim = area - int(ndimage.binary_erosion(strokes, EIGHT).sum())
    # Breaks in a stroke that are narrower than it is wide are healed.
    reach = min(4, round(area / (2 * rim)))
    healed = ndimage.maximum_filter(strokes, 2 * reach + 1) if reach else strokes
    labels, _ = ndimage.label(healed, EIGHT)
    labels = np.where(strokes, labels, 0).astype(np.int32)
    areas = np.bincount(labels.ravel())
    parts = [
        Part(box[1].start, box[0].start, box[1].stop, box[0].stop, [i + 1])
        for i, box in enumerate(ndimage.find_objects(labels))
        if box is not None and areas[i + 1] >= 6
    ]
    parts = _without_objects(parts, labels)
    if not parts:
        return labels, []
    usual = _usual_side(parts)
    parts = _joined([part for part in parts if part.side >= 0.15 * usual], usual)
    smallest = max(8, 0.012 * max(strokes.shape), 0.4 * usual)
    digits = [
        part
        for part in parts
        if part.side >= smallest
        # A digit is no dash, and drawn with strokes, not filled.
        and part.width <= 2.5 * part.height
        and _thickness(part, labels) <= 0.65 * part.side
    ]
    writing = np.isin(labels, [i for part in digits for i in part.ids])
    return labels, [part for part in digits if _on_paper(part, ink, labels, writing)]


def _on_paper(
    part: Part, ink: Floats, labels: NDArray[np.int32], writing: Mask
) -> bool:
    """Whether there is paper around a part, rather than more of an object."""
    around = max(3, part.side // 8)
    window = np.s_[
        max(0, part.top - around) : part.bottom + around,
        max(0, part.left - around) : part.right + around,
    ]
    own = np.isin(labels[window], part.ids)
    near = ndimage.maximum_filter(own, 5)
    ring = ndimage.maximum_filter(own, 2 * around + 1) & ~near & ~writing[window]
    values = ink[window]
    paper = values[ring] < EDGE * np.percentile(values[own], 80)
    return paper.size == 0 or bool(paper.mean() > 0.85)


def _usual_side(parts: list[Part]) -> float:
    """The median of the parts' longer sides, weighted so that specks do not count."""
    sides = np.sort([part.side for part in parts])
    weights = np.cumsum(sides.astype(float) ** 3)
    return float(sides[np.searchsorted(weights, weights[-1] / 2)])


def _without_objects(parts: list[Part], labels: NDArray[np.int32]) -> list[Part]:
    """Drop what reaches into the picture from outside: hands, table edges, frames."""
    height, width = labels.shape

    def touches(part: Part) -> bool:
        at_side = part.left <= 1 or part.right >= width - 1
        return at_side or part.top <= 1 or part.bottom >= height - 1

    outside = [part for part in parts if touches(part)]
    if not outside:
        return parts
    inside = [part for part in parts if not touches(part)]
    largest = max(part.side for part in outside)
    digits = [part for part in inside if part.side > 0.08 * largest]
    usual = _usual_side(digits) if digits else np.inf
    like = [part for part in digits if part.side >= usual]
    stroke = np.median([_thickness(part, labels) for part in like]) if like else np.inf
    kept = []
    for part in outside:
        thickness, short = _thickness(part, labels), min(part.width, part.height)
        solid = thickness > 0.6 * short and short > 0.35 * part.side
        if not (solid or part.side > 1.7 * usual or thickness > 2.2 * stroke):
            kept.append(part)
    return inside + kept


def _thickness(part: Part, labels: NDArray[np.int32]) -> float:
    """The width of the widest stroke, in pixels."""
    window = labels[part.top : part.bottom, part.left : part.right]
    own = np.isin(window, part.ids)
    every = max(1, part.side // 100)
    depth = ndimage.distance_transform_edt(np.pad(own[::every, ::every], 1))
    return float(2 * depth.max() * every)


def _joined(parts: list[Part], usual: float) -> list[Part]:
    """Join the separate strokes of one digit, the smallest first."""
    parts = sorted(parts, key=lambda part: part.side)
    boxes = np.array([(p.left, p.top, p.right, p.bottom) for p in parts])
    alone = 0
    while alone < len(parts):
        part = parts[alone]
        # Of many parts few are near.
        gaps = np.maximum(
            boxes[:, :2] - (part.right, part.bottom),
            (part.left, part.top) - boxes[:, 2:],
        ).max(axis=1)
        near = [
            i
            for i in np.flatnonzero(gaps <= _REACH * usual).tolist()
            if i > alone and _belong(part, parts[i], usual)
        ]
        if not near:
            alone += 1
            continue
        nearest = min(near, key=lambda i: part.gap(parts[i]))
        both = part.joined(parts.pop(nearest))
        boxes = np.delete(boxes, nearest, axis=0)
        # What grew may now belong to larger parts: it takes its place among them.
        later = bisect(parts, both.side, alone + 1, key=lambda part: part.side)
        parts.insert(later, both)
        boxes = np.insert(
            boxes, later, (both.left, both.top, both.right, both.bottom), 0
        )
        del parts[alone]
        boxes = np.delete(boxes, alone, axis=0)
    return parts


def _belong(part: Part, other: Part, usual: float) -> bool:
    """Whether two parts are strokes of one digit rather than neighbours."""
    both = part.joined(other)
    gap = part.gap(other) / usual
    low, tall = sorted((part.height, other.height))
    # A digit is about as tall as others are, and stands on their line.
    if low < 0.65 * max(usual, tall):
        return gap <= _REACH and both.side <= 1.7 * usual
    if both.side > 1.5 * usual:
        return False
    if low < 0.8 * max(usual, tall) or both.height > 1.15 * tall:
        return gap <= 0.13
    across = min(part.right, other.right) - max(part.left, other.left)
    return gap == 0 and across > 0.5 * min(part.width, other.width)


def reading_order(digits: list[Part]) -> list[list[Part]]:
    """Sort digits into lines, top to bottom, and each line from left to right.

    Parameters
    ----------
    digits : list of Part

    Returns
    -------
    list of list of Part
    """
    if not digits:
        return []
    x = np.array([(part.left + part.right) / 2 for part in digits])
    y = np.array([(part.top + part.bottom) / 2 for part in digits])
    tall = float(np.median([part.side for part in digits]))

    def lines_along(slope: float) -> tuple[float, list[NDArray[np.intp]]]:
        """Split digits into lines of a slope; return what speaks against it, too."""
        level = y - slope * x
        order = np.argsort(level, kind="stable")
        breaks = np.flatnonzero(np.diff(level[order]) > 0.5 * tall) + 1
        lines = np.split(order, breaks)
        spread = sum(np.abs(level[line] - level[line].mean()).sum() for line in lines)
        return spread / tall + 0.5 * len(lines) + 2 * abs(slope), lines

    slopes = np.linspace(-0.25, 0.25, 51)
    _, lines = min(map(lines_along, slopes), key=lambda split: split[0])
    return [
        [digits[i] for i in line[np.argsort(x[line], kind="stable")]] for line in lines
    ]
