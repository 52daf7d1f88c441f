"""The guesses of a session in "Guess first", and its score."""

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_kmeans.words import guess_questions


class Guess(NamedTuple):
    """A guess, and whether it is right.

    That of a room of people is the choice made most often, and has how many made each.
    """

    value: int
    right: bool
    answers: tuple[int, ...] = ()


def guesses() -> dict[Hashable, Guess]:
    """Return the guesses made so far, by question."""
    guesses: dict[Hashable, Guess] = st.session_state.setdefault("guesses", {})
    return guesses


def is_open(question: Hashable) -> bool:
    """Tell whether a question is not answered yet, or its answer is on screen."""
    on_screen = st.session_state.get("guessed") == question
    return on_screen or question not in guesses()


def record_guess(
    question: Hashable, value: int, right: bool, answers: Sequence[int] = ()
) -> None:
    # The first one counts, should a second click come before the page is redrawn.
    guesses().setdefault(question, Guess(value, right, tuple(answers)))
    st.session_state["guessed"] = question


def show_verdict(sentence: str, right: bool) -> None:
    (st.success if right else st.warning)(sentence)


def next_button(label: str) -> None:
    st.button(label, type="primary", on_click=_close, shortcut="N")


def _close() -> None:
    st.session_state.pop("guessed", None)


def show_score() -> DeltaGenerator:
    """Draw the score, and return its row."""
    made = guesses()
    row = st.container(horizontal=True, vertical_alignment="center")
    with row:
        st.markdown(
            f"**{guess_questions.score(guess.right for guess in made.values())}**"
        )
        st.button(
            "Start the score anew",
            on_click=_forget,
            args=(list(made),),
            disabled=not made,
        )
    return row


def again_button(asked: Iterable[Hashable]) -> None:
    st.button(
        "Start again",
        on_click=_forget,
        args=(list(asked),),
        help="Asks these once more; the guesses given to them no longer count.",
    )


def _forget(asked: list[Hashable]) -> None:
    for question in asked:
        guesses().pop(question, None)
    _close()
