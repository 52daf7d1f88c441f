"""The visitor's own digits on the map, drawn or in a picture."""

from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.verdicts import judge
from mnist_kmeans.pictures.mnist_form import Digit
from mnist_kmeans.pictures.opening import FORMATS, ImageError, open_image
from mnist_kmeans.pictures.reading import read_digits
from mnist_kmeans.studies.whole_map.layout import images_of, labels_of
from mnist_kmeans.ui.map.digit_map import OwnDigits
from mnist_kmeans.ui.requests.features_request import missing_features, points_of
from mnist_kmeans.ui.shared.digit_strip import digit_strip
from mnist_kmeans.ui.shared.drawing_pad import (
    drawing,
    drawing_pad,
    drawn_picture,
)

_FILE = "map_picture"
# Of more digits in a picture the first ones have their neighbours shown.
_EXPLAINED = 10

#: From digits, as images and in the fit's feature space, to their places on a map and
#: the numbers of the map's images that are most similar to each.
Place = Callable[
    [NDArray[np.float32], NDArray[np.float32]],
    tuple[NDArray[np.float32], NDArray[np.intp]],
]


def has_own() -> bool:
    """Tell whether the visitor has drawn something or uploaded a picture."""
    return bool(drawing() or st.session_state.get(_FILE))


def own_digits(place: Place, fit: Fit, data: DigitData) -> OwnDigits | None:
    """Find the places of the visitor's digits; None if there are none."""
    if not has_own():
        return None
    settings = fit.settings
    if missing_features(
        settings.feature_space,
        settings.n_train,
        data,
        pretrained=settings.pretrained,
    ):
        st.rerun()  # the page then waits for the feature space
    digits = [*_drawn()[0], *_uploaded()[0]]
    if not digits:
        return None
    points = points_of(digits, fit, data)
    images = np.array([digit.pixels for digit in digits])
    predictions = [verdict.digit for verdict in judge(points, fit)]
    return OwnDigits(images, *place(images, points), predictions)


def _drawn() -> tuple[list[Digit], str | None]:
    """Return the digits on the pad, and what to do if it has none."""
    picture = drawn_picture()
    try:
        return ([] if picture is None else read_digits(picture)), None
    except ImageError:
        return [], "That is no digit yet: draw larger."


def _uploaded() -> tuple[list[Digit], str | None]:
    """Return the digits in the picture, and why it has none; it is read once."""
    file = st.session_state.get(_FILE)
    if file is None:
        return [], None
    known, found = st.session_state.get("map_read", (None, None))
    if known != file.file_id:
        try:
            found = read_digits(open_image(file.getvalue())), None
        except ImageError as error:
            found = [], str(error)
        st.session_state["map_read"] = file.file_id, found
    digits, reason = found
    return digits, reason


def pad(own: OwnDigits | None, data: DigitData) -> None:
    """Show the pad, and beside it the images most similar to each digit of one's own.

    Parameters
    ----------
    own : OwnDigits or None
        As from `own_digits`.
    data : DigitData
    """
    left, right = st.columns([2, 3], gap="large")
    with left:
        drawing_pad()
        st.file_uploader(
            "Or a picture of digits",
            [ending for endings in FORMATS.values() for ending in endings],
            key=_FILE,
        )
    with right:
        for note in (_drawn()[1], _uploaded()[1]):
            if note:
                st.caption(note)
        if not has_own():
            st.caption(
                "Draw a digit. It appears on the map, and here the images that it is "
                "nearest to."
            )
        if own is not None:
            _explain(own, data)


def _explain(own: OwnDigits, data: DigitData) -> None:
    pairs = list(zip(own.digits, own.nearest, strict=True))
    for digit, nearest in pairs[:_EXPLAINED]:
        st.markdown(f"**Read as {digit}.** On the map it is marked “yours: {digit}”.")
        st.caption("The images on the map that are most like it, with labels")
        labels = [str(label) for label in labels_of(nearest, data)]
        digit_strip(images_of(nearest, data), labels)
    if len(pairs) > _EXPLAINED:
        st.caption(f"The first {_EXPLAINED} of {len(pairs)} digits.")
