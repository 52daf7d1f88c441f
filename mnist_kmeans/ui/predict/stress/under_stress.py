"""A digit under stress: altered by hand, and what each feature space makes of it."""

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.studies.stress.altering import alter
from mnist_kmeans.studies.stress.reader import Reader
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.predict.stress.stress_pad import chosen_amounts, stress_pad
from mnist_kmeans.ui.predict.stress.strips import strips
from mnist_kmeans.ui.requests.request import Answer, ask_all
from mnist_kmeans.ui.requests.stress.reader_request import ReaderRequest
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.robustness.stress_sentences import (
    altered_sentence,
    answers_headline,
    doubt_words,
)

if TYPE_CHECKING:  # it imports SciPy
    from mnist_kmeans.pictures.mnist_form import Digit

_HOW = (
    "Drag the digit to shift it, its round handle to turn it and its square one to "
    "scale it, or use the sliders. It is not centred anew: the model sees it as it is "
    "here."
)
_STRIPS = (
    "Each strip alters the digit in one way, and below it stands what each feature "
    "space reads. Its answer holds as far as it is that of the framed digit, which is "
    "not altered, throughout; beyond that answers are pale."
)


def under_stress(digit: "Digit", data: DigitData) -> None:
    """Show the part, where the visitor wants it.

    Parameters
    ----------
    digit : Digit
    data : DigitData
        What the models are fitted on.
    """
    st.subheader("Under stress", anchor=False)
    wanted = st.toggle(
        "Turn, shift or redraw this digit, and see which answers hold",
        key="stressed",
        bind="query-params",
    )
    if not wanted:
        return
    requests = [ReaderRequest(of, data) for of in controls.in_ready_spaces(data)]

    def readers() -> dict[str, Reader]:
        found = {of.settings.feature_space: of.find() for of in requests}
        return {space: reader for space, reader in found.items() if reader is not None}

    def ask() -> Answer[list[Reader]]:
        return ask_all(requests, "Other feature spaces, once")

    st.caption(_HOW)
    watch(lambda: _altered(digit.pixels, readers()), ask, ask())
    if readers():
        st.caption(_STRIPS)
        strips(digit.pixels, readers())


def _altered(image: NDArray[np.float32], readers: Mapping[str, Reader]) -> None:
    """Show the altered digit, and what each feature space reads."""
    amounts = chosen_amounts()
    altered = alter(image[None], amounts)
    left, right = st.columns([2, 3], gap="large")
    with left:
        stress_pad(image, altered[0])
    if not readers:
        return
    both = np.concatenate([image[None], altered])
    before, now = {}, {}
    for space, reader in readers.items():
        before[space], now[space] = reader.judge(both)
    with right:
        with spoken("stressed"):
            st.markdown(
                f"**{answers_headline(_digits(before), _digits(now))}**: "
                f"{altered_sentence(amounts)}."
            )
        cards = (
            _card(space, before[space], now[space], reader.fit)
            for space, reader in readers.items()
        )
        st.html(
            '<div style="display:grid;gap:10px 18px;grid-template-columns:'
            f'repeat(auto-fill,minmax(150px,1fr))">{"".join(cards)}</div>'
        )


def _digits(verdicts: Mapping[str, Verdict]) -> dict[str, int]:
    return {space: verdict.digit for space, verdict in verdicts.items()}


def _card(space: str, before: Verdict, now: Verdict, fit: Fit) -> str:
    """Return an answer with its doubt, and what it was before, as HTML."""
    color = DIGIT_COLORS[now.digit]
    was = f", was {before.digit}" if before.digit != now.digit else ""
    return (
        '<div style="display:flex;gap:10px;align-items:center;min-height:3.4rem">'
        f'<span style="background:{color};color:{text_on(color)};font-size:1.8rem;'
        "line-height:2.6rem;min-width:2.6rem;text-align:center;border-radius:6px;"
        f'font-weight:700">{now.digit}</span><div><b>{escape(space)}</b><br>'
        f'<span style="font-size:.875rem">{escape(doubt_words(now, fit))}{was}</span>'
        "</div></div>"
    )
