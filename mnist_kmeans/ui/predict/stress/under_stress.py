"""A digit under stress: altered by hand, and what each feature space makes of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import badge_of
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.studies.stress.altering import alter
from mnist_kmeans.studies.stress.reader import Reader
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.predict.stress.stress_pad import chosen_amounts, stress_pad
from mnist_kmeans.ui.predict.stress.strips import strips
from mnist_kmeans.ui.requests.request import Answer, ask_all
from mnist_kmeans.ui.requests.stress.reader_request import ReaderRequest
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
    "not altered, throughout; beyond that no colour fills it."
)


def under_stress(digit: "Digit", data: DigitData, *, by_names: bool) -> None:
    """Show the part, where the visitor wants it.

    Parameters
    ----------
    digit : Digit
    data : DigitData
        What the models are fitted on.
    by_names : bool
        Whether the page answers by the visitor's names for clusters, unlike this part.
    """
    st.subheader("Under stress", anchor=False)
    wanted = st.toggle(
        "Turn, shift or redraw this digit, and see which answers hold",
        key="stressed",
        bind="query-params",
    )
    if not wanted:
        return
    requests = [
        ReaderRequest(of, data) for of in controls.in_ready_spaces(data, by_hand=True)
    ]

    def readers() -> dict[str, Reader]:
        found = {of.settings.feature_space: of.find() for of in requests}
        return {space: reader for space, reader in found.items() if reader is not None}

    def ask() -> Answer[list[Reader]]:
        return ask_all(requests, "Other feature spaces, once")

    st.caption(_HOW + " Answers here are by the vote, not by your names." * by_names)
    watch(lambda: _altered(digit.pixels, readers()), ask, ask())
    if readers():
        st.caption(_STRIPS)
        strips(digit.pixels, readers())


def _altered(image: NDArray[np.float32], readers: Mapping[str, Reader]) -> None:
    """Show the altered digit, and what each feature space reads."""
    amounts = chosen_amounts()
    altered = alter(image[None], amounts)[0]
    both = np.stack([image, altered])
    verdicts = {space: reader.judge(both) for space, reader in readers.items()}
    before, now = (
        {space: of_both[i].digit for space, of_both in verdicts.items()} for i in (0, 1)
    )
    headline = answers_headline(before, now) if now else "Not there yet"
    answers = [
        {
            "space": space,
            **badge_of(now[space]),
            "doubt": doubt_words(verdicts[space][1], reader.fit),
            "was": before[space] if before[space] != now[space] else None,
        }
        for space, reader in readers.items()
    ]
    done = f"The digit is {altered_sentence(amounts)}."
    stress_pad(image, altered, answers, headline, done)
