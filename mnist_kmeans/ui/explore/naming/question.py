"""One question: a cluster, seen by its centroid and some members, and the answers."""

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
from mnist_kmeans.ui.explore.guess_digit import digit_buttons
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.guess_score import Guess, guesses
from mnist_kmeans.ui.shared.present import presenting

_NEAREST, _OTHERS = 8, 8


def ask(
    fit: Fit, data: DigitData, cluster: int, order: list[int], names: NDArray[np.int8]
) -> None:
    """Ask which digit a cluster is. Nothing shown comes from a label."""
    nearest, others = members_to_show(
        cluster, fit.train_clusters, fit.train_distances, _NEAREST, _OTHERS
    )
    size = int((fit.train_clusters == cluster).sum())
    n_asked = sum(names[c] != NOT_ASKED for c in order)
    images = f"{size:,} training images" if size > 1 else "one training image"
    st.markdown(
        f"**Which digit does #{cluster} show?** It has {images}. {n_asked} of "
        f"{len(order)} clusters are answered. No label is shown."
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        digit_strip(np.clip(fit.centroid_images[[cluster]], 0, 1), size=224)
        digit_buttons(
            lambda digit: _answer(fit, data, cluster, digit), int(names[cluster])
        )
        _other_answers(fit, data, cluster, int(names[cluster]))
    with right:
        side = 84 if presenting() else 56
        st.markdown("**Nearest to the centroid**")
        digit_strip(data.x_train[nearest], size=side)
        if len(others):
            st.markdown("**From all the rest, nearest to farthest**")
            digit_strip(data.x_train[others], size=side)


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
