"""Accuracy: how good k-means is as k grows, and why."""

from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from mnist_kmeans.charts import over_k
from mnist_kmeans.features.names import SILHOUETTE_SAMPLE
from mnist_kmeans.fits.exports import csv_text
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import curve, find_elbow, of_space
from mnist_kmeans.studies.published import NOTEBOOK
from mnist_kmeans.studies.sweep import Row
from mnist_kmeans.ui.accuracy import compare, why
from mnist_kmeans.ui.accuracy.guess_accuracy import about_accuracy
from mnist_kmeans.ui.accuracy.sweep_choice import choose
from mnist_kmeans.ui.background.fit_request import FitRequest
from mnist_kmeans.ui.background.sweep_request import SweepRequest
from mnist_kmeans.ui.shared import controls
from mnist_kmeans.ui.shared.address import peek
from mnist_kmeans.ui.shared.data_source import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import headline_first, watch
from mnist_kmeans.words.headlines import elbow_sentences, sweep_headline


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


def _charts(rows: list[Row], current: FitSettings) -> None:
    spaces = dict.fromkeys(row["feature_space"] for row in rows)
    by_space = {space: of_space(rows, space) for space in spaces}
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
    log, form = scale == "log", _form()
    st.plotly_chart(
        over_k.accuracy_chart(
            {
                space: (curve(own, "train_accuracy"), curve(own, "test_accuracy"))
                for space, own in by_space.items()
            },
            current.n_clusters,
            marks=NOTEBOOK if data.is_mnist else {},
            log=log,
            dark=dark,
        ),
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
    figure = _FIGURES[name]
    found = {space: curve(own, figure.key) for space, own in by_space.items()}
    found = {space: one for space, one in found.items() if len(one.mean)}
    if not found:
        st.info(f"{name} is only defined at k = 10, which is not in this list of k.")
        return
    elbows = {}
    says = ""
    if name == "Inertia":
        known = {space: find_elbow(one) for space, one in found.items()}
        elbows = {space: elbow for space, elbow in known.items() if elbow}
        says = elbow_sentences(known, max(len(one.mean) for one in found.values()))
    st.markdown(f"{figure.meaning} {says}")
    st.plotly_chart(
        over_k.figure_chart(
            found,
            figure.axis,
            current.n_clusters,
            form=figure.form,
            elbows=elbows,
            log=log,
            dark=dark,
        ),
        key="other",
        config=over_k.download_config(figure.key, form),
        alt=f"{name} over k",
    )


def _form() -> str:
    form: str = peek("image", ("png", "svg"), "png")
    return form


def _table(rows: list[Row]) -> None:
    ordered = sorted(
        rows, key=lambda row: (row["feature_space"], row["n_clusters"], row["seed"])
    )
    with st.expander("Rows and downloads"):
        st.dataframe(ordered, hide_index=True)
        st.download_button(
            "Download as CSV", csv_text(ordered), "sweep.csv", "text/csv"
        )
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


data = require_data()
controls.sidebar(data)
current = controls.settings(data)
dark = st.context.theme.type == "dark"
top = st.container()
settings = choose(data, current)
request = SweepRequest("sweep", settings, data)


def _body() -> None:
    rows = request.rows()
    if rows:
        _charts(rows, current)
        _table(rows)
    if st.session_state.pop("k_picked", False):
        st.rerun()


def _over_k() -> None:
    """Draw the curves, and all that follows from them."""
    rows = request.rows()
    with top:
        own = of_space(rows, current.feature_space)
        st.subheader(
            sweep_headline(
                curve(own, "train_accuracy"),
                curve(own, "test_accuracy"),
                current.feature_space if len(own) < len(rows) else "",
            )
        )
        st.caption(
            "Each point is k-means fitted anew with another number of clusters k, each "
            "cluster named after the digit that most of its training images show. "
            "Below: [why more clusters help](#why), and [feature spaces "
            "compared](#compare)."
        )
    headline_first()
    curves_over_k, reasons, comparison = (st.container() for _ in range(3))
    with comparison:
        compare.section(settings, current, data)
    with curves_over_k:
        watch(_body, request.ask)
    rows = request.rows()
    if rows:
        with reasons:
            why.section(rows, current, data, dark, _form())


def _guess_first() -> None:
    """Ask about the curve, which nothing else on the page may tell."""
    with top:
        st.subheader("How does accuracy grow with k? Guess first, then see")
        st.caption(
            "The curve is uncovered one value of k after the other, from left to right."
        )
    in_space = (one for one in settings if one.feature_space == current.feature_space)
    # From the smallest k up, as it is asked about.
    ascending = tuple(sorted(in_space, key=lambda one: one.n_clusters))
    asked = replace(request, settings=ascending)
    watch(lambda: about_accuracy(asked, dark), asked.ask)


shown, guessing = st.tabs(("Curves", "Guess first"), key="show", bind="query-params")
if shown.open:
    with shown:
        _over_k()
if guessing.open:
    with guessing:
        _guess_first()
take_along(FitRequest(current, data).find(), data)
