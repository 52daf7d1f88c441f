"""What is chosen on the map: colours, and images, which are shown below it."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts import one_fit
from mnist_kmeans.charts.colors import DIGIT_COLORS
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.whole_map.layout import clusters_of_all, images_of, labels_of
from mnist_kmeans.ui.map.digit_map import COLORINGS
from mnist_kmeans.ui.shared.between_pages import link, peek
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.words.map_sentences import selection_headline
from mnist_kmeans.words.numbers import a_digit

_SHOWN = 60
_CLUSTERS_SHOWN = 10


def first_color() -> str:
    """Return what points are coloured by at first.

    The browser keeps the choice: were it sent back, all else would be sent again.
    """
    asked = peek("color", COLORINGS, COLORINGS[0])
    first: str = st.session_state.setdefault("map_color", asked)
    return first


def pick(chosen: NDArray[np.intp]) -> None:
    """Select points of the map on screen."""
    st.session_state["map_selected"] = chosen


def picked(name: str) -> NDArray[np.intp]:
    """Return the points that are selected; none once a map of another name is shown."""
    if st.session_state.get("map_of") != name:
        st.session_state["map_of"], st.session_state["map_selected"] = name, []
    return np.array(st.session_state["map_selected"], np.intp)


def selection(images: NDArray[np.intp], fit: Fit, data: DigitData) -> None:
    """Show the counts of the images by digit and by cluster, and the images.

    Parameters
    ----------
    images : ndarray of shape (n,), int
        Numbers of images, training images first, as in `images_of`.
    fit : Fit
    data : DigitData
    """
    if not len(images):
        st.caption(
            "Select images to see them here: with a box, a lasso, a click on one, or "
            "a click on the legend."
        )
        return
    labels, clusters = labels_of(images, data), clusters_of_all(fit, data)[images]
    predictions = fit.cluster_labels[clusters]
    right = predictions == labels
    first_test = len(data.x_train)
    n_test = int((images >= first_test).sum())
    headline = selection_headline(len(images) - n_test, n_test, float(right.mean()))
    st.header(headline, anchor=False)
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
        images_of(images[order], data),
        ["" if right[i] else f"is {a_digit(labels[i])}" for i in order],
        badges=predictions[order].tolist(),
        links=[
            link("predict", {"from": "Test digit", "test": image - first_test})
            if image >= first_test
            else None
            for image in images[order].tolist()
        ],
    )
    more = f" {_SHOWN} are shown, evenly picked." if len(images) > _SHOWN else ""
    st.caption(
        "In colour what each is read as; those read wrong come first."
        + more
        + " A click on a test image shows why it is read so, on the Predict page."
    )
