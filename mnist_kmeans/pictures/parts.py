"""Group connected strokes into digits, and put these in reading order.

scipy finds the components and their boxes; no library joins them into digits.
"""

from bisect import bisect
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_kmeans.pictures.ink import EDGE, Floats
from mnist_kmeans.pictures.lines import EIGHT, Mask

# The widest gap between parts of one digit, as a share of a digit's usual side.
_MAX_GAP = 0.18

# The steepest slope of lines: of 35 degrees.
_STEEPEST = 0.7


@dataclass(eq=False)
class Part:
    """A connected component of the strokes, or several that make one digit.

    Attributes
    ----------
    left, top, right, bottom : int
        Bounding box.
    ids : list of int
        Labels of the components.
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
        """Return the distance between two boxes, 0 where they touch."""
        across = max(self.left, other.left) - min(self.right, other.right)
        down = max(self.top, other.top) - min(self.bottom, other.bottom)
        return float(np.hypot(max(across, 0), max(down, 0)))

    def joined(self, other: "Part") -> "Part":
        """Return both parts as one."""
        return Part(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            self.ids + other.ids,
        )


def find_digits(
    ink: Floats, strokes: Mask, smallest: float
) -> tuple[NDArray[np.int32], list[Part]]:
    """Find the digits among the strokes.

    Parameters
    ----------
    ink : ndarray of shape (h, w), float32
        From `ink_map`.
    strokes : ndarray of shape (h, w), bool
        From `find_strokes`.
    smallest : float
        Least longer side of a digit, in pixels.

    Returns
    -------
    labels : ndarray of shape (h, w), int32
        The number of each pixel's component, 0 for paper.
    digits : list of Part
    """
    area = int(strokes.sum())
    if area == 0:
        return np.zeros(strokes.shape, np.int32), []
    rim = area - int(ndimage.binary_erosion(strokes, EIGHT).sum())
    # Breaks in a stroke that are narrower than the stroke are closed.
    radius = min(4, round(area / (2 * rim)))
    closed = ndimage.maximum_filter(strokes, 2 * radius + 1) if radius else strokes
    labels, _ = ndimage.label(closed, EIGHT)
    labels = np.where(strokes, labels, 0).astype(np.int32)
    areas = np.bincount(labels.ravel())
    parts = [
        Part(box[1].start, box[0].start, box[1].stop, box[0].stop, [i + 1])
        for i, box in enumerate(ndimage.find_objects(labels))
        if box is not None and areas[i + 1] >= 6
    ]
    parts = _without_objects(parts, ink, labels, smallest)
    if not parts:
        return labels, []
    usual = _usual_side(parts)
    parts = _joined([part for part in parts if part.side >= 0.15 * usual], usual)
    digits = [
        part
        for part in parts
        if part.side >= max(smallest, 0.4 * usual) and _looks_written(part, ink, labels)
    ]
    writing = np.isin(labels, [i for part in digits for i in part.ids])
    return labels, [part for part in digits if _on_paper(part, ink, labels, writing)]


def _on_paper(
    part: Part, ink: Floats, labels: NDArray[np.int32], writing: Mask
) -> bool:
    """Whether a part is surrounded by paper rather than by more of an object."""
    margin = max(3, part.side // 8)
    window = np.s_[
        max(0, part.top - margin) : part.bottom + margin,
        max(0, part.left - margin) : part.right + margin,
    ]
    mask = np.isin(labels[window], part.ids)
    near = ndimage.maximum_filter(mask, 5)
    ring = ndimage.maximum_filter(mask, 2 * margin + 1) & ~near & ~writing[window]
    values = ink[window]
    paper = values[ring] < EDGE * np.percentile(values[mask], 80)
    return paper.size == 0 or bool(paper.mean() > 0.85)


def _usual_side(parts: list[Part]) -> float:
    """Return the median of the longer sides, weighted so that specks do not count."""
    sides = np.sort([part.side for part in parts])
    weights = np.cumsum(sides.astype(float) ** 3)
    return float(sides[np.searchsorted(weights, weights[-1] / 2)])


def _without_objects(
    parts: list[Part], ink: Floats, labels: NDArray[np.int32], smallest: float
) -> list[Part]:
    """Drop objects that reach in from outside: hands, table edges, frames."""
    height, width = labels.shape

    def touches(part: Part) -> bool:
        at_side = part.left <= 1 or part.right >= width - 1
        return at_side or part.top <= 1 or part.bottom >= height - 1

    outside = [part for part in parts if touches(part)]
    if not outside:
        return parts
    inside = [part for part in parts if not touches(part)]
    digits = [
        part
        for part in inside
        if part.side >= smallest and _looks_written(part, ink, labels)
    ]
    usual = _usual_side(digits) if digits else np.inf
    large = [
        _thickness(part, _mask(part, labels)) for part in digits if part.side >= usual
    ]
    stroke = np.median(large) if large else np.inf
    kept = []
    for part in outside:
        thickness = _thickness(part, _mask(part, labels))
        short = min(part.width, part.height)
        solid = thickness > 0.6 * short and short > 0.35 * part.side
        if not (solid or part.side > 1.7 * usual or thickness > 2.2 * stroke):
            kept.append(part)
    return inside + kept


def _looks_written(part: Part, ink: Floats, labels: NDArray[np.int32]) -> bool:
    """Whether a part is neither a dash nor a filled shape."""
    if part.width > 2.5 * part.height:
        return False
    mask = _mask(part, labels)
    if _thickness(part, mask) <= 0.65 * part.side:
        return True
    # Out of focus, strokes that are near each other run together at their edges.
    values = ink[_window(part)]
    dense = mask & (values > 0.6 * np.percentile(values[mask], 95))
    return _thickness(part, dense) <= 0.4 * part.side


def _window(part: Part) -> tuple[slice, slice]:
    return np.s_[part.top : part.bottom, part.left : part.right]


def _mask(part: Part, labels: NDArray[np.int32]) -> Mask:
    """Return the pixels of a part within its box."""
    return np.isin(labels[_window(part)], part.ids)


def _thickness(part: Part, mask: Mask) -> float:
    """Return the width of the widest stroke, in pixels."""
    step = max(1, part.side // 100)
    depth = ndimage.distance_transform_edt(np.pad(mask[::step, ::step], 1))
    return float(2 * depth.max() * step)


def _joined(parts: list[Part], usual: float) -> list[Part]:
    """Join the separate strokes of one digit, the smallest first."""
    parts = sorted(parts, key=lambda part: part.side)
    boxes = np.array([(p.left, p.top, p.right, p.bottom) for p in parts])
    current = 0
    while current < len(parts):
        part = parts[current]
        # All boxes at once, to leave few pairs for `_same_digit`.
        gaps = np.maximum(
            boxes[:, :2] - (part.right, part.bottom),
            (part.left, part.top) - boxes[:, 2:],
        ).max(axis=1)
        near = [
            i
            for i in np.flatnonzero(gaps <= _MAX_GAP * usual).tolist()
            if i > current and _same_digit(part, parts[i], usual)
        ]
        if not near:
            current += 1
            continue
        nearest = min(near, key=lambda i: part.gap(parts[i]))
        both = part.joined(parts.pop(nearest))
        boxes = np.delete(boxes, nearest, axis=0)
        # The joined part may belong to a larger one: it is sorted in by its new size.
        later = bisect(parts, both.side, current + 1, key=lambda part: part.side)
        parts.insert(later, both)
        boxes = np.insert(
            boxes, later, (both.left, both.top, both.right, both.bottom), 0
        )
        del parts[current]
        boxes = np.delete(boxes, current, axis=0)
    return parts


def _same_digit(part: Part, other: Part, usual: float) -> bool:
    """Whether two parts are strokes of one digit rather than neighbours."""
    both = part.joined(other)
    gap = part.gap(other) / usual
    shorter, taller = sorted((part.height, other.height))
    # Whole digits are about as tall as others and stand on one line with them.
    if shorter < 0.65 * max(usual, taller):
        return gap <= _MAX_GAP and both.side <= 1.7 * usual
    if both.side > 1.5 * usual:
        return False
    if shorter < 0.8 * max(usual, taller) or both.height > 1.15 * taller:
        return gap <= 0.13
    overlap = min(part.right, other.right) - max(part.left, other.left)
    return gap == 0 and overlap > 0.5 * min(part.width, other.width)


def reading_order(digits: list[Part]) -> tuple[list[list[Part]], float]:
    """Sort digits into lines, top to bottom, and each line from left to right.

    Parameters
    ----------
    digits : list of Part

    Returns
    -------
    lines : list of list of Part
    slope : float
        How far the lines fall per pixel to the right; negative where they rise.
    """
    if not digits:
        return [], 0.0
    x = np.array([(part.left + part.right) / 2 for part in digits])
    y = np.array([(part.top + part.bottom) / 2 for part in digits])
    size = float(np.median([part.side for part in digits]))

    def lines_along(slope: float) -> tuple[float, list[NDArray[np.intp]], float]:
        """Split digits into lines of a given slope; return the cost and the lines."""
        level = (y - slope * x) / np.hypot(1, slope)
        order = np.argsort(level, kind="stable")
        breaks = np.flatnonzero(np.diff(level[order]) > 0.5 * size) + 1
        lines = np.split(order, breaks)
        spread = sum(np.abs(level[line] - level[line].mean()).sum() for line in lines)
        return spread / size + 0.5 * len(lines) + 2 * abs(slope), lines, slope

    slopes = np.linspace(-_STEEPEST, _STEEPEST, 141)
    _, lines, slope = min(map(lines_along, slopes), key=lambda split: split[0])
    return [
        [digits[i] for i in line[np.argsort(x[line], kind="stable")]] for line in lines
    ], float(slope)
