"""The controls that all pages share, and their values in the URL.

Each control's key is its name in the URL, where Streamlit puts every value that is not
the default and drops every one that the control does not allow.
"""

from math import isinf
from typing import Any

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.defaults import usual_settings
from mnist_kmeans.studies.published import NOTEBOOK
from mnist_kmeans.ui.shared.between_pages import peek, peek_number
from mnist_kmeans.ui.shared.present import DETAILS, STYLE
from mnist_kmeans.words.learning_captions import how_it_fits

#: The values of k that the notebook tried.
NOTEBOOK_KS = tuple(NOTEBOOK)

#: The end of the slider.
LARGEST_K = 256
_LARGEST_SEED = 2**31 - 1

_ALGORITHMS = ("minibatch", "full")
_INITS = ("pca", "k-means++")


def settings(data: DigitData) -> FitSettings:
    """Return what the controls of the sidebar are set to."""
    n_images = len(data.x_train)
    return FitSettings(
        n_clusters=peek("k", _ks(n_images), 10),
        feature_space=peek("features", FEATURE_SPACES, "pixels"),
        seed=peek("seed", range(_LARGEST_SEED + 1), 0),
        **advanced(data),
    )


def advanced(data: DigitData) -> dict[str, Any]:
    """Return what the controls under "Advanced" are set to, as in `FitSettings`."""
    n_images = len(data.x_train)
    return {
        "n_train": peek("n_train", _sizes(n_images), n_images),
        "algorithm": peek("algorithm", _ALGORITHMS, "minibatch"),
        "init": peek("init", _INITS, "") or None,
        "n_init": peek("n_init", range(1, 11), 1),
        "batch_size": peek_number("batch_size", range(32, 8193)),
        "polish_iter": peek_number("polish_iter", range(101)),
    }


def set_k(k: int) -> None:
    """Move the slider."""
    st.session_state["k"] = k


def sidebar(data: DigitData) -> None:
    """Draw the controls in the sidebar."""
    _drop_infinite_numbers()
    before = settings(data)
    n_images = len(data.x_train)
    with st.sidebar:
        st.header("k-means explorer")
        ks = _ks(n_images)
        k = st.slider(
            "Number of clusters, k",
            ks[0],
            ks[-1],
            10,
            key="k",
            bind="query-params",
            help="How many groups k-means sorts the training images into.",
        )
        with st.container(key=DETAILS + "k"):
            _other_ks(ks, k)
        st.pills(
            "Feature space",
            list(FEATURE_SPACES),
            default="pixels",
            required=True,
            key="features",
            bind="query-params",
            help="What k-means compares. "
            + " ".join(f"**{name}**: {what}" for name, what in FEATURE_SPACES.items()),
        )
        with st.container(key=DETAILS + "settings"):
            _details(data)
        if st.toggle(
            "Present",
            key="present",
            bind="query-params",
            help="For a room: larger text, and only the controls that matter most.",
        ):
            st.html(STYLE)
    if settings(data) != before:
        # The URL held a value that the controls do not allow.
        st.rerun()


def _other_ks(ks: range, k: int) -> None:
    # Both show the slider's value, and set it.
    st.session_state["k_drawn"] = st.session_state["k_typed"] = k
    st.number_input(
        "or type k",
        ks[0],
        ks[-1],
        key="k_typed",
        on_change=_set_k,
        args=("k_typed",),
    )
    st.session_state["preset"] = k if k in NOTEBOOK_KS else None
    st.pills(
        "The notebook's values of k",
        NOTEBOOK_KS,
        key="preset",
        on_change=_set_k,
        args=("preset",),
        help="Those tried in the notebook that this explorer grew from.",
    )


def _details(data: DigitData) -> None:
    n_images = len(data.x_train)
    st.number_input(
        "Seed",
        0,
        _LARGEST_SEED,
        0,
        key="seed",
        bind="query-params",
        help="Where the random choices start. Another seed, another result; the same "
        "seed, the same result.",
    )
    with st.expander("Advanced"):
        _advanced(n_images)
    st.caption(how_it_fits(settings(data)))
    if data.is_mnist:
        st.caption("Data: MNIST, 60,000 training and 10,000 test images")
    else:
        st.caption(
            f"Data: {data.source}; {n_images:,} training and {len(data.x_test):,} test "
            "images"
        )


def _drop_infinite_numbers() -> None:
    # Streamlit drops other bad values itself; for infinity it raises OverflowError.
    infinite = [key for key, value in st.query_params.items() if _is_infinite(value)]
    for key in infinite:
        del st.query_params[key]
    if infinite:
        st.rerun()


def _is_infinite(value: str) -> bool:
    try:
        return isinf(float(value))
    except ValueError:
        return False


def _ks(n_images: int) -> range:
    return range(2, max(3, min(LARGEST_K, n_images)) + 1)


def _sizes(n_images: int) -> range:
    return range(min(1000, n_images), n_images + 1)


def _advanced(n_images: int) -> None:
    usual = usual_settings(
        peek("features", FEATURE_SPACES, "pixels"),
        10,
        peek("algorithm", _ALGORITHMS, "minibatch"),
        peek("init", _INITS, "auto"),
        peek_number("polish_iter", range(101)),
    )
    algorithm = st.segmented_control(
        "Algorithm",
        _ALGORITHMS,
        default="minibatch",
        required=True,
        key="algorithm",
        bind="query-params",
        help="**minibatch** moves the centroids after each small sample of images: "
        "fast. **full** looks at all images before each move: slower, a little better.",
    )
    st.selectbox(
        "Start",
        _INITS,
        None,
        placeholder=usual["init"],
        key="init",
        bind="query-params",
        disabled=algorithm == "full",
        help="**pca**: mini-batches and full steps in the principal components of the "
        "images, where they are quick; the means of these clusters go on as centroids. "
        "**k-means++**: first centroids are images chosen at random but far apart, and "
        "mini-batches follow. Empty, it is what this feature space does best with.",
    )
    st.number_input(
        "Batch size",
        32,
        8192,
        None,
        256,
        placeholder=str(usual["batch_size"]),
        key="batch_size",
        bind="query-params",
        disabled=algorithm == "full",
        help="Images in each mini-batch. Empty, it is what this feature space does "
        "best with.",
    )
    st.number_input(
        "First centroids tried",
        1,
        10,
        1,
        key="n_init",
        bind="query-params",
        help="How many random sets of first centroids are drawn; the best is used.",
    )
    st.number_input(
        "Full steps at the end",
        0,
        100,
        None,
        placeholder=str(usual["polish_iter"]),
        key="polish_iter",
        bind="query-params",
        disabled=algorithm == "full",
        help="After the mini-batches, steps that look at all images. 0 with k-means++ "
        "is plain MiniBatchKMeans, as in the notebook. Empty, it is what this feature "
        "space does best with.",
    )
    st.number_input(
        "Training images",
        _sizes(n_images)[0],
        n_images,
        n_images,
        1000,
        key="n_train",
        bind="query-params",
        help="The first so many of the training images are used.",
    )


def _set_k(key: str) -> None:
    # Where the slider moves on before the browser is told of its last value, the other
    # controls still send an earlier one, which is no choice of the visitor's.
    moved = st.session_state["k"] != st.session_state["k_drawn"]
    # A click on the selected pill deselects it; k stays.
    if st.session_state[key] is not None and not moved:
        set_k(st.session_state[key])
