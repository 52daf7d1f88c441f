"""Figures over k besides accuracy, and the rows of a sweep to download."""

from typing import NamedTuple

import streamlit as st

from mnist_kmeans.charts import over_k
from mnist_kmeans.features.names import SILHOUETTE_SAMPLE
from mnist_kmeans.fits.exports import csv_text
from mnist_kmeans.studies.curve import curve_of, find_elbow, rows_of_space
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.requests.sweep_request import SweepRequest
from mnist_kmeans.ui.shared.between_pages import peek
from mnist_kmeans.words.accuracy_sentences import elbow_sentences


class _Figure(NamedTuple):
    key: str
    axis: str
    form: str
    meaning: str


_FIGURES = {
    "Inertia": _Figure(
        "inertia",
        "inertia, train",
        ",.3s",
        "The sum over the training images of the squared distance to their centroid. "
        "Lower is better, but it falls with every cluster added, and each feature "
        "space has units of its own.",
    ),
    "NMI": _Figure(
        "nmi",
        "NMI, test",
        ".3f",
        "Normalised mutual information: how much cluster and digit tell of each other, "
        "0 nothing to 1 all. Higher is better; splitting a digit over many clusters "
        "costs.",
    ),
    "ARI": _Figure(
        "ari",
        "ARI, test",
        ".3f",
        "Adjusted Rand index: of all pairs of images, how often clusters and digits "
        "agree on whether the two belong together, 0 by chance to 1 always. Higher is "
        "better.",
    ),
    "Homogeneity": _Figure(
        "homogeneity",
        "homogeneity, test",
        ".3f",
        "1 when each cluster holds one digit only. Higher is better; it rises with k.",
    ),
    "Completeness": _Figure(
        "completeness",
        "completeness, test",
        ".3f",
        "1 when each digit lies in one cluster only. Higher is better, but it falls "
        "with k.",
    ),
    "V-measure": _Figure(
        "v_measure",
        "V-measure, test",
        ".3f",
        "The harmonic mean of homogeneity and completeness: the NMI by another name. "
        "Higher is better.",
    ),
    "Matched accuracy": _Figure(
        "matched_accuracy",
        "matched accuracy, test",
        ".1%",
        "Each digit gets one cluster of its own, in the best way (Hungarian method). "
        "Papers call it ACC. Only defined at k = 10. Higher is better.",
    ),
    "Silhouette": _Figure(
        "silhouette",
        "silhouette, test",
        ".3f",
        "How much nearer images are to their own cluster than to the next, -1 to 1, on "
        f"a sample of {SILHOUETTE_SAMPLE:,} test images, evenly spaced. Higher is "
        "better.",
    ),
    "Feature time": _Figure(
        "feature_seconds",
        "seconds",
        ".2f",
        "What computing the feature space took, once for all k; the training of a "
        "network included, also of one that came along. Lower is better.",
    ),
    "Fit time": _Figure(
        "fit_seconds",
        "seconds a fit",
        ".2f",
        "From the images in the feature space to named clusters, measured while other "
        "fits ran beside it. Lower is better.",
    ),
}


def other_figures(request: SweepRequest, k: int, log: bool, dark: bool) -> None:
    """Draw a figure of the visitor's choice over k, and the rows behind all figures.

    Parameters
    ----------
    request : SweepRequest
        Some of its fits are done.
    k : int
        Marked in the chart.
    log, dark : bool
        As in `over_k.accuracy_chart`.
    """
    rows = request.rows()
    st.header("Other figures over k", anchor=False)
    name = st.selectbox(
        "Another figure over k",
        list(_FIGURES),
        key="figure",
        bind="query-params",
        width=260,
    )
    ks = {fit.n_clusters for fit in request.settings}
    seeds = {fit.seed for fit in request.settings}
    n_wanted = len(ks), len(seeds)
    once(_another_figure, name, rows, k, n_wanted, log, image_form(), dark)
    _rows_and_downloads(rows)


def _another_figure(
    name: str,
    rows: list[Row],
    k: int,
    n_wanted: tuple[int, int],
    log: bool,
    form: str,
    dark: bool,
) -> None:
    figure = _FIGURES[name]
    curves = {
        space: curve_of(space_rows, figure.key)
        for space, space_rows in by_space(rows).items()
    }
    curves = {space: line for space, line in curves.items() if len(line.mean)}
    if not curves:
        st.info(f"{name} is only defined at k = 10, which is not in this list of k.")
        return
    marked = {}
    about_elbows = ""
    if name == "Inertia":
        n_ks, n_seeds = n_wanted
        n_done = {
            space: int((line.n_seeds == n_seeds).sum())
            for space, line in curves.items()
        }
        elbows = {space: find_elbow(line) for space, line in curves.items()}
        about_elbows = elbow_sentences(elbows, n_done, n_ks)
        # While fits are missing the curve may still bend elsewhere.
        marked = {
            space: k for space, k in elbows.items() if k and n_done[space] == n_ks
        }
    st.markdown(f"{figure.meaning} {about_elbows}")
    st.plotly_chart(
        over_k.figure_chart(
            curves,
            figure.axis,
            k,
            form=figure.form,
            elbows=marked,
            log=log,
            dark=dark,
        ),
        key="other",
        config=over_k.download_config(figure.key, form),
        alt=f"{name} over k",
    )


def image_form() -> str:
    """Return what a chart's camera button saves it as, "png" or "svg"."""
    form: str = peek("image", ("png", "svg"), "png")
    return form


def _rows_and_downloads(rows: list[Row]) -> None:
    """Show the rows of a sweep, to look at and to download."""
    ordered = sorted(
        rows, key=lambda row: (row["feature_space"], row["n_clusters"], row["seed"])
    )
    with st.expander("Rows and downloads"):
        text = once(_table, ordered)
        st.download_button("Download as CSV", text, "sweep.csv", "text/csv")
        st.caption(
            "A row is a fit. Figures are of the test images unless they begin with "
            "train_; inertia is of the training images."
        )
        st.segmented_control(
            "A chart's camera button saves it as",
            ["png", "svg"],
            default="png",
            required=True,
            key="image",
            bind="query-params",
        )


def _table(rows: list[Row]) -> str:
    st.dataframe(rows, hide_index=True)
    return csv_text(rows)


def by_space(rows: list[Row]) -> dict[str, list[Row]]:
    """Group the rows of a sweep by feature space."""
    spaces = dict.fromkeys(row["feature_space"] for row in rows)
    return {space: rows_of_space(rows, space) for space in spaces}
