"""A sweep in the background: how far it is, why it failed, how to stop it."""

from collections.abc import Callable

import streamlit as st

from mnist_kmeans.digits.digit_data import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui.background import cache
from mnist_kmeans.ui.shared.waiting import reason, refreshed

# Seconds between two looks at what goes on in the background.
_POLL = 0.5


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


def _stop(name: str, settings: tuple[FitSettings, ...]) -> None:
    cache.stop_sweep(name)
    _set_stopped(name, settings)


def _set_stopped(name: str, settings: tuple[FitSettings, ...] | None) -> None:
    st.session_state[f"{name}_stopped"] = settings
