"""Asking a room a question, and showing what it said."""

from collections.abc import Callable, Sequence

import streamlit as st

from mnist_kmeans.ui.rooms.room import Question, Room
from mnist_kmeans.ui.rooms.steering import is_steering
from mnist_kmeans.ui.shared.guess_score import record_guess, show_verdict
from mnist_kmeans.words import guess_questions

_NOBODY = "Nobody has joined yet"


def ask_room(
    room: Room,
    question: Question,
    on_reveal: Callable[[Question, Sequence[int]], None] | None = None,
) -> None:
    """Ask a question, and show how many have answered it, until it is revealed.

    Parameters
    ----------
    room : Room
    question : Question
    on_reveal : callable, optional
        Called with the question and the answers by choice; by default they are
        recorded as a guess.
    """
    room.ask(question)

    def reveal() -> None:
        # Since the button was drawn the room may have ended or gone to another tab.
        if is_steering(room):
            (on_reveal or record_answers)(question, room.reveal(question.id))

    def draw() -> None:
        if not is_steering(room) or not room.is_asking(question.id):
            st.rerun()
        room.keep_open()
        n_answered, n_here = sum(room.counts), room.n_here
        answered = f"<b>{n_answered}</b> of {n_here} answered" if n_here else _NOBODY
        st.html(f'<div class="room-answered" role="status">{answered}</div>')
        st.button(
            "Reveal",
            type="primary",
            on_click=reveal,
            disabled=not n_answered,
            shortcut="V",
        )

    st.fragment(draw, run_every=1.0)()


def record_answers(question: Question, answers: Sequence[int]) -> None:
    """Record what a room said, if anything: its guess is the choice made most often."""
    if any(answers):
        guess = guess_questions.most_said(answers, question.right)
        record_guess(question.id, guess, guess == question.right, answers)


def show_room_verdict(answers: Sequence[int], question: Question) -> None:
    """Show whether a room is right, given its answers by choice."""
    right, truth = question.right, question.truth.removesuffix(".")
    show_verdict(
        guess_questions.room_answer(answers, right, truth, question.choices),
        guess_questions.most_said(answers, right) == right,
    )


def show_answers(answers: Sequence[int], question: Question) -> None:
    """Show how many made which choice."""
    from mnist_kmeans.charts import guesses

    st.markdown("**What the room said**")
    st.plotly_chart(
        guesses.answers_chart(
            answers, question.right, question.choices, question.colors
        ),
        key="room_answers",
        config={"displayModeBar": False},
        alt="Answers of the room by choice",
    )
