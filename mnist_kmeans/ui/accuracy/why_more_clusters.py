"""Why do more clusters help? The answer in three parts, with live numbers."""

from typing import Any

import streamlit as st

from mnist_kmeans.charts import over_k
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve_of
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.accuracy import two_accuracies
from mnist_kmeans.ui.accuracy.other_figures import image_form
from mnist_kmeans.ui.accuracy.sweep_choice import choose
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.baseline_request import BaselineRequest
from mnist_kmeans.ui.requests.request import ask_all
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.accuracy_sentences import (
    gap_headline,
    gap_reason,
    labels_sentences,
)


def show(current: FitSettings, data: DigitData, dark: bool) -> None:
    """Draw all parts, from the rows of a sweep in the current feature space."""
    st.header("Why do more clusters help?", anchor=False)
    st.markdown(
        "With more clusters, each way of writing a digit can have a centroid of its "
        "own: a slanted 7, a crossed 7. But even a senseless split can only raise "
        "**train** accuracy, so **test** accuracy is the figure to trust; and with one "
        "cluster for each image nothing is grouped any more. First, what is counted:"
    )
    two_accuracies.section(current, data, dark)
    answer = st.container()
    sweep = SweepRequest("sweep", choose(data, current), data)
    baselines = [
        BaselineRequest(name, current, data) for name in ("prototypes", "neighbour")
    ]
    requests = [sweep, *baselines]

    def draw() -> None:
        rows = sweep.rows()
        if len({row["n_clusters"] for row in rows}) < 2:
            st.caption("The rest needs fits at two values of k at least.")
            return
        prototypes, neighbour = (request.find() for request in baselines)
        form = image_form()
        once(_more_clusters, rows, current, neighbour, dark, form)
        once(_labels_needed, rows, current, prototypes, dark, form)

    with answer:
        watch(draw, lambda: ask_all(requests, "Being computed, once"), seconds=1)


def _more_clusters(
    rows: list[Row],
    current: FitSettings,
    neighbour: float | None,
    dark: bool,
    form: str,
) -> None:
    train, test = curve_of(rows, "train_accuracy"), curve_of(rows, "test_accuracy")
    st.subheader("2. A split can only raise train accuracy", anchor=False)
    st.markdown(
        "Split a cluster in two and name each part by its own majority: at least as "
        "many training images are read right as before. In the end, at k = n, each is "
        "its own cluster and **train accuracy is 100%**, whatever was learnt. **Test "
        "accuracy is the honest curve**: at k = n each test image is read as the "
        f"training image nearest to it. {gap_headline(train, test)}. "
        f"{gap_reason(train, test, current.n_train)}"
    )
    st.plotly_chart(
        over_k.gap_chart(
            train, test, current.n_train, neighbour, current.n_clusters, dark=dark
        ),
        key="gap",
        config=over_k.download_config("gap", form),
        alt="Train and test accuracy up to one cluster an image, and the gap",
    )


def _labels_needed(
    rows: list[Row], current: FitSettings, prototypes: Any, dark: bool, form: str
) -> None:
    one_label, full = (
        curve_of(rows, "one_label_accuracy"),
        curve_of(rows, "test_accuracy"),
    )
    st.subheader("3. How many labels does it need?", anchor=False)
    st.markdown(
        labels_sentences(
            one_label, full, current.n_clusters, current.n_train, prototypes
        )
    )
    st.plotly_chart(
        over_k.figure_chart(
            {"full vote": full, "one label a cluster": one_label},
            "accuracy on the test images",
            current.n_clusters,
            form=".1%",
            log=True,
            dark=dark,
        ),
        key="labels",
        config=over_k.download_config("labels", form),
        alt="Test accuracy with all labels and with one label a cluster",
    )
