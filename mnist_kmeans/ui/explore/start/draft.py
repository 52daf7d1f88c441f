"""The first centroids that a visitor is choosing, before k-means runs from them."""

from collections.abc import Sequence

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui.controls.first_centroids import asked, chosen
from mnist_kmeans.ui.controls.first_tokens import First, FirstError

_DRAFT, _SLOT, _OF = "start_draft", "start_slot", "start_draft_of"


def draft(base: FitSettings, data: DigitData) -> list[First]:
    """Return the first centroids being chosen: at first those that fits start from."""
    text = asked(), data.fingerprint
    if st.session_state.get(_OF) != text:
        try:
            firsts = chosen(base, data)
        except FirstError:
            firsts = []
        if firsts or _DRAFT not in st.session_state:
            st.session_state[_DRAFT] = firsts
            st.session_state[_SLOT] = len(firsts)
        if firsts or not asked():
            st.session_state[_OF] = text
    firsts = st.session_state[_DRAFT]
    return list(firsts)


def slot(k: int) -> int:
    """Return the place that the next image goes to, 0 to k - 1."""
    most = min(k - 1, len(st.session_state.get(_DRAFT, [])))
    return int(min(st.session_state.get(_SLOT, 0), most))


def select(at: int) -> None:
    """Choose the place that the next image goes to."""
    st.session_state[_SLOT] = at


def put(first: First, at: int) -> None:
    """Put a first centroid into its place, and go on to the next."""
    firsts = st.session_state[_DRAFT]
    firsts = [*firsts[:at], first, *firsts[at + 1 :]]
    st.session_state[_DRAFT], st.session_state[_SLOT] = firsts, at + 1


def remove(at: int) -> None:
    """Take a first centroid out; those after it move up."""
    firsts = st.session_state[_DRAFT]
    st.session_state[_DRAFT] = [*firsts[:at], *firsts[at + 1 :]]
    st.session_state[_SLOT] = at


def replace_all(firsts: Sequence[First]) -> None:
    """Put other first centroids in the place of all."""
    st.session_state[_DRAFT] = list(firsts)
    st.session_state[_SLOT] = len(firsts)


def next_digit(firsts: Sequence[First]) -> int | None:
    """Return the smallest digit that no first centroid shows, if any."""
    missing = set(range(10)) - {first.shows for first in firsts}
    return min(missing, default=None)
