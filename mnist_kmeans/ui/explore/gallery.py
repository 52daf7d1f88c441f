"""The gallery of centroids, a browser component."""

import base64
from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS, GREY, badge_of, text_on
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.fits.by_hand.naming import CANNOT_TELL, NOT_ASKED, names_text
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.counts import order_by_digit, purities
from mnist_kmeans.ui.background.once import once
from mnist_kmeans.ui.shared.component import component, sent
from mnist_kmeans.words.numbers import percent

# Names that are all in view, on a phone too.
_MOST_IN_VIEW = 25

SORTS = ("digit", "purity", "size")

_KEY = "gallery"
_component = component("gallery", __file__)


def centroid_gallery(
    fit: Fit,
    sort: str,
    selected: int | Sequence[int],
    on_pick: Callable[[int], None],
    *,
    reveal: bool = False,
    large: bool = False,
    film: bytes | None = None,
) -> None:
    """Show every centroid with its digit, purity and size; a click picks a cluster.

    Parameters
    ----------
    fit : Fit
    sort : {"digit", "purity", "size"}
    selected : int or sequence of int
        The cluster or the clusters to mark.
    on_pick : callable
        Called with the cluster picked.
    reveal : bool, default=False
        Whether a large gallery is scrolled to the selected cluster at first.
    large : bool, default=False
        Whether it has to be seen from afar.
    film : bytes, optional
        As in `Learning`: how the centroids were learnt, to play once, to a visitor who
        has not seen any.
    """

    def picked() -> None:
        cluster = sent(_KEY, "picked")
        if cluster is not None:
            on_pick(int(cluster))

    _component(
        key=_KEY,
        data=once(_centroids, fit, sort, large)
        | {"selected": selected if isinstance(selected, int) else list(selected)}
        | {"reveal": reveal}
        | ({"film": base64.b64encode(film).decode()} if film else {}),
        on_picked_change=picked,
    )


def _centroids(fit: Fit, sort: str, large: bool) -> dict[str, Any]:
    """Return what the browser is sent of a fit, whichever cluster is selected."""
    sizes = fit.cluster_counts.sum(axis=1)
    purity = purities(fit.cluster_counts)
    tiles = []
    for cluster in _order(fit, sort).tolist():
        digit, size = int(fit.cluster_labels[cluster]), int(sizes[cluster])
        share = float(purity[cluster])
        votes = f"{percent(share)} of its {size:,} training images show a {digit}"
        tiles.append(
            {
                "cluster": cluster,
                **badge_of(digit),
                "purity": share,
                "empty": size == 0,
                "texts": [f"#{cluster}", percent(share), f"{size:,}"],
                "title": f"Cluster #{cluster} stands for {digit}: "
                + (votes if size else "it is empty"),
            }
        )
    return _content(
        fit.settings,
        fit.centroid_images,
        tiles,
        sort,
        large,
        "arrow keys move, Enter picks",
    )


def forming_gallery(
    settings: FitSettings,
    images: NDArray[np.float32],
    order: NDArray[np.intp],
    *,
    large: bool = False,
) -> None:
    """Show centroids that are being learnt, in the place of the gallery of the fit.

    Parameters
    ----------
    settings : FitSettings
        Of the fit.
    images : ndarray of shape (n_clusters, 28, 28), float32
        The centroids so far.
    order : ndarray of shape (n_clusters,), int
        The clusters in the order of their tiles.
    large : bool, default=False
        Whether it has to be seen from afar.
    """
    tiles = [
        {"cluster": cluster, "texts": [f"#{cluster}"], "title": f"Cluster #{cluster}"}
        for cluster in order.tolist()
    ]
    _component(
        key=_KEY, data=_content(settings, images, tiles, "", large, "being learnt")
    )


def gallery_of_names(
    fit: Fit,
    names: NDArray[np.int8],
    order: list[int],
    selected: int | None,
    on_pick: Callable[[int], None],
    *,
    large: bool = False,
) -> None:
    """Show centroids with the names that a visitor gave them, and nothing of labels.

    Parameters
    ----------
    fit : Fit
    names : ndarray of shape (n_clusters,), int8
        As `read_names` returns them.
    order : list of int
        The clusters to show, in this order.
    selected : int or None
        The cluster to mark.
    on_pick : callable
        Called with the cluster picked.
    large : bool, default=False
        Whether it has to be seen from afar.
    """
    key = "names_gallery"
    tiles = []
    for cluster in order:
        name = int(names[cluster])
        tile = {"cluster": cluster, "texts": [f"#{cluster}"], "empty": False}
        what = "has no name yet"
        if name != NOT_ASKED:
            told = name != CANNOT_TELL
            color = DIGIT_COLORS[name] if told else GREY
            badge = {"digit": name if told else "?", "color": color}
            tile |= badge | {"ink": text_on(color)}
            what = f"is {name}, you say" if told else "is one that you cannot tell"
        tiles.append(tile | {"title": f"Cluster #{cluster} {what}"})

    def picked() -> None:
        cluster = sent(key, "picked")
        if cluster is not None:
            on_pick(int(cluster))

    content = _content(
        fit.settings,
        fit.centroid_images,
        tiles,
        names_text(names),
        large,
        "arrow keys move, Enter picks",
    )
    # What the names read right stands below.
    content |= {"named": True, "scroll": len(names) > _MOST_IN_VIEW}
    _component(key=key, data=content | {"selected": selected}, on_picked_change=picked)


def likely_order(images: NDArray[np.float32], last: Fit | None) -> NDArray[np.intp]:
    """Order centroids by the digits that they will probably stand for.

    Parameters
    ----------
    images : ndarray of shape (n_clusters, 28, 28), float32
        Centroids that are being learnt.
    last : Fit or None
        A centroid is taken for the digit of the most similar one of this fit.

    Returns
    -------
    ndarray of shape (n_clusters,), int
        The clusters; without a fit as they are numbered.
    """
    if last is None:
        return np.arange(len(images))
    rows, others = (a.reshape(len(a), -1) for a in (images, last.centroid_images))
    nearest = np.argmax(rows @ others.T - (others**2).sum(axis=1) / 2, axis=1)
    return np.argsort(last.cluster_labels[nearest], kind="stable")


def _content(
    settings: FitSettings,
    images: NDArray[np.float32],
    tiles: list[dict[str, Any]],
    sort: str,
    large: bool,
    hint: str,
) -> dict[str, Any]:
    sheet, columns = sprite_sheet(np.clip(images, 0, 1))
    k = settings.n_clusters
    # Multiples of 28, so that every pixel of a digit is as large as the next.
    side, n_texts = (84, 3) if k <= 25 else (56, 2) if k <= 100 else (56, 0)
    side += 28 * large
    return {
        # Moves by hand leave most tiles as they are.
        "fit": f"{settings.base} {side}",
        # Fits of other data sets may have the same settings.
        "id": f"{settings} {sort} {side} {crc32(sheet.encode())}",
        "label": f"{k} centroids; {hint}",
        "sheet": sheet,
        "columns": columns,
        "side": side,
        "scroll": k > 100,
        "tiles": [tile | {"texts": tile["texts"][:n_texts]} for tile in tiles],
    }


def _order(fit: Fit, sort: str) -> NDArray[np.intp]:
    counts = fit.cluster_counts
    if sort == "purity":
        return np.argsort(-purities(counts), kind="stable")
    if sort == "size":
        return np.argsort(-counts.sum(axis=1), kind="stable")
    return order_by_digit(fit.cluster_labels, counts)
