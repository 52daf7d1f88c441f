"""Centroids while they are learnt: Python, HTML, CSS and JS of one component."""

import base64
from typing import Any
from zlib import crc32

import numpy as np
import streamlit as st

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.fits.fit import Fit
from mnist_kmeans.model.tables import purities
from mnist_kmeans.studies.learning import Learning

_HTML = """
<div class="film">
  <div class="bar">
    <button class="play" type="button">Play</button>
    <button class="back" type="button" aria-label="Step back" title="Step back">
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M11 2v12L4 8zM2 2h2v12H2z"/>
      </svg></button>
    <button class="on" type="button" aria-label="Step forward" title="Step forward">
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 2v12l7-6zM12 2h2v12h-2z"/>
      </svg></button>
    <input type="range" min="1" step="1" aria-label="Moment of the training">
    <span class="count" aria-hidden="true"></span>
  </div>
  <p class="what"></p>
  <div class="grid" role="img"></div>
  <div class="below">
    <dl>
      <div><dt>Inertia, train</dt><dd class="inertia"></dd></div>
      <div><dt>Accuracy, test</dt><dd class="accuracy"></dd></div>
      <div><dt>Images in another cluster, train</dt><dd class="moved"></dd></div>
      <div><dt>Clusters renamed</dt><dd class="changed"></dd></div>
    </dl>
    <div class="chart" data-of="inertia"></div>
    <div class="chart" data-of="accuracy"></div>
  </div>
  <p class="hidden" role="status"></p>
</div>
"""

_CSS = """
.film { font-family: var(--st-font); color: var(--st-text-color);
  --faint: color-mix(in srgb, var(--st-text-color) 35%, transparent); }
.bar { display: flex; gap: 8px; align-items: center; }
.bar button { min-height: 44px; min-width: 44px; font: inherit; cursor: pointer;
  color: inherit; background: transparent; border-radius: 6px; flex: none;
  border: 1px solid var(--faint); display: grid; place-items: center; padding: 0; }
.bar .play { min-width: 84px; font-weight: 600; color: var(--st-background-color);
  background: var(--st-primary-color); border-color: var(--st-primary-color); }
.bar button:hover { border-color: var(--st-primary-color); }
.bar button:focus-visible, input:focus-visible {
  outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
.bar button:disabled { opacity: .4; cursor: default; border-color: var(--faint); }
.bar svg { width: 16px; height: 16px; fill: currentColor; }
input { flex: 1; min-width: 0; height: 44px; margin: 0; cursor: pointer;
  accent-color: var(--st-primary-color); border-radius: 6px; }
.count { font-variant-numeric: tabular-nums; font-size: .8rem; opacity: .8;
  min-width: 4.2em; text-align: right; }
.what { margin: 10px 0; font-weight: 600; }
.grid { display: grid; gap: 8px; padding: 3px;
  grid-template-columns: repeat(auto-fill, minmax(var(--tile), max-content)); }
.tile { position: relative; width: var(--tile); border-radius: 4px; }
canvas { display: block; width: var(--side); height: var(--side); border-radius: 4px;
  image-rendering: pixelated; }
.badge { position: absolute; left: 0; top: 0; font-weight: 700; line-height: 1.25;
  font-size: calc(.56rem + var(--side) / 14); padding: 0 .35em; white-space: nowrap;
  border-radius: 4px 0 4px 0; }
.new { outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
/* Small tiles have their badge beside them, where it hides nothing. */
.small { gap: 6px; }
.small .tile { padding-left: 13px; box-sizing: border-box; }
.small canvas { border-radius: 0 4px 4px 0; }
.small .badge { width: 13px; height: var(--side); padding: 0; font-size: 11px;
  text-align: center; line-height: var(--side); border-radius: 4px 0 0 4px; }
.below { display: flex; flex-wrap: wrap; gap: 16px 28px; margin-top: 16px; }
dl { margin: 0; display: grid; grid-template-columns: repeat(2, 1fr); gap: 10px 20px;
  flex: 1 1 270px; align-content: start; }
dt { font-size: .8rem; opacity: .8; }
dd { margin: 0; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
dd.moved, dd.changed { font-size: 1rem; line-height: 1.6; min-height: 3.2em; }
.chart { flex: 1 1 270px; max-width: 480px; cursor: pointer; touch-action: pan-y; }
.chart svg { display: block; width: 100%; overflow: visible; }
.chart text { font-size: 12px; fill: currentColor; }
.chart .title { font-size: 13px; font-weight: 600; }
.chart .line { fill: none; stroke: var(--st-primary-color); stroke-width: 2; }
.chart .axis { stroke: var(--faint); fill: none; }
.chart .part { stroke: var(--faint); stroke-dasharray: 3 3; }
.chart .at { stroke: currentColor; }
.chart circle { fill: var(--st-primary-color); stroke: var(--st-background-color);
  stroke-width: 2; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; margin: 0;
  clip-path: inset(50%); }
@media (min-width: 641px) {
  .large dl { flex-basis: 100%; grid-template-columns: repeat(4, 1fr); }
  .large .chart { flex-basis: 340px; max-width: none; }
}
@media (max-width: 640px) {
  .bar { flex-wrap: wrap; }
  .bar input { order: 1; flex-basis: 70%; }
  .bar .count { order: 2; }
  .grid { gap: 5px; max-height: 45vh; overflow-y: auto; }
  .grid:not(.small) { --side: 56px !important; --tile: 56px !important; }
  dd { font-size: 1.1rem; }
}
"""

