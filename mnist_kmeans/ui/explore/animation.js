import { intoLink } from '../shared/link.js';
import { PIXELS, timeOf, unpack } from './film.js';

const WIDTH = 330, HEIGHT = 134;
const LEFT = 72, RIGHT = 324, TOP = 28, BOTTOM = 112;
const SVG = 'http://www.w3.org/2000/svg';

// Where a chart has the values of the frames, and which frame it has at an x.
export function scalesOf(values) {
  const last = values.length - 1, low = Math.min(...values), high = Math.max(...values);
  return {
    low, high, last,
    x: (frame) => LEFT + (RIGHT - LEFT) * frame / Math.max(1, last),
    y: (value) => high > low
      ? BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low) : (TOP + BOTTOM) / 2,
    frame: (x) =>
      Math.min(last, Math.max(0, Math.round((x - LEFT) / (RIGHT - LEFT) * last))),
  };
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
  const { values, title, form } = chart;
  const { low, high, last, x, y, frame } = scalesOf(values);
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
    go(frame(at), event.type === 'pointerup');
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
      find(`.${part}`).textContent = frame[part];
    }
    find('.back').disabled = at === 0;
    find('.on').disabled = at === last;
    for (const move of film.markers) move(at);
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
    show(at);
    if (rests) rest();
  };
  const play = () => {
    const film = root.film;
    label();
    clearTimeout(film.timer);
    film.timer = setTimeout(() => {
      show(Math.min(last, film.at + 1));
      if (film.at === last) { pause(); rest(); } else play();
    }, timeOf(film.at));
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
    grid.style.setProperty('--side', `${data.side}px`);
    grid.style.setProperty('--tile', `${data.side + (data.small ? 13 : 0)}px`);
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
