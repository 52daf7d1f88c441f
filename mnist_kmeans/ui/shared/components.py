"""Small pieces that pages share."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from math import isnan
from time import sleep
from typing import Any

import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.one_fit import DIGIT_COLORS, text_on
from mnist_kmeans.digits.loading import DatasetError, DigitData
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.features.names import TRAINED_SPACES, TrainingError
from mnist_kmeans.fits.fit import Fit, FitSettings
from mnist_kmeans.studies.scheduler import SchedulerError
from mnist_kmeans.ui.background import cache


def require_data() -> DigitData:
    """Return the digits, or show why there are none and end the run."""
    if st.query_params.get("data") == "bundled":
        data = cache.bundled_digits()
    else:
        try:
            data = cache.mnist()
        except DatasetError as error:
            st.subheader("The digits could not be loaded")
            st.error(str(error))
            st.caption(
                f"Last tried at {datetime.now():%H:%M:%S}. Without MNIST you can use "
                "the 1,797 smaller digits that come with scikit-learn."
            )
            with st.container(horizontal=True):
                # A click reruns the page, and that loads the data anew.
                st.button("Try again")
                st.button(
                    "Go on with the smaller digits",
                    type="primary",
                    on_click=_use_bundled,
                )
            st.stop()
    if data.is_fallback:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(
                "This is not MNIST. You see the 1,797 smaller digits that scikit-learn "
                "carries, enlarged. Everything works with them, but the figures are "
                "other than MNIST's."
            )
            st.button("Use MNIST", on_click=_retry_mnist)
    return data


def _use_bundled() -> None:
    st.query_params["data"] = "bundled"
    _use_all_images()


def _retry_mnist() -> None:
    st.query_params.pop("data", None)
    cache.mnist.clear()
    _use_all_images()


def _use_all_images() -> None:
    # How many images there are to train on differs from data set to data set.
    st.session_state.pop("n_train", None)
    st.query_params.pop("n_train", None)


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


def metric_row(fit: Fit) -> None:
    """Show the figures of a fit, each with what it is and which way is better."""
    train, test = fit.train_metrics, fit.test_metrics
    k = fit.settings.n_clusters
    matched = test["matched_accuracy"]
    seconds = fit.feature_seconds + fit.fit_seconds
    figures = [
        (
            "Accuracy, test",
            f"{test['accuracy']:.1%}",
            "Majority-vote accuracy on test images, which had no part in the training: "
            "the share whose cluster stands for their digit. Higher is better.",
        ),
        (
            "Accuracy, train",
            f"{train['accuracy']:.1%}",
            "Majority-vote accuracy on the training images, whose labels named the "
            "clusters. Higher is better, but it flatters: each split of a cluster can "
            "only raise it.",
        ),
        (
            "Matched, test",
            "–" if isnan(matched) else f"{matched:.1%}",
            "Matched accuracy: each digit gets one cluster of its own, in the way that "
            "is best on these test images (Hungarian method). Papers call it ACC. Only "
            f"defined at k = 10{'' if k == 10 else f', not at k = {k}'}. Higher is "
            "better.",
        ),
        (
            "NMI, test",
            f"{test['nmi']:.3f}",
            "Normalised mutual information: how much the cluster tells of the digit, "
            "0 nothing to 1 all, without naming clusters. Higher is better; it falls "
            "when a digit is split over many clusters.",
        ),
        (
            "Inertia, train",
            f"{train['inertia']:,.0f}",
            "What k-means makes small: the sum over the training images of the squared "
            "distance to their centroid. Lower is better, but only compare it at the "
            "same k and in the same feature space.",
        ),
        (
            "Empty clusters",
            f"{train['n_empty']} of {k}",
            "Clusters that no training image fell into. Fewer is better.",
        ),
        (
            "Fit time",
            f"{seconds:.1f} s" if seconds >= 0.05 else "< 0.1 s",
            "How long the training took when it was run, from the images to named "
            "clusters. Results are kept, so seeing it again takes no time.",
        ),
    ]
    with st.container(horizontal=True, gap="medium"):
        for label, value, explanation in figures:
            st.metric(label, value, help=explanation, width="content")


def sent(key: str, what: str) -> Any:
    """Return what the browser's side of a component sent.

    Parameters
    ----------
    key : str
        The component's.
    what : str
        The name it was sent under.

    Returns
    -------
    object or None
        None where the component has gone meanwhile, with its tab or its page.
    """
    return getattr(st.session_state.get(key), what, None)


def digit_strip(
    images: NDArray[Any],
    captions: list[str] | None = None,
    *,
    badges: Sequence[int | None] | None = None,
    links: Sequence[str] | None = None,
    size: int = 56,
) -> None:
    """Show digits side by side, pixelated, with a caption under each.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28)
        uint8, or floats in 0..1.
    captions : list of str, optional
    badges : sequence of int or None, optional
        A digit to show in its colour before each caption.
    links : sequence of str, optional
        Where a click on each leads.
    size : int, default=56
        Pixels on screen to a side; a multiple of 28 keeps every pixel the same.
    """
    sheet, columns = sprite_sheet(images)
    figures = []
    for i in range(len(images)):
        caption = captions[i] if captions else ""
        badge = badges[i] if badges else None
        shown = "" if badge is None else f"{digit_badge(badge)} "
        name = caption if badge is None else f"{badge} {caption}"
        position = f"{-size * (i % columns)}px {-size * (i // columns)}px"
        style = (
            f"width:{size}px;height:{size}px;background:var(--sheet) {position}/"
            f"{size * columns}px;image-rendering:pixelated;border-radius:4px"
        )
        picture = (
            f'<div role="img" aria-label="digit {escape(name)}" style="{style}"></div>'
        )
        if links:
            picture = f'<a href="{escape(links[i])}" target="_self">{picture}</a>'
        figures.append(
            f'<figure style="margin:0;text-align:center;font-size:.8rem;'
            f'white-space:pre-line">{picture}{shown}{escape(caption)}</figure>'
        )
    # The picture is sent once, not with each digit.
    st.html(
        f'<div style="--sheet:url({sheet});display:flex;flex-wrap:wrap;gap:6px">'
        f"{''.join(figures)}</div>"
    )


def digit_badge(digit: int) -> str:
    """Return a digit in its colour, as HTML."""
    color = DIGIT_COLORS[digit]
    return (
        f'<span style="background:{color};color:{text_on(color)};padding:0 .45em;'
        f'border-radius:4px;font-weight:700">{digit}</span>'
    )


def plain(text: str) -> str:
    """Return text from outside so that Markdown shows it as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


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