_JS = """
const PIXELS = 28 * 28, WIDTH = 330, HEIGHT = 134;
const LEFT = 72, RIGHT = 324, TOP = 28, BOTTOM = 112;
const SVG = 'http://www.w3.org/2000/svg';

// In place: to go back is to leave the page, not to undo a look.
const intoLink = (name, value) => {
  const url = new URL(location);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  if (url.href !== location.href) history.replaceState(history.state, '', url);
};

// The frames come deflated, each as what it adds to the one before.
async function unpack(film, size) {
  const packed = Uint8Array.from(atob(film), (char) => char.charCodeAt(0));
  const stream = new Blob([packed]).stream()
    .pipeThrough(new DecompressionStream('deflate'));
  const greys = new Uint8Array(await new Response(stream).arrayBuffer());
  for (let i = size; i < greys.length; i++) greys[i] += greys[i - size];
  return greys;
}

function element(parent, name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

// A line over the frames; returns a function that moves its marker.
function drawChart(place, chart, full, go) {
  const { values, title, form } = chart, last = values.length - 1;
  const low = Math.min(...values), high = Math.max(...values);
  const x = (i) => LEFT + (RIGHT - LEFT) * i / Math.max(1, last);
  const y = (v) => high > low
    ? BOTTOM - (BOTTOM - TOP) * (v - low) / (high - low) : (TOP + BOTTOM) / 2;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `${title}: from ${form[0]} to ${form[last]}`);
  place.replaceChildren(svg);
  const write = (x, y, text, anchor) =>
    element(svg, 'text', { x, y, 'text-anchor': anchor }, text);
  element(svg, 'text', { x: 0, y: 11, class: 'title' }, title);
  for (const v of new Set([low, high])) {
    element(svg, 'path', { d: `M${LEFT} ${y(v)}H${RIGHT}`, class: 'axis' });
    write(LEFT - 10, y(v) + 4, form[values.indexOf(v)], 'end');
  }
  // What is done to the centroids, under where it is.
  write(LEFT, HEIGHT - 3, 'start', 'middle');
  if (full > 1) {
    write(Math.max(x(full / 2), LEFT + 66), HEIGHT - 3, 'mini-batches', 'middle');
  }
  if (full <= last) {
    const at = x(full - 0.5), wide = RIGHT - at > 66 || full < 2;
    write(wide ? (at + RIGHT) / 2 : WIDTH, HEIGHT - 3, 'full steps',
      wide ? 'middle' : 'end');
    if (full > 1) {
      element(svg, 'path', { d: `M${at} ${TOP}V${BOTTOM}`, class: 'part' });
    }
  }
  const points = values.map((v, i) => `${x(i)},${y(v)}`).join(' ');
  element(svg, 'polyline', { points, class: 'line' });
  const line = element(svg, 'path', { class: 'at' });
  const dot = element(svg, 'circle', { r: 5 });
  const pick = (event) => {
    const box = svg.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width * WIDTH;
    go(Math.round((at - LEFT) / (RIGHT - LEFT) * last), event.type === 'pointerup');
  };
  // A finger that goes up or down scrolls the page and picks nothing.
  let from = null;
  place.onpointerdown = (event) => {
    from = event.clientX;
    if (event.pointerType === 'touch') return;
    place.setPointerCapture(event.pointerId);
    pick(event);
  };
  place.onpointermove = (event) => {
    if (from === null) return;
    const far = Math.abs(event.clientX - from) > 6;
    if (far || event.pointerType !== 'touch') pick(event);
  };
  place.onpointerup = (event) => {
    if (from !== null) pick(event);
    from = null;
  };
  place.onpointercancel = () => { from = null; };
  return (i) => {
    line.setAttribute('d', `M${x(i)} ${TOP - 6}V${BOTTOM + 4}`);
    dot.setAttribute('cx', x(i));
    dot.setAttribute('cy', y(values[i]));
  };
}

export default function ({ data, parentElement }) {
  const find = (what) => parentElement.querySelector(what);
  const root = find('.film'), slider = find('input'), grid = find('.grid');
  const { frames, order } = data, last = frames.length - 1;
  const size = order.length * PIXELS;

  const show = (at) => {
    const film = root.film, frame = frames[at];
    film.at = at;
    slider.value = at + 1;
    slider.setAttribute('aria-valuetext', frame.what);
    find('.count').textContent = `${at + 1} of ${last + 1}`;
    for (const part of ['what', 'inertia', 'accuracy', 'moved', 'changed']) {
      find('.' + part).textContent = frame[part];
    }
    find('.back').disabled = at === 0;
    find('.on').disabled = at === last;
    film.markers.forEach((move) => move(at));
    const before = frames[Math.max(0, at - 1)].labels;
    film.tiles.forEach((tile, i) => {
      const cluster = order[i], digit = frame.labels[cluster], was = before[cluster];
      const isNew = digit !== was;
      tile.badge.textContent = isNew && !data.small ? `${was} → ${digit}` : digit;
      tile.badge.style.background = data.colors[digit];
      tile.badge.style.color = data.inks[digit];
      tile.element.classList.toggle('new', isNew);
      if (!film.greys) return;
      const start = at * size + cluster * PIXELS;
      for (let p = 0; p < PIXELS; p++) {
        const grey = film.greys[start + p];
        tile.pixels[p] = 0xff000000 | grey << 16 | grey << 8 | grey;
      }
      tile.pen.putImageData(tile.image, 0, 0);
    });
  };
  // Where it comes to rest, the frame goes into the link.
  const rest = () => {
    clearTimeout(root.film.resting);
    root.film.resting = setTimeout(() => {
      find('[role=status]').textContent = frames[root.film.at].what + '. Renamed: '
        + frames[root.film.at].changed;
      intoLink('frame', root.film.at ? root.film.at + 1 : null);
    }, 300);
  };
  const label = () => {
    find('.play').textContent = root.film.plays ? 'Pause' : 'Play';
  };
  const pause = () => {
    clearTimeout(root.film.timer);
    root.film.plays = false;
    label();
  };
  const go = (at, rests = true) => {
    pause();
    show(Math.min(last, Math.max(0, at)));
    if (rests) rest();
  };
  const play = () => {
    const film = root.film;
    label();
    clearTimeout(film.timer);
    // Slower at first, where each mini-batch changes most.
    film.timer = setTimeout(() => {
      show(Math.min(last, film.at + 1));
      if (film.at === last) { pause(); rest(); } else play();
    }, 125 + 475 / (1 + film.at / 3));
  };

  if (root.film?.id !== data.id) {
    clearTimeout(root.film?.timer);
    clearTimeout(root.film?.resting);
    // Python drops a frame from the link that is none of these.
    const asked = Number(new URLSearchParams(location.search).get('frame') ?? 1);
    const film = root.film = { id: data.id, plays: false,
      at: frames[asked - 1] ? asked - 1 : 0 };
    slider.max = last + 1;
    root.classList.toggle('large', data.large);
    grid.classList.toggle('small', data.small);
    grid.style.setProperty('--side', data.side + 'px');
    grid.style.setProperty('--tile', data.side + (data.small ? 13 : 0) + 'px');
    grid.setAttribute('aria-label', data.label);
    film.tiles = order.map(() => {
      const element = document.createElement('div');
      element.className = 'tile';
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 28;
      const badge = document.createElement('span');
      badge.className = 'badge';
      element.append(canvas, badge);
      const pen = canvas.getContext('2d'), image = pen.createImageData(28, 28);
      return { element, badge, pen, image, pixels: new Uint32Array(image.data.buffer) };
    });
    grid.replaceChildren(...film.tiles.map((tile) => tile.element));
    film.markers = [...parentElement.querySelectorAll('.chart')].map((place) =>
      drawChart(place, data.charts[place.dataset.of], data.full, go));
    show(film.at);
    unpack(data.film, size).then((greys) => {
      film.greys = greys;
      if (root.film === film) show(film.at);
    });
  }
  slider.oninput = () => go(Number(slider.value) - 1, false);
  slider.onchange = rest;
  find('.back').onclick = () => go(root.film.at - 1);
  find('.on').onclick = () => go(root.film.at + 1);
  find('.play').onclick = () => {
    const film = root.film;
    if (film.plays) { pause(); rest(); return; }
    if (film.at === last) show(0);
    film.plays = true;
    play();
  };
  // A rerun calls this anew, and does not stop what plays.
  if (root.film.plays) play(); else label();
  return () => {
    clearTimeout(root.film.timer);
    clearTimeout(root.film.resting);
  };
}
"""

