"""The gallery of centroids, a browser component."""

from collections.abc import Callable
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.model.tables import purities
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.shared.component import component, sent
from mnist_kmeans.words.numbers import percent

SORTS = ("digit", "purity", "size")

_component = component("gallery", __file__)


def centroid_gallery(
    fit: Fit,
    sort: str,
    selected: int,
    on_pick: Callable[[int], None],
    *,
    reveal: bool = False,
    large: bool = False,
) -> None:
    """Show every centroid with its digit, purity and size; a click picks a cluster.

    Parameters
    ----------
    fit : Fit
    sort : {"digit", "purity", "size"}
    selected : int
        The cluster to mark.
    on_pick : callable
        Called with the cluster picked.
    reveal : bool, default=False
        Whether a large gallery is scrolled to the selected cluster at first.
    large : bool, default=False
        Whether it has to be seen from afar.
    """
    key = "gallery"

    def picked() -> None:
        cluster = sent(key, "picked")
        if cluster is not None:
            on_pick(int(cluster))

    _component(
        key=key,
        data=once(_centroids, fit, sort, large)
        | {"selected": selected, "reveal": reveal},
        on_picked_change=picked,
    )


def _centroids(fit: Fit, sort: str, large: bool) -> dict[str, Any]:
    """Return what the browser is sent of a fit, whichever cluster is selected."""
    sizes = fit.cluster_counts.sum(axis=1)
    purity = purities(fit.cluster_counts)
    sheet, columns = sprite_sheet(np.clip(fit.centroid_images, 0, 1))
    k = fit.settings.n_clusters
    # Multiples of 28, so that every pixel of a digit is as large as the next.
    side, n_texts = (84, 3) if k <= 25 else (56, 2) if k <= 100 else (56, 0)
    side += 28 * large
    tiles = []
    for cluster in _order(fit.cluster_labels, purity, sizes, sort).tolist():
        digit, size = int(fit.cluster_labels[cluster]), int(sizes[cluster])
        share = float(purity[cluster])
        votes = f"{percent(share)} of its {size:,} training images show a {digit}"
        tiles.append(
            {
                "cluster": cluster,
                "digit": digit,
                "color": DIGIT_COLORS[digit],
                "ink": text_on(DIGIT_COLORS[digit]),
                "purity": share,
                "empty": size == 0,
                "texts": [f"#{cluster}", percent(share), f"{size:,}"][:n_texts],
                "title": f"Cluster {cluster} stands for {digit}: "
                + (votes if size else "it is empty"),
            }
        )
    return {
        # Fits of other data sets may have the same settings.
        "id": f"{fit.settings} {sort} {side} {crc32(sheet.encode())}",
        "label": f"{k} centroids; arrow keys move, Enter picks",
        "sheet": sheet,
        "columns": columns,
        "side": side,
        "scroll": k > 100,
        "tiles": tiles,
    }


def _order(
    labels: NDArray[np.uint8],
    purity: NDArray[np.float64],
    sizes: NDArray[np.int64],
    sort: str,
) -> NDArray[np.intp]:
    if sort == "purity":
        return np.argsort(-purity, kind="stable")
    if sort == "size":
        return np.argsort(-sizes, kind="stable")
    return np.lexsort((-purity, labels))
