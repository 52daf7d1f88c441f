"""What would have to change for another answer: the digit, the change, both, a way."""

import re
from dataclasses import replace
from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mnist_kmeans.charts.change_picture import change_picture
from mnist_kmeans.charts.digit_strips import digit_badge
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.sprites import data_uri
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.pictures.mnist_form import Digit
from mnist_kmeans.studies.changes.over_many import usual_distance
from mnist_kmeans.studies.changes.smallest_change import Change
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.predict.change.change_requests import (
    N_COMPARED,
    ChangeRequest,
    ChangeSizesRequest,
)
from mnist_kmeans.ui.requests.features_request import points_of
from mnist_kmeans.ui.requests.request import Ready, ask_all
from mnist_kmeans.ui.shared.waiting import wait_for, watch
from mnist_kmeans.words.numbers import listed
from mnist_kmeans.words.robustness.change_sentences import (
    ROBUSTNESS_SOURCES,
    change_sentence,
    none_sentence,
    robust_headline,
)

# On the way, in per cent of the change.
_FARTHEST, _STEP = 150, 5


def smallest_change_part(digit: Digit, fit: Fit, data: DigitData, dark: bool) -> None:
    """Show the smallest change to a digit that gives another answer, if asked for."""
    st.subheader("What would have to change?", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        is_asked = st.toggle(
            "Smallest change to another answer", key="change", bind="query-params"
        )
        if not is_asked:
            return
        answers = sorted(set(fit.cluster_labels.tolist()))
        none = [digit for digit in range(10) if digit not in answers]
        to = st.pills(
            "Answer wanted; none: any other", answers, key="to", bind="query-params"
        )
    if none:
        st.caption(f"No cluster stands for {listed(none, 'or')}: nothing is read so.")
    pixels = np.ascontiguousarray(digit.pixels, np.float32).tobytes()
    answer = wait_for(ChangeRequest(pixels, to, fit, data))
    if isinstance(answer, Ready):
        if answer.value:
            _show(answer.value[0], to, digit, fit, data, dark)
        else:
            now = judge(points_of([digit], fit, data), fit)[0].digit
            st.markdown(none_sentence(now, to))
    _over_many(controls.from_random(data).n_clusters, data)


def _show(
    change: Change,
    to: int | None,
    digit: Digit,
    fit: Fit,
    data: DigitData,
    dark: bool,
) -> None:
    n_train = fit.settings.n_train
    apart = usual_distance(data.x_train[:n_train], data.y_train[:n_train], change.digit)
    st.markdown(change_sentence(change, apart, to))
    _way(change, digit, fit, data, dark)
    st.caption(ROBUSTNESS_SOURCES)


@st.fragment
def _way(change: Change, digit: Digit, fit: Fit, data: DigitData, dark: bool) -> None:
    """Show the digit, the change, and the answer to the digit with a part of it."""
    pictures = st.container()
    share = st.slider(
        "How much of the change: at 100% the answer changes",
        0,
        _FARTHEST,
        100,
        _STEP,
        format="%d%%",
        key="share",
        bind="query-params",
    )
    image = change.at(share / 100)
    (verdict,) = judge(points_of([replace(digit, pixels=image)], fit, data), fit)
    doubt = ", a close call" if verdict.close else ""
    difference = change.changed - change.image
    largest = f"{100 * np.abs(difference).max():.0f}%"
    with pictures:
        _pictures(
            (change.image, f"{digit_badge(change.digit)} as it is"),
            (
                change_picture(difference, dark=dark),
                f"The change: blue is added, orange taken away, at most {largest} of "
                "white",
            ),
            (image, f"{digit_badge(verdict.digit)} with {share}% of it{doubt}"),
        )


def _over_many(k: int, data: DigitData) -> None:
    """Compare the sizes of the smallest changes between feature spaces."""
    if not st.toggle(
        f"Compare feature spaces over {N_COMPARED} test digits",
        key="changes",
        bind="query-params",
        help="Takes a minute or so in each space but pixels and pca, the first time.",
    ):
        return
    settings = controls.in_ready_spaces(data, by_hand=False)
    requests = [ChangeSizesRequest(of, data) for of in settings]
    answer = ask_all(requests, "Smallest changes")
    if not isinstance(answer, Ready):
        watch(lambda: None, lambda: ask_all(requests, "Smallest changes"), answer)
        return
    sizes: dict[str, float] = {
        of.feature_space: float(np.nanmedian(each))
        for of, each in zip(settings, answer.value, strict=True)
        if np.isfinite(each).any()
    }
    st.markdown(f"**{robust_headline(sizes, k)}.**")
    st.dataframe(
        [
            {
                "feature space": space,
                "smallest change": size,
                "how": "exact" if space in ("pixels", "pca") else "searched",
            }
            for space, size in sizes.items()
        ],
        hide_index=True,
        width="content",
        column_config={
            "smallest change": st.column_config.NumberColumn(
                help="Median distance in pixels of 0 to 1; larger is sturdier.",
                format="%.2f",
            )
        },
    )
    st.caption(
        "The median of the smallest changes that give another answer; larger is "
        "sturdier. Searched ones are the smallest found: the true ones are no larger. "
        "A space that reads more digits right need not withstand larger changes."
    )


def _pictures(*pictures: tuple[NDArray[Any], str]) -> None:
    """Show pictures side by side, pixelated, each with a caption of HTML."""
    figures = []
    for picture, caption in pictures:
        if picture.dtype != np.uint8:
            picture = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
        uri = data_uri(Image.fromarray(picture))
        name = escape(re.sub("<.*?>", "", caption))
        figures.append(
            '<figure style="margin:0;width:min(168px,31%);font-size:.8rem">'
            f'<img alt="{name}" src="{uri}" style="width:100%;image-rendering:'
            f'pixelated;border-radius:4px;border:1px solid #8888">{caption}</figure>'
        )
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:3%">{"".join(figures)}</div>')
