import { intoLink } from '../shared/link.js';
import { radioGroup } from '../shared/radio_group.js';
import { Marks } from './marks.js';
import { imagesOfSheet, wholeMapFrom } from './point_images.js';
import { drawPoints, legendOf, pictured, pointsOf, shownOf, stylesOf, withClusters }
  from './points.js';
import { pixelColor, Raster } from './raster.js';
import { drawInk, saidOf } from './tip.js';
import { besidePixel, boundsOf, isArrow, isInside, moveBy, nearestPoint, partsIn, pinch,
  pointAfterKey, pointSide, projection, viewAfterKey, viewFromLink, viewOfGrown,
  viewToLink, viewWith, wholeMap, zoomAt } from './viewport.js';

const TOOLS = ['move', 'box', 'lasso'];
// What points are coloured by, and what the legend then says of the colours.
const COLORINGS = {
  digit: 'The digit an image shows',
  cluster: 'The digit its cluster stands for, each cluster in a shade of its own',
  'right or wrong': 'Read right, or wrong (larger)',
};
// Which images of the map of all digits are shown.
const SHOWN = ['all', 'training', 'test'];

export default function (component) {
  const { data, parentElement } = component;
  parentElement.querySelector('.map').setAttribute('aria-label', data.label);
  if (!data.whole) return show(component, pointsOf(data), imagesOfSheet(data.id));
  const note = parentElement.querySelector('.loading');
  const { points, images } = wholeMapFrom(data.whole);
  let end = null, isGone = false;
  note.hidden = false;
  note.textContent = 'The map is being loaded …';
  points.then((loaded) => {
    if (isGone) return;
    note.hidden = true;
    end = show(component, withClusters(loaded, data), images);
  }, () => { note.textContent = 'The map could not be loaded: reload the page.'; });
  return () => { isGone = true; end?.(); };
}

