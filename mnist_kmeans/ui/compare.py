"""The feature spaces side by side: the last part of the Accuracy page."""

from collections.abc import Sequence
from math import isnan

import numpy as np
import streamlit as st

from mnist_kmeans.data import DigitData
from mnist_kmeans.explain import compare_fits, comparison_headline, percent
from mnist_kmeans.fits import Fit, FitSettings
from mnist_kmeans.spaces import FEATURE_SPACES
from mnist_kmeans.sweep import Row, curve, sweep_settings
from mnist_kmeans.tables import purities
from mnist_kmeans.ui import cache, components, state, sweeps

# Seeds of the means; the galleries show the seed of the sidebar.
_SEEDS = (0, 1, 2)

# Test digits shown of each kind.
_SHOWN = 14

# Centroids that stand beside each other.
_IN_A_LINE = 12

_FIGURES = {
    "Accuracy, test": "test_accuracy",
    "Accuracy, train": "train_accuracy",
    "Matched, test": "matched_accuracy",
    "NMI, test": "nmi",
}


def section(
    swept: tuple[FitSettings, ...], current: FitSettings, data: DigitData
) -> None:
    """Draw the comparison of the feature spaces of a sweep at the sidebar's k."""
    spaces = list(dict.fromkeys(one.feature_space for one in swept))
    k = current.n_clusters
    st.header("Compare feature spaces", anchor="compare")
    st.caption(
        "k-means knows nothing but distances. In another feature space other images "
        "are near each other, so that it finds other clusters, though it works in the "
        "same way and still sees no label."
    )
    if len(spaces) < 2:
        st.markdown("Choose feature spaces at the top of the page, or take all:")
        st.button(
            f"Compare all {len(FEATURE_SPACES)}",
            on_click=_compare_all,
            help="The autoencoder is trained first, which takes most of a minute, "
            "once.",
        )
        return
    seeds = sorted({*_SEEDS, current.seed})
    settings = tuple(
        sweep_settings(
            n_clusters=[k],
            feature_spaces=spaces,
            seeds=seeds,
            **state.advanced(data),
        )
    )

    def draw() -> None:
        rows = cache.sweep_rows(settings, data)
        if rows:
            _figures(rows, k, seeds)
        fits = {
            one.feature_space: fit
            for one in settings
            if one.seed == current.seed
            and (fit := cache.find_fit(one, data)) is not None
        }
        if fits:
            _galleries(fits, current)
        if len(fits) > 1:
            _answers(fits, data)

    sweeps.watch(draw, "comparison", settings, data)


def _compare_all() -> None:
    st.session_state["compare"] = list(FEATURE_SPACES)


def _figures(rows: list[Row], k: int, seeds: Sequence[int]) -> None:
    known = {row["feature_space"] for row in rows}
    spaces = [space for space in FEATURE_SPACES if space in known]
    own = {space: sweeps.of_space(rows, space) for space in spaces}
    means = {
        space: float(curve(found, "test_accuracy").mean[0])
        for space, found in own.items()
    }
    if len(means) > 1:
        st.subheader(comparison_headline(means, k))
    shown = {name: key for name, key in _FIGURES.items() if not isnan(rows[0][key])}
    times = {"Fit time": "fit_seconds", "Feature time": "feature_seconds"}
    table = [
        {
            "Feature space": space,
            **{
                name: float(curve(found, key).mean[0])
                for name, key in (shown | times).items()
            },
        }
        for space, found in own.items()
    ]
    share = st.column_config.ProgressColumn(
        format="%.3f", min_value=0, max_value=1, width="small"
    )
    seconds = st.column_config.NumberColumn(format="%.2f s", width="small")
    st.dataframe(
        table,
        column_config=dict.fromkeys(shown, share) | dict.fromkeys(times, seconds),
        hide_index=True,
    )
    st.caption(
        f"At k = {k}, the mean of seeds {', '.join(map(str, seeds))}. Accuracy is by "
        "majority vote; "
        + "matched accuracy gives each digit one cluster; "
        * ("Matched, test" in shown)
        + "NMI is how much cluster and digit tell of each other. Higher is better. "
        "Times are of this machine, a fit's with other fits beside it; the feature "
        "space is computed once for all fits. Lower is better."
    )


def _galleries(fits: dict[str, Fit], current: FitSettings) -> None:
    k = current.n_clusters
    st.subheader("The centroids, side by side")
    st.caption(
        "Each is the mean image of its members, with the digit it stands for and its "
        "purity: the share of its training images that show that digit. In a good "
        f"space the means are sharp, and every digit has its own. Seed {current.seed}."
    )
    # Few enough for one line, the digits stand below each other.
    across = 1 if k <= _IN_A_LINE else 2
    for i, (space, fit) in enumerate(fits.items()):
        if i % across == 0:
            columns = st.columns(across, gap="large")
        purity = purities(fit.cluster_counts)
        order = np.lexsort((-purity, fit.cluster_labels))
        with columns[i % across]:
            st.markdown(
                f"**{space}**: {fit.test_metrics['accuracy']:.1%} of the test digits "
                "read right"
            )
            with st.container(height=300 if k > 25 else "content", border=False):
                components.digit_strip(
                    np.clip(fit.centroid_images[order], 0, 1),
                    [percent(purity[cluster]) for cluster in order],
                    badges=fit.cluster_labels[order].tolist(),
                )


def _answers(fits: dict[str, Fit], data: DigitData) -> None:
    st.subheader("What one reads right and the other wrong")
    spaces = list(fits)
    with st.container(horizontal=True):
        first = st.selectbox(
            "Feature space",
            spaces,
            len(spaces) - 1,
            key="first",
            bind="query-params",
            width=180,
        )
        others = [space for space in spaces if space != first]
        second = st.selectbox(
            "against", others, key="second", bind="query-params", width=180
        )
    found = compare_fits(fits[first], fits[second], data.y_test)
    st.markdown(
        f"Of the {len(data.y_test):,} test digits both read **{len(found.both):,}** "
        f"right, only {first} **{len(found.first):,}**, only {second} "
        f"**{len(found.second):,}**, and neither **{len(found.neither):,}**."
    )
    columns = st.columns(2, gap="large")
    for column, right, wrong, indices in (
        (columns[0], first, second, found.first),
        (columns[1], second, first, found.second),
    ):
        with column:
            st.markdown(f"**Right in {right}, wrong in {wrong}**")
            if not len(indices):
                st.caption("There is none.")
                continue
            # From all over the test images: none is picked for its looks.
            shown = indices[:: max(1, len(indices) // _SHOWN)][:_SHOWN]
            fit = fits[wrong]
            said = fit.cluster_labels[fit.test_clusters[shown]]
            components.digit_strip(
                data.x_test[shown],
                [f"not {digit}" for digit in said],
                badges=data.y_test[shown].tolist(),
                links=[
                    state.link(
                        "predict",
                        {"features": wrong, "from": "Test digit", "test": index},
                    )
                    for index in shown
                ],
            )
    st.caption(
        f"Up to {_SHOWN} of each, evenly spaced over the test images: in colour the "
        "label, which the one read, then what the other took it for. A click shows "
        "why, on the Predict page."
    )
