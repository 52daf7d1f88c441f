"""The moves of a history shown again, one after the other."""

from collections.abc import Sequence

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.by_hand.stages import Stage
from mnist_kmeans.ui.explore.gallery import SORTS, centroid_gallery
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.shared.between_pages import peek
from mnist_kmeans.ui.shared.present import presenting
from mnist_kmeans.words.by_hand.edit_sentences import replay_line

# Seconds that each stage stays.
_PAUSE = 1.6

# In the session: the fit whose moves are shown again, and the stage that comes next.
_KEY = "replay"


def is_on(settings: FitSettings) -> bool:
    """Tell whether the moves of a fit are being shown again."""
    return bool(st.session_state.get(_KEY, (None, 0))[0] == settings)


def button(settings: FitSettings, *, disabled: bool) -> None:
    """Draw the button that starts and ends it."""
    on = is_on(settings)
    st.button(
        "Stop" if on else "Replay",
        key="replay_moves",
        on_click=_end if on else _start,
        args=() if on else (settings,),
        disabled=disabled,
        icon=":material/stop:" if on else ":material/replay:",
    )


def stage(settings: FitSettings, stages: Sequence[Stage], data: DigitData) -> None:
    """Show one stage after the other, and at the end the whole page again."""

    def draw() -> None:
        _, at = st.session_state.get(_KEY, (settings, len(settings.history)))
        history = settings.history
        if at >= len(history):
            _end()
            st.rerun()
        fit = FitRequest(history[at], data).find()
        if fit is not None:
            centroid_gallery(
                fit,
                peek("sort", SORTS, SORTS[0]),
                _made(stages[at]) if stages else (),
                lambda cluster: None,
                large=presenting(),
            )
        st.markdown(replay_line(stages, at) if stages else "")
        st.session_state[_KEY] = settings, at + 1

    st.fragment(draw, run_every=_PAUSE)()


def _made(stage: Stage) -> tuple[int, ...]:
    """Return the clusters that a move has made."""
    if stage.move is None or stage.move.kind in ("remove", "step"):
        return ()
    first = stage.move.clusters[0]
    return (first, stage.n_clusters - 1) if stage.move.kind == "split" else (first,)


def _start(settings: FitSettings) -> None:
    st.session_state[_KEY] = settings, 0


def _end() -> None:
    st.session_state.pop(_KEY, None)
