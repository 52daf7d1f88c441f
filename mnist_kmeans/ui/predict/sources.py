"""Sources of digits: the pad, files, the camera, the test images."""

from dataclasses import replace

import numpy as np
import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.pictures.opening import FORMATS
from mnist_kmeans.pictures.reading import ready_digit
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.predict.cutting import cut_by
from mnist_kmeans.ui.predict.readings import (
    Mark,
    Reading,
    forget,
    read_picture,
    readings,
)
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.drawing_pad import drawing_pad, drawn_picture

ROBUSTNESS_SOURCES = ("Draw", "Upload", "Camera", "Test digit")

#: What to do while there is no digit yet.
WHAT_TO_DO = {
    "Draw": "Draw a digit on the pad. The answer comes after each stroke.",
    "Upload": "Upload pictures: photos, scans or drawings, with one digit or many.",
    "Camera": "Take a photo of large, dark digits on paper that fill the picture.",
}

_TYPES = [ending for endings in FORMATS.values() for ending in endings]


def choose_source() -> str:
    """Show the choice of sources and return the one chosen, of `ROBUSTNESS_SOURCES`."""
    source: str = st.segmented_control(
        "Where the digit comes from",
        ROBUSTNESS_SOURCES,
        default=ROBUSTNESS_SOURCES[0],
        required=True,
        key="from",
        bind="query-params",
    )
    return source


def readings_from(
    source: str, fit: Fit | None, data: DigitData
) -> tuple[list[Reading], int | None]:
    """Show a source's controls and return the digits that the visitor gives.

    Parameters
    ----------
    source : str
        One of `ROBUSTNESS_SOURCES`.
    fit : Fit or None
        Its wrong predictions are offered among the test images.
    data : DigitData

    Returns
    -------
    readings : list of Reading
    label : int or None
        The true digit of a test image.
    """
    number = _test_number(data, shown=source == "Test digit")
    if source == "Draw":
        return _drawn(), None
    if source == "Upload":
        return cut_by(fit, data, source, _uploaded()), None
    if source == "Camera":
        return cut_by(fit, data, source, _photographed()), None
    return _test_digit(number, fit, data)


def _drawn() -> list[Reading]:
    drawing_pad()
    picture = drawn_picture()
    if picture is None:
        return []
    reading = read_picture("drawing", picture)
    if reading.error:
        reading = replace(reading, error="Draw one digit, large and clear.")
    return [reading]


def _files_changed(source: str, key: str) -> None:
    if not st.session_state[key]:
        # Removed by the visitor, not lost by leaving the page.
        forget(source)


def _uploaded() -> list[Reading]:
    files = st.file_uploader(
        "Pictures of digits",
        _TYPES,
        accept_multiple_files=True,
        key="files",
        on_change=_files_changed,
        args=("Upload", "files"),
    )
    uploaded = readings("Upload", files)
    if not uploaded:
        st.caption(
            "Best: dark ink on light paper, the digits apart from each other. "
            "Nothing is written to disk; what you upload is forgotten when you close "
            "the page."
        )
    elif not files:
        st.button("Forget these pictures", on_click=forget, args=("Upload",))
    return uploaded


def _photographed() -> list[Reading]:
    photo = st.camera_input(
        "A photo of digits",
        key="camera",
        on_change=_files_changed,
        args=("Camera", "camera"),
    )
    return readings("Camera", [photo] if photo else [])


def _test_number(data: DigitData, *, shown: bool) -> int:
    # Another data set may have fewer images.
    if st.session_state.get("test", 0) not in range(len(data.x_test)):
        st.session_state["test"] = 0
    # Where it is not shown it is drawn all the same: Streamlit forgets a control that
    # is not, and its value.
    with st.container(key=f"{'' if shown else controls.HIDDEN}test_number"):
        number = st.number_input(
            f"Test image, 0 to {len(data.x_test) - 1:,}",
            0,
            len(data.x_test) - 1,
            key="test",
            bind="query-params",
            width=240,
        )
    return int(number)


def _test_digit(
    index: int, fit: Fit | None, data: DigitData
) -> tuple[list[Reading], int]:
    wrong = np.array([], np.intp)
    if fit is not None:
        wrong = np.flatnonzero(fit.cluster_labels[fit.test_clusters] != data.y_test)

    def pick(among: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> None:
        st.session_state["test"] = int(np.random.default_rng().choice(among))

    with st.container(horizontal=True):
        st.button("Random", on_click=pick, args=(np.arange(len(data.x_test)),))
        st.button(
            "One the model gets wrong",
            on_click=pick,
            args=(wrong,),
            disabled=not len(wrong),
        )
    pixels = data.x_test[index].astype(np.float32) / np.float32(255)
    digit_strip(pixels[None], size=280)
    n_wrong = f" Of all {len(data.x_test):,} it reads {len(wrong):,} wrong."
    st.caption(f"A test image: the model has not learnt from it.{n_wrong * bool(fit)}")
    marks = (Mark(ready_digit(pixels)),) if pixels.any() else ()
    error = None if marks else "This image is blank."
    reading = Reading(f"test image {index}", marks, error, found=marks)
    return [reading], int(data.y_test[index])
