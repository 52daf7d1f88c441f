"""The curves of a sweep over k, and its rows: the first part of the Accuracy page."""

from typing import Any, NamedTuple

import streamlit as st

from mnist_kmeans.charts import over_k
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import SILHOUETTE_SAMPLE
from mnist_kmeans.fits.exports import csv_text
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve_of, find_elbow, rows_of_space
from mnist_kmeans.studies.published import NOTEBOOK
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.background.once import once
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
        "What computing the feature space took, once for all k; the autoencoder's "
        "training included. Lower is better.",
    ),
    "Fit time": _Figure(
        "fit_seconds",
        "seconds a fit",
        ".2f",
        "From the images in the feature space to named clusters, measured while other "
        "fits ran beside it. Lower is better.",
    ),
}


def _pick(key: str) -> None:
    points = st.session_state[key].selection.points
    if points and 2 <= points[0]["x"] <= controls.LARGEST_K:
        controls.set_k(int(points[0]["x"]))
        st.session_state["k_picked"] = True


def charts(rows: list[Row], current: FitSettings, data: DigitData, dark: bool) -> None:
    """Draw accuracy over k, and another figure of the visitor's choice."""
    k = current.n_clusters
    with st.container(
        horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"
    ):
        st.subheader("Majority-vote accuracy over k")
        scale = st.segmented_control(
            "Scale of k",
            ["linear", "log"],
            default="linear",
            required=True,
            key="scale",
            bind="query-params",
        )
    log, form = scale == "log", image_form()
    st.plotly_chart(
        once(_accuracy_chart, rows, k, data.is_mnist, log, dark),
        key="accuracy",
        on_select=lambda: _pick("accuracy"),
        selection_mode="points",
        config=over_k.download_config("accuracy", form),
        alt="Train and test accuracy over k",
    )
    st.caption(
        "Lines are means over the seeds; bands run from the lowest to the highest. "
        + ("Circles are what the notebook printed for its one run. " * data.is_mnist)
        + "Click a point to set k."
    )
    name = st.selectbox(
        "Another figure over k",
        list(_FIGURES),
        key="figure",
        bind="query-params",
        width=260,
    )
    once(_another_figure, name, rows, k, log, form, dark)


def _accuracy_chart(
    rows: list[Row], k: int, is_mnist: bool, log: bool, dark: bool
) -> Any:
    curves = {
        space: (
            curve_of(of_space, "train_accuracy"),
            curve_of(of_space, "test_accuracy"),
        )
        for space, of_space in _by_space(rows).items()
    }
    marks = NOTEBOOK if is_mnist else {}
    return over_k.accuracy_chart(curves, k, marks=marks, log=log, dark=dark)


def _by_space(rows: list[Row]) -> dict[str, list[Row]]:
    spaces = dict.fromkeys(row["feature_space"] for row in rows)
    return {space: rows_of_space(rows, space) for space in spaces}


def _another_figure(
    name: str, rows: list[Row], k: int, log: bool, form: str, dark: bool
) -> None:
    figure = _FIGURES[name]
    curves = {
        space: curve_of(space_rows, figure.key)
        for space, space_rows in _by_space(rows).items()
    }
    curves = {space: line for space, line in curves.items() if len(line.mean)}
    if not curves:
        st.info(f"{name} is only defined at k = 10, which is not in this list of k.")
        return
    marked = {}
    about_elbows = ""
    if name == "Inertia":
        elbows = {space: find_elbow(line) for space, line in curves.items()}
        marked = {space: k for space, k in elbows.items() if k}
        n_tried = max(len(line.mean) for line in curves.values())
        about_elbows = elbow_sentences(elbows, n_tried)
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


def table(rows: list[Row]) -> None:
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
