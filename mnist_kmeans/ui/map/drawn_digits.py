"""The visitor's own digits on the map."""

from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.pictures.opening import ImageError
from mnist_kmeans.pictures.reading import read_digits
from mnist_kmeans.studies.whole_map import images_of, labels_of
from mnist_kmeans.ui.map.digit_map import DrawnDigits
from mnist_kmeans.ui.requests.features_request import missing_features, points_of
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.drawing_pad import (
    drawing,
    drawing_pad,
    drawn_picture,
)

#: From digits, as images and in the fit's feature space, to their places on a map and
#: the numbers of the map's images that are most similar to each.
Place = Callable[
    [NDArray[np.float32], NDArray[np.float32]],
    tuple[NDArray[np.float32], NDArray[np.intp]],
]


def drawn_digits(place: Place, fit: Fit, data: DigitData) -> DrawnDigits | None:
    """Find the places of the digits drawn on the pad; None if there are none."""
    picture = drawn_picture()
    if picture is None:
        return None
    if missing_features(fit.settings.feature_space, fit.settings.n_train, data):
        st.rerun()  # the page then waits for the feature space
    try:
        digits = read_digits(picture)
    except ImageError:
        return None  # `pad` says so
    points = points_of(digits, fit, data)
    images = np.array([digit.pixels for digit in digits])
    predictions = [verdict.digit for verdict in judge(points, fit)]
    return DrawnDigits(images, *place(images, points), predictions)


def pad(drawn: DrawnDigits | None, data: DigitData) -> None:
    """Show the pad, and beside it the images most similar to each digit on it.

    Parameters
    ----------
    drawn : DrawnDigits or None
        As from `drawn_digits`.
    data : DigitData
    """
    left, right = st.columns([2, 3], gap="large")
    with left:
        drawing_pad()
    with right:
        if drawn is None:
            st.caption(
                "That is no digit yet: draw larger."
                if drawing()
                else "Draw a digit. It appears on the map, and here the images that it "
                "is nearest to."
            )
            return
        for digit, nearest in zip(drawn.digits, drawn.nearest, strict=True):
            st.markdown(
                f"**Read as {digit}.** On the map it is marked “yours: {digit}”."
            )
            st.caption("The images on the map that are most like it, with labels")
            labels = [str(label) for label in labels_of(nearest, data)]
            digit_strip(images_of(nearest, data), labels)
