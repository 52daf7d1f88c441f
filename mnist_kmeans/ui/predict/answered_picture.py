"""A picture with boxes and answers on it, a browser component."""

from collections.abc import Callable

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui.predict.answers import answer
from mnist_kmeans.ui.predict.readings import Reading
from mnist_kmeans.ui.shared.component import component, sent
from mnist_kmeans.words.verdict_sentences import verdict_headline

_component = component("answered_picture", __file__)


def answered_picture(
    reading: Reading,
    verdicts: list[Verdict],
    fit: Fit,
    selected: int,
    on_pick: Callable[[int], None],
) -> None:
    """Show a picture with a box and an answer at each digit; a click picks a digit.

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
    """
    width, height = reading.size
    boxes = []
    for i, (digit, verdict) in enumerate(zip(reading.digits, verdicts, strict=True), 1):
        left, top, right, bottom = digit.box
        color = DIGIT_COLORS[verdict.digit]
        text = answer(verdict)
        unsure = "?" in text
        doubt = f". {verdict_headline([verdict], fit)}" if unsure else ""
        boxes.append(
            {
                "left": left / width,
                "top": top / height,
                "width": (right - left) / width,
                "height": (bottom - top) / height,
                "text": text,
                "title": f"Digit {i}: read as {verdict.digit}{doubt}",
                "odd": unsure,
                "color": color,
                "ink": text_on(color),
            }
        )
    key = "picture"

    def picked() -> None:
        digit = sent(key, "picked")
        if digit is not None:
            on_pick(int(digit))

    _component(
        key=key,
        data={
            "preview": reading.preview,
            "small": max(width, height) < 280,
            "label": f"{reading.name}, {len(boxes)} digits found",
            "selected": selected,
            "boxes": boxes,
        },
        on_picked_change=picked,
    )
