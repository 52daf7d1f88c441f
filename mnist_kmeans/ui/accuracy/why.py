"""Why do more clusters help? The answer in four parts, with live numbers."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_kmeans.charts import over_k, seeds_and_baselines
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve_of, rows_of_space
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.accuracy import other_ways
from mnist_kmeans.ui.accuracy.sweep_choice import sweep_of
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.background.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.waiting import watch

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
    requests = other_ways.requests(current, data)
    baselines = other_ways.accuracies(requests)
    once(_more_clusters, rows, current, baselines, dark, form)
    other_ways.section(requests, current, data, dark, form)
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
    gap = 100 * (train.mean - test.mean)
    last = int(train.n_clusters[-1])
    ahead = "ahead of" if gap[-1] >= 0 else "behind"
    st.subheader("1. A split can only raise train accuracy")
    st.markdown(
        "Split a cluster in two and name each part by its own majority: at least as "
        "many training images are read right as before. In the end, at k = n, each is "
        "its own cluster and **train accuracy is 100%**, whatever was learnt. **Test "
        "accuracy is the honest curve**: at k = n each test image is read as the "
        f"training image nearest to it. At k = {last} train is "
        f"**{abs(gap[-1]):.1f} points** {ahead} test."
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
    at = np.flatnonzero(one_label.n_clusters == current.n_clusters)
    i = int(at[0]) if len(at) else -1
    k = int(one_label.n_clusters[i])
    random_images = ""
    if "prototypes" in baselines and k == current.n_clusters:
        random_images = (
            f" {k} labels spent on random images, of which the nearest wins, give "
            f"**{baselines['prototypes'].mean():.1%}**."
        )
    st.subheader("3. How many labels does it need?")
    st.markdown(
        f"Suppose each label costs money. At k = {k}, buy the label of **one image a "
        f"cluster**, the nearest to its centroid: **{k} labels** give "
        f"**{one_label.mean[i]:.1%}** on the test images. The full vote of "
        f"{current.n_train:,} labels gives **{full.mean[i]:.1%}**.{random_images}"
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
    train = np.array([row["train_accuracy"] for row in rows])
    test = np.array([row["test_accuracy"] for row in rows])
    best = int(train.argmax())
    rank = int((test > test[best]).sum()) + 1
    st.markdown(
        f"Test accuracy runs from **{test.min():.1%}** to **{test.max():.1%}**, "
        f"mean {test.mean():.1%}. Seed **{rows[best]['seed']}** was luckiest on "
        f"train with {train[best]:.1%}; on test it scores **{test[best]:.1%}**, "
        f"number {rank} of {len(rows)}."
    )
    st.plotly_chart(
        seeds_and_baselines.lottery_chart(
            np.array([row["seed"] for row in rows]),
            train,
            test,
            rows[best]["seed"],
            dark=dark,
        ),
        key="lots",
        config=over_k.download_config("seeds", form),
        alt="Train and test accuracy of each seed",
    )


def _draw_lots(settings: tuple[FitSettings, ...]) -> None:
    st.session_state["lottery"] = settings
