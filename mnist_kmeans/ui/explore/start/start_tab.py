"""Start it yourself: choose first centroids, run k-means from them, see what comes."""

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.documents.python_script import FIRST_FILE
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.controls.first_centroids import chosen, start_from
from mnist_kmeans.ui.controls.first_tokens import First, FirstError
from mnist_kmeans.ui.explore.start import draft, outcome
from mnist_kmeans.ui.explore.start.board import board
from mnist_kmeans.ui.explore.start.first_file import file_of, firsts_in
from mnist_kmeans.ui.explore.start.sources import SOURCES, presets, shelf_of
from mnist_kmeans.ui.shared.present import DETAILS, presenting


def section(settings: FitSettings, fit: Fit, data: DigitData) -> None:
    """Show what came of the visitor's first centroids, and the choice of them.

    Parameters
    ----------
    settings : FitSettings
        What the controls are set to, the first centroids among it.
    fit : Fit
        The one on screen, which may still be the last one.
    data : DigitData
    """
    base = controls.from_random(data)
    shows_start = settings.first is not None and not settings.moves
    if shows_start and fit.settings == settings:
        outcome.show(fit, data, chosen(base, data), base)
        st.subheader("Choose other first centroids", anchor=False)
    else:
        st.header(
            "Where k-means ends depends on where it starts: so start it", anchor=False
        )
    _choose(base, data)


def _choose(base: FitSettings, data: DigitData) -> None:
    k, firsts = base.n_clusters, draft.draft(base, data)
    st.markdown(
        "Draw or choose the first centroid of each cluster. Those that are missing are "
        "training images far from yours, chosen by k-means++."
    )
    _presets(base, data)
    source = st.segmented_control(
        "Take from",
        SOURCES,
        default=SOURCES[0],
        required=True,
        key="start_from",
        bind="query-params",
    )
    shelf = shelf_of(source, base, data, firsts)
    problem = st.session_state.pop("start_problem", None)
    if problem:
        st.warning(problem)
    board(
        firsts,
        shelf,
        k,
        draft.slot(k),
        on_select=draft.select,
        on_put=draft.put,
        on_remove=draft.remove,
        large=presenting(),
    )
    _run(base, firsts)
    with st.container(key=DETAILS + "start_files"):
        _files(firsts)


def _presets(base: FitSettings, data: DigitData) -> None:
    too_few = base.n_clusters < 10
    with st.container(horizontal=True):
        for label, firsts in presets(base, data).items():
            st.button(
                label,
                key=f"start_{label}",
                on_click=draft.replace_all,
                args=(firsts,),
                disabled=too_few,
                help="They need k = 10 or more." if too_few else None,
            )
        st.button("Clear", key="start_clear", on_click=draft.replace_all, args=([],))


def _run(base: FitSettings, firsts: list[First]) -> None:
    n, k = len(firsts), base.n_clusters
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Run k-means from these",
            type="primary",
            key="start_run",
            on_click=start_from,
            args=(firsts,),
            disabled=not 1 <= n <= k,
        )
        if n > k:
            st.markdown(
                f"{n} first centroids are more than k = {k} clusters: take some out, "
                "or choose a larger k."
            )
        else:
            rest = f", {k - n} come from k-means++" if n < k else ""
            st.markdown(
                f"{n} of {k} chosen{rest}. Next: **#{draft.slot(k)}**. Tap a place to "
                "fill it next, and again to empty it."
            )


def _load() -> None:
    file = st.session_state["start_file"]
    if file is None:
        return
    try:
        draft.replace_all(firsts_in(file.getvalue()))
    except FirstError as error:
        st.session_state["start_problem"] = str(error)


def _files(firsts: list[First]) -> None:
    with st.expander("Save these first centroids, or load some"):
        st.caption(
            "A link carries test and training images, centroids and drawings, up to "
            "about ten of these. A file carries all, pictures too."
        )
        st.download_button(
            "Save as a file (.npz)",
            lambda: file_of(firsts),
            FIRST_FILE,
            "application/octet-stream",
            key="start_save",
            on_click="ignore",
            disabled=not firsts,
        )
        st.file_uploader("Load a file", ["npz"], key="start_file", on_change=_load)
