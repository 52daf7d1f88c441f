"""Guess first, then see: questions to a room, and how many it got right."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from mnist_kmeans.charts import over_k
from mnist_kmeans.digits.loading import DigitData
from mnist_kmeans.fits.fit import Fit, FitSettings
from mnist_kmeans.studies.sweep import curve
from mnist_kmeans.ui.background import cache
from mnist_kmeans.ui.explore.cluster import one_cluster
from mnist_kmeans.ui.shared import components
from mnist_kmeans.words import questions

_DIGITS = "guess_digits"

# Beyond so many clusters the curve's k is on a logarithmic scale.
_LINEAR = 50

# Fit for a finger and for the back of a room. That each digit's key presses its button
# need not be said on it.
_CSS = f"""<style>
.st-key-{_DIGITS} button {{ min-height: 3.25rem; }}
.st-key-{_DIGITS} button p {{ font-size: 1.5rem; font-weight: 600; }}
.st-key-{_DIGITS} kbd {{ display: none; }}
</style>"""


class _Guess(NamedTuple):
    said: int
    right: bool


@st.fragment
def about_clusters(fit: Fit, data: DigitData) -> None:
    """Ask which digit a cluster will stand for, one cluster after the other."""
    order = questions.cluster_order(fit.cluster_counts, fit.settings.seed)
    asked = {one: (fit.settings, data.fingerprint, one) for one in order}
    cluster = next((one for one in order if _is_open(asked[one])), None)
    _score()
    if cluster is None:
        st.subheader(f"All {len(order)} clusters have been asked about")
        st.caption("Another k, feature space or seed in the sidebar has new ones.")
        _again(asked.values())
        return
    guess = _guesses().get(asked[cluster])
    digit = int(fit.cluster_labels[cluster])
    st.subheader("Which digit will this cluster stand for?")
    st.caption(
        f"Question {order.index(cluster) + 1} of {len(order)}. You see the mean of the "
        "cluster's training images. It stands for the digit that most of them show."
    )
    left, right = st.columns([1, 3], gap="medium")
    with left:
        components.digit_strip(
            np.clip(fit.centroid_images[[cluster]], 0, 1),
            badges=[digit] if guess else None,
            size=224,
        )
    with right:
        if guess is None:
            _digit_buttons(asked[cluster], digit)
            return
        votes = fit.cluster_counts[cluster]
        _verdict(questions.cluster_answer(guess.said, digit, votes), guess.right)
        _next_button("Next cluster")
    one_cluster(fit, data, cluster)


def about_accuracy(
    settings: tuple[FitSettings, ...], data: DigitData, dark: bool
) -> None:
    """Ask what accuracy will be at the next k, along the curve of a sweep.

    Parameters
    ----------
    settings : tuple of FitSettings
        The sweep, in one feature space.
    data : DigitData
    dark : bool
        Whether the page is dark.
    """
    fits: dict[int, list[FitSettings]] = {}
    for one in settings:
        fits.setdefault(one.n_clusters, []).append(one)
    n_seeds = len(settings) // len(fits)
    accuracies = questions.known_accuracies(
        curve(cache.sweep_rows(settings, data), "test_accuracy"), list(fits), n_seeds
    )
    _score()
    if len(fits) < 2:
        st.info("With one value of k there is nothing to guess: choose more above.")
        return
    asked = {k: (tuple(fits[k]), data.fingerprint) for k in accuracies}
    closed = [k for k in accuracies if not _is_open(asked[k])]
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
    _again(asked.values())
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
    guess = _guesses().get(asked)
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
            _verdict(questions.accuracy_answer(said, accuracies[k]), guess.right)
            _next_button("Next")
    with left:
        truth = None if guess is None else accuracies[k]
        _curve(known, space, max(fits), dark, k=k, guess=said, truth=truth)


def _curve(
    known: dict[int, float], space: str, largest: int, dark: bool, **asked: Any
) -> None:
    st.plotly_chart(
        over_k.guess_chart(
            known, space, largest, log=largest > _LINEAR, dark=dark, **asked
        ),
        key="guess_curve",
        config={"displayModeBar": False},
        alt="Test accuracy over k, as far as it is known, and the guess",
    )


def _guesses() -> dict[Hashable, _Guess]:
    guesses: dict[Hashable, _Guess]
    guesses = st.session_state.setdefault("guesses", {})
    return guesses


def _is_open(question: Hashable) -> bool:
    """Tell whether a question is still to be answered, or its answer on screen."""
    shown = st.session_state.get("guessed") == question
    return shown or question not in _guesses()


def _say(question: Hashable, said: int, right: bool) -> None:
    # The first answer counts, should a second click come before the page is redrawn.
    _guesses().setdefault(question, _Guess(said, right))
    st.session_state["guessed"] = question


def _say_accuracy(question: Hashable, key: str, truth: float) -> None:
    # From the slider itself: it may have moved since the button was drawn.
    said = int(st.session_state[key])
    _say(question, said, questions.is_close(said, truth))


def _digit_buttons(question: Hashable, digit: int) -> None:
    st.html(_CSS)
    with st.container(key=_DIGITS, gap="xsmall"):
        for row in (range(5), range(5, 10)):
            with st.container(horizontal=True, gap="xsmall"):
                for one in row:
                    st.button(
                        str(one),
                        key=f"guess_{one}",
                        on_click=_say,
                        args=(question, one, one == digit),
                        shortcut=str(one),
                        width=64,
                    )


def _verdict(sentence: str, right: bool) -> None:
    (st.success if right else st.warning)(sentence)


def _next_button(label: str) -> None:
    st.button(label, type="primary", on_click=_close, shortcut="N")


def _close() -> None:
    st.session_state.pop("guessed", None)


def _score() -> None:
    guesses = _guesses()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{questions.score(one.right for one in guesses.values())}**")
        st.button(
            "Start the score anew",
            on_click=_forget,
            args=(list(guesses),),
            disabled=not guesses,
        )


def _again(asked: Iterable[Hashable]) -> None:
    st.button(
        "Start again",
        on_click=_forget,
        args=(list(asked),),
        help="Asks these once more; the guesses given to them no longer count.",
    )


def _forget(asked: list[Hashable]) -> None:
    for question in asked:
        _guesses().pop(question, None)
    _close()
