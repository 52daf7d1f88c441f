"""The visitor's own first centroids: what the link asks for, and its control."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.by_hand.first_images import FirstImages
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui.controls.first_tokens import (
    DAMAGED,
    First,
    FirstError,
    NotYetError,
    first_of,
)
from mnist_kmeans.ui.shared.between_pages import set_value, value_of
from mnist_kmeans.ui.shared.waiting import wait_for

#: The control that has them, and their name in the link.
KEY = "begin"

#: The most that a link carries of them; with all else it stays below 2,000 characters.
MOST_CHARACTERS = 1450

# Between two of them: no link has to escape it, and no drawing's text has two dots.
_BETWEEN = ".."

# Stands in the link for those that it cannot carry, and only this session knows.
_HELD = re.compile(r"own-[0-9a-f]{12}")

# Sets that a session holds, for Back and Forward.
_MOST_HELD = 8


def text_for(firsts: Sequence[First]) -> str:
    """Return what a link has of first centroids; hold those that it cannot carry."""
    tokens = [first.token for first in firsts]
    text = _BETWEEN.join(tokens)
    if all(tokens) and len(text) <= MOST_CHARACTERS:
        return text
    pixels = b"".join(first.image.tobytes() for first in firsts)
    text = f"own-{hashlib.sha256(pixels).hexdigest()[:12]}"
    held = st.session_state.setdefault("first_held", {})
    held.pop(text, None)
    held[text] = list(firsts)  # now the last
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
    return _known(base, data)[0]


def is_waiting(base: FitSettings, data: DigitData) -> bool:
    """Tell whether a fit that first centroids are taken from is not there yet."""
    try:
        _known(base, data)
    except NotYetError:
        return True
    except FirstError:
        pass  # the sidebar says so
    return False


def with_first(base: FitSettings, data: DigitData) -> FitSettings:
    """Return the settings of the fit from the first centroids, where there are any."""
    try:
        return replace(base, first=_known(base, data)[1])
    except FirstError:
        return base  # the sidebar says so


def _known(
    base: FitSettings, data: DigitData
) -> tuple[list[First], FirstImages | None]:
    text = asked()
    if not text:
        return [], None
    key = text, base, data.fingerprint
    known: tuple[list[First], FirstImages]
    before, known = st.session_state.get("first_known", (None, ([], None)))
    if before != key:
        firsts = _parsed(text, base, data)
        try:
            images = np.array([first.image for first in firsts])
            own = any(first.is_visitors for first in firsts)
            known = firsts, FirstImages(images, is_private=own)
        except ValueError as error:  # images that are all but black
            raise FirstError(str(error)) from error
        st.session_state["first_known"] = key, known
    n, k = len(known[0]), base.n_clusters
    if n > k:
        raise FirstError(
            f"Your {n} first centroids are more than k = {k} clusters: they wait until "
            f"k is {n} or more."
        )
    return known


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
        raise FirstError(DAMAGED)
    return [first_of(token, base, data) for token in text.split(_BETWEEN)]


def start_from(firsts: Sequence[First]) -> None:
    """Have fits start from these first centroids; from none, at random as usual."""
    set_value(KEY, text_for(firsts) if firsts else "")


def first_control(base: FitSettings, data: DigitData, *, shown: bool) -> None:
    """Draw, in the sidebar, what fits start from where that is the visitor's own.

    Where it is not `shown` it keeps its value all the same.
    """
    if KEY not in st.session_state and KEY not in st.query_params:
        return
    with st.container(key="hidden_first"):
        st.text_input("First centroids", key="begin", bind="query-params")
    if not shown or not asked():
        return
    try:
        known = chosen(base, data)
        n, k = len(known), base.n_clusters
        more = f", and {k - n} that k-means++ adds" if n < k else ""
        note = f"**The fit starts from your own {n} first centroids**{more}. Full "
        note += "steps follow to the end, whatever is set under Advanced. On Accuracy "
        note += "curves and seeds start at random."
        tested = sum(first.token.startswith("t") for first in known)
        if tested:
            note += f" {tested} of them {'is a' if tested == 1 else 'are'} test "
            note += f"image{'s' * (tested > 1)}, and test accuracy counts "
            note += f"{'it' if tested == 1 else 'them'} too."
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
