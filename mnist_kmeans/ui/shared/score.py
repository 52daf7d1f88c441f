"""Guess first, then see: a room's guesses, and how many were right."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple

import streamlit as st

from mnist_kmeans.words import questions


class Guess(NamedTuple):
    said: int
    right: bool


def guesses() -> dict[Hashable, Guess]:
    given: dict[Hashable, Guess] = st.session_state.setdefault("guesses", {})
    return given


def is_open(question: Hashable) -> bool:
    """Tell whether a question is still to be answered, or its answer on screen."""
    shown = st.session_state.get("guessed") == question
    return shown or question not in guesses()


def say(question: Hashable, said: int, right: bool) -> None:
    # The first answer counts, should a second click come before the page is redrawn.
    guesses().setdefault(question, Guess(said, right))
    st.session_state["guessed"] = question


def show_verdict(sentence: str, right: bool) -> None:
    (st.success if right else st.warning)(sentence)


def next_button(label: str) -> None:
    st.button(label, type="primary", on_click=_close, shortcut="N")


def _close() -> None:
    st.session_state.pop("guessed", None)


def show_score() -> None:
    given = guesses()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{questions.score(one.right for one in given.values())}**")
        st.button(
            "Start the score anew",
            on_click=_forget,
            args=(list(given),),
            disabled=not given,
        )


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
