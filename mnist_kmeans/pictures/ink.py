"""Where the ink is in a picture, and which of it makes a digit.

Each step rests on one property of handwriting: paper is smooth and there is more of it
than of ink; ink stands out from it more than shadows, ruled lines and the other side's
writing do; strokes are short and thin; the parts of a digit lie close together.
"""

from bisect import bisect
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

# Ink that stands out less than this from paper (both 0 to 1), or less than so many
# times the noise, is none.
_LEAST_CONTRAST = 0.07
_NOISES = 6

# Shares of a page's strongest ink: every stroke reaches the first somewhere and the
# second everywhere. Ruled lines and the other side's writing mostly do not.
_CORE, _EDGE = 0.5, 0.3

# How far apart the parts of a digit may lie, as a share of a digit's usual side.
_REACH = 0.18

_EIGHT = np.ones((3, 3), bool)


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


def ink_map(channels: Floats) -> tuple[Floats, float]:
    """Take the paper, and the light on it, out of a picture.

    Parameters
    ----------
    channels : ndarray of shape (h, w, c), float32
        Grey or colours, 0 to 1.

    Returns
    -------
    ink : ndarray of shape (h, w), float32
        How far each pixel stands out from the paper, 0 and up, ink of either polarity
        and any colour bright.
    least : float
        The least that is more than noise.
    """
    smooth = ndimage.gaussian_filter(channels, (0.7, 0.7, 0))
    paper = _even_paper(smooth)
    if paper is None:
        paper = _uneven_paper(smooth)
    differences = smooth - paper
    # Cubes: few strokes that stand out far count for more than much faint noise.
    dark = bool(np.sum(differences * differences * differences) <= 0)
    ink, least = _stand_out(smooth, paper, dark)
    paper = _paper_between(smooth, ink > least, paper)
    return _stand_out(smooth, paper, dark)


