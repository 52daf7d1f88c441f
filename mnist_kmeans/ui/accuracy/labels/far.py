"""The gallery of images that are far from every centroid."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.suspects.outliers import outliers, relative_distances
from mnist_kmeans.studies.suspects.suspect_labels import Part
from mnist_kmeans.ui.accuracy.labels.image_gallery import Tile, image_gallery
from mnist_kmeans.ui.accuracy.labels.picked import (
    N_SHOWN,
    digit_images,
    image_number,
    image_of,
    labels_of,
    pick,
)
from mnist_kmeans.ui.shared.between_pages import link
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.present import presenting
from mnist_kmeans.words.doubt.label_sentences import PART_NAMES, outlier_sentence


def show(part: Part, fit: Fit, data: DigitData) -> None:
    """Show the images farthest from their centroids, of all clusters or of one."""
    number = image_of(data, part)
    clusters = fit.train_clusters if part == "train" else fit.test_clusters
    relative = relative_distances(fit, part)
    names = {
        f"#{cluster}, of {digit}s": cluster
        for cluster, digit in enumerate(fit.cluster_labels.tolist())
        if (clusters == cluster).any()
    }
    with st.container(horizontal=True):
        chosen = st.selectbox(
            "Of which cluster", ["All clusters", *names], key="far_from", width=240
        )
        image_number(data, part)
    far = outliers(fit, part, N_SHOWN, names.get(chosen))
    # Any image can be looked at by its number, one of the farthest or not.
    selected = int(far[0]) if number is None else number
    _one(part, fit, data, selected, int(clusters[selected]), relative)
    settings = fit.settings
    st.caption(
        f"The {len(far)} farthest, by the fit on screen, k = {settings.n_clusters} in "
        f"{settings.feature_space}. Under each its label, and how many times as far "
        "from its centroid it is as the median training image of that cluster."
    )
    image_gallery(
        digit_images(data, part)[far],
        [
            Tile(
                i,
                (int(labels_of(data, part)[i]),),
                f"{relative[i]:.1f} times",
                f"#{clusters[i]}",
                f"Image {i:,}: {relative[i]:.1f} times as far as usual in "
                f"#{clusters[i]}",
            )
            for i in far.tolist()
        ],
        selected,
        pick,
        label="Images far from every centroid, the farthest first",
        large=presenting(),
    )


def _one(
    part: Part,
    fit: Fit,
    data: DigitData,
    selected: int,
    cluster: int,
    relative: NDArray[np.float64],
) -> None:
    label = int(labels_of(data, part)[selected])
    left, right = st.columns([1, 4], gap="medium")
    with left:
        digit_strip(
            digit_images(data, part)[[selected]],
            ["by its label"],
            badges=[label],
            size=168,
        )
    with right:
        nearer = float((relative < relative[selected]).mean())
        digit = int(fit.cluster_labels[cluster])
        says = outlier_sentence(label, relative[selected], cluster, digit, nearer)
        st.markdown(f"**{PART_NAMES[part].title()} image {selected:,}.** {says}")
        digit_strip(fit.centroid_images[[cluster]].clip(0, 1), [f"#{cluster}"])
        if part == "test":
            to = link("predict", {"from": "Test digit", "test": selected})
            st.markdown(f"[Why is it read as it is?]({to})")
