// Which part of the map is on screen.
//
// A view is the place on the map in the middle of the screen, `at`, and a `zoom`. A frame
// is the screen's `width` and `height` in pixels, the `bounds` of all points and how many
// there are, `n`. Places go right and up, pixels right and down.
const LEAST_ZOOM = 0.8;
// Of a map of so many points, and then as near to any of them.
const MOST_ZOOM = 30, ZOOMED_POINTS = 5000;
// From so many points on they cover each other on the whole map.
const CROWD = 20000;

const mostZoom = (n = 0) => MOST_ZOOM * Math.sqrt(Math.max(1, n / ZOOMED_POINTS));

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
const within = (bounds, at) => at.map((value, axis) => clamp(value, ...bounds[axis]));

// The least and the most x, the least and the most y, of x, y, x, y, ...
export function boundsOf(places) {
  return [0, 1].map((axis) => {
    let least = Infinity, most = -Infinity;
    for (let i = axis; i < places.length; i += 2) {
      least = Math.min(least, places[i]);
      most = Math.max(most, places[i]);
    }
    return [least, most];
  });
}

export const wholeMap = (bounds) => ({
  at: bounds.map(([least, most]) => (least + most) / 2), zoom: 1,
});

// A view as the link has it; null is the whole map.
export function viewToLink(view, bounds) {
  if (view.zoom === 1 && view.at.join() === wholeMap(bounds).at.join()) return null;
  return [...view.at, view.zoom].map((value) => value.toFixed(5)).join();
}

export function viewFromLink(text, bounds, n) {
  const [x, y, zoom] = text?.split(',').map(Number) ?? [];
  if (!(zoom > 0 && Number.isFinite(x + y))) return wholeMap(bounds);
  return { at: within(bounds, [x, y]), zoom: clamp(zoom, LEAST_ZOOM, mostZoom(n)) };
}

// The view of a map that forms, from that of the map before: whole as long as nobody
// looks at a part of it.
export const viewOfGrown = (view, before, bounds) =>
  viewToLink(view, before) === null ? wholeMap(bounds) : view;

// From the map to the screen and back: the map's unit has `unit` pixels, and its origin is
// at `left` and `top`.
export function projection({ at, zoom }, { bounds, width, height }) {
  const unit = zoom * 0.92 * Math.min(...[width, height].map((side, axis) =>
    side / Math.max(bounds[axis][1] - bounds[axis][0], 1e-6)));
  const left = width / 2 - at[0] * unit, top = height / 2 + at[1] * unit;
  return {
    unit, left, top,
    toScreen: (u, v) => [left + u * unit, top - v * unit],
    toMap: (x, y) => [(x - left) / unit, (top - y) / unit],
  };
}

// What is under the pixel stays under it.
export function zoomAt(view, frame, [x, y], factor) {
  const zoom = clamp(view.zoom * factor, LEAST_ZOOM, mostZoom(frame.n));
  const before = projection(view, frame).toMap(x, y);
  const after = projection({ ...view, zoom }, frame).toMap(x, y);
  return { at: view.at.map((value, axis) => value + before[axis] - after[axis]), zoom };
}

export function moveBy(view, frame, [x, y]) {
  const { unit } = projection(view, frame);
  return { ...view,
    at: within(frame.bounds, [view.at[0] - x / unit, view.at[1] + y / unit]) };
}

// Two fingers, one of which moves: what is under each stays under it.
export function pinch(view, frame, resting, from, to) {
  const spread = ([x, y]) => Math.hypot(x - resting[0], y - resting[1]) || 1;
  const moved = moveBy(view, frame, to.map((value, axis) => (value - from[axis]) / 2));
  const middle = to.map((value, axis) => (value + resting[axis]) / 2);
  return zoomAt(moved, frame, middle, spread(to) / spread(from));
}

// The view that a key leads to, an arrow with Shift; null where it is not one of the map's.
export function viewAfterKey(key, view, frame) {
  const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40],
    ArrowDown: [0, -40] }[key];
  if (steps) return moveBy(view, frame, steps);
  const factor = { '+': 1.4, '=': 1.4, '-': 1 / 1.4 }[key];
  if (factor) return zoomAt(view, frame, [frame.width / 2, frame.height / 2], factor);
  return key === '0' ? wholeMap(frame.bounds) : null;
}

// A point's side in pixels. Tiles grow with the page's text, of which `rem` is the
// size, 1 as usual; points leave each other room.
export const pointSide = (zoom, { width, height }, n, rem) => Math.min(84 * rem,
  n < CROWD
    ? zoom ** 0.8 * clamp(0.45 * Math.sqrt(width * height / n), 2.5, 8)
    : zoom ** 0.9 * clamp(0.6 * Math.sqrt(width * height / n), 1.6, 8));

