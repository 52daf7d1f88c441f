"""One question: a cluster, seen by its centroid and some members, and the answers."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.by_hand.naming import (
    CANNOT_TELL,
    NOT_ASKED,
    members_to_show,
)
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.explore.guess_digit import digit_buttons, question_on
from mnist_kmeans.ui.rooms.asking import ask_room, show_answers, show_room_verdict
from mnist_kmeans.ui.rooms.room import Question, Room
from mnist_kmeans.ui.rooms.teacher_panel import how_to_join
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.guess_score import Guess, guesses
from mnist_kmeans.ui.shared.present import presenting
from mnist_kmeans.words import guess_questions

_NEAREST, _OTHERS = 8, 8


# In the session: the question on a cluster that a room has answered, and its answers,
# which are shown until the next one.
_SAID = "named_by_room"


def ask(
    fit: Fit,
    data: DigitData,
    cluster: int,
    order: list[int],
    names: NDArray[np.int8],
    room: Room | None,
) -> None:
    """Ask the visitor, or a room, which digit a cluster is.

    Nothing shown comes from a label before it is answered.
    """
    nearest, others = members_to_show(
        cluster, fit.train_clusters, fit.train_distances, _NEAREST, _OTHERS
    )
    size = int((fit.train_clusters == cluster).sum())
    n_asked = sum(names[c] != NOT_ASKED for c in order)
    images = f"{size:,} training images" if size > 1 else "one training image"
    place = st.container()
    if room is not None:
        place, join = st.columns([5, 3], gap="medium")
        with join:
            how_to_join(room.code)
    with place:
        st.markdown(
            f"**Which digit does #{cluster} show?** It has {images}. {n_asked} of "
            f"{len(order)} clusters are answered. No label is shown."
        )
        left, right = st.columns([2, 3], gap="large")
    with left:
        digit_strip(np.clip(fit.centroid_images[[cluster]], 0, 1), size=224)
        if room is None:
            digit_buttons(
                lambda digit: _answer(fit, data, cluster, digit), int(names[cluster])
            )
            _other_answers(fit, data, cluster, int(names[cluster]))
        else:
            _in_a_room(room, fit, data, cluster)
    with right:
        side = 84 if presenting() else 56
        st.markdown("**Nearest to the centroid**")
        digit_strip(data.x_train[nearest], size=side)
        if len(others):
            st.markdown("**From all the rest, nearest to farthest**")
            digit_strip(data.x_train[others], size=side)


def _in_a_room(room: Room, fit: Fit, data: DigitData, cluster: int) -> None:
    """Let a room name a cluster: its name is the digit that most said."""
    question = question_on(
        ("name", fit.settings, data.fingerprint, cluster),
        "Which digit does this group show?",
        fit.centroid_images[cluster],
        int(fit.cluster_labels[cluster]),
    )
    asked, said = st.session_state.get(_SAID, (None, ()))
    if asked == question.id:
        show_room_verdict(said, question)
        show_answers(said, question)
        st.button("Next cluster", type="primary", on_click=_go_on, shortcut="N")
        return

    def on_reveal(question: Question, answers: Sequence[int]) -> None:
        if any(answers):
            name = guess_questions.most_said(answers, question.right)
            _answer(fit, data, cluster, name)
            st.session_state[_SAID] = question.id, tuple(answers)
            st.session_state["naming"] = fit.settings, cluster

    ask_room(room, question, on_reveal)


def _go_on() -> None:
    del st.session_state[_SAID]
    st.session_state.pop("naming", None)


def _other_answers(fit: Fit, data: DigitData, cluster: int, name: int) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Cannot tell",
            key="cannot_tell",
            on_click=_answer,
            args=(fit, data, cluster, CANNOT_TELL),
            type="primary" if name == CANNOT_TELL else "secondary",
            shortcut="X",
        )
        st.button(
            "Take back",
            key="take_back",
            on_click=_take_back,
            args=(fit, data),
            disabled=not controls.can_undo(fit.settings, data),
            shortcut="Backspace",
        )


def _answer(fit: Fit, data: DigitData, cluster: int, name: int) -> None:
    controls.give_name(fit.settings, data, cluster, name)
    st.session_state.pop("naming", None)
    if name != CANNOT_TELL:
        # The score of "Guess first", where it is the same question.
        question = fit.settings, data.fingerprint, cluster
        right = name == int(fit.cluster_labels[cluster])
        guesses().setdefault(question, Guess(name, right))


def _take_back(fit: Fit, data: DigitData) -> None:
    changed = controls.undo(fit.settings, data)
    if len(changed) == 1:
        st.session_state["naming"] = fit.settings, int(changed[0])
