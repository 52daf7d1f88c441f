"""Tell marks that look like no writing from digits, by what pens and paper have alike.

A pen's stroke is as wide in one place as in another, neither a hair nor a blot, evenly
inked, and has clean paper beside it and around it. Of the parts that a photo without
writing, a stained sheet or a wall of bricks falls into, nearly all miss something of
that, and most miss several. No single one decides, for real digits miss one now and
then: pencil on rough paper is uneven, and a blurred digit has soft sides.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_kmeans.pictures.ink import Floats
from mnist_kmeans.pictures.lines import Mask
from mnist_kmeans.pictures.parts import Part

Labels = NDArray[np.int32]

# The most of each that is as writing has it.
_MOST = {
    # How many times as long as it is wide a digit is.
    "thinness": 32,
    # The width of its widest place, as a share of its longer side; a stain's, which is
    # pale, is looked at more strictly.
    "thickness": 0.5,
    "thickness of pale marks": 0.34,
    # The standard deviation of the width and of the ink, as a share of the mean.
    "uneven width": 0.45,
    "uneven ink": 0.28,
    # How much more ink than usual on the paper there is at its sides, in the mean, and
    # all around, in the median, as a share of its own.
    "ink beside": 0.09,
    "ink around": 0.01,
    # How much of its box it fills, where it goes from border to border: a test card's
    # bars.
    "filled box": 0.95,
}

# A larger share of a page's parts is many.
_MANY = 1 / 3

# Ink with less contrast is pale.
_PALE = 0.2

# The longer side, in pixels, at which a part is looked at.
_SIDE = 100


def without_stray(
    parts: list[Part], ink: Floats, labels: Labels
) -> tuple[list[Part], set[Part]]:
    """Leave out what is no writing.

    Parameters
    ----------
    parts : list of Part
        What may be digits.
    ink : ndarray of shape (h, w), float32
        From `ink_map`.
    labels : ndarray of shape (h, w), int32
        From `find_digits`.

    Returns
    -------
    kept : list of Part
        Without those that are unlike writing in two ways or more. Where these are
        several, and more than a third of the page's parts, one way is enough.
    stray : set of Part
        Those of them that are unlike writing in one way. Where parts that are so in any
        are several, and more than a third, all.
    """
    if not parts:
        return [], set()
    is_writing = np.zeros(labels.max() + 1, bool)
    is_writing[[i for part in parts for i in part.ids]] = True
    writing = is_writing[labels]
    # Noise, of which there is some everywhere.
    ink = ink - np.median(ink[::4, ::4])
    unlike = {}
    for part in parts:
        measured = measures(part, ink, labels, writing)
        ways = {name for name, most in _MOST.items() if measured[name] > most}
        if measured["thickness"] > _MOST["thickness of pale marks"]:
            # A blot, or an 8 of a broad pen, is not as wide everywhere either.
            ways.discard("uneven width")
        unlike[part] = len(ways)
    counts = np.array(list(unlike.values()))
    # More than one is many: a digit does not suffer from a single blot beside it.
    many = max(1, _MANY * len(parts))
    enough = 1 if (counts >= 2).sum() > many else 2
    in_doubt = 0 if (counts >= 1).sum() > many else 1
    kept = [part for part in parts if unlike[part] < enough]
    return kept, {part for part in kept if unlike[part] >= in_doubt}


def measures(
    part: Part, ink: Floats, labels: Labels, writing: Mask
) -> dict[str, float]:
    """Measure what tells writing from other marks.

    Parameters
    ----------
    part : Part
    ink : ndarray of shape (h, w), float32
    labels : ndarray of shape (h, w), int32
    writing : ndarray of shape (h, w), bool
        The strokes of this part and of all others.

    Returns
    -------
    dict
        By the names in `_MOST`.
    """
    margin = part.side // 4 + 6
    top, left = max(0, part.top - margin), max(0, part.left - margin)
    window = np.s_[top : part.bottom + margin, left : part.right + margin]
    marks = np.isin(labels[window], part.ids)
    step = max(1, part.side // _SIDE)
    if not marks[::step, ::step].any():
        step = 1  # hairs, which fell between
    marks, values = marks[::step, ::step], ink[window][::step, ::step]
    side = part.side / step
    depth = ndimage.distance_transform_edt(np.pad(marks, 1))[1:-1, 1:-1]
    ridge = depth[marks & (depth >= ndimage.maximum_filter(depth, 3))]
    usual = float(np.median(ridge))
    thickness = 2 * float(ridge.max()) / side
    core = values[marks & (depth >= max(1, usual / 2))]
    full = float(np.percentile(values[marks], 80))
    if full <= 0:  # no darker than most of the page
        return dict.fromkeys(_MOST, float("inf"))
    others = writing[window][::step, ::step] & ~marks
    paper = ~(_grown(marks, 2) | _grown(others, side / 12))
    beside = values[paper & _grown(marks, max(3, side / 8))]
    around = values[paper & _grown(marks, side / 4) & ~_grown(marks, side / 12)]
    return {
        "thinness": side / (2 * usual - 1),
        "thickness": thickness,
        "thickness of pale marks": thickness if full < _PALE else 0,
        "uneven width": float(ridge.std() / ridge.mean()),
        # Strokes three pixels wide are nothing but edges.
        "uneven ink": float(core.std() / core.mean()) if usual > 2 else 0,
        "ink beside": float(beside.mean()) / full if beside.size else 0,
        "ink around": float(np.median(around)) / full if around.size else 0,
        "filled box": _filled_box(part, labels),
    }


def _filled_box(part: Part, labels: Labels) -> float:
    """Return the share of its box that a part fills, if it spans the picture, or 0."""
    height, width = labels.shape
    down = part.top <= 1 and part.bottom >= height - 1
    across = part.left <= 1 and part.right >= width - 1
    if not (down or across):
        return 0.0
    box = labels[part.top : part.bottom, part.left : part.right]
    return float(np.isin(box, part.ids).mean())


def _grown(marks: Mask, by: float) -> Mask:
    grown: Mask = ndimage.maximum_filter(marks, 2 * round(by) + 1)
    return grown
