"""The visitor's own digits on the map."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.pictures.opening import ImageError
from mnist_kmeans.pictures.reading import read_digits
from mnist_kmeans.studies.maps import DigitMap
from mnist_kmeans.ui.map.digit_map import DrawnDigits
from mnist_kmeans.ui.requests.features_request import missing_features, points_of
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.drawing_pad import (
    drawing,
    drawing_pad,
    drawn_picture,
)


def drawn_digits(laid_out: DigitMap, fit: Fit, data: DigitData) -> DrawnDigits | None:
    """Find the places of the digits drawn on the pad; None if there are none."""
    picture = drawn_picture()
    if picture is None:
        return None
    settings = fit.settings
    if missing_features(
        settings.feature_space,
        settings.n_train,
        data,
        pretrained=settings.pretrained,
    ):
        st.rerun()  # the page then waits for the feature space
    try:
        digits = read_digits(picture)
    except ImageError:
        return None  # `pad` says so
    points = points_of(digits, fit, data)
    return DrawnDigits(
        np.array([digit.pixels for digit in digits]),
        laid_out.place(points),
        [verdict.digit for verdict in judge(points, fit)],
        laid_out.nearest(points),
    )


def pad(drawn: DrawnDigits | None, numbers: NDArray[np.intp], data: DigitData) -> None:
    """Show the pad, and beside it the test images most similar to each digit on it.

    Parameters
    ----------
    drawn : DrawnDigits or None
        As from `drawn_digits`.
    numbers : ndarray of shape (n,), int
        Which test images are on the map.
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
                else "Draw a digit. It appears on the map, and here the test images "
                "that it is nearest to."
            )
            return
        for digit, nearest in zip(drawn.digits, drawn.nearest, strict=True):
            st.markdown(
                f"**Read as {digit}.** On the map it is marked “yours: {digit}”."
            )
            st.caption("The test images on the map that are most like it, with labels")
            images = numbers[nearest]
            labels = [str(label) for label in data.y_test[images]]
            digit_strip(data.x_test[images], labels)
