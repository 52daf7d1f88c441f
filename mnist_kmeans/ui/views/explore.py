"""Explore: the centroids, the digits they stand for, and how good that is."""

from time import sleep

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.data import DigitData
from mnist_kmeans.explain import cluster_members, headline, percent
from mnist_kmeans.fits import Fit
from mnist_kmeans.ui import cache, components, state
from mnist_kmeans.ui.gallery import SORTS, centroid_gallery
from mnist_kmeans.ui.takeaway import take_along

_MEMBERS_SHOWN = 10


def _pick(cluster: int) -> None:
    if "cluster" not in st.session_state:
        # Picked before the control is drawn for the first time, which would show this
        # but not put it into the URL.
        st.query_params["cluster"] = str(cluster)
    st.session_state["cluster"] = cluster


def _select(k: int) -> int:
    # A smaller k may have left the selected cluster behind.
    if st.session_state.get("cluster", 0) not in range(k):
        st.session_state["cluster"] = 0
    cluster: int = st.selectbox(
        "Selected cluster",
        range(k),
        key="cluster",
        bind="query-params",
        width=180,
    )
    return cluster


def _cluster(fit: Fit, data: DigitData, cluster: int) -> None:
    from mnist_kmeans import charts

    digit = int(fit.cluster_labels[cluster])
    votes = fit.cluster_counts[cluster]
    if votes.sum() == 0:
        st.markdown(
            f"**This cluster is empty**: no training image is nearer to its centroid "
            f"than to any other. It takes the digit of its nearest neighbour, {digit}."
        )
        return
    left, right = st.columns([1, 2], gap="medium")
    left.markdown(_what_it_stands_for(cluster, digit, votes))
    left.plotly_chart(
        charts.votes_chart(votes),
        key="votes",
        config={"displayModeBar": False},
        alt=f"Votes of cluster {cluster} by digit",
    )
    labels = data.y_train[: fit.settings.n_train]
    members = cluster_members(
        cluster, digit, fit.train_clusters, fit.train_distances, labels, _MEMBERS_SHOWN
    )
    strips = {
        "Most typical: nearest to the centroid": members.typical,
        "Least typical: farthest from the centroid": members.farthest,
        f"Not a {digit}: {members.n_wrong:,} read wrong": members.wrong,
    }
    if votes.sum() <= _MEMBERS_SHOWN:
        strips = {"All its images, nearest to the centroid first": members.typical}
    with right:
        for title, indices in strips.items():
            if len(indices):
                st.markdown(f"**{title}**")
                shown = [str(label) for label in labels[indices]]
                components.digit_strip(data.x_train[indices], shown)


def _what_it_stands_for(cluster: int, digit: int, votes: NDArray[np.int64]) -> str:
    shares = votes / votes.sum()
    second = int(np.argsort(-shares, kind="stable")[1])
    then = f", {shares[second]:.0%} a {second}" if shares[second] >= 0.005 else ""
    return (
        f"**Cluster {cluster} stands for {digit}**: {percent(shares[digit])} of its "
        f"{votes.sum():,} training images show a {digit}{then}."
    )


def _charts(fit: Fit, data: DigitData) -> None:
    from mnist_kmeans import charts, tables

    dark = st.context.theme.type == "dark"
    still = {"displayModeBar": False}
    st.subheader("What each cluster is made of")
    st.caption(
        "A column is a cluster, a row a digit. The stronger the colour, the larger the "
        "share of the cluster's training images that show the digit. A good cluster "
        "has one strong cell."
    )
    st.plotly_chart(
        charts.cluster_heatmap(fit.cluster_counts, fit.cluster_labels, dark=dark),
        key="heatmap",
        config=still,
        alt="Share of each digit in each cluster, training images",
    )
    confusion = tables.confusion_counts(
        data.y_test, fit.cluster_labels[fit.test_clusters]
    )
    st.subheader("Which test digits are read as which")
    st.caption(
        "Each row is what became of the test images of one digit; a good row has all "
        "of them on the diagonal."
    )
    left, right = st.columns([3, 2])
    left.plotly_chart(
        charts.confusion_chart(confusion, dark=dark),
        key="confusion",
        config=still,
        alt="Confusion matrix on the test images",
    )
    right.plotly_chart(
        charts.recall_chart(tables.recalls(confusion)),
        key="recall",
        config=still,
        alt="Share of each digit's test images that are read right",
    )


data = components.require_data()
# A browser that opens the page is sent the centroids ahead of the controls. React holds
# back what is ready while more keeps arriving that is not: alone, they are on screen
# more than a second earlier.
arriving = "arrived" not in st.session_state
if not arriving:
    state.sidebar(data)
settings = state.settings(data)
fit = components.find_or_ask(settings, data)
if fit is not None:
    st.subheader(headline(fit.cluster_labels, fit.cluster_counts))
n_train = (fit.settings if fit else settings).n_train
st.caption(
    f"k-means sorts {n_train:,} images of handwritten digits into k clusters "
    "without seeing a label. Then each cluster is named after the digit that most of "
    "its images show."
)
figures = st.container()
bar = st.container(
    horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"
)
if fit is not None:
    k = fit.settings.n_clusters
    centroid_gallery(
        fit,
        state.peek("sort", SORTS, SORTS[0]),
        state.peek("cluster", range(k), 0),
        _pick,
        reveal="cluster" in st.query_params,
        large=state.presenting(),
    )
    st.caption(
        "The badge is the digit a cluster stands for. The bar is its purity: the share "
        "of its training images that show that digit. Where there is room, its number, "
        "purity and size stand under it. Select one to see its members."
    )
    if arriving:
        sleep(0.4)
if arriving:
    state.sidebar(data)
    st.session_state["arrived"] = True
if fit is None:
    st.stop()
with figures:
    components.metric_row(fit)
with bar:
    st.subheader("Centroids", help="The mean of each cluster, drawn as an image.")
    st.segmented_control(
        "Sort by",
        SORTS,
        default=SORTS[0],
        required=True,
        key="sort",
        bind="query-params",
    )
_cluster(fit, data, _select(k))
_charts(fit, data)
take_along(fit, data)
cache.warm_up()
