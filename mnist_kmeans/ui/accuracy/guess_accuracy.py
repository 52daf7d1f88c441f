"""Guess first: what accuracy will be at the next k."""

from collections.abc import Hashable, Mapping
from typing import Any

import streamlit as st

from mnist_kmeans.charts.guesses import guess_chart
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve
from mnist_kmeans.ui.background.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.score import (
    again_button,
    guesses,
    is_open,
    next_button,
    say,
    show_score,
    show_verdict,
)
from mnist_kmeans.words import questions

# Beyond so many clusters the curve's k is on a logarithmic scale.
_LINEAR = 50


def about_accuracy(request: SweepRequest, dark: bool) -> None:
    """Ask what accuracy will be at the next k, along the curve of a sweep.

    Parameters
    ----------
    request : SweepRequest
        The sweep, in one feature space.
    dark : bool
        Whether the page is dark.
    """
    settings = request.settings
    fits: dict[int, list[FitSettings]] = {}
    for one in settings:
        fits.setdefault(one.n_clusters, []).append(one)
    n_seeds = len(settings) // len(fits)
    accuracies = questions.known_accuracies(
        curve(request.rows(), "test_accuracy"), list(fits), n_seeds
    )
    show_score()
    if len(fits) < 2:
        st.info("With one value of k there is nothing to guess: choose more above.")
        return
    asked = {k: (tuple(fits[k]), request.data.fingerprint) for k in accuracies}
    closed = [k for k in accuracies if not is_open(asked[k])]
    k = questions.next_k(accuracies, closed)
    space = settings[0].feature_space
    if k is not None:
        _question(k, accuracies, closed, asked[k], fits, space, dark)
        return
    if len(accuracies) < len(fits):
        first = "first" if len(accuracies) < 2 else "next"
        st.info(f"The {first} question comes as soon as its fits are done.")
        return
    st.subheader("The whole curve has been asked about")
    st.caption(
        "Another feature space in the sidebar, or other values of k above, have new "
        "questions. What lies behind the curve stands under “Curves”."
    )
    again_button(asked.values())
    _curve(accuracies, space, max(fits), dark)


def _question(
    k: int,
    accuracies: dict[int, float],
    closed: list[int],
    asked: Hashable,
    fits: Mapping[int, list[FitSettings]],
    space: str,
    dark: bool,
) -> None:
    smallest = min(fits)
    known = {one: accuracies[one] for one in (smallest, *closed)}
    before = max(one for one in known if one < k)
    st.subheader(
        f"At k = {before} test accuracy is {known[before]:.1f}%. What will it be at "
        f"k = {k}?"
    )
    n_seeds = len(fits[k])
    over = f", the mean over {n_seeds} seeds" if n_seeds > 1 else ""
    st.caption(
        f"Question {sorted(fits).index(k)} of {len(fits) - 1}. Majority-vote accuracy "
        f"on the test images in {space}{over}; higher is better. A guess no more than "
        f"{questions.TOLERANCE:g} points off is right."
    )
    left, right = st.columns([2, 1], gap="medium")
    guess = guesses().get(asked)
    with right:
        if guess is None:
            key = f"guess_{space}_{k}"
            said = st.slider(
                f"Your guess at k = {k}",
                0,
                100,
                round(known[before]),
                format="%d%%",
                key=key,
            )
            st.button(
                "Reveal",
                type="primary",
                on_click=_say_accuracy,
                args=(asked, key, accuracies[k]),
            )
        else:
            said = guess.said
            show_verdict(questions.accuracy_answer(said, accuracies[k]), guess.right)
            next_button("Next")
    with left:
        truth = None if guess is None else accuracies[k]
        _curve(known, space, max(fits), dark, k=k, guess=said, truth=truth)


def _curve(
    known: dict[int, float], space: str, largest: int, dark: bool, **asked: Any
) -> None:
    st.plotly_chart(
        guess_chart(known, space, largest, log=largest > _LINEAR, dark=dark, **asked),
        key="guess_curve",
        config={"displayModeBar": False},
        alt="Test accuracy over k, as far as it is known, and the guess",
    )


def _say_accuracy(question: Hashable, key: str, truth: float) -> None:
    # From the slider itself: it may have moved since the button was drawn.
    said = int(st.session_state[key])
    say(question, said, questions.is_close(said, truth))
