"""Labels under doubt, a tab of the Accuracy page: what clusters think of labels."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.suspects.outliers import relative_distances
from mnist_kmeans.studies.suspects.suspect_labels import Part, spaces_for
from mnist_kmeans.ui.accuracy.labels import doubtful, far
from mnist_kmeans.ui.accuracy.labels.picked import (
    PARTS,
    labels_of,
    pick,
)
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.request import Answer, Request, ask_all
from mnist_kmeans.ui.requests.suspects_request import SuspectsRequest
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.doubt.label_sentences import doubt_headline, outlier_headline
from mnist_kmeans.words.numbers import count_of

_DOUBTFUL, _FAR = "Doubtful labels", "Outliers"


def show(current: FitSettings, data: DigitData, dark: bool) -> None:
    """Draw the labels in doubt or the outliers of a part of the data."""
    head, choice, body = spoken("finding"), st.container(), st.container()
    with choice.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            "Look at",
            [_DOUBTFUL, _FAR],
            default=_DOUBTFUL,
            required=True,
            key="doubt_view",
            bind="query-params",
        )
        name = st.segmented_control(
            "Of the",
            list(PARTS),
            default="Test images",
            required=True,
            key="part",
            bind="query-params",
            on_change=pick,
            args=(None,),
        )
    part = PARTS[name or "Test images"]
    request, fit_request = SuspectsRequest(part, data), FitRequest(current, data)
    requests: list[Request[Any]] = [fit_request]
    if view == _DOUBTFUL:
        requests.insert(0, request)

    def ask() -> Answer[list[Any]]:
        return ask_all(requests, "Asking clusters and neighbours")

    def draw() -> None:
        found, fit = request.find(), fit_request.find()
        if fit is not None and view == _FAR:
            far.show(part, fit, data)
        elif fit is not None and found is not None:
            doubtful.show(found, fit, data)

    answer = ask()
    head.header(_headline(view, part, request, fit_request, data), anchor=False)
    with body:
        if view == _DOUBTFUL:
            spaces = spaces_for(data)
            st.caption(
                f"{count_of(3 * len(spaces), ' fits').capitalize()} in "
                f"{' and '.join(spaces)} found clusters without any label. Each label "
                "is held against what other labels say: the names of the clusters "
                "around it, by majority vote, and those of its nearest training "
                "images. Doubtful is not wrong: judge for yourself."
            )
        watch(draw, ask, answer)


def _headline(
    view: str | None,
    part: Part,
    request: SuspectsRequest,
    fit_request: FitRequest,
    data: DigitData,
) -> str:
    if view == _FAR:
        fit = fit_request.find()
        if fit is None:
            return "Images far from everything"
        return outlier_headline(part, float(relative_distances(fit, part).max()))
    found = request.find()
    if found is None:
        return "Labels under doubt"
    n_doubtful = int(np.count_nonzero(found.doubt > 0))
    return doubt_headline(part, n_doubtful, len(labels_of(data, part)))
