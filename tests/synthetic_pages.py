"""Synthetic pages: MNIST digits as people write them, with known answers and boxes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Array = NDArray[np.float32]


# How a picture lies in a file, by the EXIF orientation that turns it upright.
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True, eq=False)
class SyntheticPage:
    """A picture file, what is written on it, and where.

    Attributes
    ----------
    condition : str
    noisy : bool
        Whether there is more on the page than paper and digits.
    content : bytes
        The file.
    digits : ndarray of shape (n, 28, 28), uint8
        The originals, in reading order.
    labels : ndarray of shape (n,), uint8
        What they show.
    boxes : list of (left, top, right, bottom)
        Around their ink, in the pixels of the upright picture.
    """

    condition: str
    noisy: bool
    content: bytes
    digits: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    boxes: list[tuple[int, int, int, int]]


@dataclass(eq=False)
class Sheet:
    """Ink coverage, 0 to 1, before any paper or light."""

    ink: Array
    digits: NDArray[np.uint8]
    boxes: list[tuple[int, int, int, int]]
    rng: np.random.Generator
    cell: int
    columns: int = 0


def enlarge(digit: Array, side: int, contrast: float) -> Array:
    """Enlarge a digit as if its strokes had been drawn so large."""
    image = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
    return np.clip((np.asarray(image) - 0.4) * contrast + 0.4, 0, 1).astype(np.float32)


def write(
    digits: NDArray[np.uint8],
    rng: np.random.Generator,
    *,
    rows: int,
    columns: int,
    cell: int,
    slope: float = 0.0,
    margin: float = 0.5,
    alter: Callable[[Array], Array] | None = None,
) -> Sheet:
    """Write digits in lines, with some jitter."""
    border = int(margin * cell)
    rise = int(abs(slope) * columns * 1.05 * cell) + 1
    # Lines lie a little apart, as people write them.
    down, across = round(1.15 * cell), round(1.05 * cell)
    height, width = rows * down + 2 * border + rise, columns * across + 2 * border
    ink = np.zeros((height, width), np.float32)
    boxes = []
    contrast = rng.uniform(1, 3)
    for i, digit in enumerate(digits):
        row, column = divmod(i, columns)
        shape = enlarge(digit.astype(np.float32) / 255, cell, contrast)
        if alter is not None:
            shape = alter(shape)
        jitter = rng.integers(-cell // 16, cell // 16 + 1, 2) if border > 0 else (0, 0)
        start = rise if slope < 0 else 0
        top = border + row * down + start + int(slope * column * across) + jitter[0]
        left = border + column * across + jitter[1]
        top, left = max(0, top), max(0, left)
        where = ink[top : top + cell, left : left + cell]
        np.maximum(where, shape[: where.shape[0], : where.shape[1]], out=where)
        on = np.argwhere(shape > 0.5)
        y0, x0, y1, x1 = (int(v) for v in (*on.min(axis=0), *on.max(axis=0) + 1))
        boxes.append((left + x0, top + y0, left + x1, top + y1))
    return Sheet(ink, digits, boxes, rng, cell, columns)


def crop(sheet: Sheet) -> Sheet:
    """Cut the sheet so that ink touches one or more of its borders, losing none."""
    boxes = np.array(sheet.boxes)
    height, width = sheet.ink.shape
    sides = [boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()]
    uncut = [0, 0, width, height]
    cut = sheet.rng.random(4) < 0.4
    cut[sheet.rng.integers(4)] = True
    left, top, right, bottom = (int(v) for v in np.where(cut, sides, uncut))
    shifted = boxes - (left, top, left, top)
    return Sheet(
        sheet.ink[top:bottom, left:right],
        sheet.digits,
        [(int(a), int(b), int(c), int(d)) for a, b, c, d in shifted],
        sheet.rng,
        sheet.cell,
    )


def colours(ink: Array, paper: tuple[float, ...], pen: tuple[float, ...]) -> Array:
    """Mix paper and pen, both RGB in 0..255."""
    share = ink[..., None]
    return (np.array(paper) * (1 - share) + np.array(pen) * share).astype(np.float32)


def to_file(pixels: Array, kind: str = "PNG", **options: object) -> bytes:
    """Encode RGB in 0..255."""
    image = Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))
    return encode(image, kind, **options)


def encode(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def clouds(shape: tuple[int, int], rng: np.random.Generator, scale: float) -> Array:
    """Smooth random values around 0 with standard deviation 1."""
    coarse = [max(2, int(side / scale) + 2) for side in shape]
    image = Image.fromarray(rng.normal(size=coarse).astype(np.float32))
    values = np.asarray(image.resize(shape[::-1], Image.Resampling.BICUBIC))
    return (values - values.mean()) / (values.std() + 1e-6)


def grain(pixels: Array, rng: np.random.Generator, strength: float) -> Array:
    """Add paper fibres and a sensor's noise."""
    shape = pixels.shape[:2]
    fibres = clouds(shape, rng, 3) * strength + clouds(shape, rng, 12) * strength
    noise = rng.normal(size=pixels.shape).astype(np.float32) * strength
    return pixels + fibres[..., None] + noise


