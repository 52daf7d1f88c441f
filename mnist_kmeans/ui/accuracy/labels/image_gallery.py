"""A gallery of images to pick from, a browser component."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from numpy.typing import NDArray

from mnist_kmeans.charts.colors import badge_of
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.ui.shared.component import component, sent

_KEY = "image_gallery"
_component = component(_KEY, __file__)


@dataclass(frozen=True)
class Tile:
    """What stands under an image.

    Attributes
    ----------
    number : int
        The image's.
    digits : tuple of int
        Badges; an arrow leads from each to the next.
    text : str
        Beside them.
    note : str
        Below.
    title : str
        What it is, in words.
    """

    number: int
    digits: tuple[int, ...]
    text: str
    note: str
    title: str


def image_gallery(
    images: NDArray[Any],
    tiles: Sequence[Tile],
    selected: int,
    on_pick: Callable[[int], None],
    *,
    label: str,
    large: bool = False,
) -> None:
    """Show images side by side; a click picks one.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28), uint8
    tiles : sequence of Tile
        Of each image.
    selected : int
        The number of the image to mark.
    on_pick : callable
        Called with the number of the image picked.
    label : str
        What they are, for screen readers.
    large : bool, default=False
        Whether they have to be seen from afar.
    """

    def picked() -> None:
        number = sent(_KEY, "picked")
        if number is not None:
            on_pick(int(number))

    sheet, columns = sprite_sheet(images)
    side = 112 if large else 84
    shown = [
        {
            "number": tile.number,
            "badges": [badge_of(digit) for digit in tile.digits],
            "text": tile.text,
            "note": tile.note,
            "title": tile.title,
        }
        for tile in tiles
    ]
    _component(
        key=_KEY,
        data={
            "id": crc32(f"{sheet} {shown} {side}".encode()),
            "label": f"{label}; arrow keys move, Enter picks",
            "sheet": sheet,
            "columns": columns,
            "side": side,
            "tiles": shown,
            "selected": selected,
        },
        on_picked_change=picked,
    )
