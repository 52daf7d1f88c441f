"""Drawings: strokes of a pen, as a picture and as text short enough for a link."""

from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any, TypedDict
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

#: Side of the pad, in the units of its strokes.
SIDE = 280

#: The most characters that a link carries of a drawing, with ``&drawing=`` before them.
MOST_CHARACTERS = 1500 - len("&drawing=")

# More points than a patient person draws; further ones are dropped.
_MOST_POINTS = 20_000

# How far, in units of the pad, a stroke may move where points are left out.
_TOLERANCE = 0.75

# Strokes are simplified in parts of so many points: the time grows with their square.
_PART = 500

# Strokes are drawn this many times larger and scaled down, for smooth edges.
_SCALE = 3

# Each letter is a number from 0 to 63. No link has to escape them.
_LETTERS = ascii_uppercase + ascii_lowercase + digits + "-_"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_BASE = len(_LETTERS)
_WIDEST = _BASE - 1

# A step to the next point takes two letters, one an axis, if it is at most so long on
# either; else this letter and the three of the point itself.
_LONGEST_STEP = _BASE // 2 - 1
_FAR = _LETTERS[0]


class Stroke(TypedDict):
    """A stroke of a pen.

    Attributes
    ----------
    width : int
        1 to 63, in units of the pad.
    points : list of int
        ``x, y, x, y, ...``, at least one point, each from 0 to `SIDE`.
    """

    width: int
    points: list[int]


class DrawingError(ValueError):
    """Raised when text is no drawing, or a damaged one."""


