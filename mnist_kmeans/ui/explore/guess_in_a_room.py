"""Guess first with a room of people, who answer on their phones."""

from collections.abc import Hashable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.ui.rooms.room import Question, Room
from mnist_kmeans.ui.rooms.teacher_panel import collect
from mnist_kmeans.ui.shared.guess_score import record_guess, show_verdict
from mnist_kmeans.words import guess_questions

#: What is asked about each cluster.
QUESTION = "Which digit will this cluster stand for?"


def ask_room(
    room: Room, question_id: Hashable, image: NDArray[np.float32], digit: int
) -> None:
    """Ask a room which digit a cluster will stand for, until the teacher reveals it.

    Parameters
    ----------
    room : Room
    question_id : hashable
    image : ndarray of shape (28, 28), float32
        The cluster's centroid.
    digit : int
        The digit it stands for.
    """
    question = Question(
        id=question_id,
        text=QUESTION,
        picture=sprite_sheet(np.clip(image[np.newaxis], 0, 1))[0],
        choices=tuple(map(str, range(10))),
        colors=DIGIT_COLORS,
        right=digit,
        truth=f"It stands for {digit}.",
    )

    def reveal() -> None:
        counts = room.reveal()
        guess = guess_questions.most_said(counts, digit)
        record_guess(question_id, guess, guess == digit)

    collect(room, question, reveal)


def show_answers(counts: list[int], digit: int, votes: NDArray[np.int64]) -> None:
    """Show what a room said beside the votes of the cluster, both by digit."""
    from mnist_kmeans.charts import guesses as guess_charts
    from mnist_kmeans.charts import one_fit

    show_verdict(
        guess_questions.room_answer(counts, digit),
        guess_questions.most_said(counts, digit) == digit,
    )
    config = {"displayModeBar": False}
    said, shown = st.columns(2)
    said.markdown("**What the room said**")
    said.plotly_chart(
        guess_charts.answers_chart(counts, digit),
        key="room_answers",
        config=config,
        alt="Answers of the room by digit",
    )
    shown.markdown("**What the cluster’s training images show**")
    shown.plotly_chart(
        one_fit.votes_chart(votes),
        key="room_votes",
        config=config,
        alt="Votes of the cluster by digit",
    )
