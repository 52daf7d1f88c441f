"""Predict: what the model says of a digit of one's own, and why."""

import csv
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import numpy as np
import streamlit as st

from mnist_kmeans.data import DigitData
from mnist_kmeans.explain import Verdict, judge, verdict_headline
from mnist_kmeans.fits import Fit
from mnist_kmeans.images import FORMATS, ready_digit
from mnist_kmeans.ui import cache, components, state, verdict
from mnist_kmeans.ui.drawing_pad import drawing_pad
from mnist_kmeans.ui.picture import answered_picture
from mnist_kmeans.ui.readings import Reading, forget, read_picture, readings

SOURCES = ("Draw", "Upload", "Camera", "Test digit")

_WHAT_TO_DO = {
    "Draw": "Draw a digit on the pad. The answer comes after each stroke.",
    "Upload": "Upload pictures: photos, scans or drawings, with one digit or many.",
    "Camera": "Take a photo of digits on paper.",
}

_TYPES = [ending for endings in FORMATS.values() for ending in endings]

# Names of files said to have failed for one reason.
_NAMES_SHOWN = 3


def _drawn() -> list[Reading]:
    picture = drawing_pad()
    if picture is None:
        return []
    reading = read_picture("drawing", picture)
    if reading.error:
        reading = replace(reading, error="That is no digit yet: draw larger.")
    return [reading]


def _chosen_anew(source: str, key: str) -> None:
    st.session_state["digit"] = 0
    if not st.session_state[key]:
        # Taken out by the visitor, not lost on the way to another page and back.
        forget(source)


def _uploaded() -> list[Reading]:
    files = st.file_uploader(
        "Pictures of digits",
        _TYPES,
        accept_multiple_files=True,
        key="files",
        on_change=_chosen_anew,
        args=("Upload", "files"),
        help="Photos, scans or drawings, with one digit or many. Best: dark ink on "
        "light paper, the digits not touching each other. Nothing is written to disk; "
        "what you upload is forgotten when you close the page.",
    )
    found = readings("Upload", files)
    if found and not files:
        st.button("Forget these pictures", on_click=forget, args=("Upload",))
    return found


def _photographed() -> list[Reading]:
    photo = st.camera_input(
        "A photo of digits",
        key="camera",
        on_change=_chosen_anew,
        args=("Camera", "camera"),
        help="Hold a sheet with large, dark digits so that it fills the picture.",
    )
    return readings("Camera", [photo] if photo else [])


