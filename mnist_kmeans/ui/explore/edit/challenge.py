"""The challenge: how far five moves lead at k = 10."""

from collections.abc import Sequence

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.by_hand.best_known import (
    CHALLENGE_K,
    CHALLENGE_MOVES,
    best_known,
    best_of_challenge,
)
from mnist_kmeans.studies.by_hand.stages import Stage
from mnist_kmeans.ui.explore.edit import making
from mnist_kmeans.words.by_hand.edit_sentences import challenge_sentence
from mnist_kmeans.words.numbers import count_of


def challenge(settings: FitSettings, stages: Sequence[Stage], data: DigitData) -> None:
    """Show how far the moves have led, beside the best answer known."""
    with st.container():
        moves = count_of(CHALLENGE_MOVES, " moves")
        st.subheader(
            f"How far do you get at k = {CHALLENGE_K} in {moves}?", anchor=False
        )
        if settings.base.n_clusters != CHALLENGE_K or not stages:
            st.caption(f"The challenge begins at k = {CHALLENGE_K}.")
            return
        best, score = best_known(settings, data), best_of_challenge(stages)
        with st.container(horizontal=True, gap="medium"):
            _figure("Start", stages[0].train_matched)
            _figure("You", score.train_matched if score else None)
            if best is not None:
                _figure("Best known", best.train_matched)
        st.markdown(
            challenge_sentence(stages, score, best.train_matched if best else None)
        )
        where = (
            "the best known was found by search there, too."
            if best is not None
            else "no best answer is known for this fit."
        )
        st.caption(
            "The score is matched accuracy, one cluster a digit, on the training "
            f"images, which are there to choose by: higher is better; {where}"
        )
        if best is not None and best.settings != settings:
            st.button(
                "Show the best known moves",
                key="best_known",
                on_click=making.go_to,
                args=(best.settings, data),
                type="tertiary",
            )


def _figure(label: str, share: float | None) -> None:
    st.metric(label, "–" if share is None else f"{share:.1%}", width="content")
