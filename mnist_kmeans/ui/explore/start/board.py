"""The board: places for first centroids, and a shelf to take them from."""

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import numpy as np

from mnist_kmeans.charts.colors import badge_of
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.ui.controls.first_tokens import First
from mnist_kmeans.ui.shared.component import component, sent

_KEY = "board"
_component = component(_KEY, __file__)


def board(
    firsts: Sequence[First],
    shelf: Sequence[First],
    k: int,
    selected: int,
    *,
    on_select: Callable[[int], None],
    on_put: Callable[[First, int], None],
    on_remove: Callable[[int], None],
    large: bool = False,
) -> None:
    """Show the places and the shelf: tap, drag or use keys to fill a place.

    Parameters
    ----------
    firsts : sequence of First
        What is in the places, from the first on.
    shelf : sequence of First
        What can be taken; may be empty.
    k : int
        Places there are.
    selected : int
        The place that is filled next.
    on_select, on_remove : callable
        Called with a place.
    on_put : callable
        Called with what is taken from the shelf, and the place that it is put into.
    large : bool, default=False
        Whether it has to be seen from afar.
    """

    def done() -> None:
        did = sent(_KEY, "did")
        if did is None:
            return
        what, place = did["what"], int(did["place"])
        if not 0 <= place <= min(len(firsts), k - 1):
            return
        if what == "select":
            on_select(place)
        elif what == "remove" and place < len(firsts):
            on_remove(place)
        elif what == "put" and did.get("shelf") == shelf_id:
            on_put(shelf[int(did["item"])], place)

    # A tap may arrive when another shelf is shown already.
    shelf_id = crc32(b"".join(first.image.tobytes() for first in shelf))
    side = 56 + 28 * large
    _component(
        key=_KEY,
        data={
            "side": side,
            "k": k,
            "selected": selected,
            "places": _images(firsts),
            "shelf": _images(shelf) | {"id": shelf_id},
        },
        on_did_change=done,
    )


def _images(firsts: Sequence[First]) -> dict[str, Any]:
    if not firsts:
        return {"sheet": "", "columns": 1, "tiles": []}
    sheet, columns = sprite_sheet(np.array([first.image for first in firsts]))
    tiles = [
        {
            "title": first.source,
            **({} if first.shows is None else badge_of(first.shows)),
        }
        for first in firsts
    ]
    return {"sheet": sheet, "columns": columns, "tiles": tiles}
