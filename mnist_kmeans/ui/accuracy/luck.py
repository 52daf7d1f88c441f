"""The seed lottery: the same k-means with many seeds."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts import over_k, seeds_and_baselines
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.counts import order_by_digit, purities
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.accuracy.other_figures import image_form
from mnist_kmeans.ui.accuracy.sweep_choice import sweep_of
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.comparison_sentences import lottery_sentences, luck_headline
from mnist_kmeans.words.numbers import percent

_N_SEEDS = 20

# Centroids shown of the best and of the worst fit.
_SHOWN = 25


def show(current: FitSettings, data: DigitData, dark: bool) -> None:
    """Draw accuracy with each of many seeds, and the best and the worst fit."""
    k, space = current.n_clusters, current.feature_space
    settings = sweep_of(data, [k], [space], _N_SEEDS)
    request = SweepRequest("lottery", settings, data)
    answer = request.ask()
    st.header(luck_headline(k, _accuracies(request.rows(), "test")), anchor=False)
    st.markdown(
        "k-means ends where its random start leads it. Here are the same k and the "
        f"same images in {space} with {_N_SEEDS} seeds, a point for each: what differs "
        "is luck."
    )
    if (starts := settings[0].n_starts or 1) > 1:
        st.caption(
            f"In {space} a seed is good for {starts} starts at this k, of which the "
            "fit of lowest inertia is kept: that leaves less to luck."
        )

    def draw() -> None:
        rows = request.rows()
        if len(rows) > 1:
            once(_lots, rows, dark, image_form())
        if len(rows) == len(settings):
            _best_and_worst(rows, settings, data)

    watch(draw, request.ask, answer)


def _accuracies(rows: list[Row], part: str) -> NDArray[np.float64]:
    return np.array([row[f"{part}_accuracy"] for row in rows])


def _lots(rows: list[Row], dark: bool, form: str) -> None:
    seeds = np.array([row["seed"] for row in rows])
    train, test = _accuracies(rows, "train"), _accuracies(rows, "test")
    st.plotly_chart(
        seeds_and_baselines.lottery_chart(
            seeds, train, test, int(seeds[train.argmax()]), dark=dark
        ),
        key="lots",
        config=over_k.download_config("seeds", form),
        alt="Train and test accuracy of each seed",
    )
    st.markdown(lottery_sentences(seeds, train, test))


def _best_and_worst(
    rows: list[Row], settings: tuple[FitSettings, ...], data: DigitData
) -> None:
    test = _accuracies(rows, "test")
    if test.max() == test.min():
        return
    for name, i in (("Best", int(test.argmax())), ("Worst", int(test.argmin()))):
        of_seed = replace(settings[0], seed=rows[i]["seed"])
        fit = FitRequest(of_seed, data).find()
        if fit is not None:
            once(_centroids, name, fit)
    st.caption(
        "The centroids of both, each with the digit it stands for and the share of its "
        "training images that show that digit."
        + f" The {_SHOWN} least pure are shown."
        * (settings[0].n_clusters > _SHOWN)
    )


def _centroids(name: str, fit: Fit) -> None:
    st.subheader(
        f"{name} on test: seed {fit.settings.seed}, {fit.test_metrics['accuracy']:.1%}",
        anchor=False,
    )
    order = order_by_digit(fit.cluster_labels, fit.cluster_counts)
    purity = purities(fit.cluster_counts)
    shown = order[np.sort(np.argsort(purity[order], kind="stable")[:_SHOWN])]
    digit_strip(
        np.clip(fit.centroid_images[shown], 0, 1),
        [percent(purity[cluster]) for cluster in shown],
        badges=fit.cluster_labels[shown].tolist(),
    )
