"""Open any picture safely: `open_image`."""

import logging
import os
import re
import warnings
from io import BytesIO
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, UnidentifiedImageError

logger = logging.getLogger(__name__)

#: The largest size of a file: 10 MB.
MAX_BYTES = 10 * 2**20

#: The largest number of pixels of a picture: 40 megapixels.
MAX_PIXELS = 40_000_000

#: The shortest and the longest side of a picture, in pixels.
SIDES = (8, 20_000)

# Pictures with more pixels are made smaller as they are opened.
_KEPT_PIXELS = 16_000_000

#: Raster formats whose decoders run no other program, with their file extensions.
FORMATS = {
    "PNG": ("png",),
    "JPEG": ("jpg", "jpeg"),
    "GIF": ("gif",),
    "BMP": ("bmp",),
    "TIFF": ("tif", "tiff"),
    "WEBP": ("webp",),
    "AVIF": ("avif",),
    "PPM": ("ppm", "pgm", "pbm", "pnm"),
    "JPEG2000": ("jp2",),
    "TGA": ("tga",),
    "PCX": ("pcx",),
    "QOI": ("qoi",),
    "SGI": ("sgi",),
}

# The operation that turns a picture upright, by EXIF's orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

#: What a picture is opened from.
Source = bytes | str | os.PathLike[str] | IO[bytes] | Image.Image


class ImageError(ValueError):
    """Raised when a picture cannot be read; the message says why and what to do.

    Examples
    --------
    >>> from mnist_kmeans import ImageError, open_image
    >>> try:
    ...     open_image(b"")
    ... except ImageError as error:
    ...     print(error)
    The file is empty. Choose another, or save it again.
    """


def open_image(source: Source) -> Image.Image:
    """Open a picture in any of Pillow's raster formats.

    Parameters
    ----------
    source : bytes, path, binary file or PIL.Image.Image
        Of a file with several frames or pages the first is opened. A picture that is
        open already is copied, at its current frame.

    Returns
    -------
    PIL.Image.Image
        Loaded and turned upright. Above 16 megapixels, width and height are halved;
        above 32, divided by two or three. ``info["n_frames"]`` tells how many frames or
        pages the file has.

    Raises
    ------
    ImageError
        When the source is not a picture (a URL or an array, for instance), is damaged
        or empty, or is beyond `MAX_BYTES`, `MAX_PIXELS` or `SIDES`.

    Examples
    --------
    >>> from io import BytesIO
    >>> from PIL import Image
    >>> from mnist_kmeans import open_image
    >>> file = BytesIO()
    >>> Image.new("L", (40, 30)).save(file, "PNG")
    >>> open_image(file.getvalue()).size
    (40, 30)
    """
    with warnings.catch_warnings():
        # Of damaged metadata, and of many pixels, which are refused here.
        warnings.filterwarnings("ignore", module="PIL")
        image = source if isinstance(source, Image.Image) else _opened(_read(source))
        check_size(image)
        try:
            return _loaded(image.copy() if image is source else image)
        except Exception as error:
            raise ImageError(DAMAGED) from error


DAMAGED = (
    "The picture is damaged or cut short. Save or send it again, best as PNG or JPEG."
)


def _opened(content: bytes) -> Image.Image:
    Image.init()  # else Pillow does not know the names of formats not used so far
    try:
        return Image.open(BytesIO(content), formats=list(FORMATS))
    except UnidentifiedImageError as error:
        raise ImageError(_not_a_picture(content)) from error
    except Image.DecompressionBombError as error:
        raise ImageError(_too_many_pixels()) from error
    except Exception as error:
        # Decoders may raise any exception for a damaged file.
        raise ImageError(DAMAGED) from error


