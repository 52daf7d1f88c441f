"""Pictures made by hand, and files that are none."""

import zlib

import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_image

from mnist_kmeans.pictures.opening import MAX_BYTES
from tests.synthetic_pages import encode


def drawing(size=(300, 200), box=(60, 40, 72, 160)) -> Image.Image:
    """Return a black bar on white."""
    image = Image.new("L", size, 255)
    image.paste(0, box)
    return image


def noise(shape, seed=0) -> Image.Image:
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8))


def bomb() -> bytes:
    """A PNG of a few bytes whose header says 60,000 x 60,000."""
    content = bytearray(encode(Image.new("1", (64, 64))))
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


def not_a_number() -> bytes:
    values = np.ones((50, 50), np.float32)
    values[10:40, 20:25] = np.nan
    return encode(Image.fromarray(values), "TIFF")


def frames() -> bytes:
    first, *rest = (Image.new("L", (64, 64), i % 250) for i in range(500))
    return encode(first, "GIF", save_all=True, append_images=rest)


def landscape() -> bytes:
    """A photo without writing: sky, hills, noise."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[0:300, 0:400]
    hills = y > 180 + 25 * np.sin(x / 60) + 10 * np.sin(x / 17)
    pixels = np.where(hills[..., None], (70, 95, 50), (150, 180, 220.0))
    pixels = pixels - 0.1 * y[..., None] + rng.normal(0, 4, (300, 400, 3))
    return encode(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), "JPEG")


def photograph(name: str) -> bytes:
    return encode(Image.fromarray(load_sample_image(name)), "JPEG")


PNG = encode(drawing())


#: Files that cannot be opened, and what is said about each.
UNREADABLE = {
    "not an image": (b"These are words, not a picture.", "not a picture"),
    "truncated PNG": (PNG[: len(PNG) // 2], "damaged or cut short"),
    "truncated JPEG": (encode(noise((99, 99)), "JPEG")[:2500], "damaged or cut short"),
    "zero bytes": (b"", "empty"),
    "decompression bomb": (bomb(), "40 megapixels"),
    "SVG": (b"<?xml version='1.0'?><svg xmlns='x'></svg>", "SVG"),
    "HTML": (b"<!DOCTYPE html><html></html>", "web page"),
    "PDF": (b"%PDF-1.7 ...", "PDF"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
    "1 x 30,000": (encode(Image.new("L", (1, 30_000))), "8 to 20,000"),
    "too large a file": (b"\0" * (MAX_BYTES + 1), "larger than 10 MB"),
}


#: Pictures in which no digit is found, and what is said about each.
WITHOUT_DIGITS = {
    "500 frames of grey": (frames(), "No digit"),
    "NaN in a float TIFF": (not_a_number(), "not numbers"),
    "all black": (encode(Image.new("L", (200, 200), 0)), "No digit"),
    "all white": (encode(Image.new("L", (200, 200), 255)), "No digit"),
    "all transparent": (encode(Image.new("RGBA", (200, 200))), "No digit"),
    "pure noise": (encode(noise((300, 400))), "No digit"),
    "noise in colour": (encode(noise((300, 400, 3))), "No digit"),
    "hills without a digit": (landscape(), "No digit"),
    "a photo without a digit": (photograph("china.jpg"), "No digit"),
}
