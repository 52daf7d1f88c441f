"""What a visitor can take along from any page: the link, and files of the fit."""

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from mnist_kmeans import exports
from mnist_kmeans.data import DigitData
from mnist_kmeans.fits import Fit
from mnist_kmeans.ui import cache
from mnist_kmeans.ui.state import DETAILS

_LOAD = """import skops.io
model = skops.io.load("{name}", trusted=skops.io.get_untrusted_types(file="{name}"))"""


def take_along(fit: Fit | None, data: DigitData) -> None:
    """Offer the link to this screen and, where there is a fit, its files.

    Files are made when they are asked for.
    """
    place = st.sidebar.container(key=DETAILS + "files")
    with place, st.expander("Take it with you"):
        query = urlencode(
            [(key, v) for key in st.query_params for v in st.query_params.get_all(key)]
        )
        if st.context.url:  # unknown outside a browser
            st.caption("The link to this screen")
            link = f"{st.context.url}?{query}".rstrip("?")
            st.code(link, language=None, wrap_lines=True)
        if fit is None:
            return
        one = fit.settings
        name = f"kmeans-{one.feature_space}-{one.n_clusters}-seed{one.seed}"
        files: dict[str, tuple[Callable[[], str | bytes], str, str]] = {
            "Centroids as a picture": (
                lambda: exports.centroid_sheet(fit),
                "png",
                "image/png",
            ),
            "All images and their clusters": (
                lambda: exports.assignments_csv(fit, data),
                "csv",
                "text/csv",
            ),
            "All figures": (
                lambda: exports.metrics_json(fit, data),
                "json",
                "application/json",
            ),
            "A script that gives them again": (
                lambda: exports.script(one, data),
                "py",
                "text/x-python",
            ),
            "The model": (
                lambda: exports.model_file(cache.model(one, data)),
                "skops",
                "application/octet-stream",
            ),
        }
        st.caption(
            f"Of the fit on screen: k = {one.n_clusters} in {one.feature_space}, seed "
            f"{one.seed}"
        )
        for label, (make, ending, kind) in files.items():
            st.download_button(
                f"{label} (.{ending})",
                make,
                f"{name}.{ending}",
                kind,
                key=f"take_{ending}",
                on_click="ignore",
                width="stretch",
            )
        st.caption("Two lines load the model, and run no code that came with it:")
        st.code(_LOAD.format(name=f"{name}.skops"), wrap_lines=True)
