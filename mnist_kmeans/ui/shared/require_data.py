"""The data that a page shows, or why they could not be loaded."""

from datetime import datetime

import streamlit as st

from mnist_kmeans.digits.data_set import DatasetError, DigitData
from mnist_kmeans.ui.background import shared_digits


def require_data() -> DigitData:
    """Return the data, or show why they could not be loaded and end the run."""
    if st.query_params.get("data") == "bundled":
        data = shared_digits.bundled_digits()
    else:
        try:
            data = _mnist()
        except DatasetError as error:
            st.subheader("The digits could not be loaded")
            st.error(str(error))
            st.caption(
                f"Last tried at {datetime.now():%H:%M:%S}. Without MNIST you can use "
                "the 1,797 smaller digits that come with scikit-learn."
            )
            with st.container(horizontal=True):
                # A click reruns the page, which loads the data again.
                st.button("Try again")
                st.button(
                    "Go on with the smaller digits",
                    type="primary",
                    on_click=_use_bundled,
                )
            st.stop()
    if data.is_fallback:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(
                "This is not MNIST. You see the 1,797 smaller digits that scikit-learn "
                "carries, enlarged. Everything works with them, but the figures are "
                "other than MNIST's."
            )
            st.button("Use MNIST", on_click=_retry_mnist)
    return data


def _mnist() -> DigitData:
    if shared_digits.mnist_is_loaded():
        return shared_digits.mnist()
    with st.spinner("Getting the digits"):
        return shared_digits.mnist()


def _use_bundled() -> None:
    st.query_params["data"] = "bundled"
    _use_all_images()


def _retry_mnist() -> None:
    st.query_params.pop("data", None)
    shared_digits.mnist.clear()
    _use_all_images()


def _use_all_images() -> None:
    # The number of training images differs between data sets.
    st.session_state.pop("n_train", None)
    st.query_params.pop("n_train", None)
