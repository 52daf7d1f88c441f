"""The same two 7s in several feature spaces: far apart here, near there."""

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES, SPACE_TITLES, SpaceName
from mnist_kmeans.ui.shared.digit_strip import digit_strip

#: Two of MNIST's test images.
SEVENS = (301, 2607)

#: The share of the test images of other digits that are nearer to the first than the
#: second is.
NEARER: dict[SpaceName, float] = {
    "pixels": 0.77,
    "pca": 0.70,
    "deskewed": 0.049,
    "hog": 0.0,
    "autoencoder": 0.0,
    "spectral": 0.0,
}


def two_sevens(data: DigitData) -> None:
    """Show the images, and how near they are to each other in each space."""
    digit_strip(data.x_test[list(SEVENS)], ["the first", "the second"])
    st.caption(
        "So many of the test images of other digits are nearer to the first 7 than the "
        "second is. k-means puts near images together, so the fewer, the better."
    )
    rows = "".join(
        f"<div><b>{SPACE_TITLES[space]}: {100 * share:.2g}%</b></div>"
        f'<div style="height:.5em;width:{share:.1%};min-width:2px;margin-top:.2em;'
        f'background:#3f90da;forced-color-adjust:none"></div>'
        f'<div style="margin-bottom:.8em">{FEATURE_SPACES[space]}</div>'
        for space, share in NEARER.items()
    )
    st.html(f'<div style="font-size:.85rem">{rows}</div>')
