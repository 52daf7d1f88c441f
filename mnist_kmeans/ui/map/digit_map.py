"""The map of digits: two components.

One holds images in the browser, for all maps of them; the other draws a map. A change
of the map, such as of its colours or selection, sends no images again. Those on the map
of all digits come from a route of their own.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS, cluster_shades, legible, text_on
from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.maps import DigitMap
from mnist_kmeans.studies.whole_map.layout import (
    TILE,
    WholeMap,
    clusters_of_all,
    labels_of,
    middles,
)
from mnist_kmeans.ui.shared.component import component, sent

#: What points can be coloured by.
COLORINGS = ("digit", "cluster", "right or wrong")

_hold = component("digit_images", __file__)
_component = component("digit_map", __file__)

# Colour-blind readers can tell blue and orange apart; wrong ones are also larger.
_RIGHT, _WRONG = "#4c83b6", "#d1490f"


@dataclass(frozen=True, eq=False)
class OwnDigits:
    """The visitor's own digits, and their places on the map.

    Attributes
    ----------
    images : ndarray of shape (n, 28, 28), float32
        0 to 1.
    places : ndarray of shape (n, 2), float32
    nearest : ndarray of shape (n, m), int
        Numbers of the map's images that are most similar to each, as in `images_of`.
    digits : list of int
        The predictions for them.
    """

    images: NDArray[np.float32]
    places: NDArray[np.float32]
    nearest: NDArray[np.intp]
    digits: list[int]


def hold_images(name: str, sheet: str, columns: int) -> None:
    """Send the images of all maps to the browser, once.

    Parameters
    ----------
    name : str
        Names the images for `digit_map`.
    sheet : str
        Sprite sheet of the images, as a data URI.
    columns : int
        Images in each of its rows.
    """
    _hold(key="digit_images", data={"id": name, "sheet": sheet, "columns": columns})


def draw_map(
    name: str,
    laid_out: DigitMap,
    numbers: NDArray[np.intp],
    data: DigitData,
    fit: Fit,
    own: OwnDigits | None,
    color: str,
    on_select: Callable[[NDArray[np.intp]], None],
) -> None:
    """Draw a map of some images.

    Parameters
    ----------
    name : str
        Names the images, as in `hold_images`.
    laid_out : DigitMap
    numbers : ndarray of shape (n,), int
        Which images are on the map, training images first, as in `images_of`.
    data : DigitData
    fit : Fit
        Its clusters and centroids are shown.
    own : OwnDigits or None
        The visitor's digits.
    color : str
        What points are coloured by at first, of `COLORINGS`. From then on the browser
        keeps the choice.
    on_select : callable
        Called with the indices in `numbers` of the images selected.
    """
    lowest = laid_out.positions.min(axis=0)
    span = float(np.ptp(laid_out.positions, axis=0).max()) or 1.0

    def scaled(places: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray((places - lowest) / span, np.float32)

    points = {
        "id": name,
        "layout": f"{name} {laid_out.layout} {fit.settings.feature_space}",
        "label": f"Map of {len(numbers):,} test images by {laid_out.layout}",
        "places": _base64(np.rint(scaled(laid_out.positions) * 65535), np.uint16),
        "labels": _base64(labels_of(numbers, data), np.uint8),
        "numbers": numbers.tolist(),
    }
    centroids = scaled(laid_out.place(fit.cluster_centers))
    _draw(points, numbers, centroids, data, fit, own, scaled, color, on_select)


def draw_whole_map(
    url: str,
    whole: WholeMap,
    data: DigitData,
    fit: Fit,
    own: OwnDigits | None,
    color: str,
    on_select: Callable[[NDArray[np.intp]], None],
) -> None:
    """Draw the map of all digits, which the browser gets from its route.

    Parameters
    ----------
    url : str
        Of the route, relative to the page.
    whole : WholeMap
    data, fit, own, color : DigitData, Fit, OwnDigits or None, str
        As in `draw_map`.
    on_select : callable
        Called with the indices in the map's `order` of the images selected.
    """
    n = len(whole.places)
    points = {
        "id": whole.digest,
        "layout": whole.digest,
        "label": f"Map of all {n:,} digits by t-SNE",
        "whole": {"url": url, "n": n, "tile": TILE},
    }

    def scaled(places: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(places / 65535, np.float32)

    places = middles(whole.places, clusters_of_all(fit, data), len(fit.cluster_labels))
    _draw(points, whole.order, scaled(places), data, fit, own, scaled, color, on_select)


def _draw(
    points: dict[str, Any],
    numbers: NDArray[np.intp],
    centroids: NDArray[np.float32],
    data: DigitData,
    fit: Fit,
    own: OwnDigits | None,
    scaled: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    color: str,
    on_select: Callable[[NDArray[np.intp]], None],
) -> None:
    """Draw points with their clusters; a centroid without a place is left out."""
    k = fit.settings.n_clusters
    stands_for = fit.cluster_labels.tolist()
    placed = np.flatnonzero(np.isfinite(centroids).all(axis=1))
    groups = [
        _tiles(
            fit.centroid_images[placed],
            centroids[placed],
            fit.cluster_labels[placed].tolist(),
        )
        | {"centroids": True, "side": 28 if k <= 25 else 14}
    ]
    if own is not None:
        tiles = _tiles(own.images, scaled(own.places), own.digits)
        # Where there are many they would cover the map.
        groups.append(tiles | {"side": 56 if len(own.digits) <= 10 else 28})
    key = "digit_map"
    shades = cluster_shades(fit.cluster_labels)
    kind = np.uint8 if k <= 256 else np.uint16

    def selected() -> None:
        selection = sent(key, "selected")
        if selection is not None:
            on_select(_indices(selection, len(numbers)))

    _component(
        key=key,
        data=points
        | {
            "clusters": _base64(clusters_of_all(fit, data)[numbers], kind),
            # Of these images the first ones have a cluster.
            "train": len(data.x_train),
            "clustered": fit.settings.n_train,
            "digits": stands_for,
            "shades": shades,
            "colors": DIGIT_COLORS,
            # On the light page, and on the dark one.
            "edges": [_legible(DIGIT_COLORS, dark) for dark in (False, True)],
            "shade_edges": [
                [_channels(edge) for edge in _legible(map(_hex, shades), dark)]
                for dark in (False, True)
            ],
            "inks": [text_on(color) for color in DIGIT_COLORS],
            "right": _RIGHT,
            "wrong": _WRONG,
            "tiles": groups,
            "color": color,
        },
        on_selected_change=selected,
    )


def _tiles(
    images: NDArray[np.float32], places: NDArray[np.float32], digits: list[int]
) -> dict[str, Any]:
    sheet, columns = sprite_sheet(np.clip(images, 0, 1))
    flat = np.round(places, 5).ravel().tolist()
    return {"sheet": sheet, "columns": columns, "places": flat, "digits": digits}


def _legible(colors: Iterable[str], dark: bool) -> list[str]:
    return [legible(color, dark=dark) for color in colors]


def _hex(channels: list[int]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _channels(color: str) -> list[int]:
    return list(bytes.fromhex(color[1:]))


def _base64(values: NDArray[Any], dtype: type[np.unsignedinteger[Any]]) -> str:
    little = values.astype(np.dtype(dtype).newbyteorder("<"))
    return b64encode(little.tobytes()).decode()


def _indices(selection: Any, n: int) -> NDArray[np.intp]:
    """Return the indices below n of the bits that a browser sent, in base64."""
    try:
        sent_bytes = b64decode(selection, validate=True)
    except (TypeError, ValueError):
        return np.empty(0, np.intp)
    bits = np.unpackbits(np.frombuffer(sent_bytes, np.uint8), bitorder="little")
    return np.flatnonzero(bits[:n])
