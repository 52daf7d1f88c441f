"""Split and merge: k-means made better by hand, a tab of the Explore page."""

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.moves import FEWEST, MOST_MOVES, Move
from mnist_kmeans.studies.by_hand.stages import Stage, stages_of
from mnist_kmeans.ui.controls import LARGEST_K
from mnist_kmeans.ui.explore.edit import making, replaying
from mnist_kmeans.ui.explore.edit.challenge import challenge
from mnist_kmeans.ui.explore.edit.move_list import move_list, take_moves
from mnist_kmeans.ui.explore.edit.picking import picked, picked_control, toggle
from mnist_kmeans.ui.explore.gallery import SORTS, centroid_gallery
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.request import Failed
from mnist_kmeans.ui.requests.sweep_request import SweepRequest, known_row
from mnist_kmeans.ui.shared.between_pages import peek
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.ui.shared.present import DETAILS, presenting
from mnist_kmeans.ui.shared.waiting import wait_for
from mnist_kmeans.words.by_hand.edit_sentences import (
    edit_headline,
    move_name,
    what_moves_do,
)


def section(fit: Fit, settings: FitSettings, data: DigitData) -> None:
    """Draw the clusters to select, the moves, and what each of them did."""
    picked_control(settings.n_clusters)
    k = fit.settings.n_clusters
    clusters = [c for c in picked(settings.n_clusters) if c < k]
    stages = known_stages(fit.settings, data)
    with spoken("finding"):
        title = edit_headline(stages) if stages else "Split and merge clusters by hand"
        st.header(title, anchor=False)
    with st.container():
        if replaying.is_on(fit.settings):
            replaying.stage(fit.settings, stages, data)
        else:
            centroid_gallery(
                fit,
                peek("sort", SORTS, SORTS[0]),
                clusters,
                lambda cluster: toggle(cluster, k),
                large=presenting(),
            )
    # While another fit is made, or moves are shown again, no moves are made.
    waits = fit.settings != settings or replaying.is_on(fit.settings)
    _moves(fit, tuple(sorted(clusters)), data, waits)
    # A move that failed can be taken back: the fit on screen is the one before it.
    if isinstance(FitRequest(settings, data).ask(), Failed):
        _history(settings, data, waits=False)
    else:
        _history(fit.settings, data, waits)
    if not stages:
        wait_for(SweepRequest("moves", tuple(fit.settings.history), data))
    st.caption(what_moves_do())
    left, right = st.columns([5, 2], gap="medium")
    with left:
        move_list(stages)
        with st.container(key=DETAILS + "moves"):
            take_moves(fit.settings, stages, data)
    with right:
        challenge(fit.settings, stages, data)


def known_stages(settings: FitSettings, data: DigitData) -> list[Stage]:
    """Return what each move did; nothing where the disk no longer has a figure."""
    rows = [known_row(step, data) for step in settings.history]
    known = [row for row in rows if row is not None]
    return stages_of(settings, known) if len(known) == len(rows) else []


def _moves(fit: Fit, clusters: tuple[int, ...], data: DigitData, waits: bool) -> None:
    """Draw a button for each move on the clusters that are selected."""
    k = fit.settings.n_clusters
    one, two = len(clusters) == 1, len(clusters) == 2
    largest = min(LARGEST_K, fit.settings.n_train)
    sizes = fit.cluster_counts.sum(axis=1)
    at_end = waits or len(fit.settings.history) > MOST_MOVES
    possible = {
        "split": one and k < largest and sizes[clusters[0]] > 1,
        "merge": two and k > FEWEST,
        "remove": one and k > FEWEST,
        "step": True,
    }
    with st.container(horizontal=True, gap="small"):
        for kind, can in possible.items():
            move = Move(kind, () if kind == "step" else clusters)  # type: ignore[arg-type]
            st.button(
                move_name(move) if can else kind.title(),
                key=f"move_{kind}",
                on_click=making.make,
                args=(fit.settings, move, data),
                disabled=at_end or not can,
                type="primary" if can and kind in ("split", "merge") else "secondary",
            )
    if not clusters:
        hint = "Select one cluster to split or remove it, two to merge them."
    elif one:
        hint = "Select a second cluster to merge the two."
    else:
        hint = "Select one of them again to leave it out."
    st.caption(
        f"A history has {MOST_MOVES} moves at most." if at_end and not waits else hint
    )


def _history(settings: FitSettings, data: DigitData, waits: bool) -> None:
    """Draw the buttons that go back and forth in the history."""
    moved = bool(settings.moves)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Undo",
            key="undo",
            on_click=making.undo,
            args=(settings, data),
            disabled=waits or not moved,
            icon=":material/undo:",
        )
        st.button(
            "Redo",
            key="redo",
            on_click=making.redo,
            args=(settings, data),
            disabled=waits or not making.can_redo(settings),
            icon=":material/redo:",
        )
        replaying.button(settings, disabled=not moved)