def _stand_out(channels: Floats, paper: Floats, dark: bool) -> tuple[Floats, float]:
    # A shadow takes the same share of the light from ink and paper: so shares, where
    # the paper is light.
    signed = 1 - channels / np.maximum(paper, 0.05) if dark else channels - paper
    mean = signed.mean(axis=2)
    sample = mean[:: max(1, mean.shape[0] // 400), :: max(1, mean.shape[1] // 400)]
    noise = 1.4826 * float(np.median(np.abs(sample - np.median(sample))))
    np.maximum(signed, 0, out=signed)
    ink = np.sqrt(np.einsum("hwc,hwc->hw", signed, signed) / signed.shape[2])
    return ink.astype(np.float32), max(_LEAST_CONTRAST, _NOISES * noise)


def _even_paper(channels: Floats) -> Floats | None:
    """The colour around the border, if it is the same all around."""
    height, width, _ = channels.shape
    ring = max(2, min(height, width) // 40)
    sides = (
        channels[:ring],
        channels[-ring:],
        channels[:, :ring].swapaxes(0, 1),
        channels[:, -ring:].swapaxes(0, 1),
    )
    pieces = [
        np.median(piece.reshape(-1, channels.shape[2]), axis=0)
        for side in sides
        for piece in np.array_split(side, 4, axis=1)
        if piece.size
    ]
    # Digits and fingers may touch the border here and there.
    colours = np.sort(np.array(pieces), axis=0)
    trimmed = colours[2:-2] if len(colours) > 8 else colours
    if np.ptp(trimmed, axis=0).max() > 0.04:
        return None
    middle: Floats = np.median(trimmed, axis=0).astype(np.float32)[None, None]
    return middle


def _uneven_paper(channels: Floats) -> Floats:
    """The median of wide surroundings: most of them is paper, and edges stay."""
    coarse = _shrink(channels, 48)
    size = (2 * (coarse.shape[0] // 4) + 1, 2 * (coarse.shape[1] // 4) + 1)
    medians = [
        ndimage.median_filter(coarse[..., c], size, mode="nearest")
        for c in range(coarse.shape[2])
    ]
    return _grow(np.dstack(medians), channels.shape)


def _paper_between(channels: Floats, ink: Mask, fallback: Floats) -> Floats:
    """The mean of what lies between the ink, carried on under it."""
    around = max(2, max(ink.shape) // 250)
    free = ~ndimage.maximum_filter(ink, 2 * around + 1)
    weights = _shrink(free[..., None].astype(np.float32), 64)
    sums = _shrink(channels * free[..., None], 64)
    paper = np.broadcast_to(
        _shrink(np.broadcast_to(fallback, channels.shape).astype(np.float32), 64)
        if fallback.shape[0] > 1
        else fallback,
        sums.shape,
    ).copy()
    # Wide surroundings first, close ones where they hold enough paper.
    for sigma in (8, 3, 1):
        weight = ndimage.gaussian_filter(weights, (sigma, sigma, 0))
        total = ndimage.gaussian_filter(sums, (sigma, sigma, 0))
        enough = weight[..., 0] > 0.25
        paper[enough] = total[enough] / weight[enough]
    return _grow(paper, channels.shape)


def _shrink(channels: Floats, side: int) -> Floats:
    height, width, _ = channels.shape
    ratio = min(1.0, side / max(height, width))
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    return resized(channels, size, Image.Resampling.BOX)


def _grow(channels: Floats, shape: tuple[int, ...]) -> Floats:
    return resized(channels, (shape[1], shape[0]), Image.Resampling.BILINEAR)


def resized(channels: Floats, size: tuple[int, int], how: Image.Resampling) -> Floats:
    """Resize an array as Pillow does pictures.

    Parameters
    ----------
    channels : ndarray of shape (h, w, c), float32
    size : (width, height)
    how : PIL.Image.Resampling

    Returns
    -------
    ndarray of shape (height, width, c), float32
    """
    pictures = [
        Image.fromarray(np.ascontiguousarray(channel)).resize(size, how)
        for channel in np.moveaxis(channels, 2, 0)
    ]
    return np.dstack([np.asarray(picture) for picture in pictures])


def find_strokes(ink: Floats, least: float) -> Mask:
    """Tell strokes from noise, ruled lines and faint marks.

    Parameters
    ----------
    ink : ndarray of shape (h, w), float32
    least : float
        As from `ink_map`.

    Returns
    -------
    ndarray of shape (h, w), bool
    """
    standing = ink[ink > least]
    if standing.size == 0:
        return np.zeros(ink.shape, bool)
    peak = float(np.percentile(standing, 95))
    strokes = ink > max(least, _EDGE * peak)
    faint = ink > max(least, _EDGE / 2 * peak)
    strokes &= ~(_ruled_lines(faint) | _ruled_lines(faint.T).T)
    labels, count = ndimage.label(strokes, _EIGHT)
    if count == 0:
        return strokes
    kept = np.zeros(count + 1, bool)
    kept[labels[strokes & (ink >= max(least, _CORE * peak))]] = True
    mask: Mask = kept[labels]
    return mask


def _ruled_lines(marks: Mask) -> Mask:
    """Thin lines across the whole picture, without the strokes that cross them."""
    width = marks.shape[1]
    length = 2 * max(8, width // 20) + 1
    # A slight slope moves a line by a pixel or two over this length.
    tall = ndimage.maximum_filter1d(marks.view(np.uint8), 5, axis=0)
    closed = ndimage.maximum_filter1d(tall, 9, axis=1)
    runs = ndimage.minimum_filter1d(closed, length, axis=1)
    runs = ndimage.maximum_filter1d(runs, length, axis=1)
    labels, _ = ndimage.label(runs, _EIGHT)
    ruled: Mask = np.zeros_like(marks)
    found = [False]
    for rows, columns in ndimage.find_objects(labels):
        long = columns.stop - columns.start
        # A 1 that fills its picture is as straight, but not as long.
        found.append(long > 0.85 * width and rows.stop - rows.start < 0.08 * long)
    if not any(found):
        return ruled
    on_line: Mask = np.array(found)[labels] & marks
    heights = _run_heights(marks)
    # Where strokes lie along a line the pixels are theirs: hence not the median.
    usual = min(float(np.percentile(heights[on_line], 25)), width / 100)
    ruled = on_line & (heights <= 1.5 * usual + 1)
    return ruled


def _run_heights(mask: Mask) -> NDArray[np.int32]:
    """For each pixel of a mask, the length of the vertical run it stands in."""
    height = mask.shape[0]
    rows = np.arange(height, dtype=np.int32)[:, None]
    above = np.maximum.accumulate(np.where(mask, -1, rows), axis=0)
    below = np.minimum.accumulate(np.where(mask, height, rows)[::-1], axis=0)[::-1]
    runs: NDArray[np.int32] = (below - above - 1).astype(np.int32)
    return runs


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
    rim = area - int(ndimage.binary_erosion(strokes, _EIGHT).sum())
    # Breaks in a stroke that are narrower than it is wide are healed.
    reach = min(4, round(area / (2 * rim)))
    healed = ndimage.maximum_filter(strokes, 2 * reach + 1) if reach else strokes
    labels, _ = ndimage.label(healed, _EIGHT)
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
    paper = values[ring] < _EDGE * np.percentile(values[own], 80)
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
