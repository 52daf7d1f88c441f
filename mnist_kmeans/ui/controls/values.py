"""The values of the shared controls, which can be read before these are drawn."""

from typing import Any

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import FEATURE_SPACES
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.moves import MovesError
from mnist_kmeans.studies.published import NOTEBOOK
from mnist_kmeans.ui.controls.first_centroids import with_first
from mnist_kmeans.ui.requests.fit_request import LARGEST_K
from mnist_kmeans.ui.shared.between_pages import (
    peek,
    peek_number,
    value_of,
    went_back,
)

#: The values of k that the notebook tried.
NOTEBOOK_KS = tuple(NOTEBOOK)

LARGEST_SEED = 2**31 - 1

#: Containers whose key begins so are not shown: their controls have values in the URL
#: that others show in another form.
HIDDEN = "hidden_"

ALGORITHMS = ("minibatch", "full")
INITS = ("pca", "k-means++")


def settings(data: DigitData) -> FitSettings:
    """Return what the controls are set to, first centroids and moves by hand too."""
    return _with_moves(with_first(from_random(data), data), data)


def from_random(data: DigitData) -> FitSettings:
    """Return what the controls are set to, but for what was done by hand."""
    return FitSettings(
        n_clusters=peek("k", allowed_ks(data), 10),
        feature_space=peek("features", FEATURE_SPACES, "pixels"),
        seed=peek("seed", range(LARGEST_SEED + 1), 0),
        **advanced(data),
    )


def _with_moves(base: FitSettings, data: DigitData) -> FitSettings:
    """Return the fit with the moves made by hand on it, if they are possible there."""
    if not went_back() and st.session_state.get("moves_on", base) != base:
        return base
    try:
        edited = base.edited(str(value_of("moves", "")))
    except MovesError:
        return base
    return edited if edited.n_clusters in allowed_ks(data) else base


def advanced(data: DigitData) -> dict[str, Any]:
    """Return what the controls under "Advanced" are set to, as in `FitSettings`."""
    n_images = len(data.x_train)
    return {
        "n_train": peek("n_train", allowed_sizes(n_images), n_images),
        "algorithm": peek("algorithm", ALGORITHMS, "minibatch"),
        "init": peek("init", INITS, "") or None,
        "n_init": peek("n_init", range(1, 11), 1),
        "batch_size": peek_number("batch_size", range(32, 8193)),
        "polish_iter": peek_number("polish_iter", range(101)),
        "pretrained": value_of("anew", False) not in (True, "true"),
    }


def allowed_ks(data: DigitData) -> range:
    """Return the numbers of clusters that can be chosen."""
    return range(2, max(3, min(LARGEST_K, len(data.x_train))) + 1)


def allowed_sizes(n_images: int) -> range:
    """Return the numbers of training images that can be chosen."""
    return range(min(1000, n_images), n_images + 1)
