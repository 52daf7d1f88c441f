"""The moves made by hand on the fit: their place in the URL, and how to drop them."""

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.ui.controls.first_centroids import is_waiting
from mnist_kmeans.ui.controls.values import HIDDEN, from_random, settings
from mnist_kmeans.ui.shared.between_pages import refuse, set_value, value_of
from mnist_kmeans.words.by_hand.edit_sentences import dropped_line, edited_line


def set_moves(text: str) -> None:
    """Set the moves, before their control is drawn."""
    set_value("moves", text)


def moves_control(data: DigitData) -> None:
    """Keep the moves in the URL, say that there are any, and offer to drop them."""
    chosen = settings(data)
    base, moves = chosen.base, str(value_of("moves", ""))
    # While a fit that first centroids come from is not there, they are of another fit.
    if not is_waiting(from_random(data), data):
        if moves != chosen.moves:
            if st.session_state.get("moves_on", base) != base:
                st.toast(dropped_line(moves.count(".") + 1))
            refuse("moves", chosen.moves)
        st.session_state["moves_on"] = base
    with st.container(key=HIDDEN + "moves"):
        st.text_input("Moves made by hand", key="moves", bind="query-params")
    with st.container(gap="small"):
        if chosen.moves:
            n_moves = len(chosen.history) - 1
            st.markdown(edited_line(n_moves, base.n_clusters, chosen.n_clusters))
            st.button("Drop the moves", on_click=set_moves, args=("",), key="drop")
