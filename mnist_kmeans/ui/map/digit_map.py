"""The map of test images: two components.

One holds the images in the browser, for all maps of them; the other draws a map. A
change of the map, such as of its colours or selection, sends no images again.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS, cluster_shades, legible, text_on
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.studies.maps import DigitMap
from mnist_kmeans.ui.shared.component import component, sent

#: What points can be coloured by.
COLORINGS = ("digit", "cluster", "right or wrong")

_hold = component("digit_images", __file__)
_component = component("digit_map", __file__)

# Colour-blind readers can tell blue and orange apart; wrong ones are also larger.
_RIGHT, _WRONG = "#4c83b6", "#d1490f"


@dataclass(frozen=True, eq=False)
class DrawnDigits:
    """The digits that the visitor has drawn, and their places on the map.

    Attributes
    ----------
    images : ndarray of shape (n, 28, 28), float32
        0 to 1.
    places : ndarray of shape (n, 2), float32
    digits : list of int
        The predictions for them.
    nearest : ndarray of shape (n, m), int
        Indices of the map's points that are most similar to each.
    """

    images: NDArray[np.float32]
    places: NDArray[np.float32]
    digits: list[int]
    nearest: NDArray[np.intp]


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
    labels: NDArray[np.uint8],
    fit: Fit,
    drawn: DrawnDigits | None,
    color: str,
    on_select: Callable[[list[int]], None],
) -> None:
    """Draw the map.

    Parameters
    ----------
    name : str
        Names the images, as in `hold_images`.
    laid_out : DigitMap
    numbers : ndarray of shape (n,), int
        Which test images are on the map.
    labels : ndarray of shape (n,), uint8
        The digits they show.
    fit : Fit
        Its clusters and centroids are shown.
    drawn : DrawnDigits or None
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

    def tiles(
        images: NDArray[np.float32], places: NDArray[np.float32], digits: list[int]
    ) -> dict[str, Any]:
        sheet, columns = sprite_sheet(np.clip(images, 0, 1))
        flat = np.round(scaled(places), 4).ravel().tolist()
        return {"sheet": sheet, "columns": columns, "places": flat, "digits": digits}

    k = fit.settings.n_clusters
    stands_for = fit.cluster_labels.tolist()
    groups = [
        tiles(fit.centroid_images, laid_out.place(fit.cluster_centers), stands_for)
        | {"centroids": True, "side": 28 if k <= 25 else 14}
    ]
    if drawn is not None:
        groups.append(tiles(drawn.images, drawn.places, drawn.digits) | {"side": 56})
    key = "digit_map"
    layout = f"{name} {laid_out.layout} {fit.settings.feature_space}"

    shades = cluster_shades(fit.cluster_labels)

    def selected() -> None:
        selection = sent(key, "selected")
        if selection is not None:
            on_select(_indices(selection, len(numbers)))

    _component(
        key=key,
        data={
            "id": name,
            "layout": layout,
            "label": f"Map of {len(numbers):,} test images by {laid_out.layout}",
            "places": _base64(np.rint(scaled(laid_out.positions) * 65535), np.uint16),
            "labels": _base64(labels, np.uint8),
            "clusters": _base64(fit.test_clusters[numbers], np.uint16),
            "numbers": numbers.tolist(),
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


def _legible(colors: Iterable[str], dark: bool) -> list[str]:
    return [legible(color, dark=dark) for color in colors]


def _hex(channels: list[int]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _channels(color: str) -> list[int]:
    return list(bytes.fromhex(color[1:]))


def _base64(values: NDArray[Any], dtype: type[np.unsignedinteger[Any]]) -> str:
    little = values.astype(np.dtype(dtype).newbyteorder("<"))
    return b64encode(little.tobytes()).decode()


def _indices(selection: Any, n: int) -> list[int]:
    """Return the valid indices below n in what a browser sent."""
    if not isinstance(selection, list):
        return []
    return [i for i in selection if isinstance(i, int) and 0 <= i < n]
