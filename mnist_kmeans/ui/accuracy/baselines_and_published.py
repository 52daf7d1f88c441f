"""k-means beside other ways of reading the same digits, and published figures."""

from typing import Any

import numpy as np
import streamlit as st

from mnist_kmeans.charts import over_k
from mnist_kmeans.charts.seeds_and_baselines import bars_chart
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.published import PUBLISHED
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.accuracy.sweep_choice import sweep_of
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.baseline_request import BaselineRequest
from mnist_kmeans.ui.requests.request import ask_all
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.waiting import watch

# Seeds in the mean of k-means.
_N_SEEDS = 3

# The quickest first.
_BASELINES = ("prototypes", "logistic", "neighbour")


def requests(current: FitSettings, data: DigitData) -> list[BaselineRequest]:
    """List the requests for the baselines that k-means is compared with."""
    return [BaselineRequest(name, current, data) for name in _BASELINES]


def accuracies(requests: list[BaselineRequest]) -> dict[str, Any]:
    """Return the results of the baselines that are ready, by name."""
    results = {request.purpose: request.find() for request in requests}
    return {name: result for name, result in results.items() if result is not None}


def section(
    requests: list[BaselineRequest],
    current: FitSettings,
    data: DigitData,
    dark: bool,
    form: str,
) -> None:
    """Draw test accuracy in bars, and published figures in a table."""
    k, space = current.n_clusters, current.feature_space
    st.subheader(f"2. Is {k} clusters a lot? Other ways on the same test images")
    sweep = SweepRequest("now", sweep_of(data, [k], [space], _N_SEEDS), data)

    names = {
        "prototypes": f"{k} random training images, nearest wins",
        "k-means": f"k-means, k = {k}",
        "logistic": "logistic regression",
        "neighbour": "nearest of all training images",
    }

    def draw() -> None:
        rows, results = sweep.rows(), accuracies(requests)
        if rows:
            results["k-means"] = [row["test_accuracy"] for row in rows]
        if results:
            once(_bars, results, names, dark, form)

    all_requests = [*requests, sweep]
    watch(draw, lambda: ask_all(all_requests, "Being computed, once"), seconds=1)
    st.caption(
        f"All in {space}, on {current.n_train:,} training images. k-means: mean of "
        f"seeds 0 to {_N_SEEDS - 1}; random images: mean of 20 draws. Logistic "
        "regression and nearest neighbour use every training label; k-means uses "
        "labels only to name its clusters."
    )
    if data.is_mnist:  # published figures are MNIST's
        with st.expander("What others published"):
            once(_published, sweep.rows(), k, space)


def _bars(
    results: dict[str, Any], names: dict[str, str], dark: bool, form: str
) -> None:
    ways = [way for way in names if way in results]
    st.plotly_chart(
        bars_chart(
            [names[way] for way in ways],
            [float(np.mean(results[way])) for way in ways],
            ways.index("k-means") if "k-means" in ways else -1,
            dark=dark,
        ),
        key="compared",
        config=over_k.download_config("other-ways", form),
        alt="Test accuracy of k-means and of other ways",
    )


def _published(rows: list[Row], k: int, space: str) -> None:
    measured = {
        "majority vote, train": "train_accuracy",
        "majority vote, test": "test_accuracy",
        "matched": "matched_accuracy",
    }
    st.dataframe(
        [
            {
                "model": figure.what,
                "k": figure.n_clusters,
                "measure": figure.measure,
                "published": figure.accuracy,
                f"here, {space}": (
                    float(np.mean([row[measured[figure.measure]] for row in rows]))
                    if rows and figure.n_clusters == k
                    else None
                ),
                "source": figure.source,
            }
            for figure in PUBLISHED
        ],
        column_config={
            "published": st.column_config.NumberColumn(format="%.3f"),
            f"here, {space}": st.column_config.NumberColumn(format="%.3f"),
        },
        hide_index=True,
    )
    st.caption(
        "Compare within one measure only. Matched accuracy gives each digit one "
        "cluster; majority vote gives each cluster one digit, and is higher. The "
        "figures here are the mean of seeds 0 to 2 at the k of the slider."
    )
