"""The images selected on the map."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts import one_fit
from mnist_kmeans.charts.colors import DIGIT_COLORS
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.ui.shared.between_pages import link
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.words.map_sentences import selection_headline
from mnist_kmeans.words.numbers import a_digit

_SHOWN = 60
_CLUSTERS_SHOWN = 10


def selection(images: NDArray[np.intp], fit: Fit, data: DigitData) -> None:
    """Show the counts of the images by digit and by cluster, and the images.

    Parameters
    ----------
    images : ndarray of shape (n,), int
        Indices of test images.
    fit : Fit
    data : DigitData
    """
    if not len(images):
        st.caption(
            "Select images to see them here: with a box, a lasso, a click on one, or "
            "a click on the legend."
        )
        return
    labels, clusters = data.y_test[images], fit.test_clusters[images]
    predictions = fit.cluster_labels[clusters]
    right = predictions == labels
    st.header(selection_headline(len(images), float(right.mean())), anchor=False)
    left, middle = st.columns(2)
    left.plotly_chart(
        one_fit.counts_chart(
            np.bincount(labels, minlength=10),
            [str(digit) for digit in range(10)],
            list(DIGIT_COLORS),
            "digit shown",
        ),
        key="selected_digits",
        config={"displayModeBar": False},
        alt="Selected images by the digit they show",
    )
    sizes = np.bincount(clusters, minlength=len(fit.cluster_labels))
    largest = np.argsort(-sizes, kind="stable")[:_CLUSTERS_SHOWN]
    largest = largest[sizes[largest] > 0]
    rest = int((sizes > 0).sum()) - len(largest)
    middle.plotly_chart(
        one_fit.counts_chart(
            sizes[largest],
            [f"#{cluster} ({fit.cluster_labels[cluster]})" for cluster in largest],
            [DIGIT_COLORS[digit] for digit in fit.cluster_labels[largest]],
            "cluster (and what it stands for)" + f", {rest} more" * (rest > 0),
        ),
        key="selected_clusters",
        config={"displayModeBar": False},
        alt="Selected images by cluster",
    )
    # Wrong ones first, which are of most interest; then by digit.
    order = np.lexsort((labels, right))
    order = order[evenly_spaced(len(order), _SHOWN)]
    digit_strip(
        data.x_test[images[order]],
        ["" if right[i] else f"is {a_digit(labels[i])}" for i in order],
        badges=predictions[order].tolist(),
        links=[
            link("predict", {"from": "Test digit", "test": int(image)})
            for image in images[order]
        ],
    )
    more = f" {_SHOWN} are shown, evenly picked." if len(images) > _SHOWN else ""
    st.caption(
        "In colour what each is read as; those read wrong come first."
        + more
        + " A click on one shows why it is read so, on the Predict page."
    )
