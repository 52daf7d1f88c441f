"""The visitor's own first centroids: as a link has them, and as images."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.by_hand.first_images import FirstImages
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.pictures.opening import ImageError
from mnist_kmeans.pictures.strokes import (
    SIDE,
    DrawingError,
    Stroke,
    picture_of,
    strokes_in,
    text_of,
)
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.shared.between_pages import value_of
from mnist_kmeans.ui.shared.waiting import wait_for

#: The control that has them, and their name in the link.
KEY = "first"

#: The most that a link carries of them; with all else it stays below 2,000 characters.
MOST_CHARACTERS = 1450

# Between two of them: no link has to escape it, and no drawing's text has two dots.
_BETWEEN = ".."

# Stands in the link for those that it cannot carry, and only this session knows.
_HELD = re.compile(r"own-[0-9a-f]{12}")

# Sets that a session holds, for Back and Forward.
_MOST_HELD = 8

_DAMAGED = "The first centroids in the link are damaged and were left out."


class FirstError(ValueError):
    """Raised when first centroids cannot be used; the message says why."""


@dataclass(frozen=True)
class SourceRequest(FitRequest):
    """A fit that first centroids are taken from, asked for beside the one on screen."""

    purpose = "first centroids"


class NotYetError(FirstError):
    """Raised while the fit that centroids are taken from is not there."""

    def __init__(self, request: SourceRequest) -> None:
        k = request.settings.n_clusters
        super().__init__(f"Waiting for the fit at k = {k} that centroids come from.")
        self.request = request


@dataclass(frozen=True, eq=False)
class First:
    """A first centroid.

    Attributes
    ----------
    token : str
        As a link has it; empty where none can carry it.
    image : ndarray of shape (28, 28), uint8
    shows : int or None
        The digit that it shows, where that is known.
    source : str
        Where it comes from, for people.
    """

    token: str
    image: NDArray[np.uint8]
    shows: int | None
    source: str


def from_test(number: int, data: DigitData) -> First:
    """Return a test image as a first centroid."""
    label = int(data.y_test[number])
    return First(f"t{number}", data.x_test[number], label, f"test image {number:,}")


def from_training(number: int, data: DigitData) -> First:
    """Return a training image as a first centroid."""
    label = int(data.y_train[number])
    source = f"training image {number:,}"
    return First(f"n{number}", data.x_train[number], label, source)


def class_mean(digit: int, n_train: int, data: DigitData) -> First:
    """Return the mean of all training images of a digit as a first centroid."""
    image = once(_mean_of_class, digit, n_train, data)
    return First(f"m{digit}", image, digit, f"mean of the {digit}s")


def _mean_of_class(digit: int, n_train: int, data: DigitData) -> NDArray[np.uint8]:
    images = data.x_train[:n_train][data.y_train[:n_train] == digit]
    if not len(images):
        raise FirstError(f"There is no training image of {digit}.")
    mean: NDArray[np.uint8] = np.rint(images.mean(axis=0)).astype(np.uint8)
    return mean


def centroid(cluster: int, base: FitSettings, data: DigitData) -> First:
    """Return a centroid of a fit that starts at random as a first centroid.

    Raises
    ------
    NotYetError
        While the fit is not there.
    """
    request = SourceRequest(base, data)
    fit = request.find()
    if fit is None:
        raise NotYetError(request)
    k = base.n_clusters
    image = np.rint(255 * np.clip(fit.centroid_images[cluster], 0, 1)).astype(np.uint8)
    label = int(fit.cluster_labels[cluster])
    return First(f"c{k}-{cluster}", image, label, f"#{cluster} at k = {k}")


def drawn(strokes: list[Stroke], shows: int | None) -> First:
    """Return a drawing as a first centroid, all of it as one digit.

    Raises
    ------
    FirstError
        When there is too little ink.
    """
    text = text_of(strokes)
    digit = "x" if shows is None else shows
    return First(f"d{digit}{text}", once(_image_of, text), shows, "your drawing")


def _image_of(text: str) -> NDArray[np.uint8]:
    # It imports SciPy, which no first page does.
    from mnist_kmeans.pictures.drawn_box import read_box

    picture = picture_of(strokes_in(text))
    if picture is None:
        raise FirstError("There is no ink in the drawing.")
    try:
        pixels = read_box(picture, (0, 0, SIDE, SIDE)).pixels
    except ImageError as error:
        raise FirstError("The drawing is too small: draw larger.") from error
    return np.rint(255 * pixels).astype(np.uint8)


def text_for(firsts: Sequence[First]) -> str:
    """Return what a link has of first centroids; hold those that it cannot carry."""
    tokens = [first.token for first in firsts]
    text = _BETWEEN.join(tokens)
    if all(tokens) and len(text) <= MOST_CHARACTERS:
        return text
    digest = FirstImages(np.array([first.image for first in firsts])).digest
    text = f"own-{digest[:12]}"
    held = st.session_state.setdefault("first_held", {})
    held[text] = list(firsts)
    for earlier in list(held)[:-_MOST_HELD]:
        del held[earlier]
    return text


def asked() -> str:
    """Return the first centroids that are asked for, as a link has them."""
    return str(value_of(KEY, "") or "")


def chosen(base: FitSettings, data: DigitData) -> list[First]:
    """Return the first centroids that are asked for.

    Parameters
    ----------
    base : FitSettings
        All other settings of the fit.
    data : DigitData

    Returns
    -------
    list of First
        Empty where none are asked for.

    Raises
    ------
    FirstError
        When they cannot be used, for what is wrong with the link or too small a k.
    NotYetError
        While a fit that centroids are taken from is not there.
    """
    text = asked()
    if not text:
        return []
    key = text, base, data.fingerprint
    known, firsts = st.session_state.get("first_known", (None, []))
    if known != key:
        firsts = _parsed(text, base, data)
        st.session_state["first_known"] = key, firsts
    if len(firsts) > base.n_clusters:
        raise FirstError(
            f"Your {len(firsts)} first centroids are more than k = {base.n_clusters} "
            f"clusters: they wait until k is {len(firsts)} or more."
        )
    return list(firsts)


def with_first(base: FitSettings, data: DigitData) -> FitSettings:
    """Return the settings of the fit from the first centroids, where there are any."""
    try:
        firsts = chosen(base, data)
    except FirstError:
        return base  # the sidebar says so
    if not firsts:
        return base
    return replace(base, first=FirstImages(np.array([first.image for first in firsts])))


def _parsed(text: str, base: FitSettings, data: DigitData) -> list[First]:
    if _HELD.fullmatch(text):
        try:
            held: list[First] = st.session_state.get("first_held", {})[text]
        except KeyError as error:
            raise FirstError(
                "No link can carry these first centroids. Load the file that they were "
                "saved in, on the page Explore."
            ) from error
        return held
    if len(text) > MOST_CHARACTERS:
        raise FirstError(_DAMAGED)
    return [_first_of(token, base, data) for token in text.split(_BETWEEN)]


def _first_of(token: str, base: FitSettings, data: DigitData) -> First:
    kind, rest = token[:1], token[1:]
    try:
        if kind == "d":
            digit = rest[:1]
            if not re.fullmatch(r"[0-9x]", digit) or not rest[1:]:
                raise FirstError(_DAMAGED)
            return drawn(strokes_in(rest[1:]), None if digit == "x" else int(digit))
        numbers = [int(number) for number in rest.split("-")]
        if not re.fullmatch(r"\d{1,5}(-\d{1,5})?", rest):
            raise FirstError(_DAMAGED)
        return _numbered(kind, numbers, base, data)
    except FirstError:
        raise
    except (DrawingError, ValueError, IndexError) as error:
        raise FirstError(_DAMAGED) from error


def _numbered(
    kind: str, numbers: list[int], base: FitSettings, data: DigitData
) -> First:
    if kind == "c":
        k, cluster = numbers
        if not 2 <= k <= base.n_train or cluster >= k:
            raise FirstError(_DAMAGED)
        return centroid(cluster, replace(base, n_clusters=k, n_starts=None), data)
    (number,) = numbers
    if kind == "t":
        return from_test(number, data)
    if kind == "n":
        return from_training(number, data)
    if kind == "m" and number < 10:
        return class_mean(number, base.n_train, data)
    raise FirstError(_DAMAGED)


def start_from(firsts: Sequence[First]) -> None:
    """Have fits start from these first centroids; from none, at random as usual."""
    text = text_for(firsts) if firsts else ""
    if KEY not in st.session_state:
        # As in Explore: set before the control is first drawn.
        st.query_params[KEY] = text
    st.session_state[KEY] = text


def first_control(base: FitSettings, data: DigitData, *, shown: bool) -> None:
    """Draw, in the sidebar, what fits start from where that is the visitor's own.

    Where it is not `shown` it keeps its value all the same.
    """
    if KEY not in st.session_state and KEY not in st.query_params:
        return
    with st.container(key="hidden_first"):
        st.text_input("First centroids", key=KEY, bind="query-params")
    if not shown or not asked():
        return
    try:
        n, k = len(chosen(base, data)), base.n_clusters
        more = f", and {k - n} that k-means++ adds" if n < k else ""
        note = f"**Fits start from your own {n} first centroids**{more}."
        note += " Full steps follow to the end, whatever is set under Advanced."
    except NotYetError as error:
        note = str(error)
        wait_for(error.request)
    except FirstError as error:
        note = str(error)
    with st.container(key="first_note"):
        st.caption(note)
        st.button(
            "Start at random again", key="first_drop", on_click=start_from, args=([],)
        )
