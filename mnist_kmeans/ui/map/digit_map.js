import { intoLink } from '../shared/link.js';
import { radioGroup } from '../shared/radio_group.js';
import { drawDigit, drawPoints, legendOf, PointsOnCard, pointsOf, stylesOf }
  from './points.js';
import { besidePixel, boundsOf, isArrow, isInside, moveBy, nearestPoint, pinch,
  pointAfterKey, pointSide, projection, spreadBoxes, viewAfterKey, viewFromLink,
  viewOfGrown, viewToLink, viewWith, wholeMap, zoomAt } from './viewport.js';

const TOOLS = ['move', 'box', 'lasso'];
// What points are coloured by, and what the legend then says of the colours.
const COLORINGS = {
  digit: 'The digit an image shows',
  cluster: 'The digit its cluster stands for, each cluster in a shade of its own',
  'right or wrong': 'Read right, or wrong (larger)',
};

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (what) => parentElement.querySelector(what);
  const map = find('.map'), below = find('.points'), above = find('.over');
  // Held beside the page, so that it is there after a visit to another one.
  const kept = (window.kmeansMap ??= { color: data.color, tool: 'move' });
  const say = (text) => { find('[role=status]').textContent = text; };
  const points = pointsOf(data), { n, places, labels, clusters, reads } = points;
  const frame = { bounds: boundsOf(places), width: 1, height: 1 };
  if (kept.id !== data.id) {
    Object.assign(kept, { id: data.id, selected: null, pointed: null });
  }
  if (kept.layout !== data.layout) {
    kept.pointed = null;
    // What the link says counts for the first map of a visit.
    const asked = kept.layout ? null : new URLSearchParams(location.search).get('at');
    kept.view = viewFromLink(asked, frame.bounds);
    kept.layout = data.layout;
  } else {
    kept.view = viewOfGrown(kept.view, kept.bounds, frame.bounds);
  }
  kept.bounds = frame.bounds;
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const side = () => pointSide(kept.view.zoom, frame, n, rem);
  const pixelOfPoint = (i) =>
    projection(kept.view, frame).toScreen(places[2 * i], places[2 * i + 1]);
  const sheet = () => {
    const images = window.kmeansDigits;
    return images?.id === data.id ? images : null;
  };
  const style = getComputedStyle(map);
  const ink = style.color, accent = style.getPropertyValue('--st-primary-color');
  const isDark = Number(ink.match(/\d+/)) > 127;

  let styles, path = null;
  const card = (below.card ??= new PointsOnCard());
  const dress = () => {
    styles = stylesOf(points, data, kept.color, kept.selected, isDark);
    if (!card.program) return;
    card.send('color', styles.colors);
    card.send('edge', styles.edges);
    card.send('layer', styles.layers);
  };

  // Above the points: centroids, the visitor's own digits, what is being pointed at.
  const tiles = (data.tiles ?? []).map((group) => {
    const picture = new Image();
    picture.onload = () => refresh();
    picture.src = group.sheet;
    return { ...group, picture };
  });
  // Small and large ones are halved on a phone, centroids with their digit are not.
  const sideOf = ({ side, centroids }) =>
    side * (frame.width > 500 || (centroids && side >= 28) ? rem : 0.5);
  const HIGH = 18 * rem;  // of the label above a tile
  // Where the tiles of a group are on screen. Centroids that cover each other are moved
  // apart, which depends on the zoom alone.
  const tilePixels = (group) => {
    const { toScreen, unit } = projection(kept.view, frame);
    const pixels = Array.from(group.digits, (_, i) =>
      toScreen(group.places[2 * i], group.places[2 * i + 1]));
    if (!group.centroids) return pixels.map((at) => [at, at]);
    if (group.unit !== unit) {
      const s = sideOf(group), flat = pixels.flat();
      const moved = spreadBoxes(flat, s + 6, s + 6 + (s < 28 ? 0 : HIGH));
      group.unit = unit;
      group.shifts = moved.map((value, i) => value - flat[i]);
    }
    return pixels.map(([x, y], i) =>
      [[x, y], [x + group.shifts[2 * i], y + group.shifts[2 * i + 1]]]);
  };
  const drawTile = (pen, group, i, [x, y]) => {
    const digit = group.digits[i], s = sideOf(group);
    const edge = group.centroids ? data.colors[digit] : accent;
    pen.fillStyle = edge;
    pen.fillRect(x - s / 2 - 2, y - s / 2 - 2, s + 4, s + 4);
    drawDigit(pen, group, i, x - s / 2, y - s / 2, s);
    if (s < 28) return;
    pen.font = `700 ${13 * rem}px ${style.getPropertyValue('--st-font')}`;
    const text = group.centroids ? String(digit) : `yours: ${digit}`;
    const wide = pen.measureText(text).width + 8;
    pen.fillStyle = edge;
    pen.fillRect(x - s / 2 - 2, y - s / 2 - HIGH, wide, HIGH);
    pen.fillStyle = group.centroids ? data.inks[digit] : isDark ? '#000' : '#fff';
    pen.fillText(text, x - s / 2 + 2, y - s / 2 - HIGH / 4);
  };
  // From a tile that was moved to its true place.
  const drawTether = (pen, [x, y], to) => {
    if (Math.hypot(to[0] - x, to[1] - y) < 3) return;
    pen.strokeStyle = pen.fillStyle = ink;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(...to);
    pen.stroke();
    pen.beginPath();
    pen.arc(x, y, 3, 0, 7);
    pen.fill();
  };
  const drawAbove = (ratio) => {
    const pen = above.getContext('2d'), hovered = kept.pointed;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, frame.width, frame.height);
    for (const group of tiles) {
      if (!group.picture.complete || (group.centroids && kept.bare)) continue;
      const pixels = tilePixels(group);
      for (const [at, to] of pixels) drawTether(pen, at, to);
      for (const [i, [, to]] of pixels.entries()) drawTile(pen, group, i, to);
    }
    if (hovered !== null) {
      pen.beginPath();
      pen.arc(...pixelOfPoint(hovered), side() / 2 + 4, 0, 7);
      pen.lineWidth = 2;
      pen.strokeStyle = ink;
      pen.stroke();
    }
    if (path) {
      pen.beginPath();
      for (const [x, y] of path) pen.lineTo(x, y);
      pen.closePath();
      pen.fillStyle = `color-mix(in srgb, ${accent} 15%, transparent)`;
      pen.strokeStyle = accent;
      pen.lineWidth = 2;
      pen.fill();
      pen.stroke();
    }
  };
  const draw = () => {
    if (!map.isConnected) return;
    frame.width = map.clientWidth;
    frame.height = map.clientHeight;
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of [below, above]) {
      const [w, h] = [Math.round(frame.width * ratio), Math.round(frame.height * ratio)];
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w; canvas.height = h;
      }
    }
    const scene = { ...frame, ...kept.view, ...projection(kept.view, frame), ratio,
      side: side(), sheet: sheet() };
    if (!card.gl) drawPoints(below, places, styles, scene);
    else if (card.program) card.draw(below, n, scene);
    drawAbove(ratio);
  };
  let isAsked = false;
  const refresh = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => { isAsked = false; draw(); });
  };

  // Looking: moving, zooming, pointing. Where it comes to rest goes into the link.
  const link = () => {
    intoLink('at', viewToLink(kept.view, frame.bounds));
    intoLink('color', kept.color === 'digit' ? null : kept.color);
  };
  const look = (view) => {
    kept.view = view;
    point(null);
    refresh();
    clearTimeout(kept.resting);
    kept.resting = setTimeout(link, 500);
  };
  const zoomMiddle = (factor) =>
    look(zoomAt(kept.view, frame, [frame.width / 2, frame.height / 2], factor));
  const nearestTo = (pixel) => nearestPoint(places, (i) => styles.layers[i] > 0,
    projection(kept.view, frame).toScreen, pixel, Math.max(10, side() / 2 + 3));
  const point = (i, isAloud = false) => {
    const tip = find('.tip');
    if (i !== kept.pointed) refresh();
    kept.pointed = i;
    tip.hidden = i === null;
    if (i === null) return;
    const pen = find('.tip canvas').getContext('2d'), images = sheet();
    pen.clearRect(0, 0, 28, 28);
    if (images) drawDigit(pen, images, i, 0, 0, 28);
    const verdict = reads[i] === labels[i] ? 'right' : 'wrong';
    const text = `Test image ${data.numbers[i].toLocaleString('en')} shows `
      + `${labels[i] === 8 ? 'an' : 'a'} ${labels[i]}. Cluster #${clusters[i]} stands for ${reads[i]}: ${verdict}.`;
    find('.tip p').textContent = text;
    if (isAloud) say(text);
    const [left, top] =
      besidePixel(pixelOfPoint(i), tip.offsetWidth, tip.offsetHeight, frame);
    tip.style.left = `${left}px`;
    tip.style.top = `${top}px`;
  };

  // Selecting.
  const select = (chosen, entry = null) => {
    kept.selected = chosen.length ? chosen : null;
    mark(entry);
    dress();
    refresh();
    const many = chosen.length === 1 ? 'One image' : `${chosen.length} images`;
    say(chosen.length ? `${many} selected` : 'Nothing selected');
    setTriggerValue('selected', chosen);
  };
  const selectWhere = (isWanted) => {
    const { toScreen } = projection(kept.view, frame);
    select([...Array(n).keys()].filter((i) =>
      isWanted(toScreen(places[2 * i], places[2 * i + 1]))));
  };

  const pixelOf = (event) => {
    const box = map.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const fingers = new Map();
  let start = null;
  map.onpointerdown = (event) => {
    if (event.button > 0) return;
    if (fingers.size === 0 && event.pointerType !== 'touch') {
      map.setPointerCapture(event.pointerId);
    }
    fingers.set(event.pointerId, pixelOf(event));
    start = fingers.size === 1 ? { from: pixelOf(event), moved: false } : null;
    path = null;
    if (start && kept.tool !== 'move') path = [pixelOf(event)];
  };
  map.onpointermove = (event) => {
    const pixel = pixelOf(event), [x, y] = pixel;
    const before = fingers.get(event.pointerId);
    if (!before) return point(event.pointerType === 'touch' ? null : nearestTo(pixel));
    if (fingers.size === 2) {
      const [[, resting]] = [...fingers].filter(([id]) => id !== event.pointerId);
      look(pinch(kept.view, frame, resting, before, pixel));
      fingers.set(event.pointerId, pixel);
      return;
    }
    if (!start) return;
    const [a, b] = start.from;
    start.moved ||= Math.hypot(x - a, y - b) > 4;
    if (!start.moved) return;
    point(null);
    if (kept.tool === 'move') {
      // One finger scrolls the page.
      if (event.pointerType !== 'touch') {
        look(moveBy(kept.view, frame, [x - before[0], y - before[1]]));
      }
    } else if (kept.tool === 'box') {
      path = [[a, b], [x, b], [x, y], [a, y]];
    } else {
      path.push(pixel);
    }
    fingers.set(event.pointerId, pixel);
    refresh();
  };
  map.onpointerup = (event) => {
    fingers.delete(event.pointerId);
    if (start && !start.moved) {
      const touched = nearestTo(start.from);
      if (event.pointerType === 'touch') point(touched);
      select(touched === null ? [] : [touched]);
    } else if (start && path?.length > 2) {
      selectWhere((pixel) => isInside(path, pixel));
    }
    path = start = null;
    refresh();
  };
  map.onpointercancel = (event) => {
    fingers.delete(event.pointerId);
    path = start = null;
    refresh();
  };
  // A finger leaves when it is lifted; what it has touched stays shown.
  map.onpointerleave = (event) => {
    if (event.pointerType !== 'touch' && !fingers.size) point(null);
  };
  // A page is scrolled past the map; whoever has clicked into it means the map.
  map.onwheel = (event) => {
    if (!event.ctrlKey && !event.metaKey && !map.matches(':focus')) return;
    event.preventDefault();
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002));
    look(zoomAt(kept.view, frame, pixelOf(event), factor));
  };
  map.ondblclick = (event) => look(zoomAt(kept.view, frame, pixelOf(event), 2));
  // Arrow keys go from point to point, and the view with them. The first leads to one
  // near the middle where there is none in its direction.
  const pointAfter = (key) => {
    const isFirst = kept.pointed === null;
    const from = isFirst
      ? [frame.width / 2, frame.height / 2] : pixelOfPoint(kept.pointed);
    const { toScreen } = projection(kept.view, frame);
    // From a single image that is selected, to any other.
    const isShown = (i) => styles.layers[i] > 0 || kept.selected.length === 1;
    const next = pointAfterKey(key, places, isShown, toScreen, from)
      ?? (isFirst ? nearestPoint(places, isShown, toScreen, from, Infinity) : null);
    if (next === null) return;
    look(viewWith(kept.view, frame, pixelOfPoint(next)));
    point(next, true);
  };
  map.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;  // the browser's own
    if (isArrow(event.key) && !event.shiftKey) {
      pointAfter(event.key);
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && kept.pointed !== null) {
      select([kept.pointed]);
      event.preventDefault();
      return;
    }
    const view = viewAfterKey(event.key, kept.view, frame);
    if (view) look(view);
    else if (event.key === 'Escape') { path = start = null; select([]); }
    else return;
    event.preventDefault();
  };

  // The controls.
  const choice = (place, name, values, onChoose) => {
    const group = find(place);
    if (!group.querySelector('button')) {
      group.append(...values.map((value) => Object.assign(
        document.createElement('button'), { type: 'button', textContent: value })));
    }
    radioGroup(group, values.indexOf(kept[name]), (at) => {
      kept[name] = values[at];
      onChoose();
    });
  };
  const legend = () => {
    const title = document.createElement('span');
    title.textContent = `${COLORINGS[kept.color]}:`;
    const entries = legendOf(points, data, kept.color);
    const buttons = entries.map((entry) => {
      const button = document.createElement('button');
      const badge = document.createElement('i');
      badge.textContent = entry.name;
      badge.style.background = entry.color;
      badge.style.color = entry.ink;
      button.type = 'button';
      const many = entry.points.length.toLocaleString('en');
      button.append(badge, many);
      button.setAttribute('aria-label', `${entry.name}: select its ${many} images`);
      button.disabled = !entry.points.length;
      button.entry = `${kept.color} ${entry.name}`;
      button.onclick = () => select(entry.points, button.entry);
      return button;
    });
    find('.legend').replaceChildren(title, ...buttons);
    mark(kept.entry);
  };
  // Which entry of the legend the selection is, if it is one.
  const mark = (entry) => {
    kept.entry = entry;
    for (const button of find('.legend').querySelectorAll('button')) {
      button.setAttribute('aria-pressed', button.entry === entry);
    }
  };
  const showTool = () => map.classList.toggle('move', kept.tool === 'move');
  choice('.colors', 'color', Object.keys(COLORINGS), () => {
    dress();
    legend();
    refresh();
    link();
  });
  choice('.tools', 'tool', TOOLS, showTool);
  showTool();
  find('.in').onclick = () => zoomMiddle(1.6);
  find('.out').onclick = () => zoomMiddle(1 / 1.6);
  find('.all').onclick = () => look(wholeMap(frame.bounds));
  find('.none').onclick = () => select([]);
  find('.seen').onclick = () => selectWhere(([x, y]) =>
    x >= 0 && y >= 0 && x <= frame.width && y <= frame.height);
  find('.centroids').checked = !kept.bare;
  find('.centroids').onchange = (event) => {
    kept.bare = !event.target.checked;
    refresh();
  };
  map.setAttribute('aria-label', data.label);

  const begin = () => {
    if (card.gl && !card.program) card.build();
    if (card.gl) card.send('place', places);
    dress();
    refresh();
  };
  const ended = new AbortController(), { signal } = ended;
  card.canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    card.program = null;
  }, { signal });
  card.canvas.addEventListener('webglcontextrestored', begin, { signal });
  window.addEventListener('kmeansdigits', refresh, { signal });
  const resized = new ResizeObserver(refresh);
  resized.observe(map);
  frame.width = map.clientWidth;
  frame.height = map.clientHeight;
  begin();
  point(kept.pointed ?? null);
  legend();
  link();
  return () => {
    clearTimeout(kept.resting);
    resized.disconnect();
    ended.abort();
  };
}