def tidied(sent: Any) -> list[Stroke]:
    """Return the strokes that a browser sent, without the points that change nothing.

    What is drawn, read and put into a link is this. It differs from what was drawn by
    less than a pixel of the screen.

    Parameters
    ----------
    sent : object
        A list of dict, each with ``width`` and ``points``, as x, y, x, y, ..., from 0
        to `SIDE`. What has another form is left out: it comes from a browser.

    Returns
    -------
    list of Stroke

    Notes
    -----
    Points are left out as by D. Douglas and T. Peucker, "Algorithms for the reduction
    of the number of points required to represent a digitized line or its caricature"
    (1973).

    Examples
    --------
    >>> from mnist_kmeans.pictures.strokes import tidied
    >>> tidied([{"width": 18, "points": [10, 20.2, 11, 60, 10.3, 100]}, "no stroke"])
    [{'width': 18, 'points': [10, 20, 11, 60, 10, 100]}]
    """
    strokes: list[Stroke] = []
    n_left = _MOST_POINTS
    for stroke in sent if isinstance(sent, list) else ():
        try:
            width = min(_WIDEST, max(1, round(float(stroke["width"]))))
            flat = [float(value) for value in stroke["points"][: 2 * n_left]]
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        points = np.array(flat[: len(flat) // 2 * 2]).reshape(-1, 2)
        points = np.rint(points[((points >= 0) & (points <= SIDE)).all(axis=1)])
        n_left -= len(points)
        if len(points):
            strokes.append({"width": width, "points": _simplified(points)})
    return strokes


def _simplified(points: NDArray[np.float64]) -> list[int]:
    moved = np.ones(len(points), bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    points = points[moved]
    kept = {0, len(points) - 1, *range(0, len(points), _PART)}
    parts = list(pairwise(sorted(kept)))
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        chord = points[last] - points[first]
        between = points[first + 1 : last] - points[first]
        along = np.clip(between @ chord / max(1, chord @ chord), 0, 1)
        away = np.hypot(*(between - along[:, None] * chord).T)
        farthest = int(away.argmax())
        if away[farthest] > _TOLERANCE:
            middle = first + 1 + farthest
            kept.add(middle)
            parts += [(first, middle), (middle, last)]
    flat: list[int] = points[sorted(kept)].astype(int).ravel().tolist()
    return flat


def picture_of(strokes: list[Stroke]) -> Image.Image | None:
    """Draw strokes as the pad does.

    Parameters
    ----------
    strokes : list of Stroke

    Returns
    -------
    PIL.Image.Image or None
        Black on white, in greys; None where there is no stroke.
    """
    if not strokes:
        return None
    side = SIDE * _SCALE
    picture = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(picture)
    for stroke in strokes:
        radius = _SCALE * stroke["width"] / 2
        flat = [_SCALE * value for value in stroke["points"]]
        points = list(zip(flat[::2], flat[1::2], strict=True))
        pen.line(points, 0, round(2 * radius))
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), 0)
    return picture.resize((SIDE, SIDE), Image.Resampling.BOX)


def text_of(strokes: list[Stroke]) -> str:
    """Write strokes as letters, digits, ``-``, ``_`` and ``.``.

    Parameters
    ----------
    strokes : list of Stroke

    Returns
    -------
    str
        Two letters of a checksum, and the strokes with points between them: the width,
        the first point, and steps. Empty where there is no stroke.

    Examples
    --------
    >>> from mnist_kmeans.pictures.strokes import strokes_in, text_of
    >>> text = text_of([{"width": 18, "points": [140, 40, 140, 64, 140, 230]}])
    >>> text
    'uYSJnUg4AJqS'
    >>> strokes_in(text)
    [{'width': 18, 'points': [140, 40, 140, 64, 140, 230]}]
    """
    text = ".".join(map(_stroke_text, strokes))
    return _checksum(text) + text if text else ""


def _stroke_text(stroke: Stroke) -> str:
    flat = stroke["points"]
    x, y = flat[:2]
    letters = [_LETTERS[stroke["width"]], _point_text(x, y)]
    for next_x, next_y in zip(flat[2::2], flat[3::2], strict=True):
        step = next_x - x, next_y - y
        x, y = next_x, next_y
        if max(map(abs, step)) <= _LONGEST_STEP:
            letters += [_LETTERS[_BASE // 2 + along] for along in step]
        else:
            letters.append(_FAR + _point_text(x, y))
    return "".join(letters)


def _point_text(x: int, y: int) -> str:
    number = x * (SIDE + 1) + y
    return "".join(_LETTERS[number // _BASE**power % _BASE] for power in (2, 1, 0))


def _checksum(text: str) -> str:
    check = crc32(text.encode())
    return _LETTERS[check % _BASE] + _LETTERS[check // _BASE % _BASE]


def strokes_in(text: str) -> list[Stroke]:
    """Read the strokes that `text_of` wrote.

    Parameters
    ----------
    text : str
        It comes from a link, so it may be anything.

    Returns
    -------
    list of Stroke

    Raises
    ------
    DrawingError
        When the text is damaged, or longer than a link may be.
    """
    if not text:
        return []
    if len(text) > MOST_CHARACTERS or set(text) - _VALUES.keys() - {"."}:
        raise DrawingError("The text is no drawing.")
    body = text[2:]
    if text[:2] != _checksum(body):
        raise DrawingError("The drawing is damaged.")
    try:
        return [_stroke_in(part) for part in body.split(".")]
    except IndexError as error:
        raise DrawingError("The drawing is cut short.") from error


def _stroke_in(text: str) -> Stroke:
    values = [_VALUES[letter] for letter in text]
    width = values[0]
    points = list(_point_in(values, 1))
    at = 4
    while at < len(values):
        if text[at] == _FAR:
            points += _point_in(values, at + 1)
            at += 4
        else:
            x, y = points[-2:]
            half = _BASE // 2
            points += [x + values[at] - half, y + values[at + 1] - half]
            at += 2
    if width < 1 or not all(0 <= value <= SIDE for value in points):
        raise DrawingError("The drawing leaves the pad.")
    return {"width": width, "points": points}


def _point_in(values: list[int], at: int) -> tuple[int, int]:
    first, second, third = values[at], values[at + 1], values[at + 2]
    return divmod((first * _BASE + second) * _BASE + third, SIDE + 1)
