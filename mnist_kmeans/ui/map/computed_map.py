"""A map of test images, computed here."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.features.names import SLOW_SPACES
from mnist_kmeans.features.sampling import evenly_spaced
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.maps import DigitMap, MapSettings, Neighbours
from mnist_kmeans.ui.background.queues import note_run
from mnist_kmeans.ui.background.shared_digits import sheet_of_test_images
from mnist_kmeans.ui.map.digit_map import draw_map, hold_images
from mnist_kmeans.ui.map.own_digits import has_own, own_digits, pad
from mnist_kmeans.ui.map.selection import first_color, pick, picked, selection
from mnist_kmeans.ui.requests.map_request import MapRequest
from mnist_kmeans.ui.requests.request import Ready, UnderWay
from mnist_kmeans.ui.shared.waiting import find_or_ask, headline_first, wait_for
from mnist_kmeans.words.map_sentences import (
    map_headline,
    nearest_on_map_sentence,
    reading_hint,
)


def computed_map(
    layout: str, n_shown: int, asked: FitSettings, head: Any, data: DigitData
) -> Fit | None:
    """Show a map of test images, as far as it is there, and return the fit on it.

    Parameters
    ----------
    layout : str
        A name in `LAYOUTS`.
    n_shown : int
        Test images on it.
    asked : FitSettings
    head : container
        For the headline.
    data : DigitData

    Returns
    -------
    Fit or None
    """
    settings = MapSettings(
        layout, n_shown, asked.feature_space, asked.n_train, asked.pretrained
    )
    if asked.feature_space not in SLOW_SPACES:
        # Beside the fit, not after it; the others need features first.
        MapRequest(replace(settings, layout="PCA"), data).ask()
    # A map that is there needs no features, but a new one does, and so does a drawing.
    is_there = MapRequest(settings, data).find() is not None
    needs_features = has_own() or not is_there
    fit = find_or_ask(asked, data, new_images=needs_features)
    shown = None
    if fit is not None:
        settings = replace(
            settings,
            feature_space=fit.settings.feature_space,
            n_train=fit.settings.n_train,
            pretrained=fit.settings.pretrained,
        )
        shown = _find_or_ask(settings, data)
    with head:
        _headline(shown, settings)
    if fit is not None and shown is not None:
        name = f"{data.fingerprint} {n_shown}"
        # A map that forms is drawn again and again.
        seconds = 1.0 if shown.forming else None
        st.fragment(_map, run_every=seconds)(shown, name, settings, fit, data)
        hold_images(name, *sheet_of_test_images(n_shown, data))
    return fit


class _Shown(NamedTuple):
    """A map, and what the headline says of it; `forming` gives t-SNE's so far."""

    digit_map: DigitMap
    near: Neighbours | None
    forming: Callable[[], NDArray[np.float32] | None] | None = None


def _find_or_ask(settings: MapSettings, data: DigitData) -> _Shown | None:
    """Return a map, or show its progress and return the one that is there meanwhile."""
    request = MapRequest(settings, data)
    by_pca = MapRequest(replace(settings, layout="PCA"), data)
    if request.find() is None and by_pca.find() is None:
        request.ask()  # t-SNE begins at once; the map by PCA takes but a moment
        if not isinstance(wait_for(by_pca), Ready):
            return None
    answer = wait_for(request)
    if isinstance(answer, Ready):
        return _Shown(*answer.value)
    found = by_pca.find()
    if found is None or not isinstance(answer, UnderWay):
        return found and _Shown(*found)
    st.caption("t-SNE starts from the map by PCA. You see it form below.")
    return _Shown(found[0], None, request.forming)


def _map(
    shown: _Shown, name: str, settings: MapSettings, fit: Fit, data: DigitData
) -> None:
    digit_map = shown.digit_map
    if not shown.forming:  # else it runs by itself
        note_run()
    positions = shown.forming() if shown.forming else None
    if positions is not None:
        digit_map = replace(digit_map, positions=positions, layout="t-SNE")
    numbers = evenly_spaced(len(data.x_test), len(digit_map.positions))
    numbers = len(data.x_train) + numbers

    def place(
        images: NDArray[np.float32], points: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        return digit_map.place(points), numbers[digit_map.nearest(points)]

    own = own_digits(place, fit, data)
    draw_map(name, digit_map, numbers, data, fit, own, first_color(), pick)
    selection(numbers[picked(name)], fit, data)
    _hint(shown, settings)
    with st.expander("A digit of your own on the map"):
        pad(own, data)


def _headline(shown: _Shown | None, settings: MapSettings) -> None:
    if shown is None:
        st.header("A map of the test images", anchor=False)
        return
    layout = settings.layout if shown.near is None else shown.digit_map.layout
    st.header(map_headline(shown.near, layout, settings.n_shown), anchor=False)
    headline_first()


def _hint(shown: _Shown, settings: MapSettings) -> None:
    layout = settings.layout if shown.near is None else shown.digit_map.layout
    if shown.near is not None and settings.n_shown > 1:
        st.markdown(nearest_on_map_sentence(shown.near))
    variance = shown.digit_map.variance
    st.caption(reading_hint(layout, variance, settings.feature_space))
