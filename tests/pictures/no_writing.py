"""Pictures in which no digit is written, of kinds that are taken for digits."""

from collections.abc import Callable, Iterator
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage
from sklearn.datasets import load_sample_image

from tests.synthetic_pages import clouds, encode, gradient, grain, to_file

Rng = np.random.Generator
Pixels = NDArray[np.float32]

_SHAPE = (360, 480)
_LETTERS = "ABCDEFGHKMNPQRTUVWXYabdefhkmnpqrtwxy"  # none that looks like a digit


def _flat(colour: tuple[float, ...], shape: tuple[int, int] = _SHAPE) -> Pixels:
    return np.ones((*shape, 3), np.float32) * np.array(colour, np.float32)


def _colour(rng: Rng) -> tuple[int, ...]:
    return tuple(rng.integers(20, 236, 3).tolist())


def _photo(pixels: Pixels, rng: Rng) -> bytes:
    noise = rng.normal(0, rng.uniform(0.5, 4), pixels.shape)
    return to_file(ndimage.gaussian_filter(pixels, (0.7, 0.7, 0)) + noise, "JPEG")


def _drawn(
    rng: Rng, colour: tuple[int, ...]
) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", _SHAPE[::-1], colour)
    return image, ImageDraw.Draw(image)


def _lit(image: Image.Image, rng: Rng) -> bytes:
    pixels = np.asarray(image, np.float32)
    return _photo(pixels * gradient(pixels.shape[:2], rng, 0.8), rng)