def _read(source: bytes | str | os.PathLike[str] | IO[bytes]) -> bytes:
    if isinstance(source, str) and re.match(r"[a-z][a-z0-9+.-]+://", source, re.I):
        raise ImageError(
            f"{source} is the address of a picture. Download it first, and open the "
            "file."
        )
    if isinstance(source, (str, os.PathLike)):
        try:
            with Path(source).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ImageError(f"{source} cannot be read: {reason}.") from error
    elif isinstance(source, (bytes, bytearray, memoryview)):
        content = bytes(source)
    elif isinstance(source, np.ndarray):
        raise ImageError(
            f"An array of shape {source.shape} is not taken for a picture. Make one of "
            "it with PIL.Image.fromarray: uint8, of shape (height, width) or "
            "(height, width, 3)."
        )
    elif not hasattr(source, "read"):
        raise ImageError(
            f"An object of type {type(source).__name__} is not a picture. Pass a path, "
            "the bytes of a file, a binary file or a PIL image."
        )
    else:
        content = source.read(MAX_BYTES + 1)
    if isinstance(content, str):
        raise ImageError('The file is open as text. Open it with mode "rb".')
    if not content:
        raise ImageError("The file is empty. Choose another, or save it again.")
    if len(content) > MAX_BYTES:
        raise ImageError(
            f"The file is larger than {MAX_BYTES // 2**20} MB. Make the picture "
            "smaller, or save it as JPEG."
        )
    return content


def _not_a_picture(content: bytes) -> str:
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        kind = "an SVG drawing, not a picture made of pixels. Export it as PNG"
    elif start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        kind = "a web page, not a picture. Save the picture itself"
    elif start.startswith(b"%pdf"):
        kind = "a PDF, not a picture. Export the page as PNG or JPEG"
    elif content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"):
        kind = "in Apple's HEIC format, which is not read here. Save it as JPEG"
    else:
        kind = "not a picture that can be read. Use a PNG or JPEG file"
    return f"The file is {kind}."


def _too_many_pixels() -> str:
    return (
        f"The picture has more than {MAX_PIXELS // 10**6} megapixels. Make it smaller."
    )


def check_size(image: Image.Image) -> None:
    """Raise `ImageError` when a picture is beyond `SIDES` or `MAX_PIXELS`."""
    width, height = image.size
    if min(width, height) < SIDES[0] or max(width, height) > SIDES[1]:
        raise ImageError(
            f"The picture is {width} x {height} pixels. Each side should have "
            f"{SIDES[0]} to {SIDES[1]:,}: crop or resize it."
        )
    if width * height > MAX_PIXELS:
        raise ImageError(_too_many_pixels())


def _loaded(image: Image.Image) -> Image.Image:
    n_frames = _n_frames(image)
    pixels = image.width * image.height
    factor = 1 + (pixels > _KEPT_PIXELS) + (pixels > 2 * _KEPT_PIXELS)
    image.draft(None, (image.width // factor, image.height // factor))
    image.load()
    orientation = _orientation(image)  # after load(), which turns TIFFs by itself
    if image.width * image.height > _KEPT_PIXELS:
        image = _reduced(image, factor)
    elif image.mode in ("P", "PA", "La", "RGBa"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if orientation in _TURNS:
        image = image.transpose(_TURNS[orientation])
        # Else it would be turned again by the next reader of its metadata.
        for name in ("exif", "Raw profile type exif", "XML:com.adobe.xmp", "xmp"):
            image.info.pop(name, None)
    image.info["n_frames"] = n_frames
    return image


def _n_frames(image: Image.Image) -> int:
    # A second picture in a phone's JPEG is the same one, as a preview or in depth.
    if image.format == "MPO":
        return 1
    try:
        n_frames: int = getattr(image, "n_frames", 1)
        return n_frames
    except Exception:
        # Damage behind the first frame is no reason to refuse that.
        logger.info("Frames cannot be counted", exc_info=True)
        image.seek(0)
        return 1


def _orientation(image: Image.Image) -> object:
    try:
        return image.getexif().get(0x0112)
    except Exception:
        # Damaged metadata are no reason to refuse a picture.
        logger.info("EXIF cannot be read", exc_info=True)
        return None


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """Make a large picture smaller, in strips to avoid a full copy in memory."""
    if image.mode.startswith(("I", "F")):
        mode = image.mode[0]
    elif image.has_transparency_data:
        mode = "RGBA"
    else:
        mode = {"1": "L", "P": "RGB"}.get(image.mode, image.mode)
    width, height = image.width // factor, image.height // factor
    small = Image.new(mode, (width, height))
    for top in range(0, height, 32):
        bottom = min(height, top + 32)
        strip = image.crop((0, top * factor, width * factor, bottom * factor))
        small.paste(strip.convert(mode).reduce(factor), (0, top))
    return small
