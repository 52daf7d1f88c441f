"""The figures of a fit."""

from math import isnan

import streamlit as st

from mnist_kmeans.fits.fit import Fit


def metric_row(fit: Fit) -> None:
    """Show the figures of a fit, each with its meaning and which way is better."""
    train, test = fit.train_metrics, fit.test_metrics
    k = fit.settings.n_clusters
    matched = test["matched_accuracy"]
    seconds = fit.feature_seconds + fit.fit_seconds
    figures = [
        (
            "Accuracy, test",
            f"{test['accuracy']:.1%}",
            "Majority-vote accuracy on test images, which had no part in the training: "
            "the share whose cluster stands for their digit. Higher is better.",
        ),
        (
            "Accuracy, train",
            f"{train['accuracy']:.1%}",
            "Majority-vote accuracy on the training images, whose labels named the "
            "clusters. Higher is better, but it flatters: each split of a cluster can "
            "only raise it.",
        ),
        (
            "Matched, test",
            "–" if isnan(matched) else f"{matched:.1%}",
            "Matched accuracy: each digit gets one cluster of its own, in the way that "
            "is best on these test images (Hungarian method). Papers call it ACC. Only "
            f"defined at k = 10{'' if k == 10 else f', not at k = {k}'}. Higher is "
            "better.",
        ),
        (
            "NMI, test",
            f"{test['nmi']:.3f}",
            "Normalised mutual information: how much the cluster tells of the digit, "
            "0 nothing to 1 all, without naming clusters. Higher is better; it falls "
            "when a digit is split over many clusters.",
        ),
        (
            "Inertia, train",
            f"{train['inertia']:,.0f}",
            "What k-means makes small: the sum over the training images of the squared "
            "distance to their centroid. Lower is better, but only compare it at the "
            "same k and in the same feature space.",
        ),
        (
            "Empty clusters",
            f"{train['n_empty']} of {k}",
            "Clusters that no training image fell into. Fewer is better.",
        ),
        (
            "Fit time",
            f"{seconds:.1f} s" if seconds >= 0.05 else "< 0.1 s",
            "How long the training took when it was run, from the images to named "
            "clusters. Results are kept, so seeing it again takes no time.",
        ),
    ]
    with st.container(horizontal=True, gap="medium"):
        for label, value, explanation in figures:
            st.metric(label, value, help=explanation, width="content")