function show({ data, parentElement, setTriggerValue }, points, images) {
  const find = (what) => parentElement.querySelector(what);
  const map = find('.map'), below = find('.points'), above = find('.over');
  // Held beside the page, so that it is there after a visit to another one.
  const kept = (window.kmeansMap ??= { color: data.color, tool: 'move', shown: 'all' });
  const say = (text) => { find('[role=status]').textContent = text; };
  const { n, places, parts } = points;
  const frame = { bounds: boundsOf(places), n, width: 1, height: 1 };
  const asked = (name) => new URLSearchParams(location.search).get(name);
  if (kept.id !== data.id) {
    Object.assign(kept, { id: data.id, selected: null, pointed: null });
  }
  if (kept.layout !== data.layout) {
    kept.pointed = null;
    // What the link says counts for the first map of a visit.
    kept.view = viewFromLink(kept.layout ? null : asked('at'), frame.bounds, n);
    if (!kept.layout && SHOWN.includes(asked('shown'))) kept.shown = asked('shown');
    kept.layout = data.layout;
  } else {
    kept.view = viewOfGrown(kept.view, kept.bounds, frame.bounds);
  }
  kept.bounds = frame.bounds;
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const side = () => pointSide(kept.view.zoom, frame, n, rem);
  const look = () => projection(kept.view, frame);
  const pixelOfPoint = (i) => look().toScreen(places[2 * i], places[2 * i + 1]);
  const style = getComputedStyle(map);
  const channels = (color) => color.match(/\d+/g).slice(0, 3).map(Number);
  const ink = style.color, accent = style.getPropertyValue('--st-primary-color');
  const isDark = channels(ink)[0] > 127;
  const page = pixelColor(channels(style.backgroundColor));

  let styles, shown, path = null;
  const dress = () => {
    shown = shownOf(points, data, data.whole ? kept.shown : 'all');
    styles = stylesOf(points, data, kept.color, kept.selected, shown, isDark);
  };

  const font = style.getPropertyValue('--st-font');
  const marks = new Marks(data, { accent, font, ink, isDark }, () => refreshAbove());
  const drawAbove = (ratio) => {
    const pen = above.getContext('2d'), hovered = kept.pointed;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, frame.width, frame.height);
    marks.draw(pen, { look: look(), width: frame.width, rem }, kept.bare);
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
  // The points are drawn into memory that is kept until their canvas has another size.
  const drawBelow = (ratio) => {
    const { width, height } = below, pen = below.getContext('2d');
    if (below.image?.width !== width || below.image?.height !== height) {
      below.image = pen.createImageData(width, height);
      const pixels = new Uint32Array(below.image.data.buffer);
      below.raster = new Raster(pixels, width, height);
    }
    const near = drawPoints(below.raster, points, styles, { look: look(), ratio, page,
      width: frame.width, height: frame.height, side: side(),
      imageOf: (i) => images.find(i) });
    pen.putImageData(below.image, 0, 0);
    const isNear = pictured(side()) > 0;
    images.want([...wantedOfTip(), ...(isNear ? near.map(({ part }) => part) : [])]);
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
        isStale = true;
      }
    }
    if (isStale && frame.width) drawBelow(ratio);
    isStale = false;
    drawAbove(ratio);
  };
  let isAsked = false, isStale = true;
  const refreshAbove = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => { isAsked = false; draw(); });
  };
  const refresh = () => { isStale = true; refreshAbove(); };
  images.onTile = () => { refresh(); drawTip(); };

  // Looking: moving, zooming, pointing. Where it comes to rest goes into the link.
  const link = () => {
    intoLink('at', viewToLink(kept.view, frame.bounds));
    intoLink('color', kept.color === 'digit' ? null : kept.color);
    intoLink('shown', data.whole && kept.shown !== 'all' ? kept.shown : null);
  };
  const lookAt = (view) => {
    kept.view = view;
    point(null);
    refresh();
    clearTimeout(kept.resting);
    kept.resting = setTimeout(link, 500);
  };
  const zoomMiddle = (factor) =>
    lookAt(zoomAt(kept.view, frame, [frame.width / 2, frame.height / 2], factor));
  // Where some are selected, the others are there to look at, but not to point at.
  const isPointed = (i) => styles.layers[i] > 1;
  const nearestTo = (pixel) => nearestPoint(places, parts, isPointed, look(), pixel,
    Math.max(10, side() / 2 + 3));
  const wantedOfTip = () => kept.pointed === null ? []
    : [parts.find(({ to }) => to > kept.pointed).part];
  const drawTip = () => drawInk(find('.tip canvas').getContext('2d'),
    kept.pointed === null ? null : images.find(kept.pointed));
  const point = (i, isAloud = false) => {
    const tip = find('.tip');
    if (i !== kept.pointed) refreshAbove();
    kept.pointed = i;
    tip.hidden = i === null;
    if (i === null) return;
    drawTip();
    images.want(wantedOfTip());
    const text = saidOf(points, data, i);
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
    const many = chosen.length === 1 ? 'One image'
      : `${chosen.length.toLocaleString('en')} images`;
    say(chosen.length ? `${many} selected` : 'Nothing selected');
    // A bit each: of 70,000 images that is 12 KB.
    const bits = new Uint8Array(Math.ceil(n / 8));
    for (const i of chosen) bits[i >> 3] |= 1 << (i & 7);
    setTriggerValue('selected', btoa(String.fromCharCode(...bits)));
  };
  const selectWhere = (box, isWanted) => {
    const { left, top, unit } = look(), chosen = [];
    for (const { from, to } of partsIn(parts, look(), box, 0)) {
      for (let i = from; i < to; i++) {
        const pixel = [left + places[2 * i] * unit, top - places[2 * i + 1] * unit];
        if (shown[i] && isWanted(pixel)) chosen.push(i);
      }
    }
    select(chosen);
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
      lookAt(pinch(kept.view, frame, resting, before, pixel));
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
        lookAt(moveBy(kept.view, frame, [x - before[0], y - before[1]]));
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
      const [[west, east], [north, south]] = boundsOf(path.flat());
      selectWhere([west, north, east - west, south - north],
        (pixel) => isInside(path, pixel));
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
    lookAt(zoomAt(kept.view, frame, pixelOf(event), factor));
  };
  map.ondblclick = (event) => lookAt(zoomAt(kept.view, frame, pixelOf(event), 2));
  // Arrow keys go from point to point, and the view with them. The first leads to one
  // near the middle where there is none in its direction.
  const pointAfter = (key) => {
    const isFirst = kept.pointed === null;
    const from = isFirst
      ? [frame.width / 2, frame.height / 2] : pixelOfPoint(kept.pointed);
    // From a single image that is selected, to any other.
    const isShown = (i) =>
      isPointed(i) || (shown[i] && kept.selected?.length === 1);
    const next = pointAfterKey(key, places, isShown, look(), from)
      ?? (isFirst ? nearestPoint(places, parts, isShown, look(), from, 1e6) : null);
    if (next === null) return;
    lookAt(viewWith(kept.view, frame, pixelOfPoint(next)));
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
    if (view) lookAt(view);
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
  const unseen = (text) => Object.assign(document.createElement('span'),
    { className: 'hidden', textContent: text });
  const legend = () => {
    const title = document.createElement('span');
    title.textContent = `${COLORINGS[kept.color]}:`;
    const entries = legendOf(points, data, kept.color, shown);
    const buttons = entries.map((entry) => {
      const button = document.createElement('button');
      const badge = document.createElement('i');
      badge.textContent = entry.name;
      badge.style.background = entry.color;
      badge.style.color = entry.ink;
      button.type = 'button';
      const many = entry.points.length.toLocaleString('en');
      button.append(badge, unseen(': select its '), many, unseen(' images'));
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
  find('.which').hidden = !data.whole;
  choice('.which', 'shown', SHOWN, () => {
    dress();
    legend();
    point(null);
    refresh();
    link();
  });
  showTool();
  find('.in').onclick = () => zoomMiddle(1.6);
  find('.out').onclick = () => zoomMiddle(1 / 1.6);
  find('.all').onclick = () => lookAt(wholeMap(frame.bounds));
  find('.none').onclick = () => select([]);
  find('.seen').onclick = () => selectWhere([0, 0, frame.width, frame.height],
    ([x, y]) => x >= 0 && y >= 0 && x <= frame.width && y <= frame.height);
  find('.centroids').checked = !kept.bare;
  find('.centroids').onchange = (event) => {
    kept.bare = !event.target.checked;
    refreshAbove();
  };

  const ended = new AbortController(), { signal } = ended;
  window.addEventListener('kmeansdigits', () => { refresh(); drawTip(); }, { signal });
  const resized = new ResizeObserver(refresh);
  resized.observe(map);
  frame.width = map.clientWidth;
  frame.height = map.clientHeight;
  dress();
  refresh();
  point(kept.pointed ?? null);
  legend();
  link();
  return () => {
    clearTimeout(kept.resting);
    resized.disconnect();
    ended.abort();
  };
}
