"""Making moves, and taking them back."""

from time import monotonic, sleep

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.moves import Move
from mnist_kmeans.ui.controls import set_moves
from mnist_kmeans.ui.explore.edit.picking import pick
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.request import UnderWay

# Seconds that a click waits for a move, which takes that long at most on most fits:
# the page is then drawn once, with its result. What takes longer shows progress.
_MOMENT = 0.4

_UNDONE = "undone"


def make(settings: FitSettings, move: Move, data: DigitData) -> None:
    """Make a move on a fit, and select what came of a merge."""
    moves = f"{settings.moves}.{move.text}" if settings.moves else move.text
    st.session_state[_UNDONE] = []
    # Not both halves of a split: the next click would put them together again.
    if move.kind != "step":
        pick(move.clusters[:1] if move.kind == "merge" else ())
    go_to(settings.edited(moves), data)


def undo(settings: FitSettings, data: DigitData) -> None:
    """Take back the last move."""
    st.session_state.setdefault(_UNDONE, []).append(settings)
    pick(())
    go_to(settings.history[-2], data)


def redo(settings: FitSettings, data: DigitData) -> None:
    """Make the move again that was taken back last."""
    pick(())
    go_to(st.session_state[_UNDONE].pop(), data)


def can_redo(settings: FitSettings) -> bool:
    """Tell whether there is a move of this fit that was taken back."""
    undone = st.session_state.get(_UNDONE, [])
    return bool(undone) and settings in undone[-1].history[:-1]


def go_to(settings: FitSettings, data: DigitData) -> None:
    """Show a fit with other moves, and wait a moment for it."""
    set_moves(settings.moves)
    st.session_state.pop("replay", None)
    request, end = FitRequest(settings, data), monotonic() + _MOMENT
    if isinstance(request.ask(), UnderWay):
        while request.queue.result(request.key) is None and monotonic() < end:
            sleep(0.005)
