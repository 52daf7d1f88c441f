"""A digit that is altered by sliders and handles, a browser component."""

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.studies.stress.altering import KINDS
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.shared.between_pages import value_of
from mnist_kmeans.ui.shared.component import component, sent

_KEY = "stress_pad"

# The amounts in the link, as "turn:20,pen:-1".
_LINK = "stress"

# Between two amounts on a slider.
_STEPS = {
    "turn": 1,
    "across": 0.5,
    "down": 0.5,
    "size": 5,
    "slant": 1,
    "pen": 0.5,
    "blur": 0.25,
    "noise": 5,
}

_component = component(_KEY, __file__)


def chosen_amounts() -> dict[str, float]:
    """Return what the sliders are set to, by name in `KINDS`: those that are not 0."""
    return _amounts_in(str(value_of(_LINK, "")))


def stress_pad(
    image: NDArray[np.float32],
    altered: NDArray[np.float32],
    answers: list[dict[str, Any]],
    headline: str,
    done: str,
) -> None:
    """Show an altered digit with handles, its answers, and a slider for each kind.

    Parameters
    ----------
    image, altered : ndarray of shape (28, 28), float32
        The digit as it was, whose middle the handles turn about, and as it is now.
    answers : list of dict
        Of each feature space ``space, digit, color, ink, doubt`` and ``was``, the digit
        that it read before, or None if that is the same.
    headline, done : str
        What the answers come to, and what was done to the digit.
    """

    def keep() -> None:
        amounts = sent(_KEY, "amounts")
        if isinstance(amounts, dict):
            st.session_state[_LINK] = _text_of(_checked(amounts))

    with st.container(key=controls.HIDDEN + _LINK):
        text = st.text_input("Altered by", key=_LINK, bind="query-params")
    ink = max(float(image.sum()), 1e-6)
    axis = np.arange(28)
    _component(
        key=_KEY,
        data={
            "picture": sprite_sheet(altered[None])[0],
            "middle": [
                float(image.sum(axis=0) @ axis) / ink + 0.5,
                float(image.sum(axis=1) @ axis) / ink + 0.5,
            ],
            "answers": answers,
            "headline": headline,
            "done": done,
            "amounts": _amounts_in(text or ""),
            "kinds": [
                {
                    "name": kind.name,
                    "title": kind.title,
                    "unit": kind.unit,
                    "low": kind.low,
                    "high": kind.high,
                    "step": _STEPS[kind.name],
                }
                for kind in KINDS.values()
            ],
        },
        # An event, no state, as that of the drawing pad.
        on_amounts_change=keep,
    )


def _amounts_in(text: str) -> dict[str, float]:
    """Read amounts in a link; what is none of them is left out."""
    found = re.findall(r"(?:^|,)([a-z]+):(-?\d{1,3}(?:\.\d{1,2})?)(?=,|$)", text)
    return _checked(dict(found))


def _checked(amounts: Mapping[str, Any]) -> dict[str, float]:
    """Return amounts within their ranges, those that are not 0, in the kinds' order."""
    checked = {}
    for name, kind in KINDS.items():
        try:
            amount = float(amounts.get(name, 0))
        except (TypeError, ValueError):
            continue
        if isfinite(amount) and amount and kind.low <= amount <= kind.high:
            checked[name] = round(amount, 2)
    return checked


def _text_of(amounts: Mapping[str, float]) -> str:
    return ",".join(f"{name}:{amount:g}" for name, amount in amounts.items())
