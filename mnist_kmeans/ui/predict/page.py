"""Predict: what the model reads a visitor's digits as, and why."""

from itertools import chain

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.background.queues import note_run, warm_up
from mnist_kmeans.ui.predict import answers
from mnist_kmeans.ui.predict.answered_picture import answered_picture
from mnist_kmeans.ui.predict.explanation import explain
from mnist_kmeans.ui.predict.one_digit import show_answer
from mnist_kmeans.ui.predict.sources import WHAT_TO_DO, choose_source, readings_from
from mnist_kmeans.ui.requests.features_request import points_of
from mnist_kmeans.ui.requests.fits_ahead import fit_ahead
from mnist_kmeans.ui.shared.require_data import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import find_or_ask
from mnist_kmeans.words.verdict_sentences import verdict_headline


@st.fragment
def _page(fit: Fit, data: DigitData) -> None:
    note_run()
    head = st.container()
    source = choose_source()
    # The picture is as wide as can be; the pad and a single digit need less.
    wide = source in ("Upload", "Camera")
    left, right = st.columns([1, 1] if wide else [2, 3], gap="large")
    with left:
        readings, true_digit = readings_from(source, fit, data)
    points = [points_of(reading.digits, fit, data) for reading in readings]
    verdicts = [judge(rows, fit) for rows in points]
    with head:
        st.subheader(verdict_headline(list(chain(*verdicts)), fit))
        st.caption(
            "The model compares a digit with its centroids and answers with the digit "
            "that the nearest one stands for. So it has an answer to anything, a "
            "scribble too. k and the feature space are yours to change in the sidebar."
        )
    if not readings:
        right.caption(WHAT_TO_DO[source])
        return
    with left:
        picture = answers.choose_picture(readings) if len(readings) > 1 else 0
        reading, shown = readings[picture], verdicts[picture]
        selected = answers.picked_digit(shown)
        if wide and reading.preview:
            answered_picture(reading, shown, selected, answers.pick_digit)
            if len(shown) > 1:
                st.caption("Click a box to see why the digit in it was read so.")
    with right:
        answers.failures(readings, st.info if source == "Draw" else st.error)
        if len(shown) > 1:
            answers.show_reading(reading, shown)
        if shown:
            show_answer(shown[selected], fit, true_digit)
    if any(verdicts):
        if source != "Test digit":
            answers.table(readings, verdicts, fit)
        if shown:
            digit = reading.digits[selected]
            crop = reading.crops[selected] if reading.crops else None
            point = points[picture][selected]
            explain(digit, crop, point, shown[selected], fit, data, true_digit)


data = require_data()
controls.page_top(
    "Predict",
    "Draw, upload or photograph a digit: what the model reads, and why.",
    data,
)
fit = find_or_ask(controls.settings(data), data, new_images=True)
if fit is not None:
    _page(fit, data)
take_along(fit, data)
warm_up()
fit_ahead(controls.settings(data), data, controls.likely_ks(data))
