"""The animation of a fit's centroids, a browser component."""

import base64
from typing import Any
from zlib import crc32

import numpy as np
import streamlit as st

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.model.counts import order_by_digit
from mnist_kmeans.studies.learning import Learning
from mnist_kmeans.ui.shared.component import component

_component = component("animation", __file__)


def animation(
    name: str,
    fit: Fit,
    learning: Learning,
    texts: list[dict[str, str]],
    *,
    large: bool = False,
) -> None:
    """Show the centroids from the first to the last, to play or step through.

    Parameters
    ----------
    name : str
        Names the images that were fitted.
    fit : Fit
    learning : Learning
        The steps of the fit.
    texts : list of dict
        Texts of each frame: ``what``, ``inertia``, ``accuracy``, ``changed``
        and ``moved``.
    large : bool, default=False
        Whether it has to be seen from afar.
    """
    n_frames = len(learning.labels)
    # The component reads the frame from the link, and keeps it there.
    frame = st.query_params.get("frame", "1")
    if not (frame.isdecimal() and 1 < int(frame) <= n_frames):
        st.query_params.pop("frame", None)
    data = content(name, fit, learning, texts, large=large)
    _component(key="animation", data=data)


def content(
    name: str,
    fit: Fit,
    learning: Learning,
    texts: list[dict[str, str]],
    *,
    large: bool,
) -> dict[str, Any]:
    """Return what the browser is sent, once for all frames.

    Parameters
    ----------
    name, fit, learning, texts, large
        As in `animation`.

    Returns
    -------
    dict
        For JSON.
    """
    k = fit.settings.n_clusters
    small = k > 100
    # Multiples of 28, so that every pixel of a digit is as large as the next.
    side = 28 if small else (84 if k <= 25 else 56) + 28 * large
    # As in the gallery, by the last digits: no tile changes its place.
    order = order_by_digit(fit.cluster_labels, fit.cluster_counts)
    return {
        # Fits of other data sets may have the same settings.
        "id": f"{name} {fit.settings} {large} {crc32(learning.film)}",
        "label": f"{k} centroids at the moment of the training that the slider shows",
        "film": base64.b64encode(learning.film).decode(),
        "order": order.tolist(),
        "frames": [
            {**text, "labels": "".join(map(str, labels))}
            for text, labels in zip(texts, learning.labels, strict=True)
        ],
        "charts": {
            "inertia": {
                "title": "Inertia, train: lower is better",
                "values": learning.inertia.tolist(),
                "form": [text["inertia"] for text in texts],
            },
            "accuracy": {
                "title": "Majority-vote accuracy, test: higher is better",
                "values": learning.test_accuracy.tolist(),
                "form": [text["accuracy"] for text in texts],
            },
        },
        "full": int(np.searchsorted(learning.n_full_steps, 1)),
        "colors": DIGIT_COLORS,
        "inks": [text_on(color) for color in DIGIT_COLORS],
        "side": side,
        "small": small,
        "large": large,
    }
