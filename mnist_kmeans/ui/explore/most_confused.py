"""The most frequent errors, each with its centroids and some of its images."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.members import confused_images
from mnist_kmeans.model.counts import most_confused
from mnist_kmeans.ui.shared.between_pages import link
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.words.cluster_sentences import N_CONFUSED
from mnist_kmeans.words.numbers import percent

_EXAMPLES = 3


def list_of_most_confused(
    fit: Fit, data: DigitData, confusion: NDArray[np.int64]
) -> None:
    """Show the digits that are most often read as others, the most frequent first.

    Parameters
    ----------
    fit : Fit
    data : DigitData
    confusion : ndarray of shape (10, 10), int
        Test images by true digit (rows) and predicted digit (columns).
    """
    for digit, read in most_confused(confusion, N_CONFUSED):
        times = int(confusion[digit, read])
        share = percent(times / int(confusion[digit].sum()))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"**{digit} read as {read}: {times:,} times**  \n"
                f"{share} of the {digit}s",
                width=190,
            )
            with st.container(horizontal=True, width="content", gap="medium"):
                _pair(fit, data, digit, read)


def _pair(fit: Fit, data: DigitData, digit: int, read: int) -> None:
    """Show the centroid of a digit, the one taken for it, and examples."""
    labels = fit.cluster_labels
    found = confused_images(
        digit,
        read,
        fit.test_clusters,
        fit.test_distances,
        data.y_test,
        labels,
        fit.cluster_counts.sum(axis=1),
        _EXAMPLES,
    )
    shown = [c for c in (found.own, found.taken_by) if c is not None]
    examples = found.examples.tolist()
    with st.container(width="content"):
        digit_strip(
            np.clip(fit.centroid_images[shown], 0, 1),
            [f"#{c}" for c in shown],
            badges=[int(labels[c]) for c in shown],
        )
    with st.container(width="content"):
        digit_strip(
            data.x_test[examples],
            [f"is {digit}" for _ in examples],
            links=[
                link("predict", {"from": "Test digit", "test": i}) for i in examples
            ],
        )
