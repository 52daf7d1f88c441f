"""The names that a visitor gave to clusters: kept for each fit, and in the link."""

from hashlib import sha256

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.by_hand.naming import NOT_ASKED, names_text, read_names
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui.controls.values import HIDDEN
from mnist_kmeans.ui.shared.between_pages import refuse, value_of

# The control, in the URL: a mark of the fit, a dot, and the names.
_KEY = "names"

# Fits whose names a session keeps, and names of each that can be taken back.
_MOST_FITS, _MOST_STEPS = 16, 300


def given_names(settings: FitSettings, data: DigitData) -> NDArray[np.int8]:
    """Return the names of a fit's clusters, as `read_names` does."""
    return _names(_steps(settings, data)[-1], settings, data)


def give_name(settings: FitSettings, data: DigitData, cluster: int, name: int) -> None:
    """Give a cluster a name: a digit, or `CANNOT_TELL`."""
    names = given_names(settings, data)
    names[cluster] = name
    _keep(settings, data, [*_steps(settings, data), _text(names, settings, data)])


def forget_names(settings: FitSettings, data: DigitData) -> None:
    """Take the names of all clusters away, which can be taken back too."""
    _keep(settings, data, [*_steps(settings, data), ""])


def can_undo(settings: FitSettings, data: DigitData) -> bool:
    """Tell whether there is a name that was given in this session."""
    return len(_steps(settings, data)) > 1


def undo(settings: FitSettings, data: DigitData) -> NDArray[np.intp]:
    """Take the last name back, and return the clusters that it changes."""
    before = given_names(settings, data)
    _keep(settings, data, _steps(settings, data)[:-1] or [""])
    return np.flatnonzero(before != given_names(settings, data))


def names_control(settings: FitSettings | None, data: DigitData) -> None:
    """Draw the control that has the names of a fit in the URL; of none as they are."""
    if settings is not None:
        _take_names(settings, data)
    with st.container(key=HIDDEN + _KEY):
        st.text_input("Names of clusters", key="names", bind="query-params")


def _take_names(settings: FitSettings, data: DigitData) -> None:
    """Have the control show the names of a fit, or take those of a link."""
    asked = str(value_of(_KEY, ""))
    steps = _steps(settings, data)
    if asked != steps[-1] and (_names(asked, settings, data) != NOT_ASKED).any():
        _keep(settings, data, [*steps[steps == [""] :], asked])  # of a link
    elif asked != steps[-1]:
        refuse(_KEY, steps[-1])


def _steps(settings: FitSettings, data: DigitData) -> list[str]:
    """Return what the control had for a fit, one name after the other."""
    kept: dict[str, list[str]] = st.session_state.setdefault("names_of_fits", {})
    return kept.get(_mark(settings, data), [""])


def _keep(settings: FitSettings, data: DigitData, steps: list[str]) -> None:
    kept: dict[str, list[str]] = st.session_state["names_of_fits"]
    mark = _mark(settings, data)
    kept.pop(mark, None)
    kept[mark] = steps[-_MOST_STEPS:]  # now the last
    for old in list(kept)[:-_MOST_FITS]:
        del kept[old]
    st.session_state[_KEY] = steps[-1]


def _text(names: NDArray[np.int8], settings: FitSettings, data: DigitData) -> str:
    return f"{_mark(settings, data)}.{names_text(names)}"


def _names(text: str, settings: FitSettings, data: DigitData) -> NDArray[np.int8]:
    """Read names; none where the text is not of this fit."""
    mark, _, signs = text.partition(".")
    if mark == _mark(settings, data):
        try:
            return read_names(signs, settings.n_clusters)
        except ValueError:
            pass  # anybody may write a link; it is said that it was not taken
    return np.full(settings.n_clusters, NOT_ASKED, np.int8)


def _mark(settings: FitSettings, data: DigitData) -> str:
    """Return what tells a fit from others: its clusters have other numbers."""
    return sha256(f"{settings} {data.fingerprint}".encode()).hexdigest()[:6]
