"""The gallery of centroids: Python, HTML, CSS and JS of one component."""

from collections.abc import Callable
from zlib import crc32

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.digits.sprites import sprite_sheet
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.model.tables import purities
from mnist_kmeans.ui.shared.component import sent
from mnist_kmeans.words.numbers import percent

SORTS = ("digit", "purity", "size")

_CSS = """
.grid { display: grid; gap: 8px; padding: 3px; font-family: var(--st-font);
  grid-template-columns: repeat(auto-fill, minmax(var(--side), max-content)); }
.scroll { max-height: 530px; overflow-y: auto; position: relative; }
button { all: unset; cursor: pointer; box-sizing: border-box; width: var(--side);
  color: var(--st-text-color); border-radius: 5px; }
.centroid { display: block; position: relative; width: var(--side);
  height: var(--side); border-radius: 4px; image-rendering: pixelated; }
button:hover .centroid { outline: 2px solid var(--st-border-color-strong, #888); }
button[aria-pressed="true"] .centroid, button:focus-visible .centroid {
  outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
.badge { position: absolute; left: 0; top: 0; font-weight: 700; line-height: 1.25;
  font-size: calc(.56rem + var(--side) / 14); padding: 0 .35em;
  border-radius: 4px 0 4px 0; }
.purity { display: block; height: 4px; margin-top: 3px; border-radius: 2px;
  background: color-mix(in srgb, var(--st-text-color) 15%, transparent); }
.purity i { display: block; height: 100%; border-radius: 2px; }
.text { display: flex; justify-content: space-between; font-size: .72rem;
  line-height: 1.4; font-variant-numeric: tabular-nums; }
.empty { opacity: .45; }
@media (max-width: 640px) {
  .grid { gap: 5px; padding: 2px; }
  .scroll { max-height: 45vh; }
}
"""

_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  let grid = parentElement.querySelector('.grid');
  if (!grid) {
    grid = document.createElement('div');
    grid.className = 'grid';
    grid.setAttribute('role', 'group');
    parentElement.appendChild(grid);
  }
  // The same tiles are kept, and with them where the keyboard's focus is.
  const changed = grid.shown !== data.id;
  if (changed) {
    grid.shown = data.id;
    grid.style.setProperty('--side', data.side + 'px');
    grid.classList.toggle('scroll', data.scroll);
    grid.setAttribute('aria-label', data.label);
    grid.replaceChildren(...data.tiles.map((tile) => {
      const button = document.createElement('button');
      button.cluster = tile.cluster;
      button.title = tile.title;
      button.setAttribute('aria-label', tile.title);
      const image = document.createElement('span');
      image.className = 'centroid' + (tile.empty ? ' empty' : '');
      const row = Math.floor(tile.cluster / data.columns);
      const column = tile.cluster % data.columns;
      image.style.background = `url(${data.sheet}) ${-column * data.side}px `
        + `${-row * data.side}px / ${data.columns * data.side}px`;
      const badge = document.createElement('span');
      badge.className = 'badge';
      badge.textContent = tile.digit;
      badge.style.background = tile.color;
      badge.style.color = tile.ink;
      image.append(badge);
      const purity = document.createElement('span');
      purity.className = 'purity';
      const bar = document.createElement('i');
      bar.style.width = 100 * tile.purity + '%';
      bar.style.background = tile.color;
      purity.append(bar);
      button.append(image, purity);
      if (tile.texts.length) {
        const text = document.createElement('span');
        text.className = 'text';
        for (const part of tile.texts) {
          const span = document.createElement('span');
          span.textContent = part;
          text.append(span);
        }
        button.append(text);
      }
      return button;
    }));
  }
  const buttons = [...grid.children];
  for (const button of buttons) {
    const selected = button.cluster === data.selected;
    button.setAttribute('aria-pressed', selected);
    button.tabIndex = selected ? 0 : -1;
    if (selected && changed && data.reveal) {
      grid.scrollTop = button.offsetTop - (grid.clientHeight - button.offsetHeight) / 2;
    }
  }
  grid.onclick = (event) => {
    const button = event.target.closest('button');
    if (button) setTriggerValue('picked', button.cluster);
  };
  // One stop for the Tab key; the arrow keys move among the tiles.
  grid.onkeydown = (event) => {
    const across = getComputedStyle(grid).gridTemplateColumns.split(' ').length;
    const at = buttons.indexOf(event.target.closest('button'));
    const to = buttons[{ ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - across,
      ArrowDown: at + across, Home: 0, End: buttons.length - 1 }[event.key]];
    if (to) { to.focus(); event.preventDefault(); }
  };
}
"""

_component = st.components.v2.component("centroid_gallery", css=_CSS, js=_JS)


def centroid_gallery(
    fit: Fit,
    sort: str,
    selected: int,
    on_pick: Callable[[int], None],
    *,
    reveal: bool = False,
    large: bool = False,
) -> None:
    """Show every centroid with its digit, purity and size; a click picks one.

    Parameters
    ----------
    fit : Fit
    sort : {"digit", "purity", "size"}
    selected : int
        The cluster to mark.
    on_pick : callable
        Called with the cluster picked.
    reveal : bool, default=False
        Whether a large gallery opens where the selected cluster is, not at its start.
    large : bool, default=False
        Whether it has to be seen from afar.
    """
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
        about = f"{percent(share)} of its {size:,} training images show a {digit}"
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
                + (about if size else "it is empty"),
            }
        )

    key = "gallery"

    def picked() -> None:
        cluster = sent(key, "picked")
        if cluster is not None:
            on_pick(int(cluster))

    _component(
        key=key,
        data={
            # Of another data set too, whose fit may have the same settings.
            "id": f"{fit.settings} {sort} {side} {crc32(sheet.encode())}",
            "label": f"{k} centroids; arrow keys move, Enter picks",
            "sheet": sheet,
            "columns": columns,
            "side": side,
            "scroll": k > 100,
            "selected": selected,
            "reveal": reveal,
            "tiles": tiles,
        },
        on_picked_change=picked,
    )


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
