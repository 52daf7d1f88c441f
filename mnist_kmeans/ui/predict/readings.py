"""Reading digits from a visitor's pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Protocol

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_kmeans.digits.sprites import data_uri
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.pictures.drawn_box import small_copy
from mnist_kmeans.pictures.mnist_form import Box, Digit
from mnist_kmeans.pictures.opening import ImageError, open_image
from mnist_kmeans.pictures.reading import read_digits

#: Pictures read at a time; their readings are kept as long as the files are chosen.
MOST_PICTURES = 50

#: Longer side, in pixels, of what is shown of a digit in its picture.
CROP_SIDE = 112

# The same of a picture.
_PREVIEW_SIDE = 1000

# At which a photo of 1.5 megapixels takes some 0.4 MB.
_COPY_QUALITY = 92


class Upload(Protocol):
    """What Streamlit returns for a file or a photo."""

    name: str
    file_id: str

    def getvalue(self) -> bytes:
        """Return the content."""


@dataclass(frozen=True, eq=False)
class Mark:
    """A digit of a picture.

    Attributes
    ----------
    digit : Digit
    crop : ndarray of shape (h, w, 3), uint8, or None
        The digit as it is in the picture; None for one of MNIST's.
    by_visitor : bool
        Whether the visitor drew its box.
    said : int or None
        Which digit the visitor says it is.
    """

    digit: Digit
    crop: NDArray[np.uint8] | None = None
    by_visitor: bool = False
    said: int | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """A picture and the digits in it.

    Attributes
    ----------
    name : str
    marks : tuple of Mark
        Its digits in reading order, with the visitor's corrections.
    error : str or None
        Why no digits were found.
    note : str or None
        What of the file was not looked at.
    preview : str
        The picture, scaled down, as a data URI; empty if there is none.
    size : (width, height)
        Of the original picture, in pixels.
    key : str
        What tells it from other pictures of its source.
    found : tuple of Mark
        Its digits before any correction.
    copy : bytes
        A file of the picture as large as digits are looked for, to correct it; empty
        where that is not offered.
    without_ink : tuple of (left, top, right, bottom)
        The visitor's boxes in which there is nothing to read.
    serial : int
        The number of the visitor's last correction.
    whole : tuple of Mark
        Its digits before any that touch were cut apart.
    cut_by : tuple or None
        The settings of the fit that cut them apart, and its data's fingerprint.
    """

    name: str
    marks: tuple[Mark, ...] = ()
    error: str | None = None
    note: str | None = None
    preview: str = ""
    size: tuple[int, int] = (0, 0)
    key: str = ""
    found: tuple[Mark, ...] = ()
    copy: bytes = b""
    without_ink: tuple[Box, ...] = ()
    serial: int = 0
    whole: tuple[Mark, ...] = ()
    cut_by: tuple[FitSettings, str] | None = None

    @property
    def digits(self) -> list[Digit]:
        """The digits alone."""
        return [mark.digit for mark in self.marks]

    @property
    def is_corrected(self) -> bool:
        """Whether the visitor has changed a box or said what a digit is."""
        now, before = (
            [(mark.digit.box, mark.said) for mark in marks]
            for marks in (self.marks, self.found)
        )
        return now != before


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
    marks: tuple[Mark, ...] = ()
    error = None
    try:
        digits = read_digits(image)
        marks = tuple(Mark(digit, crop_of(image, digit.box)) for digit in digits)
    except ImageError as failure:
        error = str(failure)
    small = image.copy()
    small.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    preview = data_uri(_visible(small), "JPEG")
    note = _dropped(name, image)
    return Reading(
        name, marks, error, note, preview, image.size, found=marks, whole=marks
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
    before = readings_of(source)
    if not files:
        return list(before.values())
    kept: dict[str, Reading] = {}
    new = [file for file in files[:MOST_PICTURES] if file.file_id not in before]
    progress = st.empty()
    for file in files[:MOST_PICTURES]:
        if file in new and len(new) > 1:
            done = new.index(file)
            progress.progress(done / len(new), f"Reading {done + 1} of {len(new)}")
        kept[file.file_id] = before.get(file.file_id) or read_file(file)
    progress.empty()
    st.session_state[f"readings {source}"] = kept
    added = [kept[file.file_id] for file in new]
    newest = next((reading for reading in added if reading.marks), None)
    if newest is not None:
        show_picture(newest)
    too_many = f"Only {MOST_PICTURES} pictures are read at a time. Take some out."
    return [
        kept.get(file.file_id) or Reading(file.name, error=too_many) for file in files
    ]


def readings_of(source: str) -> dict[str, Reading]:
    """Return what was read from a source, by key; what is put in is kept."""
    kept: dict[str, Reading] = st.session_state.setdefault(f"readings {source}", {})
    return kept


def show_picture(reading: Reading) -> None:
    """Have a picture shown, and its first digit explained."""
    st.session_state["picture_shown"], st.session_state["digit"] = reading.key, 0


def forget(source: str) -> None:
    """Forget what was read from a source."""
    st.session_state.pop(f"readings {source}", None)


def read_file(file: Upload) -> Reading:
    """Read the digits in a file, with what it takes to correct them."""
    try:
        image = open_image(file.getvalue())
    except ImageError as error:
        return Reading(file.name, error=str(error), key=file.file_id)
    reading = read_picture(file.name, image)
    return replace(reading, key=file.file_id, copy=_copy(image))


def _copy(image: Image.Image) -> bytes:
    """Return a picture as the reader looks at it, as a file: small, and in memory."""
    file = BytesIO()
    try:
        small_copy(image).save(file, "JPEG", quality=_COPY_QUALITY)
    except ImageError:  # which the reading tells
        return b""
    return file.getvalue()


def crop_of(image: Image.Image, box: Box) -> NDArray[np.uint8]:
    """Return what is in and around a box of a picture, as a browser can show it.

    Parameters
    ----------
    image : PIL.Image.Image
    box : (left, top, right, bottom)

    Returns
    -------
    ndarray of shape (h, w, 3), uint8
    """
    left, top, right, bottom = box
    pad = max(2, max(right - left, bottom - top) // 6)
    crop = image.crop(
        (
            max(0, left - pad),
            max(0, top - pad),
            min(image.width, right + pad),
            min(image.height, bottom + pad),
        )
    )
    crop.thumbnail((CROP_SIDE, CROP_SIDE))
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
