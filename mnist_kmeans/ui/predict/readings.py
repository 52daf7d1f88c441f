"""Reading digits from a visitor's pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_kmeans.digits.sprites import data_uri
from mnist_kmeans.pictures.opening import ImageError, open_image
from mnist_kmeans.pictures.reading import Digit, read_digits

#: Pictures read at a time; their readings are kept as long as the files are chosen.
MOST_PICTURES = 50

# Longer side, in pixels, of what is shown of a picture and of a digit in it.
_PREVIEW_SIDE = 1000
_CROP_SIDE = 112


class Upload(Protocol):
    """What Streamlit returns for a file or a photo."""

    name: str
    file_id: str

    def getvalue(self) -> bytes:
        """Return the content."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A picture and the digits in it.

    Attributes
    ----------
    name : str
    digits : list of Digit
        Empty where the picture could not be read.
    crops : list of ndarray of shape (h, w, 3), uint8
        Each digit as it is in the picture.
    error : str or None
        Why it could not be read.
    note : str or None
        What of the file was not looked at.
    preview : str
        The picture, scaled down, as a data URI; empty if there is none.
    size : (width, height)
        Of the original picture, in pixels.
    """

    name: str
    digits: list[Digit]
    crops: list[NDArray[np.uint8]]
    error: str | None
    note: str | None
    preview: str
    size: tuple[int, int]


def read_picture(name: str, image: Image.Image) -> Reading:
    """Read the digits in a picture, or say why there are none.

    Parameters
    ----------
    name : str
    image : PIL.Image.Image

    Returns
    -------
    Reading
    """
    digits: list[Digit] = []
    error = None
    try:
        digits = read_digits(image)
    except ImageError as failure:
        error = str(failure)
    crops = [_crop(image, digit) for digit in digits]
    small = image.copy()
    small.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    preview = data_uri(_visible(small), "JPEG")
    return Reading(
        name, digits, crops, error, _dropped(name, image), preview, image.size
    )


def _dropped(name: str, image: Image.Image) -> str | None:
    n_frames = image.info.get("n_frames", 1)
    if n_frames == 1:
        return None
    what = "pages" if name.lower().endswith((".tif", ".tiff")) else "frames"
    return f"Only the first of its {n_frames:,} {what} was read."


def readings(source: str, files: Sequence[Upload]) -> list[Reading]:
    """Read files, each once as long as it is chosen.

    Streamlit forgets files when their page is left; what was read from them stays until
    `forget`. Of those that are new, the first in which there are digits is shown.

    Parameters
    ----------
    source : str
        Where they come from; readings are kept by source.
    files : sequence of Upload

    Returns
    -------
    list of Reading
        In the order of the files; those beyond `MOST_PICTURES` with an error.
    """
    key = f"readings {source}"
    before: dict[str, Reading] = st.session_state.get(key, {})
    if not files:
        return list(before.values())
    kept: dict[str, Reading] = {}
    new = [file for file in files[:MOST_PICTURES] if file.file_id not in before]
    progress = st.empty()
    for file in files[:MOST_PICTURES]:
        if file in new and len(new) > 1:
            done = new.index(file)
            progress.progress(done / len(new), f"Reading {done + 1} of {len(new)}")
        kept[file.file_id] = before.get(file.file_id) or _read(file)
    progress.empty()
    st.session_state[key] = kept
    added = [kept[file.file_id] for file in new]
    newest = next((reading for reading in added if reading.digits), None)
    if newest is not None:
        show_picture(newest)
    too_many = f"Only {MOST_PICTURES} pictures are read at a time. Take some out."
    return [kept.get(file.file_id) or _unread(file.name, too_many) for file in files]


def show_picture(reading: Reading) -> None:
    """Have a picture shown, and its first digit explained."""
    st.session_state["picture_shown"], st.session_state["digit"] = reading, 0


def forget(source: str) -> None:
    """Forget what was read from a source."""
    st.session_state.pop(f"readings {source}", None)


def _read(file: Upload) -> Reading:
    try:
        image = open_image(file.getvalue())
    except ImageError as error:
        return _unread(file.name, str(error))
    return read_picture(file.name, image)


def _unread(name: str, why: str) -> Reading:
    return Reading(name, [], [], why, None, "", (0, 0))


def _crop(image: Image.Image, digit: Digit) -> NDArray[np.uint8]:
    left, top, right, bottom = digit.box
    pad = max(2, max(right - left, bottom - top) // 6)
    box = (
        max(0, left - pad),
        max(0, top - pad),
        min(image.width, right + pad),
        min(image.height, bottom + pad),
    )
    crop = image.crop(box)
    crop.thumbnail((_CROP_SIDE, _CROP_SIDE))
    return np.asarray(_visible(crop))


def _visible(image: Image.Image) -> Image.Image:
    """Return a picture in RGB, as a browser can show it."""
    if image.mode.startswith(("I", "F")):
        # Pillow would clip greys deeper than 8 bits at 255.
        values = np.nan_to_num(np.asarray(image, np.float64), posinf=0, neginf=0)
        grey = (values - values.min()) / (np.ptp(values) or 1) * 255
        return Image.fromarray(grey.astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        # On a checkerboard, as the ink may have any colour.
        y, x = np.mgrid[0 : image.height, 0 : image.width]
        squares = np.where((y // 8 + x // 8) % 2, 120, 150).astype(np.uint8)
        background = Image.fromarray(squares).convert("RGBA")
        return Image.alpha_composite(background, image).convert("RGB")
    return image.convert("RGB")
