"""The answer in one line, announced when it changes: a browser component.

On a narrow screen it stays in view while the page moves under it, so that whoever draws
sees it change.
"""

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.pictures.reading import Digit
from mnist_kmeans.ui.shared.component import component

_component = component("answer_bar", __file__)

_STYLE = Path(__file__).with_name("page.css")


def bar_place() -> DeltaGenerator:
    """Return the place of the bar, in the page itself and not in a part of it."""
    st.html(_STYLE)
    return st.container(key="answer")


def answer_bar(
    headline: str,
    sentence: str,
    digit: Digit | None = None,
    verdict: Verdict | None = None,
    fit: Fit | None = None,
) -> None:
    """Show an answer and what it rests on.

    Parameters
    ----------
    headline, sentence : str
    digit : Digit, optional
        The digit that is answered; without it there is no answer yet.
    verdict : Verdict, optional
        The verdict on it.
    fit : Fit, optional
        The fit that the verdict comes from.
    """
    data: dict[str, Any] = {
        "headline": headline,
        "sentence": sentence,
        "digit": "",
        "names": [],
    }
    if digit is not None and verdict is not None and fit is not None:
        cluster = verdict.clusters[0]
        color = DIGIT_COLORS[verdict.digit]
        centroid = np.clip(fit.centroid_images[cluster], 0, 1)
        data |= {
            "digit": str(verdict.digit),
            "color": color,
            "ink": text_on(color),
            "sheet": sprite_sheet(np.stack([digit.pixels, centroid]))[0],
            "names": ["the digit", f"#{cluster}"],
        }
    _component(key="answer_bar", data=data)
