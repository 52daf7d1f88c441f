"""The map of all digits, which comes with the package."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.whole_map.layout import WholeMap, island_counts
from mnist_kmeans.studies.whole_map.placing import Placer
from mnist_kmeans.ui.background.queues import note_run
from mnist_kmeans.ui.map.digit_map import draw_whole_map
from mnist_kmeans.ui.map.own_digits import has_own, own_digits, pad
from mnist_kmeans.ui.map.selection import first_color, pick, picked, selection
from mnist_kmeans.ui.requests.map_request import PlacerRequest
from mnist_kmeans.ui.requests.request import Ready
from mnist_kmeans.ui.shared.waiting import find_or_ask, headline_first, wait_for
from mnist_kmeans.words.map_sentences import (
    island_sentence,
    whole_map_headline,
    whole_map_hint,
)

#: The route that sends the map's points and tiles, relative to the page.
ROUTE = "whole-map"


def shipped_map(
    whole: WholeMap, asked: FitSettings, head: Any, data: DigitData
) -> Fit | None:
    """Show the map of all digits with a fit's clusters, and return the fit.

    Parameters
    ----------
    whole : WholeMap
    asked : FitSettings
    head : container
        For the headline.
    data : DigitData

    Returns
    -------
    Fit or None
        None while there is none to show.
    """
    with head:
        counts = island_counts(whole, data)
        st.header(whole_map_headline(counts), anchor=False)
        headline_first()
    had_own = has_own()
    fit = find_or_ask(asked, data, new_images=had_own)
    placer = None
    if had_own:
        answer = wait_for(PlacerRequest(whole, data))
        placer = answer.value if isinstance(answer, Ready) else None
    if fit is not None:
        st.fragment(_map)(whole, had_own, placer, counts, fit, data)
    return fit


def _map(
    whole: WholeMap,
    had_own: bool,
    placer: Placer | None,
    counts: NDArray[np.int64],
    fit: Fit,
    data: DigitData,
) -> None:
    note_run()
    if has_own() and not had_own:
        st.rerun()  # the page then waits for what places it
    own = None
    if placer is not None:
        own = own_digits(lambda images, _: placer.place(images), fit, data)
    draw_whole_map(
        f"{ROUTE}/{whole.digest}", whole, data, fit, own, first_color(), pick
    )
    selection(whole.order[picked(whole.digest)], fit, data)
    st.markdown(island_sentence(counts))
    n_unseen = len(data.x_train) - fit.settings.n_train
    st.caption(whole_map_hint(whole.feature_space, n_unseen))
    with st.expander("A digit of your own on the map"):
        pad(own, data)
