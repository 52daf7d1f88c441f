"""Choosing a sweep over k, having it run in the background, seeing how far it is."""

import re
from collections.abc import Callable, Sequence

import streamlit as st

from mnist_kmeans.digits.loading import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.fit import FitSettings
from mnist_kmeans.studies.sweep import Row, sweep_settings
from mnist_kmeans.ui.background import cache
from mnist_kmeans.ui.shared import controls
from mnist_kmeans.ui.shared.components import reason, refreshed

# Seconds between two looks at what goes on in the background.
_POLL = 0.5

_WIDE = (2, 5, 10, 16, 25, 36, 64, 100, 144, 196, 256)
_LISTS = {"notebook": controls.NOTEBOOK_KS, "wide": _WIDE, "own": ()}
_LARGEST_K = 1000


def choose(data: DigitData, current: FitSettings) -> tuple[FitSettings, ...]:
    """Draw the controls of a sweep and return its fits."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        which = st.segmented_control(
            "Values of k",
            list(_LISTS),
            default="notebook",
            required=True,
            key="ks",
            bind="query-params",
            help="**notebook**: the nine it tried, 2 to 25. **wide**: 2 to 256. "
            "**own**: type them.",
        )
        typed = ""
        if which == "own":
            typed = st.text_input(
                "Own values of k",
                "2 10 50",
                key="own_ks",
                bind="query-params",
                width=220,
                help=f"Numbers from 2 to {_LARGEST_K:,}, with spaces or commas between "
                "them.",
            )
        seeds = st.number_input(
            "Seeds",
            1,
            20,
            3,
            key="seeds",
            bind="query-params",
            width=120,
            help="How many fits at each k, with the seeds 0, 1, 2, ...: single fits "
            "differ by several points, their mean by less.",
        )
        compare = st.pills(
            f"Feature spaces to compare with {current.feature_space}",
            list(FEATURE_SPACES),
            selection_mode="multi",
            key="compare",
            bind="query-params",
            help="The one in the sidebar is always there.",
        )
    said = st.container()
    chosen = {current.feature_space, *(compare or [])}
    spaces = [space for space in FEATURE_SPACES if space in chosen]

    def fits(ks: Sequence[int]) -> tuple[FitSettings, ...]:
        return tuple(
            sweep_settings(
                n_clusters=ks,
                feature_spaces=spaces,
                seeds=int(seeds),
                **controls.advanced(data),
            )
        )

    try:
        asked = fits(_numbers(typed) if which == "own" else _fitting(which, current))
    except ValueError as error:
        with said:
            st.error(str(error).replace("n_clusters", "The list of k"))
            st.caption("Below is the last list that could be used.")
        asked = fits(st.session_state.get("good_ks", _fitting("notebook", current)))
    else:
        st.session_state["good_ks"] = sorted({one.n_clusters for one in asked})
    return asked


def _fitting(which: str, current: FitSettings) -> list[int]:
    """Return a list's values of k, without those that the images are too few for."""
    return [k for k in _LISTS[which] if k <= current.n_train]


def _numbers(text: str) -> list[int]:
    words = re.split(r"[\s,;]+", text.strip()) if text.strip() else []
    for word in words:
        if not re.fullmatch(r"\d{1,9}", word):
            # It may come from a link, and is shown as Markdown.
            plain = re.sub(r"[^\w.+-]", "·", word[:20])
            raise ValueError(
                f"“{plain}” is no whole number; type numbers with spaces or commas "
                "between them, such as 2 10 50."
            )
    numbers = [int(word) for word in words]
    if len(numbers) > 40 or max(numbers, default=0) > _LARGEST_K:
        raise ValueError(
            f"The list goes to 40 values of at most {_LARGEST_K:,} here; the package "
            "and the terminal go further."
        )
    return numbers


def _is_stopped(name: str, settings: tuple[FitSettings, ...]) -> bool:
    return bool(st.session_state.get(f"{name}_stopped") == settings)


def _progress(name: str, settings: tuple[FitSettings, ...], data: DigitData) -> bool:
    """Show how far a sweep is, with a way to stop it; return whether it goes on."""
    n_rows = len(cache.sweep_rows(settings, data))
    if n_rows == len(settings):
        return False
    if _is_stopped(name, settings):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(f"Stopped: {n_rows} of {len(settings)} fits are done and kept.")
            st.button(
                "Go on", key=f"{name}_on", on_click=_set_stopped, args=(name, None)
            )
        return False
    job = cache.ask_for_sweep(name, settings, data)
    if job.error is not None:
        st.error(f"The sweep ended early: {reason(job.error)}")
        st.button(
            "Try again",
            key=f"{name}_again",
            on_click=cache.forget_sweep,
            args=(settings, data),
        )
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        rest = f", {job.what[0].lower()}{job.what[1:]}" if job.what else ""
        st.progress(
            job.fraction, f"{n_rows} of {len(settings)} fits{rest}", width="stretch"
        )
        st.button(
            "Cancel",
            key=f"{name}_cancel",
            on_click=_stop,
            args=(name, settings),
            help="What is done stays.",
        )
    return True


def watch(
    draw: Callable[[], None],
    name: str,
    settings: tuple[FitSettings, ...],
    data: DigitData,
) -> None:
    """Draw a part of the page, and again and again while its sweep goes on."""
    missing = len(cache.sweep_rows(settings, data)) < len(settings)
    polling = (
        missing
        and not _is_stopped(name, settings)
        and cache.ask_for_sweep(name, settings, data).error is None
    )

    def part() -> bool:
        # A place of its own, there or not: what follows would otherwise move up when it
        # ends, and the browser build it anew, with clicks lost and expanders shut.
        with st.container():
            going_on = _progress(name, settings, data)
        draw()
        return going_on != polling  # it ended, or goes on again

    refreshed(part, _POLL if polling else None)


def of_space(rows: Sequence[Row], space: str) -> list[Row]:
    """Pick the rows of one feature space."""
    return [row for row in rows if row["feature_space"] == space]


def _stop(name: str, settings: tuple[FitSettings, ...]) -> None:
    cache.stop_sweep(name)
    _set_stopped(name, settings)


def _set_stopped(name: str, settings: tuple[FitSettings, ...] | None) -> None:
    st.session_state[f"{name}_stopped"] = settings
