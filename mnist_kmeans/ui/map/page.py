"""Map: test images in two dimensions, and what lies where."""

from dataclasses import replace

import numpy as np
import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.maps import (
    FEWEST_FOR_TSNE,
    LAYOUTS,
    DigitMap,
    MapSettings,
    evenly_spaced,
)
from mnist_kmeans.ui.background.digit_data import sheet_of_test_images
from mnist_kmeans.ui.background.map_request import LaidOut, MapRequest
from mnist_kmeans.ui.background.queues import warm_up
from mnist_kmeans.ui.background.request import Ready, UnderWay
from mnist_kmeans.ui.map.digit_map import COLORINGS, digit_map, hold_images
from mnist_kmeans.ui.map.own_digit import own_digits, pad
from mnist_kmeans.ui.map.selection import selection
from mnist_kmeans.ui.shared import controls
from mnist_kmeans.ui.shared.address import peek
from mnist_kmeans.ui.shared.data_source import require_data
from mnist_kmeans.ui.shared.take_along import take_along
from mnist_kmeans.ui.shared.waiting import (
    find_or_ask,
    headline_first,
    wait_for,
)
from mnist_kmeans.words.headlines import map_headline, reading_hint

_SIZES = (1000, 2500, 5000)


def _choose(data: DigitData) -> tuple[str, int]:
    """Show the controls, and return the layout and how many images are on the map."""
    n = len(data.x_test)
    with st.container(horizontal=True, gap="medium"):
        layout: str = st.segmented_control(
            "Layout",
            list(LAYOUTS) if n >= FEWEST_FOR_TSNE else ["PCA"],
            default="PCA",
            required=True,
            key="layout",
            bind="query-params",
            help=" ".join(f"**{name}**: {what}" for name, what in LAYOUTS.items()),
        )
        sizes = [size for size in _SIZES if size < n] or [n]
        shown: int = st.segmented_control(
            "Test images",
            sizes,
            default=sizes[-1],
            required=True,
            key="points",
            bind="query-params",
            help="Evenly spaced over all test images.",
        )
    return layout, shown


def _find_or_ask(settings: MapSettings, data: DigitData) -> LaidOut | None:
    """Return a map, or show its progress and return that by PCA, if it is there."""
    wanted = MapRequest(settings, data)
    by_pca = MapRequest(replace(settings, layout="PCA"), data)
    forms = settings.layout != "PCA" and wanted.find() is None
    if forms and by_pca.find() is None:
        wanted.ask()  # both are computed at once, and PCA takes but a moment
        if not isinstance(wait_for(by_pca), Ready):
            return None
    answer = wait_for(wanted)
    if isinstance(answer, Ready):
        return answer.value
    if isinstance(answer, UnderWay) and forms:
        st.caption("Below is the map by PCA; it stays until t-SNE is ready.")
    return by_pca.find()


def _pick(chosen: list[int]) -> None:
    st.session_state["map_selected"] = chosen


@st.fragment
def _map(laid_out: DigitMap, name: str, fit: Fit, data: DigitData) -> None:
    numbers = evenly_spaced(len(data.x_test), len(laid_out.positions))
    own = own_digits(laid_out, fit, data)
    # The browser keeps the choice: were it sent back, all else would be sent again.
    asked = peek("color", COLORINGS, COLORINGS[0])
    first = st.session_state.setdefault("map_color", asked)
    digit_map(
        name,
        laid_out,
        numbers,
        data.y_test[numbers],
        fit,
        own,
        first,
        _pick,
    )
    if st.session_state.get("map_of") != name:
        st.session_state["map_of"], st.session_state["map_selected"] = name, []
    chosen = np.array(st.session_state["map_selected"], np.intp)
    selection(numbers[chosen], fit, data)
    with st.expander("A digit of your own on the map"):
        pad(own, numbers, data)


data = require_data()
controls.sidebar(data)
head = st.container()
layout, n_shown = _choose(data)
asked = controls.settings(data)
settings = MapSettings(layout, n_shown, asked.feature_space, asked.n_train)
# A map that is there needs no features, but a new one does, and so does a drawing.
needs_features = bool(
    st.session_state.get("drawing") or MapRequest(settings, data).find() is None
)
fit = find_or_ask(asked, data, new_images=needs_features)
found = None
if fit is not None:
    one = fit.settings
    settings = replace(settings, feature_space=one.feature_space, n_train=one.n_train)
    found = _find_or_ask(settings, data)
with head:
    if found is None:
        st.subheader("A map of the test images")
    else:
        laid_out, near = found
        st.subheader(map_headline(near, laid_out.layout, n_shown))
        st.caption(
            reading_hint(laid_out.layout, laid_out.variance, settings.feature_space)
        )
        headline_first()
if fit is not None and found is not None:
    name = f"{data.fingerprint} {n_shown}"
    _map(laid_out, name, fit, data)
    hold_images(name, *sheet_of_test_images(n_shown, data))
take_along(fit, data)
warm_up()