// Points that lie side by side, from one index to the next, and what is around them all:
// of x, y, x, y, ..., `size` points in each part but the last.
export function partsOf(places, size) {
  return Array.from({ length: Math.ceil(places.length / 2 / size) }, (_, part) => {
    const from = part * size, to = Math.min(places.length / 2, from + size);
    return { part, from, to, bounds: boundsOf(places.subarray(2 * from, 2 * to)) };
  });
}

// The parts of which some may be within `reach` pixels of a box on screen.
export function partsIn(parts, { unit, left, top }, [x, y, wide, high], reach) {
  const [west, east] = [x - reach, x + wide + reach].map((at) => (at - left) / unit);
  const [south, north] = [y + high + reach, y - reach].map((at) => (top - at) / unit);
  return parts.filter(({ bounds: [across, up] }) =>
    across[1] >= west && across[0] <= east && up[1] >= south && up[0] <= north);
}

// The point that is nearest to a pixel, of those with `isShown` in `parts`; null where
// none is nearer than `reach` pixels.
export function nearestPoint(places, parts, isShown, look, [x, y], reach) {
  const { unit, left, top } = look;
  let nearest = null, least = reach ** 2;
  for (const { from, to } of partsIn(parts, look, [x, y, 0, 0], reach)) {
    for (let i = from; i < to; i++) {
      const dx = left + places[2 * i] * unit - x, dy = top - places[2 * i + 1] * unit - y;
      const squared = dx * dx + dy * dy;
      if (squared < least && isShown(i)) { nearest = i; least = squared; }
    }
  }
  return nearest;
}

const AHEAD = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1],
  ArrowDown: [0, 1] };

export const isArrow = (key) => key in AHEAD;

// The nearest point, of those with `isShown`, in the quarter to which an arrow key
// points from a pixel; null where that is empty.
export function pointAfterKey(key, places, isShown, { unit, left, top }, [x, y]) {
  const [ax, ay] = AHEAD[key];
  let nearest = null, least = Infinity;
  for (let i = 0; 2 * i < places.length; i++) {
    const dx = left + places[2 * i] * unit - x, dy = top - places[2 * i + 1] * unit - y;
    const ahead = dx * ax + dy * ay, aside = Math.abs(dx * ay + dy * ax);
    const squared = ahead ** 2 + aside ** 2;
    if (ahead > 1e-6 && aside <= ahead && squared < least && isShown(i)) {
      nearest = i; least = squared;
    }
  }
  return nearest;
}

// The view moved as little as it takes for a pixel to be well inside the frame.
export function viewWith(view, frame, pixel) {
  const room = 40;
  return moveBy(view, frame, [frame.width, frame.height].map((side, axis) =>
    clamp(pixel[axis], room, Math.max(room, side - room)) - pixel[axis]));
}

// Moves boxes of one size apart that cover each other. `places` are x, y, x, y, ... of
// their middles in pixels, as is what is returned.
export function spreadBoxes(places, wide, high, steps = 100) {
  const moved = Float64Array.from(places);
  for (let step = 0, isDone = false; step < steps && !isDone; step++) {
    isDone = true;
    for (let i = 2; i < moved.length; i += 2) {
      for (let j = 0; j < i; j += 2) {
        const dx = moved[i] - moved[j], dy = moved[i + 1] - moved[j + 1];
        const x = wide - Math.abs(dx), y = high - Math.abs(dy);
        if (x <= 0 || y <= 0) continue;
        isDone = false;
        // Along the side on which less is covered, half each.
        const axis = x <= y ? 0 : 1;
        const by = ((axis ? dy : dx) < 0 ? -0.5 : 0.5) * ((axis ? y : x) + 0.02);
        moved[i + axis] += by;
        moved[j + axis] -= by;
      }
    }
  }
  return moved;
}

// Whether a closed path goes round a pixel, by the even-odd rule.
export function isInside(path, [x, y]) {
  let odd = false;
  for (let i = 0, j = path.length - 1; i < path.length; j = i++) {
    const [ax, ay] = path[i], [bx, by] = path[j];
    if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

// The left and the top of what is said beside a pixel, so that it is inside the frame.
export function besidePixel([x, y], wide, high, { width, height }) {
  return [
    x + 14 + wide > width ? Math.max(0, x - 14 - wide) : x + 14,
    Math.max(0, Math.min(y - high / 2, height - high)),
  ];
}
