"""The feature spaces compared: the last part of the Accuracy page."""

from math import isnan

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve_of, rows_of_space
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.accuracy import side_by_side
from mnist_kmeans.ui.accuracy.sweep_choice import sweep_of
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.accuracy_sentences import comparison_headline

# Seeds in the means; the galleries show the seed of the sidebar.
_SEEDS = (0, 1, 2)

# Columns of the table: the figure of a row, and its meaning.
_SHARES = {
    "Test": ("test_accuracy", "Majority-vote accuracy on the test images, in percent."),
    "Train": (
        "train_accuracy",
        "Majority-vote accuracy on the training images, in percent.",
    ),
    "Matched": (
        "matched_accuracy",
        "Matched accuracy on the test images, in percent: each digit gets one cluster.",
    ),
    "NMI": (
        "nmi",
        "How much cluster and digit tell of each other, on the test images: 0 nothing, "
        "100 all.",
    ),
}
_TIMES = {
    "k-means": ("fit_seconds", "Seconds of one fit, other fits running beside it."),
    "Features": (
        "feature_seconds",
        "Seconds to bring all images into the feature space, the autoencoder's "
        "training included, whenever that was.",
    ),
}


def section(
    sweep: tuple[FitSettings, ...], current: FitSettings, data: DigitData
) -> None:
    """Draw the comparison of the feature spaces of a sweep at the sidebar's k."""
    spaces = list(dict.fromkeys(fit.feature_space for fit in sweep))
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
            help="The autoencoder is trained for it, once, which takes most of a "
            "minute.",
        )
        return
    seeds = sorted({*_SEEDS, current.seed})
    settings = sweep_of(data, [k], spaces, seeds)
    request = SweepRequest("comparison", settings, data)
    answer = request.ask()

    # A rerun that interrupts a run resets the controls that were not drawn yet: those
    # of the answers are drawn first.
    figures, answers = st.container(), st.container()
    with answers:
        side_by_side.answers(spaces, _fits(settings, current, data), data)

    def draw() -> None:
        rows = request.rows()
        by_space = {space: rows_of_space(rows, space) for space in spaces}
        complete = {
            space: rows for space, rows in by_space.items() if len(rows) == len(seeds)
        }
        if complete:
            once(_figures, complete, k, seeds)
        fits = _fits(settings, current, data)
        if fits:
            once(side_by_side.galleries, fits, current)

    with figures:
        watch(draw, request.ask, answer)


def _fits(
    settings: tuple[FitSettings, ...], current: FitSettings, data: DigitData
) -> dict[str, Fit]:
    """Return the fits with the sidebar's seed that are ready, by feature space."""
    fits = {
        setting.feature_space: FitRequest(setting, data).find()
        for setting in settings
        if setting.seed == current.seed
    }
    return {space: fit for space, fit in fits.items() if fit is not None}


def _compare_all() -> None:
    st.session_state["compare"] = list(FEATURE_SPACES)


def _figures(by_space: dict[str, list[Row]], k: int, seeds: list[int]) -> None:
    if len(by_space) > 1:
        means = {
            space: _mean(rows, "test_accuracy") for space, rows in by_space.items()
        }
        st.subheader(comparison_headline(means, k))
    row = next(iter(by_space.values()))[0]
    shares = {
        name: column for name, column in _SHARES.items() if not isnan(row[column[0]])
    }
    table = [
        {
            "Feature space": space,
            **{name: 100 * _mean(rows, key) for name, (key, _) in shares.items()},
            **{name: _mean(rows, key) for name, (key, _) in _TIMES.items()},
        }
        for space, rows in by_space.items()
    ]
    columns = {
        name: st.column_config.ProgressColumn(
            help=meaning, format="%.1f", min_value=0, max_value=100, width="small"
        )
        for name, (_, meaning) in shares.items()
    } | {
        name: st.column_config.NumberColumn(
            help=meaning, format="%.1f s", width="small"
        )
        for name, (_, meaning) in _TIMES.items()
    }
    st.dataframe(table, column_config=columns, hide_index=True)
    st.caption(
        f"At k = {k}, the mean of seeds {', '.join(map(str, seeds))}, in percent. Test "
        "and Train are majority-vote accuracy; "
        + "Matched gives each digit one cluster; "
        * ("Matched" in shares)
        + "NMI is how much cluster and digit tell of each other. Higher is better. The "
        "times are this machine's; lower is better. In hog and autoencoder k-means is "
        "fitted up to 20 times, the more often the fewer the clusters, and the fit of "
        "lowest inertia is kept."
    )


def _mean(rows: list[Row], figure: str) -> float:
    """Return the mean of a figure over the fits of one k."""
    return float(curve_of(rows, figure).mean[0])
