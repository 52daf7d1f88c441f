"""Predict: what the model reads a visitor's digits as, and why."""

from functools import partial

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict, judge
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.background.queues import note_run, warm_up
from mnist_kmeans.ui.predict import answers
from mnist_kmeans.ui.predict.answer_bar import answer_bar, bar_place
from mnist_kmeans.ui.predict.answered_picture import answered_picture
from mnist_kmeans.ui.predict.by_names import ByNames, use_names
from mnist_kmeans.ui.predict.change.change_part import smallest_change_part
from mnist_kmeans.ui.predict.corrections import take_correction
from mnist_kmeans.ui.predict.cutting import offer_whole
from mnist_kmeans.ui.predict.explanation import explain
from mnist_kmeans.ui.predict.readings import Reading
from mnist_kmeans.ui.predict.sources import WHAT_TO_DO, choose_source, readings_from
from mnist_kmeans.ui.predict.stress.under_stress import under_stress
from mnist_kmeans.ui.predict.votes import show_votes
from mnist_kmeans.ui.requests.features_request import points_of
from mnist_kmeans.ui.requests.fits_ahead import fit_ahead
from mnist_kmeans.ui.shared.require_data import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import find_or_ask
from mnist_kmeans.words.correction_sentences import with_said
from mnist_kmeans.words.verdict_sentences import verdict_headline, verdict_sentence


@st.fragment
def _page(fit: Fit | None, by_names: ByNames | None, data: DigitData) -> None:
    note_run()
    source = choose_source()
    bar = bar_place()
    # The picture is as wide as can be; the pad and a single digit need less.
    wide = source in ("Upload", "Camera")
    left, right = st.columns([1, 1] if wide else [2, 3], gap="large")
    with left:
        readings, true_digit = readings_from(source, fit, data)
    if fit is None:
        with bar:
            answer_bar(verdict_headline([]), "It answers when the fit is there.")
        return
    points = [points_of(reading.digits, fit, data) for reading in readings]
    verdicts = [
        judge(rows, fit, [digit.stray for digit in reading.digits])
        for rows, reading in zip(points, readings, strict=True)
    ]
    with left:
        if source == "Upload":
            answers.list_files(readings, verdicts)
        picture = answers.choose_picture(readings)
    if picture is None:
        with bar:
            answer_bar(*_nothing_read(source, readings))
        return
    reading, shown = readings[picture], verdicts[picture]
    selected = answers.picked_digit(shown)
    if wide:
        with left:
            answered_picture(
                reading,
                shown,
                fit,
                selected,
                on_pick=answers.pick_digit,
                on_correct=partial(take_correction, source),
            )
            if len(shown) > 1:
                st.caption("Click a box to see why the digit in it was read so.")
            if shown:
                offer_whole(reading, selected, source)
    if not shown:
        with bar:
            answer_bar("No digit was read", answers.why_none(reading))
        answers.table(readings, verdicts, fit, by_names)
        return
    mark, verdict = reading.marks[selected], shown[selected]
    with bar:
        said = [mark.said for mark in reading.marks]
        headline = with_said(verdict_headline(shown, fit), said)
        sentence = _sentence(shown, said, selected, fit, true_digit, by_names)
        answer_bar(headline, sentence, mark.digit, verdict, fit)
    with right:
        if len(shown) > 1:
            answers.show_reading(reading, shown)
        show_votes(verdict, fit, by_names)
    point = points[picture][selected]
    why = mark.digit, mark.crop, point, verdict, fit, data, true_digit
    dark = st.context.theme.type == "dark"
    if source == "Test digit":
        once(explain, *why, dark=dark)
    else:
        # Nobody else will ask for it: it would push out what others do ask for.
        explain(*why, size=reading.size, dark=dark)
    smallest_change_part(mark.digit, fit, data, dark)
    under_stress(mark.digit, data, by_names=by_names is not None)
    if source != "Test digit":
        answers.table(readings, verdicts, fit, by_names)


def _nothing_read(source: str, readings: list[Reading]) -> tuple[str, str]:
    """Return a headline and a sentence where there is no digit."""
    if not readings:
        return verdict_headline([]), WHAT_TO_DO[source]
    if source == "Upload":
        return "No digit was read", "The list of the files below says why."
    return "No digit was read", answers.why_none(readings[0])


def _sentence(
    verdicts: list[Verdict],
    said: list[int | None],
    selected: int,
    fit: Fit,
    true_digit: int | None,
    by_names: ByNames | None,
) -> str:
    """Write what the answer to one of the digits rests on."""
    verdict = verdicts[selected]
    sentence = verdict_sentence(verdict, fit)
    if by_names is not None:
        sentence = f"{sentence} {by_names.sentence(verdict)}"
    if len(verdicts) > 1:
        answer = with_said(verdict_headline([verdict], fit), [said[selected]])
        return f"Digit {selected + 1}. {answer}. {sentence}"
    if true_digit is not None:
        right = "Right" if true_digit == verdict.digit else "Wrong"
        return f"{right}: its label is {true_digit}. {sentence}"
    return sentence


data = require_data()
controls.page_top(
    "Predict",
    "Draw, upload or photograph a digit: what the model reads, and why.",
    data,
)
fit = find_or_ask(controls.settings(data), data, new_images=True)
named, by_names = use_names(fit, data) if fit else (None, None)
_page(named, by_names, data)
take_along(fit, data)
warm_up()
fit_ahead(controls.settings(data).base, data, controls.likely_ks(data))
