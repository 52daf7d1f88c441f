"""k-means beside other ways of reading the same digits, and published figures."""

import numpy as np
import streamlit as st

from mnist_kmeans.charts import over_k
from mnist_kmeans.charts.seeds_and_baselines import bars_chart
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.published import PUBLISHED
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.accuracy.other_figures import image_form
from mnist_kmeans.ui.accuracy.sweep_choice import sweep_of
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.baseline_request import BaselineRequest
from mnist_kmeans.ui.requests.request import ask_all
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.comparison_sentences import others_headline

# Seeds in the mean of k-means.
_N_SEEDS = 3

# The quickest first.
_BASELINES = ("prototypes", "logistic", "neighbour")


def section(current: FitSettings, data: DigitData, dark: bool) -> None:
    """Draw test accuracy in bars, and published figures in a table."""
    k, space = current.n_clusters, current.feature_space
    baselines = {name: BaselineRequest(name, current, data) for name in _BASELINES}
    sweep = SweepRequest("now", sweep_of(data, [k], [space], _N_SEEDS), data)
    requests = [*baselines.values(), sweep]

    def draw() -> None:
        rows = sweep.rows()
        results = {
            name: float(np.mean(result))
            for name, request in baselines.items()
            if (result := request.find()) is not None
        }
        if len(rows) == len(sweep.settings):
            results["k-means"] = float(np.mean([row["test_accuracy"] for row in rows]))
        once(_others, results, current, dark, image_form())
        if data.is_mnist:  # published figures are MNIST's
            once(_published, rows, k, space)

    watch(draw, lambda: ask_all(requests, "Being computed, once"), seconds=1)


def _others(
    results: dict[str, float], current: FitSettings, dark: bool, form: str
) -> None:
    k = current.n_clusters
    st.header(others_headline(k, results), anchor=False)
    names = {
        "prototypes": f"{k} random training images, nearest wins",
        "k-means": f"k-means, k = {k}",
        "logistic": "logistic regression",
        "neighbour": "nearest of all training images",
    }
    ways = [way for way in names if way in results]
    if ways:
        st.plotly_chart(
            bars_chart(
                [names[way] for way in ways],
                [results[way] for way in ways],
                ways.index("k-means") if "k-means" in ways else -1,
                dark=dark,
            ),
            key="compared",
            config=over_k.download_config("other-ways", form),
            alt="Test accuracy of k-means and of other ways",
        )
    st.caption(
        f"All in {current.feature_space}, on {current.n_train:,} training images. "
        f"k-means: mean of seeds 0 to {_N_SEEDS - 1}; random images: mean of 20 draws. "
        "Logistic regression and nearest neighbour use every training label; k-means "
        "uses labels only to name its clusters."
    )


# What is published of raw pixels; all else is of features that are learnt.
_ON_PIXELS = "k-means on pixels"


def _published(rows: list[Row], k: int, space: str) -> None:
    measured = {
        "majority vote, train": "train_accuracy",
        "majority vote, test": "test_accuracy",
        "matched": "matched_accuracy",
    }
    st.header("What others published", anchor=False)
    st.dataframe(
        [
            {
                "model": figure.what,
                "k": figure.n_clusters,
                "measure": figure.measure,
                "published": f"{figure.accuracy:.3f}",
                f"here, {space}": (
                    f"{np.mean([row[measured[figure.measure]] for row in rows]):.3f}"
                    if rows
                    and figure.n_clusters == k
                    and (figure.what == _ON_PIXELS) == (space == "pixels")
                    else ""
                ),
                "source": figure.source,
            }
            for figure in PUBLISHED
        ],
        hide_index=True,
    )
    st.caption(
        "Compare within one measure only. Matched accuracy gives each digit one "
        "cluster; majority vote gives each cluster one digit. DEC, IDEC, VaDE and N2D "
        "are networks trained to cluster. A figure of here, the mean of seeds 0 to "
        f"{_N_SEEDS - 1}, stands where k is {k} and the features are of the same kind: "
        "raw pixels, or others."
    )
