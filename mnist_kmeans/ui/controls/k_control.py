"""The control for k: a slider, and a number to type or to step."""

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.ui.controls.values import NOTEBOOK_KS, allowed_ks
from mnist_kmeans.ui.shared.between_pages import peek

# Every value where most people are, then ever larger steps.
_STOPS = (*range(2, 33), *range(36, 65, 4), *range(72, 129, 8), *range(144, 257, 16))

_ROUND = (32, 64, 128, 256)


def slider_stops(ks: range, *others: int) -> list[int]:
    """Return the values of k on the slider.

    Parameters
    ----------
    ks : range
        The values that can be chosen; the slider has both ends.
    *others : int
        More values to stop at; those outside `ks` are left out.

    Returns
    -------
    list of int
        Ascending.

    Examples
    --------
    >>> from mnist_kmeans.ui.controls.k_control import slider_stops
    >>> slider_stops(range(2, 101), 47)[30:]
    [32, 36, 40, 44, 47, 48, 52, 56, 60, 64, 72, 80, 88, 96, 100]
    """
    return sorted({ks[0], ks[-1], *(k for k in (*_STOPS, *others) if k in ks)})


def likely_ks(data: DigitData) -> list[int]:
    """Return the values of k that may be chosen next, the likeliest first.

    Parameters
    ----------
    data : DigitData

    Returns
    -------
    list of int
        The neighbours of the one chosen on the slider, the notebook's values and round
        ones.
    """
    ks = allowed_ks(data)
    k = peek("k", ks, 10)
    stops = slider_stops(ks, k)
    at = stops.index(k)
    near = [stops[i] for i in (at + 1, at - 1, at + 2, at - 2) if 0 <= i < len(stops)]
    others = (other for other in (*NOTEBOOK_KS, *_ROUND) if other in ks and other != k)
    return list(dict.fromkeys([*near, *others]))


def set_k(k: int) -> None:
    """Set the control, before it is drawn."""
    st.session_state["k"] = k


def k_control(data: DigitData) -> None:
    """Draw the slider and the number beside it."""
    ks = allowed_ks(data)
    k = peek("k", ks, 10)
    # A value that the slider does not stop at, of a link or typed, stays a stop until
    # there is another: the slider drops a value that is no stop, and a browser may send
    # one a moment late.
    if k not in slider_stops(ks):
        st.session_state["k_stop"] = k
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="medium", key="k_control"
    ):
        k = st.select_slider(
            "Number of clusters, k",
            slider_stops(ks, st.session_state.get("k_stop", 10)),
            10,
            key="k",
            bind="query-params",
            width="stretch",
        )
        # The number shows the slider's value, and sets it.
        st.session_state["k_shown"] = st.session_state["k_typed"] = k
        st.number_input(
            "k as a number",
            ks[0],
            ks[-1],
            key="k_typed",
            on_change=_set_typed_k,
            label_visibility="collapsed",
            width=156,
        )


def _set_typed_k() -> None:
    # Where the slider moves on before the browser is told of its last value, the number
    # still sends an earlier one, which is no choice of the visitor's.
    if st.session_state["k"] == st.session_state["k_shown"]:
        set_k(st.session_state["k_typed"])
