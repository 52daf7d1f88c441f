"""From where to where an answer holds: a strip for each way to alter a digit."""

from collections.abc import Mapping
from html import escape
from math import ceil
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.studies.stress.altering import KINDS, Kind, alter
from mnist_kmeans.studies.stress.curves import holding
from mnist_kmeans.studies.stress.reader import Reader
from mnist_kmeans.words.robustness.stress_sentences import range_words

_STYLE = Path(__file__).with_suffix(".css")


def strips(image: NDArray[np.float32], readers: Mapping[str, Reader]) -> None:
    """Show what each feature space reads as a digit is altered in each way.

    Parameters
    ----------
    image : ndarray of shape (28, 28), float32
        The digit as it was.
    readers : mapping of str to Reader
        By feature space.
    """
    altered = {
        kind.name: np.concatenate(
            [alter(image[None], {kind.name: amount}) for amount in kind.amounts]
        )
        for kind in KINDS.values()
    }
    # All at once: that each space is asked once takes a third of the time.
    everything = np.concatenate(list(altered.values()))
    ends = np.cumsum([len(images) for images in altered.values()])[:-1]
    answers = {
        space: dict(zip(KINDS, np.split(reader.read(everything), ends), strict=True))
        for space, reader in readers.items()
    }
    drawn = "".join(
        _strip(
            kind,
            altered[kind.name],
            {space: by_kind[kind.name] for space, by_kind in answers.items()},
        )
        for kind in KINDS.values()
    )
    st.html(_STYLE)
    st.html(f'<div class="strips">{drawn}</div>')


def _strip(
    kind: Kind, images: NDArray[np.float32], answers: Mapping[str, NDArray[np.uint8]]
) -> str:
    """Return the altered digits of one kind, and the answers below them, as HTML."""
    sheet, columns = sprite_sheet(images)
    zero = int(np.flatnonzero(kind.amounts == 0)[0])
    pictures = "".join(
        f'<i{" class=zero" * (i == zero)} style="--x:{i % columns};--y:{i // columns}">'
        "</i>"
        for i in range(len(images))
    )
    rows = ""
    for space, digits in answers.items():
        low, high = holding(digits, kind.name)
        holds = (kind.amounts >= low) & (kind.amounts <= high)
        cells = "".join(
            f'<b{"" if held else " class=lost"} style="--digit:{color};'
            f'--ink:{text_on(color)}">{digit}</b>'
            for digit, held in zip(digits.tolist(), holds.tolist(), strict=True)
            for color in [DIGIT_COLORS[digit]]
        )
        words = range_words(kind.name, low, high)
        said = f"{space} reads {digits[zero]}: {words} {kind.unit}"
        rows += (
            f'<span>{escape(space)}</span><div class="cells" role="img" '
            f'aria-label="{escape(said)}">{cells}</div><span>{words}</span>'
        )
    ends = f"{kind.low:g} to {kind.high:g}".replace("-", "−")
    unit = kind.unit if kind.unit == "%" else f" {kind.unit}"
    down = ceil(len(images) / columns)
    return (
        f'<section style="--sheet:url({sheet});--across:{columns};--down:{down}">'
        f"<h4>{kind.title}, {ends}{unit}</h4>"
        '<div class="rows"><span class="head"></span>'
        f'<div class="cells" aria-hidden="true">{pictures}</div>'
        f'<span class="head">holds at</span>{rows}</div></section>'
    )
