"""Majority-vote accuracy and matched accuracy side by side, as pictures."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_kmeans.charts.colors import DIGIT_COLORS, GREY, INK, legible, text_on
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.sprites import data_uri
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.counts import count_votes, order_by_digit
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.request import Ready
from mnist_kmeans.ui.shared.waiting import wait_for
from mnist_kmeans.words.comparison_sentences import two_accuracies_sentences

# Both are defined where there are as many clusters as digits.
_K = 10

# In the picture's units: the width of a column, a tile's side, and where the tiles and
# the middle of the digits are from the top.
_COLUMN, _TILE, _TILES_AT, _DIGITS_AT, _HEIGHT = 44, 36, 18, 148, 166


def section(current: FitSettings, data: DigitData, dark: bool) -> None:
    """Show which digit each of ten clusters gets in the one way and in the other."""
    st.subheader(
        "1. Two accuracies, at k = 10: majority vote and matched", anchor=False
    )
    # The number of starts depends on k.
    of_ten = replace(current, n_clusters=_K, n_starts=None)
    answer = wait_for(FitRequest(of_ten, data))
    if isinstance(answer, Ready):
        once(_both, answer.value, data, dark)


def match(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give each of ten clusters a digit of its own, so that most images are right.

    Parameters
    ----------
    counts : ndarray of shape (10, 10), int
        Images by cluster and digit.

    Returns
    -------
    ndarray of shape (10,), int
        The digit of each cluster (H. W. Kuhn, "The Hungarian method for the assignment
        problem", 1955).
    """
    from scipy.optimize import linear_sum_assignment

    digits: NDArray[np.int64] = linear_sum_assignment(counts, maximize=True)[1]
    return digits


def _both(fit: Fit, data: DigitData, dark: bool) -> None:
    voted = fit.cluster_labels
    matched = match(count_votes(fit.test_clusters, data.y_test, _K))
    order = order_by_digit(voted, fit.cluster_counts)
    sentences = two_accuracies_sentences(
        voted,
        matched,
        float(fit.test_metrics["accuracy"]),
        float(fit.test_metrics["matched_accuracy"]),
    )
    ways: dict[str, NDArray[Any]] = {"majority vote": voted, "matching": matched}
    columns = st.columns(2, gap="large")
    for column, (how, digits), sentence in zip(
        columns, ways.items(), sentences, strict=True
    ):
        ends = ", ".join(f"#{i} to {digits[i]}" for i in order)
        picture = _picture(fit, order, digits, voted, dark)
        with column:
            st.html(
                f'<img src="{picture}" alt="Clusters to digits by {how}: '
                f'{ends}" style="width:100%;max-width:{_K * _COLUMN}px;display:block">'
            )
            st.markdown(sentence)
    st.caption(
        f"The ten clusters of the fit at k = {_K} in {fit.settings.feature_space}, "
        f"seed {fit.settings.seed}; a thick line leads to another digit than the vote "
        "gives. Matched accuracy is only defined where there are as many clusters as "
        "digits. Compare each with its own kind only."
    )


def _picture(
    fit: Fit,
    order: NDArray[np.intp],
    digits: NDArray[Any],
    voted: NDArray[np.uint8],
    dark: bool,
) -> str:
    """Draw centroids above, digits below and a line from each to its digit."""
    middle = [_COLUMN * i + _COLUMN / 2 for i in range(_K)]
    text = 'text-anchor="middle" font-family="sans-serif"'
    parts = [
        f'<text x="{middle[place]}" y="12" {text} font-size="12" fill="{INK[dark]}">'
        f"#{cluster}</text>"
        for place, cluster in enumerate(order)
    ]
    for place, cluster in enumerate(order):
        digit = int(digits[cluster])
        width = 2 if digit == voted[cluster] else 5
        parts.append(
            f'<line x1="{middle[place]}" y1="{_TILES_AT + _TILE}" x2="{middle[digit]}" '
            f'y2="{_DIGITS_AT}" stroke="{legible(DIGIT_COLORS[digit], dark=dark)}" '
            f'stroke-width="{width}"/>'
        )
    left = (_COLUMN - _TILE) / 2
    parts += [
        f'<svg x="{_COLUMN * place + left}" y="{_TILES_AT}" width="{_TILE}" '
        f'height="{_TILE}" viewBox="0 0 28 28"><image width="28" height="28" '
        f'href="{_tile(fit, cluster)}" style="image-rendering:pixelated"/></svg>'
        for place, cluster in enumerate(order)
    ]
    for digit, color in enumerate(DIGIT_COLORS):
        has_one = digit in digits
        fill = color if has_one else "none"
        edge = legible(color, dark=dark) if has_one else GREY
        ink = text_on(color) if has_one else INK[dark]
        parts.append(
            f'<circle cx="{middle[digit]}" cy="{_DIGITS_AT}" r="15" fill="{fill}" '
            f'stroke="{edge}" stroke-width="2"'
            + ' stroke-dasharray="4 3"'
            * (not has_one)
            + f'/><text x="{middle[digit]}" y="{_DIGITS_AT + 6}" {text} '
            f'font-size="17" font-weight="700" fill="{ink}">{digit}</text>'
        )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_K * _COLUMN} '
        f'{_HEIGHT}">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _tile(fit: Fit, cluster: int) -> str:
    pixels = np.rint(255 * np.clip(fit.centroid_images[cluster], 0, 1))
    return data_uri(Image.fromarray(pixels.astype(np.uint8)))