def colour_bars(rng: Rng) -> bytes:
    """Bars of a test card, some with a second row."""
    bars = np.array(
        [(1, 1, 1), (1, 1, 0), (0, 1, 1), (0, 1, 0), (1, 0, 1), (1, 0, 0), (0, 0, 1)]
    ) * rng.choice([191, 255])
    if rng.random() < 0.5:
        bars = rng.permutation(bars)
    row = bars[np.arange(_SHAPE[1]) * len(bars) // _SHAPE[1]]
    pixels = np.broadcast_to(row, (*_SHAPE, 3)).astype(np.float32).copy()
    if rng.random() < 0.6:
        pixels[int(0.7 * _SHAPE[0]) :] = row[::-1] * rng.uniform(0, 1)
    return to_file(np.rot90(pixels) if rng.random() < 0.3 else pixels)


def grey_steps(rng: Rng) -> bytes:
    steps = np.linspace(0, 255, int(rng.integers(5, 13)))
    row = steps[np.arange(_SHAPE[1]) * len(steps) // _SHAPE[1]]
    return to_file(np.repeat(np.tile(row, (_SHAPE[0], 1))[..., None], 3, 2))


def smooth_light(rng: Rng) -> bytes:
    """One colour fading into another, along a line or from a point."""
    y, x = np.mgrid[0 : _SHAPE[0], 0 : _SHAPE[1]].astype(np.float32)
    at = rng.uniform(0, 1, 2) * _SHAPE
    share = np.hypot(y - at[0], x - at[1]) / 500
    if rng.random() < 0.5:
        share = gradient(_SHAPE, rng, 0)[..., 0]
    share = np.clip(share, 0, 1)[..., None]
    return to_file(_flat(_colour(rng)) * share + _flat(_colour(rng)) * (1 - share))


def cloudy(rng: Rng) -> bytes:
    share = clouds(_SHAPE, rng, rng.uniform(15, 120))[..., None]
    return _photo(_flat((140, 170, 215)) + 35 * np.clip(share, -1.5, 1.5), rng)


def wood(rng: Rng) -> bytes:
    y, _ = np.mgrid[0 : _SHAPE[0], 0 : _SHAPE[1]].astype(np.float32)
    rings = np.sin((y + 25 * clouds(_SHAPE, rng, 150)) / rng.uniform(3, 15))
    return _photo(_flat((150, 105, 65)) + 20 * rings[..., None], rng)


def fabric(rng: Rng) -> bytes:
    y, x = np.mgrid[0 : _SHAPE[0], 0 : _SHAPE[1]].astype(np.float32)
    pitch = rng.uniform(6, 30)
    weave = np.sin(2 * pi * x / pitch) * np.sin(2 * pi * y / pitch)
    return _photo(_flat(_colour(rng)) + 25 * weave[..., None], rng)


def bricks(rng: Rng) -> bytes:
    image, draw = _drawn(rng, (190, 185, 175))
    high = int(rng.integers(24, 60))
    for row in range(0, _SHAPE[0] // high + 1):
        for column in range(-1, _SHAPE[1] // (2 * high) + 1):
            left = 2 * high * column + high * (row % 2)
            tone = rng.integers(-15, 15)
            colour = (150 + tone, 70 + tone, 55 + tone)
            box = (left + 2, row * high + 2, left + 2 * high - 2, row * high + high - 2)
            draw.rectangle(box, colour)
    return _lit(image, rng)


def pebbles(rng: Rng) -> bytes:
    image, draw = _drawn(rng, (90, 85, 80))
    for _ in range(int(rng.integers(60, 400))):
        x, y = rng.integers(0, _SHAPE[1]), rng.integers(0, _SHAPE[0])
        a, b = rng.integers(6, 30, 2)
        tone = int(rng.integers(70, 220))
        draw.ellipse((x - a, y - b, x + a, y + b), (tone, tone - 5, tone - 12))
    return _lit(image, rng)


def grass(rng: Rng) -> bytes:
    image, draw = _drawn(rng, (60, 100, 45))
    for _ in range(int(rng.integers(100, 900))):
        x, y = rng.integers(0, _SHAPE[1]), rng.integers(0, _SHAPE[0])
        angle, length = rng.normal(-pi / 2, 0.4), rng.uniform(20, 70)
        end = (x + length * cos(angle), y + length * sin(angle))
        tone = int(rng.integers(-40, 60))
        draw.line([(x, y), end], (70 + tone, 130 + tone, 50), int(rng.integers(1, 5)))
    return _lit(image, rng)


def face(rng: Rng) -> bytes:
    image, draw = _drawn(rng, _colour(rng))
    x, y, r = rng.integers(180, 300), rng.integers(150, 210), int(rng.integers(70, 130))
    skin = (225, 180 + int(rng.integers(-40, 20)), 150)
    draw.ellipse((x - r, y - 1.3 * r, x + r, y + 1.3 * r), skin)
    draw.chord((x - r, y - 1.4 * r, x + r, y), 180, 360, (60, 40, 30))
    for side in (-1, 1):
        eye = x + side * 0.4 * r
        draw.ellipse(
            (eye - 0.15 * r, y - 0.1 * r, eye + 0.15 * r, y + 0.1 * r), "white"
        )
        draw.ellipse((eye - 0.07 * r, y - 0.07 * r, eye + 0.07 * r, y + 0.07 * r), 0)
    draw.line([(x, y), (x - 0.1 * r, y + 0.4 * r), (x + 0.1 * r, y + 0.4 * r)], 0, 3)
    draw.arc(
        (x - 0.4 * r, y + 0.3 * r, x + 0.4 * r, y + 0.8 * r), 20, 160, (160, 40, 50), 6
    )
    return _lit(image, rng)


def objects(rng: Rng) -> bytes:
    """Boxes, cups and balls on a table."""
    image, draw = _drawn(rng, _colour(rng))
    draw.rectangle((0, 230, _SHAPE[1], _SHAPE[0]), _colour(rng))
    for _ in range(int(rng.integers(2, 7))):
        x, y = rng.integers(20, 420), rng.integers(120, 300)
        a, b = rng.integers(15, 70, 2)
        kind, colour = rng.integers(4), _colour(rng)
        if kind == 0:
            draw.ellipse((x - a, y - a, x + a, y + a), colour)
        elif kind == 1:
            draw.rectangle((x - a, y - b, x + a, y + b), colour, _colour(rng), 3)
        elif kind == 2:
            draw.polygon([(x - a, y + b), (x + a, y + b), (x, y - b)], colour)
        else:
            draw.rectangle((x - a, y - b, x + a, y + b), colour)
            draw.arc((x + a - 10, y - b / 2, x + a + 20, y + b / 2), 270, 90, colour, 7)
    return _lit(image, rng)


def house(rng: Rng) -> bytes:
    image, draw = _drawn(rng, (150, 190, 235))
    draw.rectangle((0, 270, _SHAPE[1], _SHAPE[0]), (90, 140, 70))
    left, right = rng.integers(60, 140), rng.integers(300, 420)
    draw.rectangle((left, 150, right, 300), _colour(rng))
    draw.polygon(
        [(left - 20, 150), (right + 20, 150), ((left + right) // 2, 60)], _colour(rng)
    )
    for x in range(int(left) + 20, int(right) - 40, int(rng.integers(50, 90))):
        draw.rectangle((x, 180, x + 30, 220), (60, 70, 90), "white", 4)
    draw.rectangle((right - 60, 230, right - 25, 300), _colour(rng))
    return _lit(image, rng)


def trees(rng: Rng) -> bytes:
    image, draw = _drawn(rng, (200, 215, 230))

    def branch(x: float, y: float, angle: float, length: float, width: int) -> None:
        end = (x + length * cos(angle), y - length * sin(angle))
        draw.line([(x, y), end], (50, 40, 35), width)
        if width > 1:
            for turn in rng.normal((-0.5, 0.5), 0.2):
                branch(*end, angle + turn, 0.75 * length, width - 2)

    for x in rng.integers(40, 440, int(rng.integers(1, 4))).tolist():
        branch(x, 350, pi / 2, rng.uniform(50, 90), int(rng.integers(5, 12)))
    return _lit(image, rng)


def letters(rng: Rng) -> bytes:
    """Lines of letters, printed."""
    image, draw = _drawn(rng, (240, 238, 232))
    size = int(rng.integers(24, 70))
    font = ImageFont.load_default(size)
    for y in range(10, _SHAPE[0] - size - 10, round(1.5 * size)):
        count = int(rng.integers(2, 420 // size + 2))
        text = "".join(rng.choice(list(_LETTERS), count))
        draw.text(
            (20, y), "  ".join(text) if rng.random() < 0.5 else text, (30, 30, 40), font
        )
    return _lit(image, rng)


def checked_cloth(rng: Rng) -> bytes:
    y, x = np.mgrid[0 : _SHAPE[0], 0 : _SHAPE[1]].astype(np.float32)
    angle = rng.choice([0, rng.uniform(-0.5, 0.5)])
    u, v = cos(angle) * x + sin(angle) * y, cos(angle) * y - sin(angle) * x
    pitch = rng.uniform(15, 80)
    across, down = ((w / pitch) % 2 < 1 for w in (u, v))
    tone = (across ^ down) if rng.random() < 0.5 else (across * 0.5 + down * 0.5)
    share = np.asarray(tone, np.float32)[..., None]
    colour = ((170, 60, 60), (60, 80, 160), (90, 90, 90))[int(rng.integers(3))]
    pixels = _flat((228, 220, 210)) * (1 - share) + _flat(colour) * share
    return _photo(pixels * gradient(_SHAPE, rng, 0.7), rng)


def stains(rng: Rng) -> bytes:
    """An empty sheet with a few sharp stains, little darker than it."""
    deep = rng.uniform(0.05, 0.15)
    y, x = np.mgrid[0 : _SHAPE[0], 0 : _SHAPE[1]].astype(np.float32)
    share = np.zeros(_SHAPE, np.float32)
    for _ in range(int(rng.integers(1, 7))):
        at = rng.uniform(0.15, 0.85, 2) * _SHAPE
        radius = rng.uniform(8, 45)
        rough = 1 + 0.3 * clouds(_SHAPE, rng, rng.uniform(10, 60))
        away = np.hypot(y - at[0], (x - at[1]) * rng.uniform(0.6, 1.6)) - radius * rough
        stain = np.clip(0.5 - away, 0, 1)
        if rng.random() < 0.3:  # a cup's ring
            stain *= np.clip(away + rng.uniform(4, 10), 0, 1)
        np.maximum(share, stain, out=share)
    pixels = _flat((238, 235, 228)) * (1 - deep * share)[..., None]
    return _photo(grain(pixels, rng, rng.choice([0.3, 1])), rng)


def crumpled(rng: Rng) -> bytes:
    """An empty sheet with creases."""
    share = np.abs(clouds(_SHAPE, rng, rng.uniform(60, 140)))
    creases = np.exp(-share / 0.03)[..., None]
    slopes = clouds(_SHAPE, rng, 90)[..., None]
    return _photo(_flat((232, 230, 226)) * (1 - 0.12 * creases + 0.03 * slopes), rng)


def sample_photo(rng: Rng) -> bytes:
    """A part of one of scikit-learn's photos."""
    name = ("china.jpg", "flower.jpg")[int(rng.integers(2))]
    picture = Image.fromarray(load_sample_image(name))
    side = rng.uniform(0.25, 1) * np.array(picture.size)
    left, top = rng.uniform(0, 1, 2) * (picture.size - side)
    box = np.rint([left, top, left + side[0], top + side[1]]).astype(int)
    part = picture.crop(tuple(box.tolist()))
    return encode(part.resize((480, 320)), "JPEG", quality=90)


#: What makes each kind of picture.
KINDS: dict[str, Callable[[Rng], bytes]] = {
    "colour bars": colour_bars,
    "grey steps": grey_steps,
    "smooth light": smooth_light,
    "clouds": cloudy,
    "wood": wood,
    "fabric": fabric,
    "bricks": bricks,
    "pebbles": pebbles,
    "grass": grass,
    "a face": face,
    "objects": objects,
    "a house": house,
    "trees": trees,
    "letters": letters,
    "checked cloth": checked_cloth,
    "stains": stains,
    "creases": crumpled,
    "a photo": sample_photo,
}


def pictures(kind: str, n: int, *, seed: int = 0) -> Iterator[bytes]:
    """Make pictures of a kind of `KINDS`, as files."""
    for i in range(n):
        yield KINDS[kind](np.random.default_rng([seed, list(KINDS).index(kind), i]))
