"""Where a visitor's names and the vote differ, and why."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.by_hand.naming import NOT_ASKED
from mnist_kmeans.fits.by_hand.reading_by_name import right_in, where_vote_differs
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.members import member_means
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.words.by_hand.naming_sentences import (
    cost_of_name_sentence,
    difference_sentence,
    likeness_sentence,
)

# The rest is in the file to download.
_SHOWN = 12


def differences(
    fit: Fit,
    data: DigitData,
    names: NDArray[np.int8],
    test_counts: NDArray[np.int64],
    *,
    asked_all: bool,
) -> None:
    """Show where names and vote differ: when all are asked, before that on demand."""
    st.subheader("Where you and the vote differ", anchor=False)
    show = asked_all or st.toggle(
        "Show it for the clusters answered so far",
        key="differences",
        disabled=bool((names == NOT_ASKED).all()),
    )
    if not show:
        st.caption("Shown when all clusters are answered, or before if you ask for it.")
        return
    differing = where_vote_differs(names, fit.cluster_labels, test_counts)
    if not differing:
        st.markdown("Nowhere: you and the vote say the same.")
        return
    by_name, by_vote = (
        right_in(given, test_counts) for given in (names, fit.cluster_labels)
    )
    for cluster in differing[:_SHOWN]:
        name, vote = int(names[cluster]), int(fit.cluster_labels[cluster])
        sentences = [
            difference_sentence(cluster, name, vote, fit.cluster_counts[cluster]),
        ]
        if name >= 0:
            to_name, to_vote = _apart(fit, data, cluster, (name, vote))
            sentences.append(likeness_sentence(name, vote, to_name, to_vote))
        right = int(by_name[cluster]), int(by_vote[cluster])
        sentences.append(cost_of_name_sentence(*right, int(test_counts[cluster].sum())))
        picture, text = st.columns([1, 7], vertical_alignment="center")
        with picture:
            digit_strip(np.clip(fit.centroid_images[[cluster]], 0, 1), size=84)
        text.markdown(" ".join(sentences))
    rest = len(differing) - _SHOWN
    if rest > 0:
        st.caption(f"And {rest} more, which cost less: all are in the file below.")


def _apart(
    fit: Fit, data: DigitData, cluster: int, digits: Sequence[int]
) -> list[float]:
    """Return the distances of a cluster's image to the mean images of digits."""
    means = once(_digit_means, data, fit.settings.n_train)
    image = fit.centroid_images[cluster]
    return [float(np.linalg.norm(image - means[digit])) for digit in digits]


def _digit_means(data: DigitData, n_train: int) -> NDArray[np.float32]:
    return member_means(data.x_train[:n_train], data.y_train[:n_train], 10)
