"""Digits that touch each other, cut apart by the fit on screen, and the whole again."""

from dataclasses import replace

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.recognition import recognition_score
from mnist_kmeans.on_step import silent
from mnist_kmeans.pictures.mnist_form import Digit
from mnist_kmeans.pictures.touching import cut_touching
from mnist_kmeans.ui.predict.corrections import take_correction
from mnist_kmeans.ui.predict.readings import Mark, Reading, readings_of
from mnist_kmeans.ui.requests.features_request import get_features
from mnist_kmeans.words.numbers import count_of


def cut_by(
    fit: Fit | None, data: DigitData, source: str, readings: list[Reading]
) -> list[Reading]:
    """Cut apart the digits that touch in pictures, once for each fit.

    Parameters
    ----------
    fit : Fit or None
        The one that is on screen, whose feature space is there.
    data : DigitData
    source : str
        Where the pictures come from.
    readings : list of Reading
        Those that the visitor has corrected stay as they are.

    Returns
    -------
    list of Reading
    """
    if fit is None:
        return readings
    cutter = fit.settings, data.fingerprint
    asked = [r for r in readings if r.cut_by != cutter and r.whole]
    asked = [reading for reading in asked if not reading.is_corrected]
    if not asked:
        return readings
    settings = fit.settings
    transformer = get_features(
        settings.feature_space, settings.n_train, data, silent, settings.pretrained
    ).transformer
    score = recognition_score(fit, transformer)
    kept = readings_of(source)
    for reading in asked:
        digits = cut_touching([mark.digit for mark in reading.whole], score)
        marks = tuple(_mark(digit, reading.whole) for digit in digits)
        kept[reading.key] = replace(reading, marks=marks, found=marks, cut_by=cutter)
    return [kept.get(reading.key, reading) for reading in readings]


def _mark(digit: Digit, wholes: tuple[Mark, ...]) -> Mark:
    """Return the mark of a digit, with the crop of what it was cut off."""
    box = digit.cut_from or digit.box
    crop = next(mark.crop for mark in wholes if mark.digit.box == box)
    return Mark(digit, crop)


def offer_whole(reading: Reading, selected: int, source: str) -> None:
    """Say that a digit was cut off others, and offer to take them for one."""
    whole = reading.marks[selected].digit.cut_from
    if whole is None:
        return
    pieces = [mark.digit.cut_from == whole for mark in reading.marks]

    def take_whole() -> None:
        boxes = [
            [*mark.digit.box, mark.said]
            for mark, is_piece in zip(reading.marks, pieces, strict=True)
            if not is_piece
        ]
        sent = {"picture": reading.key, "boxes": [*boxes, [*whole, None]]}
        take_correction(source, sent | {"at": len(boxes), "serial": reading.serial + 1})

    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"Cut apart: {count_of(sum(pieces), ' digits')} touch here, and the model "
            "knows the pieces better than the whole.",
            width="stretch",
        )
        st.button("Take them for one digit", on_click=take_whole, key="take_whole")
