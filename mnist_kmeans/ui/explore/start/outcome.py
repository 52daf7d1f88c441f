"""What came of one's own first centroids, beside random starts."""

from math import isnan
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.exports import csv_text
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.sweep import (
    Row,
    digits_with_a_cluster,
    sweep_row,
    sweep_settings,
)
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.controls.first_tokens import First
from mnist_kmeans.ui.explore import watch
from mnist_kmeans.ui.explore.start.ways import ways
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.ui.shared.present import DETAILS
from mnist_kmeans.ui.shared.waiting import watch as watching
from mnist_kmeans.words.by_hand.start_sentences import (
    means_sentence,
    random_starts_sentence,
    start_headline,
    yardstick_sentence,
)

# Random starts beside it: seeds of the tab Luck, where one start is usual.
_N_RANDOM = 10

_FIGURES = {
    "inertia": ("Inertia, train: lower is better", "{:,.0f}"),
    "test_accuracy": ("Majority-vote accuracy, test: higher is better", "{:.1%}"),
    "matched_accuracy": ("Matched accuracy, test: higher is better", "{:.1%}"),
    "n_digits": ("Digits with a cluster, of ten", "{:.1f}"),
}


_STYLE = """<style>
.starts { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.starts :is(th, td) { padding: .3rem .5rem; text-align: right; line-height: 1.3;
  border: 0 solid color-mix(in srgb, currentColor 25%, transparent);
  border-bottom-width: 1px; }
.starts th { text-align: left; font-weight: 400; }
@media (max-width: 640px) {
  .starts { font-size: .78rem; }
  .starts :is(th, td) { padding: .3rem .2rem; }
}
</style>"""


def show(fit: Fit, data: DigitData, firsts: list[First], base: FitSettings) -> None:
    """Show what a fit from first centroids came to.

    Parameters
    ----------
    fit : Fit
    data : DigitData
    firsts : list of First
        What it started from.
    base : FitSettings
        The settings without them.
    """
    ended = fit.cluster_labels[: len(firsts)].tolist()
    shown = [first.shows for first in firsts]
    n_digits = digits_with_a_cluster(fit)
    with spoken("finding"):
        st.header(start_headline(shown, ended, n_digits), anchor=False)
    if [first.token for first in firsts] == [f"m{digit}" for digit in range(10)]:
        left = fit.cluster_labels[fit.cluster_counts.any(axis=1)]
        missing = sorted(set(range(10)) - set(left.tolist()))
        st.markdown(means_sentence(fit.settings.feature_space, missing))
    moved = _moved(fit)[: len(firsts)]
    ways(fit, firsts, moved)
    mean_distance = float(fit.train_distances.mean())
    st.caption(yardstick_sentence(fit.settings.feature_space, mean_distance))
    _beside_random(fit, data, base, n_digits)
    st.subheader("Watch it learn from there", anchor=False)
    watch.film(fit, data)
    with st.container(key=DETAILS + "start_csv"):
        st.download_button(
            "First and last centroids as CSV",
            lambda: csv_text(_rows(fit, firsts, moved)),
            "first-and-last.csv",
            "text/csv",
            key="start_csv",
            on_click="ignore",
        )


def _moved(fit: Fit) -> NDArray[np.float64]:
    """Return how far each first centroid is from where it ended."""
    assert fit.first_centers is not None
    offsets = np.subtract(fit.cluster_centers, fit.first_centers, dtype=np.float64)
    return np.asarray(np.linalg.norm(offsets, axis=1))


def _beside_random(fit: Fit, data: DigitData, base: FitSettings, n_digits: int) -> None:
    # One start each, where otherwise the best of several is kept.
    settings = tuple(
        sweep_settings(
            n_clusters=[base.n_clusters],
            feature_spaces=[base.feature_space],
            seeds=_N_RANDOM,
            **controls.advanced(data) | {"n_starts": 1},
        )
    )
    request = SweepRequest("random starts", settings, data)
    st.subheader("Beside random starts", anchor=False)

    def draw() -> None:
        rows = request.rows()
        if rows:
            of_random = [row["n_digits"] for row in rows]
            st.markdown(random_starts_sentence(base.n_clusters, n_digits, of_random))
        st.html(_table(sweep_row(fit, data), rows))
        st.caption(
            f"Random starts: seeds 0 to {_N_RANDOM - 1}, one start each, otherwise as "
            "set in the sidebar. Yours takes full steps to the end; mini-batches stop "
            "a little before it, at a slightly higher inertia."
        )

    watching(draw, request.ask)


def _table(own: Row, rows: list[Row]) -> str:
    lines = []
    for name, (label, form) in _FIGURES.items():
        if isnan(own[name]):
            continue  # matched accuracy, but at k = 10
        values = [row[name] for row in rows]
        cells = ["–"] * 3
        if values:
            figures = (float(np.mean(values)), min(values), max(values))
            cells = [form.format(value) for value in figures]
        mine = form.format(own[name])
        if name == "n_digits":
            mine = str(own[name])
            cells[1:] = [cell.removesuffix(".0") for cell in cells[1:]]
        numbers = "".join(f"<td>{cell}</td>" for cell in cells)
        lines.append(f"<tr><th>{label}</th><td><b>{mine}</b></td>{numbers}</tr>")
    return (
        f'{_STYLE}<table class="starts"><tr><th></th><td>Yours</td>'
        f"<td>Random: mean</td><td>lowest</td><td>highest</td></tr>"
        f"{''.join(lines)}</table>"
    )


def _rows(
    fit: Fit, firsts: list[First], moved: NDArray[np.float64]
) -> list[dict[str, Any]]:
    sizes = fit.cluster_counts.sum(axis=1)
    return [
        {
            "cluster": i,
            "first_centroid": first.source,
            "shows": "" if first.shows is None else first.shows,
            "ended_as": int(fit.cluster_labels[i]),
            "moved": f"{moved[i]:.4f}",
            "training_images": int(sizes[i]),
        }
        for i, first in enumerate(firsts)
    ]