_component = st.components.v2.component("animation", html=_HTML, css=_CSS, js=_JS)


def animation(
    name: str,
    fit: Fit,
    learning: Learning,
    texts: list[dict[str, str]],
    *,
    large: bool = False,
) -> None:
    """Show the centroids from the first to the last, to be played and stepped through.

    Parameters
    ----------
    name : str
        Names the images it was fitted on.
    fit : Fit
    learning : Learning
        How it came to be.
    texts : list of dict
        What is said of each frame: ``what``, ``inertia``, ``accuracy``, ``changed``
        and ``moved``.
    large : bool, default=False
        Whether it has to be seen from afar, where few clusters leave room for it.
    """
    key = "animation"
    n_frames = len(learning.labels)
    # The component reads the frame from the link, and keeps it there.
    frame = st.query_params.get("frame", "1")
    if not (frame.isdecimal() and 1 < int(frame) <= n_frames):
        st.query_params.pop("frame", None)
    _component(
        key=key,
        data=content(name, fit, learning, texts, large=large),
    )


def content(
    name: str,
    fit: Fit,
    learning: Learning,
    texts: list[dict[str, str]],
    *,
    large: bool,
) -> dict[str, Any]:
    """Return what the browser is sent, once: the same for every frame shown.

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
    # As in the gallery, by the digits at the end: no tile changes its place.
    order = np.lexsort((-purities(fit.cluster_counts), fit.cluster_labels))
    return {
        # Of another data set too, whose fit may have the same settings.
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
