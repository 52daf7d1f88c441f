"""The controls that all pages share, and their place in the URL.

Each control's key is its name in the URL, where Streamlit puts every value that is not
the default and drops every one that the control does not allow.
"""

from dataclasses import replace

import streamlit as st

from mnist_kmeans.data import DigitData
from mnist_kmeans.fits import FitSettings
from mnist_kmeans.spaces import FEATURE_SPACES

#: The values of k that the notebook tried.
NOTEBOOK_KS = (2, 5, 8, 10, 12, 16, 20, 22, 25)

_LARGEST_K = 256


def sidebar(data: DigitData) -> FitSettings:
    """Draw the controls in the sidebar and return what they are set to."""
    n_images = len(data.x_train)
    with st.sidebar:
        k = st.slider(
            "Number of clusters, k",
            2,
            max(3, min(_LARGEST_K, n_images)),
            10,
            key="k",
            bind="query-params",
            help="How many groups k-means sorts the training images into.",
        )
        # The pills follow the slider; a click on one moves it.
        st.session_state["preset"] = k if k in NOTEBOOK_KS else None
        st.pills(
            "The notebook's values of k",
            NOTEBOOK_KS,
            key="preset",
            on_change=_apply_preset,
        )
        feature_space = st.segmented_control(
            "Feature space",
            list(FEATURE_SPACES),
            default="pixels",
            required=True,
            key="features",
            bind="query-params",
            help="What k-means compares. "
            + " ".join(f"**{name}**: {what}" for name, what in FEATURE_SPACES.items()),
        )
        seed = st.number_input(
            "Seed",
            0,
            2**31 - 1,
            0,
            key="seed",
            bind="query-params",
            help="Where the random choices start. Another seed, another result; the "
            "same seed, the same result.",
        )
        with st.expander("Advanced"):
            advanced = _advanced(n_images)
        if data.is_mnist:
            st.caption("Data: MNIST, 60,000 training and 10,000 test images")
        else:
            st.caption(
                f"Data: {data.source}; {n_images:,} training and "
                f"{len(data.x_test):,} test images"
            )
    return replace(advanced, n_clusters=k, feature_space=feature_space, seed=int(seed))


def _advanced(n_images: int) -> FitSettings:
    algorithm = st.segmented_control(
        "Algorithm",
        ("minibatch", "full"),
        default="minibatch",
        required=True,
        key="algorithm",
        bind="query-params",
        help="**minibatch** moves the centroids after each small sample of images: "
        "fast. **full** looks at all images before each move: slower, a little better.",
    )
    batch_size = st.number_input(
        "Batch size",
        32,
        8192,
        1024,
        256,
        key="batch_size",
        bind="query-params",
        disabled=algorithm == "full",
        help="Images in each mini-batch.",
    )
    n_init = st.number_input(
        "First centroids tried, n_init",
        1,
        10,
        1,
        key="n_init",
        bind="query-params",
        help="How many random sets of first centroids are drawn; the best is used.",
    )
    polish_iter = st.number_input(
        "Full steps at the end",
        0,
        20,
        5,
        key="polish_iter",
        bind="query-params",
        disabled=algorithm == "full",
        help="After the mini-batches, steps that look at all images. 0 is plain "
        "MiniBatchKMeans, as in the notebook.",
    )
    n_train = st.number_input(
        "Training images",
        min(1000, n_images),
        n_images,
        n_images,
        1000,
        key="n_train",
        bind="query-params",
        help="The first so many of the training images are used.",
    )
    if algorithm == "full":
        # Two links that differ only in what "full" ignores are one fit.
        batch_size, polish_iter = 1024, 0
    return FitSettings(
        n_train=int(n_train),
        algorithm=algorithm,
        batch_size=int(batch_size),
        n_init=int(n_init),
        polish_iter=int(polish_iter),
    )


def _apply_preset() -> None:
    if st.session_state["preset"] is not None:
        st.session_state["k"] = st.session_state["preset"]
