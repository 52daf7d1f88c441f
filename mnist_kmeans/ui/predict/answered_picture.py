"""A picture with boxes and answers on it, a browser component."""

from collections.abc import Callable
from typing import Any

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui.predict.answers import answer
from mnist_kmeans.ui.predict.readings import Mark, Reading
from mnist_kmeans.ui.shared.component import component, sent
from mnist_kmeans.words.correction_sentences import with_said
from mnist_kmeans.words.verdict_sentences import verdict_headline

_component = component("answered_picture", __file__)


def answered_picture(
    reading: Reading,
    verdicts: list[Verdict],
    fit: Fit,
    selected: int,
    *,
    on_pick: Callable[[int], None],
    on_correct: Callable[[dict[str, Any]], None],
) -> None:
    """Show a picture with a box and an answer at each digit, to pick and to correct.

    Parameters
    ----------
    reading : Reading
    verdicts : list of Verdict
        One for each digit.
    fit : Fit
    selected : int
        Index of the digit to mark.
    on_pick : callable
        Called with the index of the digit picked.
    on_correct : callable
        Called with what `take_correction` takes.
    """
    boxes = [
        _digit_box(number, mark, verdict, fit)
        for number, (mark, verdict) in enumerate(
            zip(reading.marks, verdicts, strict=True), 1
        )
    ]
    blank = [
        {"box": box, "said": None, "blank": True, "title": "A box without ink"}
        for box in reading.without_ink
    ]
    key = "picture"

    def picked() -> None:
        digit = sent(key, "picked")
        if digit is not None:
            on_pick(int(digit))

    def corrected() -> None:
        correction = sent(key, "corrected")
        if correction is not None:
            on_correct(correction)

    _component(
        key=key,
        data={
            "key": reading.key,
            "serial": reading.serial,
            "preview": reading.preview,
            "size": reading.size,
            "small": max(reading.size) < 280,
            "label": f"{reading.name}, {len(boxes)} digits found",
            "selected": selected,
            "boxes": boxes + blank,
            "can_correct": bool(reading.copy),
            "corrected": reading.is_corrected or bool(blank),
            "invitation": "Correct boxes" if boxes else "Draw a box around a digit",
            "colors": [(color, text_on(color)) for color in DIGIT_COLORS],
        },
        on_picked_change=picked,
        on_corrected_change=corrected,
    )


def _digit_box(number: int, mark: Mark, verdict: Verdict, fit: Fit) -> dict[str, Any]:
    """Return a digit's box as the component takes it."""
    shown = verdict.digit if mark.said is None else mark.said
    text = answer(verdict, mark)
    unsure = "?" in text
    doubt = f". {verdict_headline([verdict], fit)}" if unsure else ""
    title = with_said(f"Digit {number}: read as {verdict.digit}", [mark.said])
    return {
        "box": mark.digit.box,
        "said": mark.said,
        "text": text if mark.said is None else f"said {text}",
        "title": title + doubt,
        "odd": unsure,
        "color": DIGIT_COLORS[shown],
        "ink": text_on(DIGIT_COLORS[shown]),
    }
