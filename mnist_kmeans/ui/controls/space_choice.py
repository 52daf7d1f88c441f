"""The choice of the feature space, with what is known of each."""

from dataclasses import replace

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import (
    FEATURE_SPACES,
    SLOW_SPACES,
    SPACE_TITLES,
    TRAINED_SPACES,
)
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.background.queues import store
from mnist_kmeans.ui.controls.two_sevens import two_sevens
from mnist_kmeans.ui.controls.values import HIDDEN, advanced, from_random, settings
from mnist_kmeans.ui.requests.sweep_request import known_row
from mnist_kmeans.ui.shared.between_pages import value_of
from mnist_kmeans.ui.shared.present import DETAILS

# Seconds that bringing all of MNIST's images into a space takes on two cores, and those
# that learning it here takes.
_FIRST_TIME = {"deskewed": 1, "hog": 3, "autoencoder": 4, "spectral": 4}
_TRAINING = {"autoencoder": 40, "spectral": 60}

# The tab in which accuracies are guessed.
_GUESSING = "Guess first"


def space_choice(data: DigitData, *, disabled: bool = False) -> None:
    """Draw the choice of the feature space."""
    # The URL has the names of the options that the bound control shows, which are to
    # stay; this one is hidden, and set by the one with names for people.
    with st.container(key=HIDDEN + "features"):
        st.pills(
            "Feature space",
            list(FEATURE_SPACES),
            default="pixels",
            required=True,
            key="features",
            bind="query-params",
        )
    # What depends on the feature space where nobody has chosen it.
    chosen, random = settings(data), from_random(data)
    usual = {**advanced(data), "n_starts": None}
    st.session_state["space"] = chosen.feature_space
    st.radio(
        "Feature space: what k-means compares",
        list(FEATURE_SPACES),
        format_func=SPACE_TITLES.__getitem__,
        # They would give answers away.
        captions=None
        if _GUESSING in (value_of("view", ""), value_of("show", ""))
        else [
            what_is_known(replace(random, feature_space=space, **usual), data)
            for space in FEATURE_SPACES
        ],
        key="space",
        on_change=_set_space,
        disabled=disabled,
    )
    if comes_along(chosen, data):
        st.toggle(
            "Learn it here, now",
            key="anew",
            bind="query-params",
            disabled=disabled,
            help="Trains the network on this machine instead of using the one that "
            f"came along: about {_TRAINING[chosen.feature_space]} s on two cores. It "
            "is kept then. It needs the packages of the extra `autoencoder`.",
        )
    if data.is_mnist:
        with (
            st.container(key=DETAILS + "sevens"),
            st.expander("What that changes: two 7s"),
        ):
            once(two_sevens, data)


def comes_along(settings: FitSettings, data: DigitData) -> bool:
    """Tell whether the network of a feature space came with the package."""
    return (
        settings.feature_space in TRAINED_SPACES
        and data.is_mnist
        and settings.n_train == len(data.x_train)
    )


def in_ready_spaces(data: DigitData, *, by_hand: bool) -> list[FitSettings]:
    """Return what the controls are set to, in every feature space.

    Those that would have to be learnt here first are left out, but for the chosen one.
    What was done by hand belongs to that one: clusters have other numbers elsewhere.

    Parameters
    ----------
    data : DigitData
    by_hand : bool
        Whether the fit in the chosen space is the one that was started or edited by
        hand.

    Returns
    -------
    list of FitSettings
    """
    random, usual = from_random(data), {**advanced(data), "n_starts": None}
    chosen = settings(data) if by_hand else random
    everywhere = (
        chosen
        if space == chosen.feature_space
        else replace(random, feature_space=space, **usual)
        for space in FEATURE_SPACES
    )
    return [of for of in everywhere if of == chosen or _is_ready(of, data)]


def _is_ready(settings: FitSettings, data: DigitData) -> bool:
    """Tell whether no network has to be trained for a feature space."""
    if settings.feature_space not in TRAINED_SPACES:
        return True
    if settings.pretrained and comes_along(settings, data):
        return True
    return store().has_features(
        settings.feature_space, settings.n_train, data, settings.pretrained
    )


def what_is_known(settings: FitSettings, data: DigitData) -> str:
    """Say how accurate a fit is, or what it costs where it is not there yet."""
    row = known_row(settings, data)
    k, space = settings.n_clusters, settings.feature_space
    if row is not None:
        return f"{row['test_accuracy']:.1%} right on test at k = {k}"
    if space in SLOW_SPACES and not store().has_features(
        space, settings.n_train, data, settings.pretrained
    ):
        if space in TRAINED_SPACES and not comes_along(settings, data):
            return "is learnt here the first time"
        seconds = (_FIRST_TIME if settings.pretrained else _TRAINING)[space]
        return f"takes about {seconds} s the first time"
    return f"not fitted at k = {k} yet"


def _set_space() -> None:
    st.session_state["features"] = st.session_state["space"]
