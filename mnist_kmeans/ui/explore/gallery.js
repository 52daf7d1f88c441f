import { placeInSheet, span, tileAfterKey } from '../shared/tiles.js';
import { drawSheet, PIXELS, timeOf, unpack } from './film.js';

const buttonsOf = (grid) => [...grid.querySelectorAll('button')];

// What a tile shows; while its centroid is being learnt only the image and its number,
// where a visitor names it no purity.
function fill(button, tile, data) {
  // Its name is what it shows, and this its description.
  button.title = tile.title;
  button.replaceChildren();
  const image = span(`centroid${tile.empty ? ' empty' : ''}`, button);
  const [x, y] = placeInSheet(tile.cluster, data.columns, data.side);
  image.style.backgroundPosition = `${x}px ${y}px`;
  image.style.backgroundSize = `${data.columns * data.side}px`;
  const purity = data.named ? null : span('purity', button);
  if (tile.digit !== undefined) {
    const badge = span('badge', image, tile.digit);
    badge.style.background = tile.color;
    badge.style.color = tile.ink;
    const bar = document.createElement('i');
    bar.style.width = `${100 * tile.purity}%`;
    bar.style.background = tile.color;
    purity?.append(bar);
  }
  if (tile.texts.length) {
    const text = span('text', button);
    for (const part of tile.texts) span('', text, part);
  }
}

function showSheet(grid, sheet) {
  grid.sheet.textContent = `.centroid { background-image: url(${sheet}) }`;
}

// Tell whether a visitor's browser has never played the film of a fit, and note it. A
// browser that stores nothing may play it each time.
function isFirstFilm() {
  try {
    const first = !localStorage.getItem('film');
    localStorage.setItem('film', 'played');
    return first;
  } catch {
    return true;
  }
}

// Play how the centroids were learnt, once, and end as they are.
async function play(grid, data) {
  const n = data.tiles.length, canvas = document.createElement('canvas');
  const { shown } = grid, note = span('note', grid);
  grid.classList.add('playing');
  const greys = await unpack(data.film, n * PIXELS);
  const last = greys.length / (n * PIXELS) - 1;
  for (let frame = 0; frame <= last; frame++) {
    if (grid.shown !== shown || !grid.isConnected) break;
    note.textContent = `How they were learnt: moment ${frame + 1} of ${last + 1}`;
    drawSheet(canvas, greys, frame, n, data.columns);
    showSheet(grid, canvas.toDataURL());
    await new Promise((go) => setTimeout(go, timeOf(frame)));
  }
  if (grid.shown === shown) showSheet(grid, data.sheet);
  grid.classList.remove('playing');
  note.remove();
}

// Let tiles move from where they were, as [left, top] by tile, to where they are.
function slide(from) {
  for (const [button, [left, top]] of from) {
    const x = left - button.offsetLeft, y = top - button.offsetTop;
    if (!x && !y) continue;
    button.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }],
      { duration: 400, easing: 'ease-in-out' });
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let grid = parentElement.querySelector('.grid');
  if (!grid) {
    grid = document.createElement('div');
    grid.className = 'grid';
    grid.setAttribute('role', 'group');
    // The rule with the image of all centroids: the browser reads it once for all.
    grid.sheet = document.createElement('style');
    parentElement.append(grid.sheet, grid);
  }
  const learning = data.selected === undefined, sameFit = grid.fit === data.fit;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const changed = grid.shown !== data.id && !(still && learning && sameFit);
  if (changed && learning && sameFit && grid.learning) {
    // Only the images are others.
    grid.shown = data.id;
    showSheet(grid, data.sheet);
  } else if (changed) {
    // The tiles of a fit stay while it is learnt, and when they are sorted.
    const tiles = new Map(
      sameFit ? buttonsOf(grid).map((button) => [button.cluster, button]) : []);
    const from = [...tiles.values()].map((b) => [b, [b.offsetLeft, b.offsetTop]]);
    grid.shown = data.id;
    grid.fit = data.fit;
    grid.learning = learning;
    showSheet(grid, data.sheet);
    grid.style.setProperty('--side', `${data.side}px`);
    grid.classList.toggle('scroll', data.scroll);
    grid.setAttribute('aria-label', data.label);
    grid.setAttribute('aria-busy', learning);
    grid.replaceChildren(...data.tiles.map((tile) => {
      const button = tiles.get(tile.cluster) ?? document.createElement('button');
      button.cluster = tile.cluster;
      fill(button, tile, data);
      return button;
    }));
    if (!still) slide(from);
    if (data.film && !still && isFirstFilm()) play(grid, data);
  }
  const buttons = buttonsOf(grid), chosen = [data.selected ?? []].flat();
  const stop = learning ? null
    : buttons.find((button) => chosen.includes(button.cluster)) ?? buttons[0];
  for (const button of buttons) {
    const selected = chosen.includes(button.cluster);
    button.setAttribute('aria-pressed', selected);
    button.tabIndex = button === stop ? 0 : -1;
    if (selected && changed && data.reveal) {
      grid.scrollTop = button.offsetTop - (grid.clientHeight - button.offsetHeight) / 2;
    }
  }
  grid.onclick = (event) => {
    const button = event.target.closest('button');
    if (!button || learning) return;
    setTriggerValue('picked', button.cluster);
    // As page.py has it; on a phone it is far below.
    document.querySelector('.st-key-one_cluster')?.scrollIntoView(
      { block: 'nearest', behavior: still ? 'auto' : 'smooth' });
  };
  // One stop for the Tab key; the arrow keys move among the tiles.
  grid.onkeydown = (event) => {
    const across = getComputedStyle(grid).gridTemplateColumns.split(' ').length;
    const at = buttons.indexOf(event.target.closest('button'));
    const to = tileAfterKey(event.key, at, across, buttons.length);
    if (to !== null) { buttons[to].focus(); event.preventDefault(); }
  };
}
