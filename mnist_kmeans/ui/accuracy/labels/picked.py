"""The part and the image that are looked at, as the link has them."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.studies.suspects.suspect_labels import Part
from mnist_kmeans.ui.shared.between_pages import peek_number, set_value

#: Images side by side.
N_SHOWN = 40

#: The parts, as the link has them.
PARTS: dict[str, Part] = {"Test images": "test", "Training images": "train"}

#: The key of the image's number, in the link.
IMAGE = "suspect"


def digit_images(data: DigitData, part: Part) -> NDArray[np.uint8]:
    """Return the images of a part."""
    return data.x_train if part == "train" else data.x_test


def labels_of(data: DigitData, part: Part) -> NDArray[np.uint8]:
    """Return the labels of a part."""
    return data.y_train if part == "train" else data.y_test


def image_of(data: DigitData, part: Part) -> int | None:
    """Return the number of the image that is looked at, if one is."""
    return peek_number(IMAGE, range(len(labels_of(data, part))))


def pick(number: int | None) -> None:
    """Look at another image."""
    set_value(IMAGE, number)


def image_number(data: DigitData, part: Part) -> None:
    """Draw the control for the number of the image that is looked at."""
    last = len(labels_of(data, part)) - 1
    if st.session_state.get(IMAGE) not in (None, *range(last + 1)):
        st.session_state[IMAGE] = None
    st.number_input(
        f"Image, 0 to {last:,}",
        0,
        last,
        None,
        key=IMAGE,
        bind="query-params",
        placeholder="the first",
        width=180,
    )
