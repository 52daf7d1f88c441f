"""Predict: what the model says of a digit of one's own, and why."""

import streamlit as st

from mnist_kmeans.digits.loading import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.ui.background.features_request import points_of
from mnist_kmeans.ui.background.queues import warm_up
from mnist_kmeans.ui.predict import answers
from mnist_kmeans.ui.predict.explanation import explanation
from mnist_kmeans.ui.predict.picture import answered_picture
from mnist_kmeans.ui.predict.sources import WHAT_TO_DO, choose_source, given
from mnist_kmeans.ui.predict.verdict import show_answer
from mnist_kmeans.ui.shared import controls
from mnist_kmeans.ui.shared.data_source import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import find_or_ask
from mnist_kmeans.words.headlines import verdict_headline


@st.fragment
def _page(fit: Fit, data: DigitData) -> None:
    head = st.container()
    source = choose_source()
    # The picture is as wide as can be; the pad and a single digit need less.
    wide = source in ("Upload", "Camera")
    left, right = st.columns([1, 1] if wide else [2, 3], gap="large")
    with left:
        found, true_digit = given(source, fit, data)
    points = [points_of(reading.digits, fit, data) for reading in found]
    verdicts = [judge(rows, fit) for rows in points]
    with head:
        st.subheader(verdict_headline([one for ones in verdicts for one in ones], fit))
        st.caption(
            "The model compares a digit with its centroids and answers with the digit "
            "that the nearest one stands for. So it has an answer to anything, a "
            "scribble too. k and the feature space are yours to change in the sidebar."
        )
    if not found:
        right.caption(WHAT_TO_DO[source])
        return
    with left:
        shown = answers.choose_picture(found) if len(found) > 1 else 0
        reading, ones = found[shown], verdicts[shown]
        selected = answers.picked_digit(ones)
        if wide and reading.preview:
            answered_picture(reading, ones, selected, answers.pick_digit)
            if len(ones) > 1:
                st.caption("Click a box to see why the digit in it was read so.")
    with right:
        answers.failures(found, st.info if source == "Draw" else st.error)
        if len(ones) > 1:
            answers.reading_of(reading, ones)
        if ones:
            show_answer(ones[selected], fit, true_digit)
    if any(verdicts):
        if source != "Test digit":
            answers.table(found, verdicts, fit)
        if ones:
            digit = reading.digits[selected]
            crop = reading.crops[selected] if reading.crops else None
            point = points[shown][selected]
            explanation(digit, crop, point, ones[selected], fit, data, true_digit)


data = require_data()
controls.sidebar(data)
fit = find_or_ask(controls.settings(data), data, new_images=True)
if fit is not None:
    _page(fit, data)
take_along(fit, data)
warm_up()
