"""What a page waits for: how far it is, why it failed, how to stop it."""

from collections.abc import Callable
from time import sleep
from typing import TypeVar

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.scheduler import SchedulerError
from mnist_kmeans.ui.background.fit_request import FitRequest
from mnist_kmeans.ui.background.request import (
    Answer,
    Failed,
    Ready,
    Request,
    Stopped,
    UnderWay,
)

T = TypeVar("T")

# Below so many seconds a time left is not worth a word.
_SOON = 3


def wait_for(request: Request[T]) -> Answer[T]:
    """Ask for something; until it is ready, show how far it is or why it is not."""
    answer = request.ask()
    if not isinstance(answer, Ready):
        watch(lambda: None, request.ask, 0.25)
    return answer


def watch(
    draw: Callable[[], None], ask: Callable[[], Answer[T]], seconds: float = 0.5
) -> None:
    """Draw a part of the page, and again and again while what it needs is under way.

    Parameters
    ----------
    draw : callable
    ask : callable
        Asks for what is needed; how far it is stands above the part.
    seconds : float, default=0.5
        Between two looks at it.
    """
    polling = isinstance(ask(), UnderWay)

    def part() -> bool:
        answer = ask()
        # A place of its own, there or not: what follows would otherwise move up when it
        # ends, and the browser build it anew, with clicks lost and expanders shut.
        with st.container():
            _show(answer)
            if polling and isinstance(answer, Ready):
                st.progress(1.0, "Ready")
        draw()
        # It ended, or goes on again.
        return isinstance(answer, UnderWay) != polling

    refreshed(part, seconds if polling else None)


def _show(answer: Answer[T]) -> None:
    match answer:
        case UnderWay():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.progress(answer.fraction, _progress_text(answer), width="stretch")
                request = answer.stoppable
                if request is not None:
                    st.button(
                        "Cancel",
                        key=f"{request.purpose}_cancel",
                        on_click=request.stop,
                        help="What is done stays.",
                    )
        case Stopped(request):
            text, label = request.stopped()
            with st.container(horizontal=True, vertical_alignment="center"):
                st.warning(text)
                st.button(label, key=f"{request.purpose}_on", on_click=request.retry)
        case Failed(request, what, error):
            # A training's own error says already what failed.
            what = "" if isinstance(error, TrainingError) else f"{what}: "
            st.error(what + reason(error))
            st.button(
                "Try again",
                key=f"{request.lane}_{request.purpose}_again",
                on_click=request.retry,
            )


def _progress_text(answer: UnderWay) -> str:
    seconds = answer.seconds_left
    if seconds is None or seconds < _SOON:
        return answer.what
    left = f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
    return f"{answer.what}, about {left} left"


def find_or_ask(
    settings: FitSettings, data: DigitData, *, new_images: bool = False
) -> Fit | None:
    """Return the fit, or show its progress and return the last one shown, if any.

    With `new_images` also what brings those into its feature space has to be there.
    """
    answer = wait_for(FitRequest(settings, data, new_images))
    if isinstance(answer, Ready):
        st.session_state["shown"] = settings
        return answer.value
    shown: FitSettings | None = st.session_state.get("shown")
    if shown is None:
        return None
    last = FitRequest(shown, data, new_images).find()
    if last is not None:
        goes_on = isinstance(answer, UnderWay)
        until = "stays until the new one is ready" if goes_on else "is all there is"
        n_train = shown.n_train
        images = f", {n_train:,} images" if n_train != settings.n_train else ""
        st.caption(
            f"Below is the last result, k = {shown.n_clusters} in "
            f"{shown.feature_space}{images}; it {until}."
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


def reason(error: BaseException) -> str:
    """Say why a job failed, for people."""
    if isinstance(error, (ValueError, MemoryError, SchedulerError, TrainingError)):
        return str(error) or "there was not enough memory."
    return f"{type(error).__name__}: {error}. The server's log has the details."
