"""Waiting for a request: its progress, its failure, buttons to stop and to resume."""

from collections.abc import Callable
from time import sleep
from typing import TypeVar

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.dask_cluster import SchedulerError
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.request import (
    Answer,
    Failed,
    Ready,
    Request,
    Stopped,
    UnderWay,
)

T = TypeVar("T")

# A time left is shown from this many seconds on.
_SHOWN_FROM = 3

#: Seconds between two looks at a fit under way. One takes the server 3 ms.
SOON = 0.15


def wait_for(request: Request[T]) -> Answer[T]:
    """Ask for a result; until it is ready, show its progress or why it failed."""
    answer = request.ask()
    if not isinstance(answer, Ready):
        watch(lambda: None, request.ask, answer, 0.25)
    return answer


def watch(
    draw: Callable[[], None],
    ask: Callable[[], Answer[T]],
    earlier: Answer[T] | None = None,
    seconds: float = 0.5,
) -> None:
    """Draw a part of the page, anew every few moments while its result is under way.

    Parameters
    ----------
    draw : callable
        Draws the part, as far as it can be drawn.
    ask : callable
        Asks for the result, whose progress is shown above the part.
    earlier : Answer, optional
        The answer with which the page above was drawn. If it was under way, the page is
        drawn anew when the result is ready, even if it is already.
    seconds : float, default=0.5
        Between two drawings.
    """
    first: Answer[T] | None = earlier or ask()
    polling = isinstance(first, UnderWay)
    within_page = True

    def part() -> None:
        nonlocal first, within_page
        answer, first = first or ask(), None
        # In a container, empty or not: what follows would otherwise move up when the
        # progress goes, and be built anew, with clicks lost and expanders closed.
        with st.container():
            _show(answer)
            if polling and isinstance(answer, Ready):
                st.progress(1.0, "Ready")
        draw()
        # When the work ends or is resumed, the whole page. Not during the run of the
        # page, nor before the part is drawn: later widgets would lose their values.
        if isinstance(answer, UnderWay) != polling and not within_page:
            st.rerun()
        within_page = False

    st.fragment(part, run_every=seconds if polling else None)()


def _show(answer: Answer[T]) -> None:
    # "Cancel" and the button that resumes have one key, or the old one would stay
    # beside the new one until the page's run ends.
    match answer:
        case UnderWay():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.progress(answer.fraction, _progress_text(answer), width="stretch")
                request = answer.stoppable
                if request is not None:
                    st.button(
                        "Cancel",
                        key=f"{request.purpose}_on",
                        on_click=request.stop,
                        help="What is done stays.",
                    )
        case Stopped(request):
            text, label = request.stopped_message()
            with st.container(horizontal=True, vertical_alignment="center"):
                st.warning(text)
                st.button(label, key=f"{request.purpose}_on", on_click=request.retry)
        case Failed(request, error):
            # A TrainingError says itself what failed.
            named = isinstance(error, TrainingError)
            st.error(("" if named else f"{request.failure}: ") + reason(error))
            st.button(
                "Try again",
                key=f"{request.lane}_{request.purpose}_again",
                on_click=request.retry,
            )


def _progress_text(answer: UnderWay) -> str:
    seconds = answer.seconds_left
    if seconds is None or seconds < _SHOWN_FROM:
        return answer.what
    left = f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
    return f"{answer.what}, about {left} left"


def find_or_ask(
    settings: FitSettings,
    data: DigitData,
    *,
    new_images: bool = False,
    says_so: bool = True,
) -> Fit | None:
    """Return a fit, or show its progress and return the last one shown, if any.

    With `new_images` its feature space has to be there too, to transform them.
    With `says_so` a caption says that it is the last one while the other is under way;
    without, the caller shows the other as it forms.
    """
    request = FitRequest(settings, data, new_images)
    answer = request.ask()
    if isinstance(answer, Ready):
        st.session_state["shown"] = settings
        return answer.value
    # A feature space that has to be there first takes longer, and where the caller
    # shows the centroids being learnt it looks for the fit itself.
    soon = says_so and not request.needs()
    watch(lambda: None, request.ask, answer, SOON if soon else 0.5)
    shown: FitSettings | None = st.session_state.get("shown")
    if shown is None:
        return None
    last = FitRequest(shown, data, new_images).find()
    goes_on = isinstance(answer, UnderWay)
    if last is not None and (says_so or not goes_on):
        until = "stays until the new one is ready" if goes_on else "is all there is"
        n_train = shown.n_train
        images = f", {n_train:,} images" if n_train != settings.n_train else ""
        st.caption(
            f"Below is the last result, k = {shown.n_clusters} in "
            f"{shown.feature_space}{images}; it {until}."
        )
    return last


def headline_first() -> None:
    """Delay the rest of a page for a moment, the first time in a session.

    React holds back elements that are ready while others keep arriving that are not,
    such as charts whose code is still loading. Sent alone, a headline appears sooner.
    """
    if "arrived" not in st.session_state:
        sleep(0.4)
        st.session_state["arrived"] = True


def reason(error: BaseException) -> str:
    """Return why a job failed, for people."""
    if isinstance(error, (ValueError, MemoryError, SchedulerError, TrainingError)):
        return str(error) or "there was not enough memory."
    return f"{type(error).__name__}: {error}. The server's log has the details."
