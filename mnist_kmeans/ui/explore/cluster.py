"""The selected cluster, and heatmaps of all."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.members import cluster_members
from mnist_kmeans.model.counts import confusion_counts
from mnist_kmeans.ui.explore.most_confused import list_of_most_confused
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.words.cluster_sentences import cluster_sentence, errors_sentence
from mnist_kmeans.words.numbers import a_digit

_MEMBERS_SHOWN = 10


def one_cluster(fit: Fit, data: DigitData, cluster: int) -> None:
    """Show what a cluster stands for, its votes and some of its members."""
    from mnist_kmeans.charts import one_fit

    digit = int(fit.cluster_labels[cluster])
    votes = fit.cluster_counts[cluster]
    if votes.sum() == 0:
        st.markdown(
            f"**Cluster #{cluster} is empty**: no training image is nearer to its "
            "centroid than to any other. It takes the digit of its nearest neighbour, "
            f"{digit}."
        )
        return
    left, right = st.columns([1, 2], gap="medium")
    with left.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="content"):
            digit_strip(
                np.clip(fit.centroid_images[[cluster]], 0, 1),
                [f"#{cluster}"],
                badges=[digit],
            )
        st.markdown(cluster_sentence(cluster, digit, votes), width="stretch")
    left.plotly_chart(
        one_fit.votes_chart(votes),
        key="votes",
        config={"displayModeBar": False},
        alt=f"Votes of cluster #{cluster} by digit",
    )
    labels = data.y_train[: fit.settings.n_train]
    members = cluster_members(
        cluster, digit, fit.train_clusters, fit.train_distances, labels, _MEMBERS_SHOWN
    )
    strips = {
        "Most typical: nearest to the centroid": members.typical,
        "Least typical: farthest from the centroid": members.farthest,
        f"Not {a_digit(digit)}: {members.n_wrong:,} read wrong": members.wrong,
    }
    if votes.sum() <= _MEMBERS_SHOWN:
        strips = {"All its images, nearest to the centroid first": members.typical}
    with right:
        for title, indices in strips.items():
            if len(indices):
                st.markdown(f"**{title}**")
                captions = [str(label) for label in labels[indices]]
                digit_strip(data.x_train[indices], captions)


def all_clusters(fit: Fit, data: DigitData, dark: bool) -> None:
    """Show the digits in every cluster, and which test digits are read as which."""
    from mnist_kmeans.charts import one_fit
    from mnist_kmeans.model import counts

    config = {"displayModeBar": False}
    st.header("What each cluster is made of", anchor=False)
    st.caption(
        "A column is a cluster, a row a digit. The stronger the colour, the larger the "
        "share of the cluster's training images that show the digit. A good cluster "
        "has one strong cell."
    )
    st.plotly_chart(
        one_fit.cluster_heatmap(fit.cluster_counts, fit.cluster_labels, dark=dark),
        key="heatmap",
        config=config,
        alt="Share of each digit in each cluster, training images",
    )
    confusion = test_confusion(fit, data)
    accuracy = fit.test_metrics["accuracy"]
    st.header(f"Why {accuracy:.1%}: which test digits are read as which", anchor=False)
    sentence = errors_sentence(fit.cluster_labels, confusion)
    st.markdown(sentence or "All test images are read right.")
    st.caption(
        "Each row is what became of the test images of one digit; a good row has all "
        "of them on the diagonal."
    )
    left, right = st.columns([3, 2])
    left.plotly_chart(
        one_fit.confusion_chart(confusion, dark=dark),
        key="confusion",
        config=config,
        alt="Confusion matrix on the test images",
    )
    right.plotly_chart(
        one_fit.recall_chart(counts.recalls(confusion)),
        key="recall",
        config=config,
        alt="Share of each digit's test images that are read right",
    )
    if sentence:
        st.subheader("Most confused", anchor=False)
        st.caption(
            "First the largest cluster of the digit, if it has any, and the cluster "
            "that took most of the images concerned; then some of these, the nearest "
            "to its centroid. Click one to see on Predict why it is read so."
        )
        list_of_most_confused(fit, data, confusion)


def test_confusion(fit: Fit, data: DigitData) -> NDArray[np.int64]:
    """Return the test images by true digit (rows) and predicted digit (columns)."""
    return confusion_counts(data.y_test, fit.cluster_labels[fit.test_clusters])
