"""The link to the screen and the downloads of a fit, offered on every page."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import streamlit as st

from mnist_kmeans import documents
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.fits import exports
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.studies.curve import WIDE_KS
from mnist_kmeans.studies.published import notebook_ks
from mnist_kmeans.studies.sweep import Row, sweep_settings
from mnist_kmeans.ui.requests.fit_request import fitted_model
from mnist_kmeans.ui.requests.sweep_request import known_row
from mnist_kmeans.ui.shared.component import component
from mnist_kmeans.ui.shared.present import DETAILS

# In the browser: the link also changes without a rerun of the page.
_screen_link = component("screen_link", __file__)

# Label and MIME type of each download, by its ending.
_FILES = {
    "html": ("A report to read and print", "text/html"),
    "ipynb": ("The notebook, to run", "application/x-ipynb+json"),
    "png": ("Centroids as a picture", "image/png"),
    "csv": ("All images and their clusters", "text/csv"),
    "json": ("All figures", "application/json"),
    "py": ("A Python script that fits it again", "text/x-python"),
    "skops": ("The model", "application/octet-stream"),
}

# The seeds of the Accuracy page.
_SEEDS = 3


def take_along(fit: Fit | None, data: DigitData) -> None:
    """Offer the link to this screen and, where there is a fit, its files.

    Files are made when they are downloaded.
    """
    with st.sidebar.container(key=DETAILS + "files"):
        files = st.expander("Take it with you", key="take", on_change="rerun")
    if not files.open:
        return
    with files:
        st.caption("The link to this screen")
        _screen_link(key="screen_link")
        if fit is not None:
            _downloads(fit, data)


def _downloads(fit: Fit, data: DigitData) -> None:
    settings = fit.settings
    space, k, seed = settings.feature_space, settings.n_clusters, settings.seed
    name = f"kmeans-{space}-{k}-seed{seed}" + "-by-hand" * bool(settings.moves)
    link = _link()
    contents: dict[str, Callable[[], str | bytes]] = {
        "html": lambda: documents.report(
            fit, data, _kept_rows(settings, data), link=link
        ),
        "ipynb": lambda: documents.notebook(settings, data),
        "png": lambda: exports.centroid_sheet(fit),
        "csv": lambda: exports.assignments_csv(fit, data),
        "json": lambda: exports.metrics_json(fit, data),
        "py": lambda: documents.script(settings, data),
        "skops": lambda: exports.model_file(fitted_model(fit, data)),
    }
    by_hand = ", edited by hand" * bool(settings.moves)
    st.caption(f"Of the fit on screen: k = {k} in {space}, seed {seed}{by_hand}")
    for ending, (label, mime) in _FILES.items():
        st.download_button(
            f"{label} (.{ending})",
            contents[ending],
            f"{name}.{ending}",
            mime,
            key=f"take_{ending}",
            on_click="ignore",
            width="stretch",
        )
    st.caption("Two lines load the model, and run no code that came with it:")
    lines = exports.loading_lines(space, f"{name}.skops")
    st.code(lines, wrap_lines=True)


def _kept_rows(settings: FitSettings, data: DigitData) -> list[Row]:
    """Return the rows of fits with other k and seeds that somebody has had computed."""
    n_train = settings.n_train
    wide = [k for k in WIDE_KS if k <= n_train]
    fits = sweep_settings(
        n_train,
        sorted({*notebook_ks(n_train), *wide, settings.n_clusters}),
        [settings.feature_space],
        sorted({*range(_SEEDS), settings.seed}),
        **documents.chosen(settings),
    )
    rows = (known_row(fit, data) for fit in fits)
    return [row for row in rows if row is not None]


def _link() -> str:
    """Return the address of the screen as of this run."""
    query = st.query_params
    pairs = [(key, value) for key in query for value in query.get_all(key)]
    address = urlsplit(st.context.url or "")
    path = address.path or "/"
    return address._replace(path=path, query=urlencode(pairs)).geturl()
