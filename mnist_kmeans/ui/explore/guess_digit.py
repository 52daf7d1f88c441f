"""Guess first: which digit a cluster will stand for."""

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.ui.explore.cluster import one_cluster
from mnist_kmeans.ui.rooms.asking import ask_room, show_answers, show_room_verdict
from mnist_kmeans.ui.rooms.room import Question
from mnist_kmeans.ui.rooms.teacher_panel import how_to_join, session_room
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.guess_score import (
    again_button,
    guesses,
    is_open,
    next_button,
    record_guess,
    show_score,
    show_verdict,
)
from mnist_kmeans.words import guess_questions


@st.fragment
def about_clusters(fit: Fit, data: DigitData) -> None:
    """Ask which digit a cluster will stand for, one cluster after the other."""
    order = guess_questions.cluster_order(fit.cluster_counts, fit.settings.seed)
    question_ids = {c: (fit.settings, data.fingerprint, c) for c in order}
    cluster = next((c for c in order if is_open(question_ids[c])), None)
    with show_score():
        room = session_room()
    if cluster is None:
        if room is not None:
            room.ask(None)
        st.header(f"All {len(order)} clusters have been asked about", anchor=False)
        st.caption("Another k, feature space or seed has new ones.")
        again_button(question_ids.values())
        return
    guess = guesses().get(question_ids[cluster])
    digit = int(fit.cluster_labels[cluster])
    question = question_on(
        question_ids[cluster],
        "Which digit will this cluster stand for?",
        fit.centroid_images[cluster],
        digit,
    )
    place = st.container()
    if room is not None and guess is None:
        place, join = st.columns([5, 3], gap="medium")
        with join:
            how_to_join(room.code)
    with place:
        st.header(question.text, anchor=False)
        st.caption(
            f"Question {order.index(cluster) + 1} of {len(order)}. You see the mean of "
            "the cluster's training images. It stands for the digit that they show "
            "most often."
        )
        left, right = st.columns([1, 3 if guess or not room else 1.5], gap="medium")
    with left:
        digit_strip(
            np.clip(fit.centroid_images[[cluster]], 0, 1),
            badges=[digit] if guess else None,
            size=224,
        )
    with right:
        if guess is None:
            if room is not None:
                ask_room(room, question)
            else:
                digit_buttons(
                    lambda guess: record_guess(question.id, guess, guess == digit)
                )
            return
        votes = fit.cluster_counts[cluster]
        if guess.answers:
            _show_room(guess.answers, question, votes)
        else:
            show_verdict(
                guess_questions.cluster_answer(guess.value, digit, votes), guess.right
            )
        next_button("Next cluster")
    one_cluster(fit, data, cluster)


def question_on(
    question_id: Hashable, text: str, centroid: NDArray[np.float32], digit: int
) -> Question:
    """Return a question for a room: which digit a cluster is, seen by its centroid."""
    return Question(
        id=question_id,
        text=text,
        picture=sprite_sheet(np.clip(centroid[np.newaxis], 0, 1))[0],
        choices=tuple(map(str, range(10))),
        colors=DIGIT_COLORS,
        right=digit,
        truth=f"It stands for {digit}.",
    )


def _show_room(
    answers: Sequence[int], question: Question, votes: NDArray[np.int64]
) -> None:
    """Show what a room said beside the votes of the cluster, both by digit."""
    from mnist_kmeans.charts import one_fit

    show_room_verdict(answers, question)
    said, shown = st.columns(2)
    with said:
        show_answers(answers, question)
    with shown:
        st.markdown("**What the cluster’s training images show**")
        st.plotly_chart(
            one_fit.votes_chart(votes),
            key="room_votes",
            config={"displayModeBar": False},
            alt="Votes of the cluster by digit",
        )


def digit_buttons(on_pick: Callable[[int], None], chosen: int | None = None) -> None:
    """Draw ten large buttons, one for each digit, which its key presses too.

    Parameters
    ----------
    on_pick : callable
        Called with the digit.
    chosen : int, optional
        The digit that is chosen so far.
    """
    st.html(Path(__file__).with_name("guess_digit.css"))
    with st.container(key="guess_digits", gap="xsmall"):
        for row in (range(5), range(5, 10)):
            with st.container(horizontal=True, gap="xsmall"):
                for choice in row:
                    st.button(
                        str(choice),
                        key=f"guess_{choice}",
                        on_click=on_pick,
                        args=(choice,),
                        type="primary" if choice == chosen else "secondary",
                        shortcut=str(choice),
                        width=64,
                    )
