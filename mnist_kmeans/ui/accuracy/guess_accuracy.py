"""Guess first: what accuracy will be at the next k."""

from bisect import bisect_right
from collections.abc import Hashable, Mapping
from typing import Any

import streamlit as st

from mnist_kmeans.charts.colors import space_color
from mnist_kmeans.charts.guesses import guess_chart
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve_of
from mnist_kmeans.ui.accuracy.sweep_choice import choose
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.rooms.asking import ask_room, show_answers, show_room_verdict
from mnist_kmeans.ui.rooms.room import Question, Room
from mnist_kmeans.ui.rooms.teacher_panel import how_to_join, session_room
from mnist_kmeans.ui.shared.guess_score import (
    again_button,
    guesses,
    is_open,
    next_button,
    record_guess,
    show_score,
    show_verdict,
)
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words import guess_questions

# With a larger k the scale of k is logarithmic.
_LINEAR = 50


def show(current: FitSettings, data: DigitData, dark: bool) -> None:
    """Ask about the curve, which the rest of the page must not give away."""
    picture = st.container()
    # Fitted in the order of the questions.
    settings = sorted(choose(data, current), key=lambda fit: fit.n_clusters)
    request = SweepRequest("sweep", tuple(settings), data)
    with picture:
        watch(lambda: about_accuracy(request, dark), request.ask)


def about_accuracy(request: SweepRequest, dark: bool) -> None:
    """Ask what accuracy will be at the next k of a sweep.

    Parameters
    ----------
    request : SweepRequest
        The sweep, in one feature space.
    dark : bool
        Whether the page is dark.
    """
    fits: dict[int, list[FitSettings]] = {}
    for settings in request.settings:
        fits.setdefault(settings.n_clusters, []).append(settings)
    n_seeds = len(request.settings) // len(fits)
    accuracies = guess_questions.known_accuracies(
        curve_of(request.rows(), "test_accuracy"), list(fits), n_seeds
    )
    with show_score():
        room = session_room()
    if len(fits) < 2:
        st.info("With one value of k there is nothing to guess: choose more below.")
        return
    question_ids = {k: (tuple(fits[k]), request.data.fingerprint) for k in accuracies}
    answered = [k for k in accuracies if not is_open(question_ids[k])]
    k = guess_questions.next_k(accuracies, answered)
    space = request.settings[0].feature_space
    if k is not None:
        _question(k, accuracies, answered, question_ids[k], fits, space, dark, room)
        return
    if room is not None:
        room.ask(None)
    if len(accuracies) < len(fits):
        first = "first" if len(accuracies) < 2 else "next"
        st.info(f"The {first} question comes as soon as its fits are done.")
        return
    st.header("The whole curve has been asked about", anchor=False)
    st.caption(
        "Another feature space, or other values of k below, have new "
        "questions. What lies behind the curve stands under “Curves”."
    )
    again_button(question_ids.values())
    _curve(accuracies, space, max(fits), dark)


def _question(
    k: int,
    accuracies: dict[int, float],
    answered: list[int],
    question_id: Hashable,
    fits: Mapping[int, list[FitSettings]],
    space: str,
    dark: bool,
    room: Room | None,
) -> None:
    smallest = min(fits)
    revealed = {k: accuracies[k] for k in (smallest, *answered)}
    before = max(other for other in revealed if other < k)
    question = _of_ranges(
        k, accuracies[k], before, revealed[before], question_id, space
    )
    st.header(question.text, anchor=False)
    n_seeds = len(fits[k])
    guess, percent = guesses().get(question_id), None
    hint = guess_questions.accuracy_hint(space, n_seeds, in_ranges=room is not None)
    st.caption(f"Question {sorted(fits).index(k)} of {len(fits) - 1}. {hint}")
    left, right = st.columns([2, 1], gap="medium")
    with right:
        if guess is None and room is not None:
            ask_room(room, question)
            how_to_join(room.code, page="/accuracy")
        elif guess is None:
            key = f"guess_{space}_{k}"
            percent = st.slider(
                f"Your guess at k = {k}",
                0,
                100,
                round(revealed[before]),
                format="%d%%",
                key=key,
            )
            st.button(
                "Reveal",
                type="primary",
                on_click=_record_percent,
                args=(question_id, key, accuracies[k]),
            )
        elif guess.answers:
            show_room_verdict(guess.answers, question)
            next_button("Next")
            show_answers(guess.answers, question)
        else:
            percent = guess.value
            show_verdict(
                guess_questions.accuracy_answer(percent, accuracies[k]), guess.right
            )
            next_button("Next")
    with left:
        truth = None if guess is None else accuracies[k]
        _curve(revealed, space, max(fits), dark, k=k, guess=percent, truth=truth)


def _of_ranges(
    k: int, truth: float, before: int, known: float, question_id: Hashable, space: str
) -> Question:
    """Return the question as phones are asked it: in which range accuracy lies."""
    bounds = guess_questions.accuracy_bounds(known)
    names = guess_questions.range_names(bounds)
    return Question(
        id=question_id,
        text=f"At k = {before} test accuracy is {known:.1f}%. What will it be at "
        f"k = {k}?",
        picture="",
        choices=tuple(names),
        colors=(space_color(space),) * len(names),
        right=bisect_right(bounds, truth),
        truth=f"It is {truth:.1f}%.",
    )


def _curve(
    revealed: dict[int, float], space: str, largest: int, dark: bool, **question: Any
) -> None:
    st.plotly_chart(
        guess_chart(
            revealed, space, largest, log=largest > _LINEAR, dark=dark, **question
        ),
        key="guess_curve",
        config={"displayModeBar": False},
        alt="Test accuracy over k, as far as it is known, and the guess",
    )


def _record_percent(question_id: Hashable, key: str, truth: float) -> None:
    # From the slider itself: it may have moved since the button was drawn.
    percent = int(st.session_state[key])
    record_guess(question_id, percent, guess_questions.is_close(percent, truth))
