"""A fit that a page waits for: how far it is, why it failed, how to stop it."""

from collections.abc import Callable
from time import sleep

import streamlit as st

from mnist_kmeans.digits.digit_data import DigitData
from mnist_kmeans.features.names import TRAINED_SPACES, TrainingError
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.scheduler import SchedulerError
from mnist_kmeans.ui.background import cache


def find_or_ask(
    settings: FitSettings, data: DigitData, *, new_images: bool = False
) -> Fit | None:
    """Return the fit, or show its progress and return the last one shown, if any.

    With `new_images` also what brings those into its feature space has to be there.
    """
    fit = _ready(settings, data, new_images)
    if fit is not None:
        cache.wait_no_more()
        st.session_state["shown"] = settings
        return fit
    goes_on = _training(settings, data, new_images)
    shown = st.session_state.get("shown")
    last = _ready(shown, data, new_images) if shown else None
    if last is not None:
        until = "stays until the new one is ready" if goes_on else "is all there is"
        of = last.settings
        images = f", {of.n_train:,} images" if of.n_train != settings.n_train else ""
        st.caption(
            f"Below is the last result, k = {of.n_clusters} in {of.feature_space}"
            f"{images}; it {until}."
        )
    return last


def headline_first() -> None:
    """Hold back the rest of a page for a moment, the first time in a visit.

    React holds back what is ready while more keeps arriving that is not, such as charts
    whose code is still to be loaded: alone, a headline is on screen sooner.
    """
    if "arrived" not in st.session_state:
        sleep(0.4)
        st.session_state["arrived"] = True


def _ready(settings: FitSettings, data: DigitData, new_images: bool) -> Fit | None:
    fit = cache.find_fit(settings, data)
    space, n_train = settings.feature_space, settings.n_train
    if new_images and not cache.has_features(space, n_train, data):
        return None
    return fit


def _training(settings: FitSettings, data: DigitData, new_images: bool) -> bool:
    """Show how far the fit is, or why it failed; return whether it goes on."""
    if _is_stopped(settings, data):
        st.info(
            f"The training of the {settings.feature_space} was stopped. Start it "
            "again, or choose another feature space in the sidebar."
        )
        st.button("Start again", on_click=_set_stopped, args=(None,))
        return False
    job = cache.ask_for_fit(settings, data)
    if job.error is None:
        refreshed(lambda: _progress(settings, data, new_images), 0.25)
        return True
    learning = isinstance(job.error, TrainingError)
    st.error("k-means could not be fitted: " * (not learning) + reason(job.error))
    st.button("Try again", on_click=cache.forget_failure, args=(settings, data))
    return False


def _progress(settings: FitSettings, data: DigitData, new_images: bool) -> bool:
    """Show how far the fit is; return whether the page is to be drawn anew."""
    space, n_train = settings.feature_space, settings.n_train
    if _is_stopped(settings, data):
        return True
    if _ready(settings, data, new_images) is not None:
        st.progress(1.0, "Ready")
        return True
    preparing = not cache.has_features(space, n_train, data)
    job = cache.ask_for_fit(settings, data)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(job.fraction, job.what, width="stretch")
        if preparing and space in TRAINED_SPACES:
            st.button(
                "Cancel",
                key="stop_training",
                on_click=_stop_training,
                args=((space, n_train, data.fingerprint),),
            )
    return job.error is not None


def refreshed(draw: Callable[[], bool], seconds: float | None) -> None:
    """Draw a part of the page now, and anew every few seconds.

    Parameters
    ----------
    draw : callable
        Returns whether the whole page is to be drawn anew.
    seconds : float or None
        None draws it once.
    """
    within_page = True

    def part() -> None:
        nonlocal within_page
        # Not while the page is being drawn, nor before the part's own controls are:
        # those still to come would lose what they are set to.
        if draw() and not within_page:
            st.rerun()
        within_page = False

    st.fragment(part, run_every=seconds)()


def _stop_training(key: tuple[str, int, str]) -> None:
    cache.stop_features()
    _set_stopped(key)


def _is_stopped(settings: FitSettings, data: DigitData) -> bool:
    key = settings.feature_space, settings.n_train, data.fingerprint
    if st.session_state.get("stopped_training") != key:
        return False
    return not cache.has_features(*key[:2], data)


def _set_stopped(key: tuple[str, int, str] | None) -> None:
    st.session_state["stopped_training"] = key


def reason(error: BaseException) -> str:
    """Say why a job failed, for people."""
    if isinstance(error, (ValueError, MemoryError, SchedulerError, TrainingError)):
        return str(error) or "there was not enough memory."
    return f"{type(error).__name__}: {error}. The server's log has the details."
