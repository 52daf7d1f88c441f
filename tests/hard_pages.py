"""Synthetic pages as people photograph them: tables, hard shadows, forms, small digits.

The conditions of `tests.synthetic_pages` are read nearly without error; of these, each
is hard in a way of its own, at several strengths.
"""

from collections.abc import Callable, Iterator
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from tests.synthetic_pages import (
    Array,
    Sheet,
    SyntheticPage,
    clouds,
    colours,
    gradient,
    lines,
    to_file,
    write,
)

_PAPER, _PEN = (236, 234, 228), (35, 40, 80)


def turned(sheet: Sheet, degrees: float) -> Sheet:
    """Turn a sheet counterclockwise, digits and all, losing nothing."""
    image = Image.fromarray(sheet.ink)
    ink = image.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    height, width = sheet.ink.shape
    c, s = cos(radians(degrees)), sin(radians(degrees))
    boxes = []
    for left, top, right, bottom in sheet.boxes:
        y, x = np.nonzero(sheet.ink[top:bottom, left:right] > 0.5)
        x, y = x + left + 0.5 - width / 2, y + top + 0.5 - height / 2
        x, y = c * x + s * y + ink.width / 2, c * y - s * x + ink.height / 2
        edges = x.min() - 0.5, y.min() - 0.5, x.max() + 0.5, y.max() + 0.5
        boxes.append(tuple(round(float(edge)) for edge in edges))
    pixels = np.clip(np.asarray(ink), 0, 1).astype(np.float32)
    return Sheet(pixels, sheet.digits, boxes, sheet.rng, sheet.cell)


def placed(sheet: Sheet, height: int, width: int, top: int, left: int) -> Sheet:
    """Put a sheet's ink on a larger one."""
    ink = np.zeros((height, width), np.float32)
    ink[top : top + sheet.ink.shape[0], left : left + sheet.ink.shape[1]] = sheet.ink
    boxes = [(a + left, b + top, c + left, d + top) for a, b, c, d in sheet.boxes]
    return Sheet(ink, sheet.digits, boxes, sheet.rng, sheet.cell)


def photographed(pixels: Array, rng: np.random.Generator, blur: float = 0.7) -> bytes:
    blurred = ndimage.gaussian_filter(pixels, (blur, blur, 0))
    noisy = blurred + rng.normal(size=pixels.shape) * 2.5
    return to_file(noisy, "JPEG", quality=int(rng.integers(75, 92)))


def _written(sheet: Sheet) -> Array:
    return colours(sheet.ink, _PAPER, _PEN)


def _hard_shadow(sheet: Sheet, over_digits: bool) -> Array:
    """Return the light on a page with a shadow that reaches the edge of the frame."""
    rng = sheet.rng
    height, width = sheet.ink.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slant = rng.uniform(-0.3, 0.3)
    along = x + slant * (y - height / 2)
    at = rng.uniform(0.3, 0.7) * width if over_digits else 0.3 * width
    edge = np.clip((along - at) / rng.uniform(1, 8) + 0.5, 0, 1)
    dark = rng.uniform(0.35, 0.6)
    return (dark + (1 - dark) * edge)[..., None] * gradient(sheet.ink.shape, rng, 0.85)


def shadow_beside(sheet: Sheet, _: int) -> tuple[Sheet, bytes]:
    height, width = sheet.ink.shape
    sheet = placed(sheet, height, round(1.75 * width), 0, round(0.75 * width))
    return sheet, photographed(_written(sheet) * _hard_shadow(sheet, False), sheet.rng)


def shadow_over(sheet: Sheet, _: int) -> tuple[Sheet, bytes]:
    return sheet, photographed(_written(sheet) * _hard_shadow(sheet, True), sheet.rng)


def dark_border(sheet: Sheet, _: int) -> tuple[Sheet, bytes]:
    """A scan of small digits with a thin dark line along part of the border."""
    rng, (height, width) = sheet.rng, sheet.ink.shape
    large = placed(sheet, 4 * height, 4 * width, height, width)
    pixels = _written(large)
    thick, side = int(rng.integers(2, 6)), int(rng.integers(4))
    turned_pixels = np.rot90(pixels, side)
    length = turned_pixels.shape[0]
    start = int(rng.uniform(0, 0.4) * length)
    turned_pixels[start : start + int(rng.uniform(0.4, 0.6) * length), :thick] = 25
    return large, photographed(pixels, rng)


