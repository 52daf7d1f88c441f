"""The answer in a bar, announced when it changes.

On a narrow screen it stays in view while the page moves under it, so that whoever draws
sees it change.
"""

from html import escape
from pathlib import Path

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.pictures.mnist_form import Digit
from mnist_kmeans.ui.shared.getting_around import spoken

_STYLE = Path(__file__).with_suffix(".css")


def bar_place() -> DeltaGenerator:
    """Return the place of the bar, in the page itself and not in a part of it."""
    st.html(_STYLE)
    return spoken("answer")


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
    badge = pair = ""
    if digit is not None and verdict is not None and fit is not None:
        color = DIGIT_COLORS[verdict.digit]
        badge = (
            f'<span class="badge" aria-hidden="true" style="background:{color};'
            f'color:{text_on(color)}">{verdict.digit}</span>'
        )
        pair = _pair(digit, verdict.clusters[0], fit)
    st.html(
        f'<div class="answer-bar"><div class="answer">{badge}<div>'
        f"<h2>{escape(headline)}</h2><p>{escape(sentence)}</p></div></div>{pair}</div>"
    )


def _pair(digit: Digit, cluster: np.intp, fit: Fit) -> str:
    """Return the digit and the nearest centroid side by side, as HTML."""
    centroid = np.clip(fit.centroid_images[cluster], 0, 1)
    sheet, _ = sprite_sheet(np.stack([digit.pixels, centroid]))
    # The sentence says the same: it need not be announced.
    figures = "".join(
        f"<figure><div></div>{name}</figure>" for name in ("the digit", f"#{cluster}")
    )
    style = f"--sheet:url({sheet})"
    return f'<div class="pair" aria-hidden="true" style="{style}">{figures}</div>'