def gradient(shape: tuple[int, int], rng: np.random.Generator, darkest: float) -> Array:
    """Light that falls off across the page, from 1 to `darkest`."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    along = np.cos(angle) * x / shape[1] + np.sin(angle) * y / shape[0]
    along = (along - along.min()) / (along.max() - along.min())
    return (1 - (1 - darkest) * along)[..., None]


def shade(shape: tuple[int, int], rng: np.random.Generator, dark: float) -> Array:
    """A shadow with a soft edge, across one side of the page."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    along = np.cos(angle) * x + np.sin(angle) * y
    edge = np.quantile(along, rng.uniform(0.35, 0.65))
    softness = rng.uniform(0.01, 0.06) * max(shape)
    return (1 - (1 - dark) / (1 + np.exp(-(along - edge) / softness)))[..., None]


def lines(shape: tuple[int, int], pitch: float, width: float, slope: float) -> Array:
    """Coverage of ruled lines."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    off = (y - slope * x + pitch / 2) % pitch - pitch / 2
    return np.clip(width / 2 + 0.5 - np.abs(off), 0, 1)


def _paper(rng: np.random.Generator) -> tuple[float, ...]:
    return tuple(rng.uniform(215, 250) + rng.uniform(-6, 6, 3))


def _pen(rng: np.random.Generator) -> tuple[float, ...]:
    pens = [(25, 25, 30), (20, 40, 120), (60, 60, 60), (150, 25, 30)]
    return pens[rng.integers(len(pens))]


def _plain(sheet: Sheet) -> Array:
    return colours(sheet.ink, _paper(sheet.rng), _pen(sheet.rng))


def _dark_on_light(sheet: Sheet) -> bytes:
    return to_file(_plain(sheet))


def _light_on_dark(sheet: Sheet) -> bytes:
    rng = sheet.rng
    board = tuple(rng.uniform(0, 60, 3))
    return to_file(colours(sheet.ink, board, tuple(rng.uniform(200, 255, 3))))


def _coloured(sheet: Sheet) -> bytes:
    pairs = [
        ((250, 230, 120), (40, 60, 170)),
        ((30, 70, 150), (245, 220, 60)),
        ((200, 235, 200), (190, 30, 40)),
        ((235, 180, 190), (90, 20, 110)),
        ((90, 140, 90), (200, 90, 80)),
        ((60, 20, 70), (240, 150, 60)),
    ]
    return to_file(colours(sheet.ink, *pairs[sheet.rng.integers(len(pairs))]))


def _rgba(rgb: Array, alpha: Array) -> bytes:
    pixels = np.dstack([rgb, 255 * alpha])
    return encode(Image.fromarray(np.rint(np.clip(pixels, 0, 255)).astype(np.uint8)))


def _ink_in_alpha(sheet: Sheet) -> bytes:
    pen = [(0, 0, 0), (255, 255, 255), (30, 60, 200), (240, 210, 60)]
    flat = np.zeros((*sheet.ink.shape, 3), np.float32)
    flat += pen[sheet.rng.integers(len(pen))]
    return _rgba(flat, sheet.ink)


def _ink_in_colour_of_a_transparent_file(sheet: Sheet) -> bytes:
    # A card with transparent corners.
    height, width = sheet.ink.shape
    y, x = np.mgrid[0:height, 0:width]
    corner = 0.3 * sheet.cell
    dx = np.maximum(corner - np.minimum(x, width - 1 - x), 0)
    dy = np.maximum(corner - np.minimum(y, height - 1 - y), 0)
    alpha = np.clip(corner - np.hypot(dx, dy) + 0.5, 0, 1).astype(np.float32)
    return _rgba(_plain(sheet) * (alpha[..., None] > 0), alpha)


def _grey(sheet: Sheet) -> Image.Image:
    pixels = _plain(sheet).mean(axis=2)
    return Image.fromarray(np.rint(pixels).astype(np.uint8))


def _greyscale(sheet: Sheet) -> bytes:
    return encode(_grey(sheet), "BMP")


def _palette(sheet: Sheet) -> bytes:
    image = Image.fromarray(np.rint(_plain(sheet)).astype(np.uint8))
    return encode(image.quantize(16), "GIF")


def _one_bit(sheet: Sheet) -> bytes:
    dither = Image.Dither.NONE
    return encode(_grey(sheet).point(lambda v: 255 * (v > 140)).convert("1", dither))


def _sixteen_bit(sheet: Sheet) -> bytes:
    values = np.rint((1 - 0.9 * sheet.ink) * 60000).astype(np.uint16)
    return encode(Image.fromarray(values), ["PNG", "TIFF"][sheet.rng.integers(2)])


def _cmyk(sheet: Sheet) -> bytes:
    image = Image.fromarray(np.rint(_plain(sheet)).astype(np.uint8))
    kind = ["JPEG", "TIFF"][sheet.rng.integers(2)]
    return encode(image.convert("CMYK"), kind)


def _animated(sheet: Sheet) -> bytes:
    first = _grey(sheet)
    other = Image.new("L", first.size, 128)
    return encode(first, "GIF", save_all=True, append_images=[other] * 3, duration=50)


def _exif(sheet: Sheet) -> bytes:
    turn = (3, 6, 8, 2)[sheet.rng.integers(4)]
    image = Image.fromarray(np.rint(_plain(sheet)).astype(np.uint8))
    exif = Image.Exif()
    exif[0x0112] = turn
    return encode(image.transpose(TURNED[turn]), "JPEG", quality=90, exif=exif)


def _photo(pixels: Array, rng: np.random.Generator) -> bytes:
    blurred = ndimage.gaussian_filter(pixels, (0.7, 0.7, 0))
    noisy = blurred + rng.normal(size=pixels.shape) * 2.5
    return to_file(noisy, "JPEG", quality=int(rng.integers(70, 92)))


def _uneven_light(sheet: Sheet) -> bytes:
    light = gradient(sheet.ink.shape, sheet.rng, sheet.rng.uniform(0.35, 0.6))
    return _photo(_plain(sheet) * light, sheet.rng)


def _shadow(sheet: Sheet) -> bytes:
    light = shade(sheet.ink.shape, sheet.rng, sheet.rng.uniform(0.45, 0.7))
    return _photo(_plain(sheet) * light, sheet.rng)


def _paper_texture(sheet: Sheet) -> bytes:
    return _photo(grain(_plain(sheet), sheet.rng, 5), sheet.rng)


def _rule(pixels: Array, sheet: Sheet, squared: bool) -> Array:
    rng, shape = sheet.rng, sheet.ink.shape
    pitch = rng.uniform(0.25, 0.5) * sheet.cell if squared else sheet.cell
    width, slope = max(1.0, sheet.cell / rng.uniform(50, 90)), rng.uniform(-0.02, 0.02)
    drawn = lines(shape, pitch, width, slope)
    if squared:
        drawn = np.maximum(drawn, lines(shape[::-1], pitch, width, -slope).T)
    tint = [(120, 160, 220), (170, 175, 180), (130, 190, 170)][rng.integers(3)]
    share = (drawn * rng.uniform(0.5, 1.0))[..., None]
    return np.minimum(pixels, pixels * (1 - share) + np.array(tint) * share)


def _ruled(sheet: Sheet) -> bytes:
    return _photo(_rule(_plain(sheet), sheet, False), sheet.rng)


def _squared(sheet: Sheet) -> bytes:
    return _photo(_rule(_plain(sheet), sheet, True), sheet.rng)


def _pencilled(sheet: Sheet) -> Array:
    rng = sheet.rng
    grip = np.clip(0.7 + 0.35 * clouds(sheet.ink.shape, rng, 2.5), 0, 1)
    level = rng.uniform(95, 140)
    return colours(sheet.ink * grip, _paper(rng), (level, level, level + 4))


def _pencil(sheet: Sheet) -> bytes:
    return _photo(grain(_pencilled(sheet), sheet.rng, 2), sheet.rng)


def _object_at_the_edge(sheet: Sheet) -> bytes:
    rng = sheet.rng
    height, width = sheet.ink.shape
    pixels = _plain(sheet)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    # A thumb: an ellipse that reaches in from one side, clear of the digits.
    clear = min(box[0] for box in sheet.boxes) - 0.06 * width
    reach, half = max(6.0, clear), rng.uniform(0.1, 0.25) * height
    middle = rng.uniform(0.2, 0.8) * height
    inside = (x / reach) ** 2 + ((y - middle) / half) ** 2
    if rng.random() < 0.5:
        low = height - max(box[3] for box in sheet.boxes)
        reach, half = max(6.0, 0.8 * low), rng.uniform(0.1, 0.25) * width
        middle = rng.uniform(0.2, 0.8) * width
        inside = ((height - y) / reach) ** 2 + ((x - middle) / half) ** 2
    cover = np.clip((1 - inside) * 20, 0, 1)[..., None]
    skin = [(190, 130, 105), (90, 60, 45), (30, 30, 35)][rng.integers(3)]
    return _photo(pixels * (1 - cover) + np.array(skin) * cover, rng)


def _specked(pixels: Array, sheet: Sheet) -> Array:
    rng = sheet.rng
    height, width = sheet.ink.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    drawn = np.zeros_like(sheet.ink)
    for _ in range(int(rng.integers(5, 30))):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        radius = rng.uniform(0.005, 0.03) * sheet.cell + 0.5
        drawn = np.maximum(
            drawn, np.clip(radius + 0.5 - np.hypot(y - cy, x - cx), 0, 1)
        )
    share = drawn[..., None] * 0.9
    return pixels * (1 - share) + 40 * share


def _specks(sheet: Sheet) -> bytes:
    return _photo(_specked(_plain(sheet), sheet), sheet.rng)


def _bled(pixels: Array, sheet: Sheet) -> Array:
    # The other side's writing, mirrored, blurred and faint.
    other = ndimage.gaussian_filter(sheet.ink[:, ::-1], 0.02 * sheet.cell)
    other = np.roll(other, sheet.cell // 3, axis=0)
    share = (other * sheet.rng.uniform(0.08, 0.2))[..., None]
    return np.minimum(pixels, pixels * (1 - share) + 60 * share)


def _bleed_through(sheet: Sheet) -> bytes:
    return _photo(_bled(_plain(sheet), sheet), sheet.rng)


def _several_at_once(sheet: Sheet) -> bytes:
    rng, shape = sheet.rng, sheet.ink.shape
    pixels = _pencilled(sheet) if rng.random() < 0.3 else _plain(sheet)
    if rng.random() < 0.4:
        pixels = _rule(pixels, sheet, rng.random() < 0.5)
    if rng.random() < 0.4:
        pixels = _bled(pixels, sheet)
    if rng.random() < 0.5:
        pixels = _specked(pixels, sheet)
    pixels = grain(pixels, rng, rng.uniform(0, 3))
    pixels = pixels * gradient(shape, rng, rng.uniform(0.5, 0.8))
    if rng.random() < 0.5:
        pixels = pixels * shade(shape, rng, rng.uniform(0.55, 0.8))
    return _photo(pixels, rng)


def _thin(shape: Array) -> Array:
    return ndimage.grey_erosion(shape, size=max(2, round(len(shape) / 28)))


def _thick(shape: Array) -> Array:
    return ndimage.grey_dilation(shape, size=max(2, round(len(shape) / 22)))


def _cut_five(shape: Array) -> Array:
    """Part a five's bar from its body."""
    side = len(shape)
    on = np.argwhere(shape > 0.5)
    top, bottom = on[:, 0].min(), on[:, 0].max()
    height = bottom - top
    # The bar is what lies above the gap and right of the stem.
    y, x = np.mgrid[0:side, 0:side]
    stem = on[on[:, 0] > top + 0.25 * height, 1]
    stem = stem[: max(1, len(stem) // 4)].mean()
    gap = np.abs(x - stem - 0.12 * side) < side / 28
    return np.where(gap & (y < top + 0.4 * height), 0, shape).astype(np.float32)


def _cut_four(shape: Array) -> Array:
    """Part a four's left hook from its stem."""
    side = len(shape)
    on = np.argwhere(shape > 0.5)
    top, bottom = on[:, 0].min(), on[:, 0].max()
    y, x = np.mgrid[0:side, 0:side]
    low = on[on[:, 0] > top + 0.75 * (bottom - top)]
    high = on[
        (on[:, 0] < top + 0.3 * (bottom - top)) & (on[:, 1] > np.median(on[:, 1]))
    ]
    if not len(high):
        high = low
    y0, x0 = low.mean(axis=0)
    y1, x1 = high.mean(axis=0)
    slope = (x1 - x0) / min(-1.0, y1 - y0)
    stem = x0 + slope * (y - y0)
    width = 0.07 * side
    gap = np.abs(x - stem + width) < side / 28
    return np.where(gap, 0, shape).astype(np.float32)


# Name, how it is drawn, whether noisy, and how its digits are laid out or altered.
_CONDITIONS: dict[str, tuple[Callable[[Sheet], bytes], bool, dict[str, object]]] = {
    "dark ink on light paper": (_dark_on_light, False, {}),
    "light ink on dark": (_light_on_dark, False, {}),
    "coloured ink and paper": (_coloured, False, {}),
    "transparent, ink in alpha": (_ink_in_alpha, False, {}),
    "transparent, ink in colour": (_ink_in_colour_of_a_transparent_file, False, {}),
    "greyscale": (_greyscale, False, {}),
    "palette": (_palette, False, {}),
    "1-bit": (_one_bit, False, {}),
    "16-bit": (_sixteen_bit, False, {}),
    "CMYK": (_cmyk, False, {}),
    "animated": (_animated, False, {}),
    "EXIF rotation": (_exif, False, {}),
    "thin strokes": (_dark_on_light, False, {"alter": _thin}),
    "thick strokes": (_dark_on_light, False, {"alter": _thick}),
    "touching the border": (_dark_on_light, False, {}),
    "sloping lines": (_dark_on_light, False, {"slope": 0.12, "columns": 5, "rows": 3}),
    "a five with its bar apart": (_dark_on_light, False, {"alter": _cut_five}),
    "a broken four": (_dark_on_light, False, {"alter": _cut_four}),
    "uneven light": (_uneven_light, True, {}),
    "shadow": (_shadow, True, {}),
    "paper texture": (_paper_texture, True, {}),
    "ruled paper": (_ruled, True, {}),
    "squared paper": (_squared, True, {}),
    "pencil": (_pencil, True, {}),
    "object at the edge": (_object_at_the_edge, True, {}),
    "specks": (_specks, True, {}),
    "bleed-through": (_bleed_through, True, {}),
    "several at once": (_several_at_once, True, {}),
}

CONDITIONS = tuple(_CONDITIONS)

_ONLY = {"a five with its bar apart": 5, "a broken four": 4}


def pages(
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    per_condition: int,
    *,
    seed: int = 0,
    conditions: tuple[str, ...] = CONDITIONS,
) -> Iterator[SyntheticPage]:
    """Make pages of each condition.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
    labels : ndarray of shape (n,), uint8
    per_condition : int
    seed : int
    conditions : tuple of str
        Names in `CONDITIONS`.
    """
    for name in conditions:
        draw, noisy, layout = _CONDITIONS[name]
        allowed = np.arange(len(images))
        if name in _ONLY:
            allowed = np.flatnonzero(labels == _ONLY[name])
        for i in range(per_condition):
            rng = np.random.default_rng([seed, CONDITIONS.index(name), i])
            rows = int(layout.get("rows", rng.integers(1, 4)))
            columns = int(layout.get("columns", rng.integers(1, 6)))
            cell = int(rng.integers(70, 180))
            options: dict[str, object] = dict(slope=rng.uniform(-0.05, 0.05))
            options |= {k: v for k, v in layout.items() if k not in ("rows", "columns")}
            chosen = rng.choice(allowed, rows * columns, replace=False)
            digits = images[chosen]
            sheet = write(digits, rng, rows=rows, columns=columns, cell=cell, **options)
            if name == "touching the border":
                sheet = crop(sheet)
            yield SyntheticPage(
                name, noisy, draw(sheet), digits, labels[chosen], sheet.boxes
            )


def photo(digits: NDArray[np.uint8]) -> bytes:
    """A 12-megapixel photo of digits in lines of five, in uneven light."""
    rng = np.random.default_rng(0)
    rows = -(-len(digits) // 5)
    sheet = write(digits, rng, rows=rows, columns=5, cell=500, slope=0.02)
    height, width = sheet.ink.shape
    ink = np.zeros((3000, 4000), np.float32)
    top, left = (3000 - height) // 2, (4000 - width) // 2
    ink[top : top + height, left : left + width] = sheet.ink
    pixels = colours(ink, (236, 233, 225), (30, 40, 90))
    light = gradient(ink.shape, rng, 0.5) * shade(ink.shape, rng, 0.7)
    noise = rng.normal(0, 3, pixels.shape).astype(np.float32)
    return to_file(pixels * light + noise, "JPEG", quality=88)
