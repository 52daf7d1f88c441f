"""Why do more clusters help? The answer in four parts, with live numbers."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_kmeans.charts import over_k, seeds_and_baselines
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve_of, rows_of_space
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.accuracy import baselines_and_published
from mnist_kmeans.ui.accuracy.sweep_choice import sweep_of
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.accuracy_sentences import (
    gap_sentence,
    labels_sentences,
    lottery_sentences,
)

# Seeds of the lottery.
_N_SEEDS = 20


def section(
    rows: list[Row], current: FitSettings, data: DigitData, dark: bool, form: str
) -> None:
    """Draw all four parts, from the rows of a sweep and the current settings."""
    rows = rows_of_space(rows, current.feature_space)
    st.header("Why do more clusters help?", anchor="why")
    if len({row["n_clusters"] for row in rows}) < 2:
        st.caption(
            "The answer needs fits at two values of k at least. While the sweep above "
            "goes on, they may still come."
        )
        return
    requests = baselines_and_published.requests(current, data)
    baselines = baselines_and_published.accuracies(requests)
    once(_more_clusters, rows, current, baselines, dark, form)
    baselines_and_published.section(requests, current, data, dark, form)
    once(_labels_needed, rows, current, baselines, dark, form)
    _lottery(current, data, dark, form)


def _more_clusters(
    rows: list[Row],
    current: FitSettings,
    baselines: dict[str, Any],
    dark: bool,
    form: str,
) -> None:
    train, test = curve_of(rows, "train_accuracy"), curve_of(rows, "test_accuracy")
    st.subheader("1. A split can only raise train accuracy")
    st.markdown(
        "Split a cluster in two and name each part by its own majority: at least as "
        "many training images are read right as before. In the end, at k = n, each is "
        "its own cluster and **train accuracy is 100%**, whatever was learnt. **Test "
        "accuracy is the honest curve**: at k = n each test image is read as the "
        f"training image nearest to it. {gap_sentence(train, test)}"
    )
    st.plotly_chart(
        over_k.gap_chart(
            train,
            test,
            current.n_train,
            baselines.get("neighbour"),
            current.n_clusters,
            dark=dark,
        ),
        key="gap",
        config=over_k.download_config("gap", form),
        alt="Train and test accuracy up to one cluster an image, and the gap",
    )


def _labels_needed(
    rows: list[Row],
    current: FitSettings,
    baselines: dict[str, Any],
    dark: bool,
    form: str,
) -> None:
    one_label, full = (
        curve_of(rows, "one_label_accuracy"),
        curve_of(rows, "test_accuracy"),
    )
    st.subheader("3. How many labels does it need?")
    st.markdown(
        labels_sentences(
            one_label,
            full,
            current.n_clusters,
            current.n_train,
            baselines.get("prototypes"),
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


def _lottery(current: FitSettings, data: DigitData, dark: bool, form: str) -> None:
    k = current.n_clusters
    st.subheader("4. The seed lottery")
    st.markdown(
        "k-means ends where its random start leads it. The same k, the same images, "
        f"{_N_SEEDS} seeds: how much is luck?"
    )
    settings = sweep_of(data, [k], [current.feature_space], _N_SEEDS)
    request = SweepRequest("lottery", settings, data)
    if request.find() is None and st.session_state.get("lottery") != settings:
        st.button(
            f"Draw {_N_SEEDS} seeds at k = {k}", on_click=_draw_lots, args=(settings,)
        )
        return

    def draw() -> None:
        rows = request.rows()
        if len(rows) > 1:
            once(_lots, rows, dark, form)

    watch(draw, request.ask)


def _lots(rows: list[Row], dark: bool, form: str) -> None:
    seeds = np.array([row["seed"] for row in rows])
    train = np.array([row["train_accuracy"] for row in rows])
    test = np.array([row["test_accuracy"] for row in rows])
    st.markdown(lottery_sentences(seeds, train, test))
    st.plotly_chart(
        seeds_and_baselines.lottery_chart(
            seeds, train, test, int(seeds[train.argmax()]), dark=dark
        ),
        key="lots",
        config=over_k.download_config("seeds", form),
        alt="Train and test accuracy of each seed",
    )


def _draw_lots(settings: tuple[FitSettings, ...]) -> None:
    st.session_state["lottery"] = settings
