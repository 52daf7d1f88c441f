"""Accuracy over k: the first tab of the Accuracy page."""

from typing import Any

import streamlit as st

from mnist_kmeans.charts import over_k
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve_of, rows_of_space
from mnist_kmeans.studies.published import NOTEBOOK
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.accuracy.other_figures import by_space, image_form, other_figures
from mnist_kmeans.ui.accuracy.sweep_choice import choose
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.between_pages import link, peek
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.ui.shared.waiting import headline_first, watch
from mnist_kmeans.words.accuracy_sentences import (
    gap_headline,
    gap_reason,
    one_fit_and_mean,
    sweep_headline,
)

_SCALES = ("linear", "log")


def show(current: FitSettings, data: DigitData, dark: bool) -> None:
    """Draw accuracy over k, and another figure of the visitor's choice."""
    # The picture stands above the controls that it depends on.
    head, picture = spoken("finding"), st.container()
    settings = choose(data, current, several_spaces=True)
    request = SweepRequest("sweep", settings, data)
    answer, rows = request.ask(), request.rows()
    in_space = rows_of_space(rows, current.feature_space)
    several = any(fit.feature_space != current.feature_space for fit in settings)
    with head:
        st.header(
            sweep_headline(
                curve_of(in_space, "test_accuracy"),
                current.feature_space if several else "",
            ),
            anchor=False,
        )
    headline_first()
    log = peek("scale", _SCALES, _SCALES[0]) == "log"
    with picture:
        watch(lambda: _accuracy(request, current, log, dark), request.ask, answer)
    if rows:
        other_figures(request, current.n_clusters, log, dark)


def _pick() -> None:
    points = st.session_state["accuracy"].selection.points
    if points and 2 <= points[0]["x"] <= controls.LARGEST_K:
        controls.set_k(int(points[0]["x"]))
        st.session_state["k_picked"] = True


def _accuracy(
    request: SweepRequest, current: FitSettings, log: bool, dark: bool
) -> None:
    rows, data = request.rows(), request.data
    if rows:
        st.plotly_chart(
            once(_accuracy_chart, rows, current.n_clusters, data.is_mnist, log, dark),
            key="accuracy",
            on_select=_pick,
            selection_mode="points",
            config=over_k.download_config("accuracy", image_form()),
            alt="Train and test accuracy over k",
        )
        fit = FitRequest(current, data).find()
        this_fit = None if fit is None else float(fit.test_metrics["accuracy"])
        _what_it_shows(rows, current, this_fit, data.is_mnist)
    if st.session_state.pop("k_picked", False):
        st.rerun()


def _what_it_shows(
    rows: list[Row], current: FitSettings, this_fit: float | None, is_mnist: bool
) -> None:
    in_space = rows_of_space(rows, current.feature_space)
    k = current.n_clusters
    at_k = [row["test_accuracy"] for row in in_space if row["n_clusters"] == k]
    sentences = [one_fit_and_mean(k, current.seed, this_fit, at_k)]
    if in_space:
        train = curve_of(in_space, "train_accuracy")
        test = curve_of(in_space, "test_accuracy")
        sentences += [
            f"{gap_headline(train, test)}.",
            gap_reason(train, test, current.n_train),
        ]
    st.markdown(" ".join(filter(None, sentences)))
    why = link("accuracy", {"show": "Why"})
    st.caption(
        "Majority-vote accuracy: each cluster is named after the digit that occurs "
        f"most often among its training images ([two accuracies, explained]({why})). "
        "Lines are means over the seeds; bands run from the lowest to the highest. "
        "Click a point to set k."
    )
    if is_mnist:
        st.caption(
            "Circles are what the notebook printed for its one run, on the training "
            "images. Its test accuracy came out as 0.1135: [why?]"
            f"({link('notebook', {})}#dark)"
        )


def _accuracy_chart(
    rows: list[Row], k: int, is_mnist: bool, log: bool, dark: bool
) -> Any:
    curves = {
        space: (
            curve_of(of_space, "train_accuracy"),
            curve_of(of_space, "test_accuracy"),
        )
        for space, of_space in by_space(rows).items()
    }
    marks = NOTEBOOK if is_mnist else {}
    return over_k.accuracy_chart(curves, k, marks=marks, log=log, dark=dark)