def _test_digit(fit: Fit, data: DigitData) -> tuple[list[Reading], int]:
    wrong = np.flatnonzero(fit.cluster_labels[fit.test_clusters] != data.y_test)
    # Outside of these the number would be refused.
    st.session_state["test"] = min(
        max(0, int(st.session_state.get("test", 0))), len(data.x_test) - 1
    )

    def pick(among: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> None:
        st.session_state["test"] = int(np.random.default_rng().choice(among))

    index = int(
        st.number_input(
            f"Test image, 0 to {len(data.x_test) - 1:,}",
            0,
            len(data.x_test) - 1,
            key="test",
            bind="query-params",
            width=240,
        )
    )
    with st.container(horizontal=True):
        st.button("Random", on_click=pick, args=(np.arange(len(data.x_test)),))
        st.button(
            "One the model gets wrong",
            on_click=pick,
            args=(wrong,),
            disabled=not len(wrong),
            help=f"{len(wrong):,} of {len(data.x_test):,} test images are read wrong.",
        )
    pixels = data.x_test[index].astype(np.float32) / np.float32(255)
    components.digit_strip(pixels[None], size=280)
    st.caption("A digit of MNIST's own: it needs no preparation.")
    found = [ready_digit(pixels)] if pixels.any() else []
    reading = Reading(f"test image {index}", found, [], None, "", (28, 28))
    return [reading], int(data.y_test[index])


def _pick_digit(digit: int) -> None:
    st.session_state["digit"] = digit


def _said(reading: Reading, verdicts: list[Verdict]) -> str:
    """The reading as text, a line of writing a line."""
    lines: dict[int, list[str]] = {}
    for digit, one in zip(reading.digits, verdicts, strict=True):
        lines.setdefault(digit.line, []).append(str(one.digit))
    return "\n".join(" ".join(line) for line in lines.values())


def _table(found: list[Reading], verdicts: list[list[Verdict]], fit: Fit) -> None:
    rows = [
        {
            # A name that begins so would be a formula to a spreadsheet.
            "picture": "'" * reading.name.startswith(("=", "+", "-", "@"))
            + reading.name,
            "number": number,
            "digit": one.digit,
            "vote_share": round(float(one.shares[one.digit]), 4),
            "cluster": int(one.clusters[0]),
            "distance": round(float(one.distances[0]), 4),
            "unlike_any_seen": one.unlike,
            "next_digit": None
            if one.rival is None
            else int(fit.cluster_labels[one.clusters[one.rival]]),
            "margin": None
            if one.rival is None
            else round(float(one.margins[one.rival]), 4),
            "line": digit.line + 1,
            "left": digit.box[0],
            "top": digit.box[1],
            "right": digit.box[2],
            "bottom": digit.box[3],
        }
        for reading, ones in zip(found, verdicts, strict=True)
        for number, (digit, one) in enumerate(zip(reading.digits, ones, strict=True), 1)
    ]
    file = StringIO()
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    with st.expander("All digits as a table"):
        st.dataframe(rows, hide_index=True)
        st.caption(
            "vote_share: how much of the nearest cluster shows that digit. next_digit: "
            "what the nearest centroid of another digit stands for; margin: how much "
            "larger its squared distance is. left to bottom: the box, in the picture's "
            "pixels."
        )
        st.download_button("Download as CSV", file.getvalue(), "digits.csv", "text/csv")


@st.fragment
def _page(fit: Fit, data: DigitData) -> None:
    head = st.container()
    source = st.segmented_control(
        "Where the digit comes from",
        SOURCES,
        default=SOURCES[0],
        required=True,
        key="from",
        bind="query-params",
    )
    # The picture is as wide as can be; the pad and a single digit need less.
    wide = source in ("Upload", "Camera")
    left, right = st.columns([1, 1] if wide else [2, 3], gap="large")
    true_digit = None
    with left:
        if source == "Draw":
            found = _drawn()
        elif source == "Upload":
            found = _uploaded()
        elif source == "Camera":
            found = _photographed()
        else:
            found, true_digit = _test_digit(fit, data)
    points = [verdict.points_of(reading.digits, fit, data) for reading in found]
    verdicts = [judge(rows, fit) for rows in points]
    with head:
        st.subheader(verdict_headline([one for ones in verdicts for one in ones], fit))
        st.caption(
            "The model compares a digit with its centroids and answers with the digit "
            "that the nearest one stands for. So it has an answer to anything, a "
            "scribble too. k and the feature space are yours to change in the sidebar."
        )
    if not found:
        right.caption(_WHAT_TO_DO[source])
        return
    with left:
        shown = _choose(found) if len(found) > 1 else 0
        reading, ones = found[shown], verdicts[shown]
        selected = min(st.session_state.get("digit", 0), max(0, len(ones) - 1))
        if wide and reading.preview:
            answered_picture(reading, ones, selected, _pick_digit)
            if len(ones) > 1:
                st.caption("Click a box to see why the digit in it was read so.")
    with right:
        _failures(found, st.info if source == "Draw" else st.error)
        if len(ones) > 1:
            _many(reading, ones, selected)
        if ones:
            verdict.answer(ones[selected], fit, true_digit)
    if any(verdicts):
        if source != "Test digit":
            _table(found, verdicts, fit)
        if ones:
            digit = reading.digits[selected]
            crop = reading.crops[selected] if reading.crops else None
            point = points[shown][selected]
            verdict.explanation(
                digit, crop, point, ones[selected], fit, data, true_digit
            )


def _failures(found: list[Reading], show: Callable[[str], object]) -> None:
    """Say once for each reason which pictures could not be read."""
    names: dict[str, list[str]] = {}
    for reading in found:
        if reading.error:
            names.setdefault(reading.error, []).append(reading.name)
    for error, failed in names.items():
        if len(found) == 1:
            show(error)
            continue
        said = ", ".join(f"**{components.plain(n)}**" for n in failed[:_NAMES_SHOWN])
        others = len(failed) - _NAMES_SHOWN
        show(f"{said}{f' and {others} more' if others > 0 else ''}: {error}")


def _choose(found: list[Reading]) -> int:
    readable = [i for i, reading in enumerate(found) if reading.digits]
    return int(
        st.selectbox(
            "Picture",
            range(len(found)),
            readable[0] if readable else 0,
            format_func=lambda i: f"{i + 1}. {found[i].name}",
            # Other pictures have a choice of their own.
            key=f"picture {hash(tuple(found))}",
            on_change=_pick_digit,
            args=(0,),
        )
    )


def _many(reading: Reading, verdicts: list[Verdict], selected: int) -> None:
    st.caption("The reading, line by line")
    st.code(_said(reading, verdicts), language=None)
    st.session_state["digit"] = selected
    st.pills(
        "Explain digit",
        range(len(verdicts)),
        format_func=lambda i: f"{i + 1}: {verdicts[i].digit}",
        key="digit",
        required=True,
        wrap=True,
    )


data = components.require_data()
state.sidebar(data)
fit = components.find_or_ask(state.settings(data), data)
if fit is not None:
    _page(fit, data)
cache.warm_up()