def _table(shape: tuple[int, int], rng: np.random.Generator, kind: int) -> Array:
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    flat = np.ones((*shape, 3), np.float32)
    if kind == 0:  # dark
        table = flat * (40, 38, 45) + 4 * clouds(shape, rng, 30)[..., None]
    elif kind == 1:  # wood
        rings = np.sin((y + 25 * clouds(shape, rng, 250)) / rng.uniform(4, 9))
        table = flat * (150, 105, 65) + 14 * rings[..., None] * (1, 0.9, 0.7)
    elif kind == 2:  # light
        table = flat * (190, 185, 175) + 3 * clouds(shape, rng, 40)[..., None]
    else:  # patterned
        checks = ((x // 60).astype(int) + (y // 60).astype(int)) % 2
        table = np.where(checks[..., None], (170, 60, 60), (225, 215, 205))
    return np.asarray(table, np.float32)


def on_a_table(sheet: Sheet, strength: int) -> tuple[Sheet, bytes]:
    """A whole sheet, straight or tilted, on a table."""
    rng = sheet.rng
    degrees = (0, rng.uniform(-4, 4), rng.uniform(-15, 15))[strength]
    rim = Image.fromarray(np.ones_like(sheet.ink)).rotate(
        degrees, Image.Resampling.BICUBIC, expand=True
    )
    turned_sheet = turned(sheet, degrees) if degrees else sheet
    height, width = turned_sheet.ink.shape
    margins = rng.uniform(0.08, 0.35, 4)
    size = (
        round(height * (1 + margins[0] + margins[1])),
        round(width * (1 + margins[2] + margins[3])),
    )
    top, left = round(height * margins[0]), round(width * margins[2])
    large = placed(turned_sheet, *size, top, left)
    cover = np.zeros(size, np.float32)
    cover[top : top + height, left : left + width] = np.clip(np.asarray(rim), 0, 1)
    table = _table(size, rng, int(rng.integers(4)))
    pixels = table + cover[..., None] * (_written(large) - table)
    return large, photographed(pixels * gradient(size, rng, 0.7), rng)


def _boxed(sheet: Sheet, width: int, pale: bool, comb: bool) -> Array:
    cell = sheet.cell
    image = Image.fromarray(np.zeros(sheet.ink.shape, np.uint8))
    draw = ImageDraw.Draw(image)
    for i in range(len(sheet.boxes)):
        row, column = divmod(i, sheet.columns)
        left = round(0.5 * cell) + column * round(1.05 * cell)
        top = round(0.5 * cell) + row * round(1.15 * cell)
        inset = round(0.0 if comb else 0.015 * cell)
        step = round(1.05 * cell)
        box = (left + inset, top, left + step - inset, top + cell)
        draw.rectangle(box, outline=255, width=width)
    share = np.asarray(image, np.float32)[..., None] / 255
    tint = np.array((190, 170, 200) if pale else (30, 30, 30), np.float32)
    pixels = _written(sheet)
    return np.minimum(pixels, pixels * (1 - share) + tint * share)


def form_boxes(sheet: Sheet, strength: int) -> tuple[Sheet, bytes]:
    pixels = _boxed(sheet, (2, 3, 5)[strength], False, False)
    return sheet, photographed(pixels, sheet.rng)


def comb(sheet: Sheet, strength: int) -> tuple[Sheet, bytes]:
    pixels = _boxed(sheet, (2, 3, 4)[strength], strength == 0, True)
    return sheet, photographed(pixels, sheet.rng)


def turned_lines(sheet: Sheet, strength: int) -> tuple[Sheet, bytes]:
    sign = -1 if sheet.rng.random() < 0.5 else 1
    sheet = turned(sheet, sign * (10, 20, 30)[strength])
    return sheet, photographed(_written(sheet), sheet.rng)


def small_digits(sheet: Sheet, strength: int) -> tuple[Sheet, bytes]:
    """Digits 24, 36 or 48 pixels high in a photo of 12 megapixels."""
    factor = (24, 36, 48)[strength] / (0.72 * sheet.cell)
    height, width = (round(factor * side) for side in sheet.ink.shape)
    image = Image.fromarray(sheet.ink).resize((width, height), Image.Resampling.BOX)
    ink = np.clip(np.asarray(image), 0, 1).astype(np.float32)
    boxes = [tuple(round(factor * edge) for edge in box) for box in sheet.boxes]
    small = Sheet(ink, sheet.digits, boxes, sheet.rng, round(factor * sheet.cell))
    top = int(sheet.rng.integers(200, 3000 - height - 200))
    left = int(sheet.rng.integers(200, 4000 - width - 200))
    page = placed(small, 3000, 4000, top, left)
    light = gradient((3000, 4000), sheet.rng, 0.75)
    return page, photographed(_written(page) * light, sheet.rng)


def faint_pencil(sheet: Sheet, strength: int) -> tuple[Sheet, bytes]:
    rng = sheet.rng
    contrast = (0.16, 0.11, 0.08)[strength]
    rough = np.clip(0.85 + 0.25 * clouds(sheet.ink.shape, rng, 2), 0, 1.2)
    pixels = np.array(_PAPER) * (1 - contrast * (sheet.ink * rough))[..., None]
    return sheet, photographed(pixels.astype(np.float32), rng)


def tilted_squares(sheet: Sheet, strength: int) -> tuple[Sheet, bytes]:
    rng = sheet.rng
    height, width = sheet.ink.shape
    large = placed(sheet, 2 * height, 2 * width, height // 2, width // 2)
    pitch, thick = rng.uniform(0.3, 0.5) * sheet.cell, max(1.0, sheet.cell / 60)
    drawn = lines(large.ink.shape, pitch, thick, 0.0)
    drawn = np.maximum(drawn, lines(large.ink.shape[::-1], pitch, thick, 0.0).T)
    degrees = (5, 15, 25)[strength]
    both = turned(large, degrees)
    grid = Image.fromarray(drawn).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    rows, columns = both.ink.shape
    top, left = rows // 5, columns // 5
    crop = np.s_[top : rows - top, left : columns - left]
    boxes = [(a - left, b - top, c - left, d - top) for a, b, c, d in both.boxes]
    both = Sheet(both.ink[crop], both.digits, boxes, rng, both.cell)
    share = np.clip(np.asarray(grid)[crop], 0, 1)[..., None] * rng.uniform(0.7, 1)
    pixels = _written(both)
    tint = np.array((120, 160, 220), np.float32)
    return both, photographed(
        np.minimum(pixels, pixels * (1 - share) + tint * share), rng
    )


def blurred(sheet: Sheet, strength: int) -> tuple[Sheet, bytes]:
    sigma = (0.05, 0.075, 0.1)[strength] * 0.72 * sheet.cell
    return sheet, photographed(_written(sheet), sheet.rng, sigma)


def touching_pairs(sheet: Sheet, strength: int) -> tuple[Sheet, bytes]:
    """Move the second of a quarter, half or all pairs to overlap the first a little."""
    rng = sheet.rng
    n_pairs = len(sheet.boxes) // 2
    n_touching = (-(-n_pairs // 4), -(-n_pairs // 2), n_pairs)[strength]
    ink, boxes = sheet.ink.copy(), list(sheet.boxes)
    for first in 2 * rng.choice(n_pairs, n_touching, replace=False):
        (left, top, right, bottom), other = boxes[first], boxes[first + 1]
        # The gap at the height where they are nearest, diagonals included.
        rows = np.s_[min(top, other[1]) : max(bottom, other[3])]
        one, two = ink[rows, left - 2 : right + 2], ink[rows, other[0] - 2 :]
        ends = np.where(one > 0.5, np.arange(one.shape[1]), -np.inf).max(axis=1)
        starts = np.where(two > 0.5, np.arange(two.shape[1]), np.inf).min(axis=1)
        between = (starts - ndimage.maximum_filter1d(ends, 3)).min()
        depth = rng.uniform(0.01, 0.05) * sheet.cell
        shift = round(other[0] - left + float(between) - 1 + depth)
        window = np.s_[other[1] - 4 : other[3] + 4, other[0] - 4 : other[2] + 4]
        moved = ink[window].copy()
        ink[window] = 0
        to = np.s_[window[0], window[1].start - shift : window[1].stop - shift]
        ink[to] = np.maximum(ink[to], moved)
        boxes[first + 1] = (other[0] - shift, other[1], other[2] - shift, other[3])
    sheet = Sheet(ink, sheet.digits, boxes, rng, sheet.cell, sheet.columns)
    return sheet, photographed(_written(sheet), rng)


_Draw = Callable[[Sheet, int], tuple[Sheet, bytes]]

_PAIRS = "touching pairs"

HARD: dict[str, _Draw] = {
    "hard shadow beside the digits": shadow_beside,
    "hard shadow over the digits": shadow_over,
    "dark line along the border": dark_border,
    "sheet on a table": on_a_table,
    "boxes of a form": form_boxes,
    "comb of joined boxes": comb,
    "turned lines": turned_lines,
    "small digits in 12 megapixels": small_digits,
    "faint pencil": faint_pencil,
    "strong squared paper, tilted": tilted_squares,
    "blur": blurred,
    _PAIRS: touching_pairs,
}

#: How strong each condition is made.
STRENGTHS = 3


def hard_pages(
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    n_pages: int,
    condition: str,
    strength: int,
    *,
    seed: int = 0,
) -> Iterator[SyntheticPage]:
    """Make pages of one condition.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
    labels : ndarray of shape (n,), uint8
    n_pages : int
    condition : str
        A name in `HARD`.
    strength : int
        0 to `STRENGTHS` - 1.
    seed : int
    """
    for i in range(n_pages):
        rng = np.random.default_rng([seed, list(HARD).index(condition), strength, i])
        rows, columns = int(rng.integers(2, 4)), int(rng.integers(3, 6))
        columns += columns % 2 * (condition == _PAIRS)
        chosen = rng.choice(len(images), rows * columns, replace=False)
        sheet = write(
            images[chosen],
            rng,
            rows=rows,
            columns=columns,
            cell=int(rng.integers(80, 150)),
        )
        sheet, content = HARD[condition](sheet, strength)
        yield SyntheticPage(
            condition, True, content, images[chosen], labels[chosen], sheet.boxes
        )
