"""The feature spaces compared at one k."""

from math import isnan

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES, SPACE_TITLES
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve_of, rows_of_space
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.accuracy import side_by_side
from mnist_kmeans.ui.accuracy.sweep_choice import choose_spaces, sweep_of
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.fit_request import FitRequest
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.waiting import watch
from mnist_kmeans.words.comparison_sentences import (
    comparison_headline,
    starts_sentence,
)

# Seeds in the means; the galleries show the seed of the sidebar.
_SEEDS = (0, 1, 2)

# Columns of the table, and the figure of a row that each shows.
_SHARES = {
    "Test": "test_accuracy",
    "Train": "train_accuracy",
    "Matched": "matched_accuracy",
    "NMI": "nmi",
}
_TIMES = {"k-means": "fit_seconds", "Features": "feature_seconds"}


def section(current: FitSettings, data: DigitData) -> None:
    """Draw the comparison of feature spaces at the current k."""
    k = current.n_clusters
    head = st.container()
    spaces = choose_spaces(current)
    if len(spaces) < 2:
        with head:
            st.header(f"Other feature spaces at k = {k}", anchor=False)
            st.markdown(
                "k-means knows nothing but distances. In another feature space other "
                "images are near each other, so that it finds other clusters, though "
                "it still sees no label. Choose one or more, or take all:"
            )
        st.button(f"Compare all {len(FEATURE_SPACES)}", on_click=_compare_all)
        if not data.is_mnist:
            st.caption("Two of them are trained for it, once: some minutes.")
        return
    seeds = sorted({*_SEEDS, current.seed})
    settings = sweep_of(data, [k], spaces, seeds)
    request = SweepRequest("comparison", settings, data)
    answer = request.ask()
    with head:
        st.header(_headline(_complete(request.rows(), spaces, seeds), k), anchor=False)
        starts = {fit.feature_space: fit.n_starts or 1 for fit in settings}
        st.markdown(starts_sentence(starts, k))

    # A rerun that interrupts a run resets the controls that were not drawn yet: those
    # of the answers are drawn first.
    figures, answers = st.container(), st.container()
    with answers:
        side_by_side.answers(spaces, _fits(settings, current, data), data)

    def draw() -> None:
        complete = _complete(request.rows(), spaces, seeds)
        if complete:
            once(_figures, complete, k, seeds, starts)
        fits = _fits(settings, current, data)
        if fits:
            once(side_by_side.galleries, fits, current)

    with figures:
        watch(draw, request.ask, answer)


def _complete(
    rows: list[Row], spaces: list[str], seeds: list[int]
) -> dict[str, list[Row]]:
    """Return the rows of the feature spaces of which all seeds are there."""
    by_space = {space: rows_of_space(rows, space) for space in spaces}
    return {space: rows for space, rows in by_space.items() if len(rows) == len(seeds)}


def _headline(complete: dict[str, list[Row]], k: int) -> str:
    if len(complete) < 2:
        return f"Feature spaces compared at k = {k}"
    means = {space: _mean(rows, "test_accuracy") for space, rows in complete.items()}
    return comparison_headline(means, k)


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


def _figures(
    by_space: dict[str, list[Row]], k: int, seeds: list[int], starts: dict[str, int]
) -> None:
    row = next(iter(by_space.values()))[0]
    shares = {
        name: column for name, column in _SHARES.items() if not isnan(row[column])
    }
    table = [
        {
            "Feature space": SPACE_TITLES[space],
            **{name: 100 * _mean(rows, key) for name, key in shares.items()},
            "Starts": starts[space],
            **{name: _mean(rows, key) for name, key in _TIMES.items()},
        }
        for space, rows in by_space.items()
    ]
    columns = {
        name: st.column_config.ProgressColumn(
            format="%.1f", min_value=0, max_value=100, width="small"
        )
        for name in shares
    } | {
        name: st.column_config.NumberColumn(format="%.1f s", width="small")
        for name in _TIMES
    }
    st.dataframe(table, column_config=columns, hide_index=True)
    st.caption(
        f"At k = {k}, the mean of seeds {', '.join(map(str, seeds))}, in percent. Test "
        "and Train are majority-vote accuracy; "
        + "Matched gives each digit one cluster; "
        * ("Matched" in shares)
        + "NMI is how much cluster and digit tell of each other. Higher is better. "
        "Starts is how many fits each seed stands for, of which the one of lowest "
        "inertia is kept. The times are this machine's: of one fit with others beside "
        "it, and of the feature space, the training of a network included, also of one "
        "that came along."
    )
    if "spectral" in by_space:
        st.caption(
            "In spectral, groups of neighbours taught the network, so that k-means has "
            "an easy task with as many clusters as groups, 10 with MNIST: an elbow or "
            "a best silhouette there is built in and no finding. Labels and test "
            "images had no part in it."
        )


def _mean(rows: list[Row], figure: str) -> float:
    """Return the mean of a figure over the fits of one k."""
    return float(curve_of(rows, figure).mean[0])
