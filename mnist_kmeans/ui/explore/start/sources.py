"""Where first centroids come from: test digits, the gallery, members, pad, pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.pictures.opening import FORMATS, ImageError, open_image
from mnist_kmeans.pictures.strokes import Stroke
from mnist_kmeans.ui.controls.first_tokens import (
    First,
    FirstError,
    centroid,
    class_mean,
    drawn,
    from_test,
    from_training,
)
from mnist_kmeans.ui.explore.start import draft
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.request import Ready
from mnist_kmeans.ui.shared.drawing_pad import pad
from mnist_kmeans.ui.shared.waiting import wait_for

SOURCES = ("Test digits", "Gallery", "Members", "Draw", "Upload")

# Images on the shelf at a time; pictures read, and digits shown of all.
_ON_SHELF, _MOST_PICTURES, _MOST_READ = 20, 20, 256

_TYPES = [ending for endings in FORMATS.values() for ending in endings]


def presets(base: FitSettings, data: DigitData) -> dict[str, list[First]]:
    """Return sets of first centroids, by the labels of their buttons."""
    y = data.y_test
    zeros = np.flatnonzero(y == 0)[:10].tolist()
    each = [int(np.flatnonzero(y == digit)[0]) for digit in np.unique(y).tolist()]
    shown = np.unique(data.y_train[: base.n_train]).tolist()
    return {
        "Ten class means": [class_mean(digit, base.n_train, data) for digit in shown],
        "Ten test digits": [from_test(number, data) for number in each],
        "Ten zeros": [from_test(number, data) for number in zeros],
    }


def shelf_of(
    source: str, base: FitSettings, data: DigitData, firsts: Sequence[First]
) -> list[First]:
    """Draw the controls of a source and return what it puts on the shelf."""
    if source == "Test digits":
        return _test_digits(data)
    if source == "Draw":
        _pad(base.n_clusters, firsts)
        return []
    if source == "Upload":
        return _uploaded()
    answer = wait_for(FitRequest(base, data))
    if not isinstance(answer, Ready):
        return []
    if source == "Gallery":
        st.caption(
            f"The centroids at k = {base.n_clusters} from a random start, as images, "
            "with the digit that each stands for."
        )
        return [centroid(i, base, data) for i in range(base.n_clusters)]
    return _members(answer.value, data)


def _test_digits(data: DigitData) -> list[First]:
    n_test = len(data.x_test)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.number_input(
            f"Test image, 0 to {n_test - 1:,}",
            0,
            n_test - 1,
            key="start_test",
            width=200,
        )
        st.button("Other digits", key="start_others", on_click=_others)
    rng = np.random.default_rng(st.session_state.get("start_shelf", 0))
    others = rng.choice(n_test, min(_ON_SHELF, n_test), replace=False).tolist()
    numbers = dict.fromkeys([int(number), *others])
    return [from_test(i, data) for i in list(numbers)[:_ON_SHELF]]


def _others() -> None:
    st.session_state["start_shelf"] = st.session_state.get("start_shelf", 0) + 1


def _members(fit: Fit, data: DigitData) -> list[First]:
    cluster = st.selectbox(
        "Members of cluster",
        range(fit.settings.n_clusters),
        format_func=lambda i: f"#{i}, of {fit.cluster_labels[i]}s",
        key="start_cluster",
        width=200,
    )
    members = np.flatnonzero(fit.train_clusters == cluster)
    nearest = np.argsort(fit.train_distances[members], kind="stable")
    st.caption("Training images, those nearest to the centroid first.")
    return [from_training(int(i), data) for i in members[nearest[:_ON_SHELF]]]


def _pad(k: int, firsts: Sequence[First]) -> None:
    # Another pad for each drawing: a browser is ahead of what Python sends to its pad.
    count = st.session_state.get("start_pads", 0)
    at = draft.slot(k)
    shows = st.selectbox(
        "The digit that you draw",
        [*range(10), None],
        index=draft.next_digit(firsts) or 0,
        format_func=lambda digit: "no digit" if digit is None else str(digit),
        key=f"start_shows_{count}",
        width=200,
        help="Says what became of it in the end. k-means does not know it.",
    )
    key = f"start_pad_{count}"

    def keep(strokes: list[Stroke]) -> None:
        st.session_state["start_strokes"] = key, strokes

    of, strokes = st.session_state.get("start_strokes", ("", []))
    strokes = strokes if of == key else []
    pad(key, strokes, keep)

    def use() -> None:
        try:
            draft.put(drawn(strokes, shows), at)
        except FirstError as error:
            st.session_state["start_problem"] = str(error)
        else:
            st.session_state["start_pads"] = count + 1

    st.button(f"Use it as #{at}", key="start_use", on_click=use, disabled=not strokes)


def _uploaded() -> list[First]:
    # It imports SciPy, which no first page does.
    from mnist_kmeans.pictures.reading import read_digits

    files = st.file_uploader(
        "Pictures of digits", _TYPES, accept_multiple_files=True, key="start_pictures"
    )
    found: list[First] = []
    known: dict[str, Any] = st.session_state.get("start_read", {})
    kept: dict[str, Any] = {}
    for file in files[:_MOST_PICTURES]:
        if file.file_id in known:
            digits = known[file.file_id]
        else:
            try:
                digits = read_digits(open_image(file.getvalue()))
            except ImageError as error:
                digits = str(error)
        kept[file.file_id] = digits
        if isinstance(digits, str):
            st.warning(digits)
            continue
        found += [
            First(
                "", np.rint(255 * digit.pixels).astype(np.uint8), None, "your picture"
            )
            for digit in digits
        ]
    st.session_state["start_read"] = kept  # what was taken out is forgotten
    if not files:
        st.caption(
            "Nothing is written to disk. A link cannot carry pictures, a file can."
        )
    return found[:_MOST_READ]
