"""The controls in the sidebar."""

from math import isinf

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.model.defaults import usual_settings
from mnist_kmeans.ui.controls.first_centroids import first_control, is_waiting
from mnist_kmeans.ui.controls.given_names import names_control
from mnist_kmeans.ui.controls.moves_control import moves_control
from mnist_kmeans.ui.controls.space_choice import space_choice
from mnist_kmeans.ui.controls.values import (
    ALGORITHMS,
    INITS,
    LARGEST_SEED,
    allowed_sizes,
    from_random,
    settings,
)
from mnist_kmeans.ui.shared.between_pages import peek, peek_number
from mnist_kmeans.ui.shared.present import DETAILS, STYLE
from mnist_kmeans.words.learning_captions import how_it_fits

# The keys of the controls under "Advanced".
_ADVANCED = ("algorithm", "init", "batch_size", "n_init", "polish_iter", "n_train")


def sidebar(data: DigitData, fixed: str = "") -> None:
    """Draw the controls in the sidebar, `fixed` as in `page_top`."""
    _drop_infinite_numbers()
    with st.sidebar:
        moves_control(data)
        space_choice(data, disabled=bool(fixed))
        if fixed:
            st.caption(fixed)
        first_control(from_random(data), data, shown=not fixed)
        with st.container(key=DETAILS + "settings"):
            _details(data, disabled=bool(fixed))
        if st.toggle("Present", key="present", bind="query-params"):
            st.html(STYLE)
        with st.container(key=DETAILS + "present"):
            st.caption("For a room: larger, and only the controls that matter most.")
        # Names are of one fit: they wait for the one that first centroids come from.
        waits = is_waiting(from_random(data), data)
        names_control(None if waits else settings(data), data)


def _details(data: DigitData, *, disabled: bool) -> None:
    n_images = len(data.x_train)
    st.number_input(
        "Seed",
        0,
        LARGEST_SEED,
        0,
        key="seed",
        bind="query-params",
    )
    st.caption("Where random choices start: another seed, another result.")
    more = st.expander("Advanced", key="advanced", on_change="rerun")
    # Six controls that few use take a fifth of a page's run. One that has a value is
    # drawn in any case: Streamlit forgets those that are not.
    if more.open or any(key in st.query_params for key in _ADVANCED):
        with more:
            _advanced(n_images, disabled=disabled)
    if not disabled:
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


def _advanced(n_images: int, *, disabled: bool) -> None:
    usual = usual_settings(
        peek("features", FEATURE_SPACES, "pixels"),
        10,
        peek("algorithm", ALGORITHMS, "minibatch"),
        peek("init", INITS, "auto"),
        peek_number("polish_iter", range(101)),
    )
    algorithm = st.segmented_control(
        "Algorithm",
        ALGORITHMS,
        default="minibatch",
        required=True,
        key="algorithm",
        bind="query-params",
        disabled=disabled,
        help="**minibatch** moves the centroids after each small sample of images: "
        "fast. **full** looks at all images before each move: slower, a little better.",
    )
    st.selectbox(
        "Start",
        INITS,
        None,
        placeholder=usual["init"],
        key="init",
        bind="query-params",
        disabled=disabled or algorithm == "full",
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
        disabled=disabled or algorithm == "full",
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
        disabled=disabled,
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
        disabled=disabled or algorithm == "full",
        help="After the mini-batches, steps that look at all images. 0 with k-means++ "
        "is plain MiniBatchKMeans, as in the notebook. Empty, it is what this feature "
        "space does best with.",
    )
    st.number_input(
        "Training images",
        allowed_sizes(n_images)[0],
        n_images,
        n_images,
        1000,
        key="n_train",
        bind="query-params",
        disabled=disabled,
        help="The first so many of the training images are used.",
    )
