"""Each first centroid and what it became, as pairs of pictures."""

from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.digit_strips import digit_badge
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.ui.controls.first_tokens import First
from mnist_kmeans.ui.shared.present import presenting

_STYLE = """<style>
.ways { display: flex; flex-wrap: wrap; gap: 10px 18px; max-height: 620px;
  overflow-y: auto; padding: 2px; }
.ways > div { display: flex; align-items: center; gap: 4px; font-size: .85rem;
  line-height: 1.35; }
.ways i { display: block; image-rendering: pixelated; border-radius: 4px;
  width: var(--side); height: var(--side); background-image: var(--sheet);
  background-size: calc(var(--across) * var(--side)); }
.ways p { margin: 0 0 0 4px; width: 5.6rem; font-size: inherit; }
</style>"""


def ways(fit: Fit, firsts: list[First], moved: NDArray[np.float64]) -> None:
    """Show each first centroid, an arrow, and the last centroid.

    Parameters
    ----------
    fit : Fit
        It started from `firsts`.
    firsts : list of First
    moved : ndarray of shape (len(firsts),)
        How far each moved.
    """
    n, side = len(firsts), 84 if presenting() else 56
    last = np.rint(255 * np.clip(fit.centroid_images[:n], 0, 1)).astype(np.uint8)
    images = np.concatenate([[first.image for first in firsts], last])
    sheet, across = sprite_sheet(images)

    def picture(i: int, name: str) -> str:
        x, y = -side * (i % across), -side * (i // across)
        return (
            f'<i role="img" aria-label="{escape(name)}" '
            f'style="background-position:{x}px {y}px"></i>'
        )

    sizes = fit.cluster_counts.sum(axis=1)
    items = [
        f'<div role="listitem">'
        f"{picture(i, f'First centroid #{i}: {first.source}')}→"
        f"{picture(n + i, f'Last centroid #{i}')}"
        f"<p>#{i} {_became(first, int(fit.cluster_labels[i]), bool(sizes[i] == 0))}<br>"
        f"moved {moved[i]:.2f}</p></div>"
        for i, first in enumerate(firsts)
    ]
    st.html(
        f'{_STYLE}<div role="list" class="ways" style="--side:{side}px;'
        f'--across:{across};--sheet:url({sheet})">{"".join(items)}</div>'
    )


def _became(first: First, ended: int, empty: bool) -> str:
    if empty:
        return "is empty"
    if first.shows is None:
        return f"ended as {digit_badge(ended)}"
    if first.shows == ended:
        return f"still {digit_badge(ended)}"
    return f"{digit_badge(first.shows)} → {digit_badge(ended)}"
