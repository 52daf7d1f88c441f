"""Map: digits in two dimensions, and what lies where."""

import streamlit as st

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.studies.maps import FEWEST_FOR_TSNE, LAYOUTS
from mnist_kmeans.studies.whole_map.layout import WholeMap, find_whole_map
from mnist_kmeans.ui import controls
from mnist_kmeans.ui.background.queues import warm_up
from mnist_kmeans.ui.map.computed_map import computed_map
from mnist_kmeans.ui.map.shipped_map import shipped_map
from mnist_kmeans.ui.requests.fits_ahead import fit_ahead
from mnist_kmeans.ui.shared.getting_around import spoken
from mnist_kmeans.ui.shared.require_data import require_data
from mnist_kmeans.ui.shared.take_along import take_along

_ALL = "All 70,000"
_SIZES = (1000, 2500, 5000)


def _choose(whole: WholeMap | None, data: DigitData) -> tuple[str, int]:
    """Show the controls, and return the layout and how many test images it is of."""
    n = len(data.x_test)
    by_size = list(LAYOUTS) if n >= FEWEST_FOR_TSNE else ["PCA"]
    layouts = by_size if whole is None else [_ALL, *by_size]
    sizes = [size for size in _SIZES if size < n] or [n]
    with st.container(horizontal=True, gap="medium"):
        layout: str = st.segmented_control(
            "Layout",
            layouts,
            default=layouts[0],
            required=True,
            key="layout",
            bind="query-params",
        )
        if layout == _ALL:
            return layout, n
        shown: int = st.segmented_control(
            "Test images",
            sizes,
            default=sizes[-1],
            required=True,
            key="points",
            bind="query-params",
        )
    return layout, shown


data = require_data()
controls.page_top(
    "Map", "Digits laid out so that those alike lie near each other.", data
)
head = spoken("finding")
whole = find_whole_map(data)
layout, n_shown = _choose(whole, data)
asked = controls.settings(data)
if whole is not None and layout == _ALL:
    fit = shipped_map(whole, asked, head, data)
else:
    fit = computed_map(layout, n_shown, asked, head, data)
take_along(fit, data)
warm_up()
fit_ahead(asked.base, data, controls.likely_ks(data))
