"""Centroids and answers of feature spaces side by side, as pictures."""

import numpy as np
import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import SPACE_TITLES
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.fits.comparison import compare_fits
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.counts import order_by_digit, purities
from mnist_kmeans.ui.shared.between_pages import link
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.words.numbers import percent

# Test digits shown of each kind.
_SHOWN = 14

# Up to this k centroids fit in one line; above that one they are scrolled.
_IN_A_LINE = 12
_SCROLLED = 25


def galleries(fits: dict[str, Fit], current: FitSettings) -> None:
    """Show the centroids of each feature space."""
    k = current.n_clusters
    st.subheader("The centroids, side by side", anchor=False)
    st.caption(
        "Each is the mean image of its members, with the digit it stands for and its "
        "purity: the share of its training images that show that digit. In a good "
        "space every digit has its own, and all are pure. Their means need not be "
        "sharp: where slant does not count, upright and slanted digits are mixed."
        + " The least pure stand first."
        * (k > _SCROLLED)
    )
    # Few enough for one line, the digits stand below each other.
    across = 1 if k <= _IN_A_LINE else 2
    for i, (space, fit) in enumerate(fits.items()):
        if i % across == 0:
            columns = st.columns(across, gap="large")
        purity = purities(fit.cluster_counts)
        order = order_by_digit(fit.cluster_labels, fit.cluster_counts)
        if k > _SCROLLED:
            order = np.argsort(purity, kind="stable")
        with columns[i % across]:
            st.markdown(
                f"**{SPACE_TITLES[space]}**; this fit, seed {current.seed}, reads "
                f"{fit.test_metrics['accuracy']:.1%} of the test digits right"
            )
            with st.container(height=330 if k > _SCROLLED else "content", border=False):
                digit_strip(
                    np.clip(fit.centroid_images[order], 0, 1),
                    [percent(purity[cluster]) for cluster in order],
                    badges=fit.cluster_labels[order].tolist(),
                )


def answers(spaces: list[str], fits: dict[str, Fit], data: DigitData) -> None:
    """Show test digits that one of two feature spaces reads right, the other wrong."""
    st.subheader("What one reads right and the other wrong", anchor=False)
    spaces = spaces[::-1]
    with st.container(horizontal=True):
        first = st.selectbox(
            "Feature space",
            spaces,
            key="first",
            bind="query-params",
            width=180,
        )
        others = [space for space in spaces[::-1] if space != first]
        second = st.selectbox(
            "against", others, key="second", bind="query-params", width=180
        )
    missing = [space for space in (first, second) if space not in fits]
    if missing:
        st.caption(f"Not there yet: {' and '.join(missing)}.")
        return
    compared = compare_fits(fits[first], fits[second], data.y_test)
    st.markdown(
        f"Of the {len(data.y_test):,} test digits both read **{len(compared.both):,}** "
        f"right, only {first} **{len(compared.first):,}**, only {second} "
        f"**{len(compared.second):,}**, and neither **{len(compared.neither):,}**."
    )
    columns = st.columns(2, gap="large")
    for column, right, wrong, indices in (
        (columns[0], first, second, compared.first),
        (columns[1], second, first, compared.second),
    ):
        with column:
            st.markdown(f"**Right in {right}, wrong in {wrong}**")
            if not len(indices):
                st.caption("There is none.")
                continue
            # Evenly spaced, so that none is picked for its looks.
            shown = indices[evenly_spaced(len(indices), _SHOWN)]
            fit = fits[wrong]
            predictions = fit.cluster_labels[fit.test_clusters[shown]]
            digit_strip(
                data.x_test[shown],
                [f"not {digit}" for digit in predictions],
                badges=data.y_test[shown].tolist(),
                links=[
                    link(
                        "predict",
                        {"features": wrong, "from": "Test digit", "test": index},
                    )
                    for index in shown
                ],
            )
    st.caption(
        f"Up to {_SHOWN} of each, evenly spaced over the test images: in colour the "
        "label, which the one read, then what the other took it for. A click shows "
        "why that one erred, on the Predict page."
    )
