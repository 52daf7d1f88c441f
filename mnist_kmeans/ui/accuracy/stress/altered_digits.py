"""Accuracy on altered digits, a part of the tab Compare."""

from typing import Any

import streamlit as st

from mnist_kmeans.charts.stress_curves import stress_chart
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.exports import csv_text
from mnist_kmeans.studies.stress.altering import KINDS, Kind
from mnist_kmeans.studies.stress.curves import N_IMAGES, curve_rows, loss_at
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.request import Answer, ask_all
from mnist_kmeans.ui.requests.stress.curve_request import CurveRequest
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.ui.shared.present import DETAILS
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.numbers import count_of
from mnist_kmeans.words.robustness.stress_sentences import (
    TOLD,
    losses_headline,
    why_sentences,
)


def section(data: DigitData, dark: bool) -> None:
    """Draw the choice of how digits are altered, and what that costs each space."""
    head = spoken("stress")
    chosen = st.pills(
        "How test digits are altered",
        list(KINDS),
        key="altered",
        bind="query-params",
    )
    if chosen is None:
        with head:
            st.header("How much can a digit be altered?", anchor=False)
        st.caption(
            "Choose how the test digits are altered. Each feature space then reads "
            f"{min(N_IMAGES, len(data.x_test)):,} of them at each amount; the first "
            "time that takes a minute or so."
        )
        return
    kind = KINDS[chosen]
    requests = [
        CurveRequest(chosen, settings, data)
        for settings in controls.in_ready_spaces(data, by_hand=False)
    ]

    def draw() -> None:
        curves = {
            request.settings.feature_space: curve
            for request in requests
            if (curve := request.find()) is not None
        }
        if curves:
            st.plotly_chart(
                once(stress_chart, curves, kind, dark=dark),
                key="stress_chart",
                alt=f"Accuracy on test digits over {kind.title.lower()}, a line for "
                "each feature space",
            )

    def ask() -> Answer[list[Any]]:
        return ask_all(requests, f"{kind.title}, once")

    answer = ask()
    with head:
        st.header(_headline(requests, kind), anchor=False)
    watch(draw, ask, answer)
    ready = [request for request in requests if request.find() is not None]
    if ready:
        st.markdown(why_sentences(kind.name, _losses(ready, kind)))
        _how_to_read(requests, kind, data)
    with st.container(key=DETAILS + "stress"):
        _download(ready, kind)


def _headline(requests: list[CurveRequest], kind: Kind) -> str:
    losses = _losses(requests, kind)
    if len(losses) < len(requests):
        return "How much can a digit be altered?"
    return losses_headline(kind.name, losses)


def _losses(requests: list[CurveRequest], kind: Kind) -> dict[str, float]:
    """Return what each feature space loses at the amount told, where it is known."""
    curves = {request.settings.feature_space: request.find() for request in requests}
    return {
        space: loss_at(curve, kind.name, TOLD[kind.name])
        for space, curve in curves.items()
        if curve is not None
    }


def _how_to_read(requests: list[CurveRequest], kind: Kind, data: DigitData) -> None:
    first = requests[0].settings
    n_images = min(N_IMAGES, len(data.x_test))
    spaces = [request.settings.feature_space for request in requests]
    views = (
        " The network of spectral was taught with views of training images turned by "
        "up to 12 degrees, scaled by up to 12%, shifted by up to 1.5 pixels, sheared "
        "and bent: so far, that it holds is built in."
    )
    sides = " either way, the mean of both," * (kind.low < 0)
    st.caption(
        f"Majority-vote accuracy on {n_images:,} test images, evenly spaced, one fit "
        f"of k = {first.n_clusters} with seed {first.seed} in each of "
        f"{count_of(len(requests), ' feature spaces')}. Losses are told at "
        f"{TOLD[kind.name]} {kind.unit}{sides} in percentage points against the same "
        "digits as they were. Altered digits are not centred or scaled anew before "
        f"they are read.{views * ('spectral' in spaces)}"
    )


def _download(requests: list[CurveRequest], kind: Kind) -> None:
    rows = [
        row
        for request in requests
        if (curve := request.find()) is not None
        for row in curve_rows(request.settings, request.data, kind.name, curve)
    ]
    if rows:
        st.download_button(
            "Download as CSV",
            csv_text(rows),
            f"stress_{kind.name}.csv",
            "text/csv",
            on_click="ignore",
        )
