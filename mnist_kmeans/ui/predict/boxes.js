// Boxes on a picture, [left, top, right, bottom] in its pixels, and what a visitor does
// with them. `size` is the picture's, [width, height].

const MOST_UNDONE = 50;
const STEP = 0.01;

const within = (value, most) => Math.min(most, Math.max(0, value));
const whole = (box) => box.map(Math.round);

// The box between two places. Around a 1 it may be drawn as hardly more than a line.
export function boxBetween(from, to, size) {
  const sides = [0, 1].map((axis) => Math.abs(from[axis] - to[axis]));
  const least = Math.max(...sides) / 5;
  const [x, y] = [0, 1].map((axis) => {
    const wider = Math.max(0, least - sides[axis]) / 2;
    return [Math.min(from[axis], to[axis]) - wider, Math.max(from[axis], to[axis]) + wider]
      .map((value) => within(value, size[axis]));
  });
  return whole([x[0], y[0], x[1], y[1]]);
}

export function movedBox(box, by, size) {
  const [dx, dy] = [0, 1].map((axis) =>
    Math.max(-box[axis], Math.min(size[axis] - box[axis + 2], by[axis])));
  return whole([box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy]);
}

// Moves one corner: 0 or 1 across, 0 or 1 down. No side gets shorter than `least`.
export function resizedBox(box, corner, by, size, least) {
  const made = [...box];
  for (const axis of [0, 1]) {
    const edge = axis + 2 * corner[axis], opposite = box[axis + 2 * (1 - corner[axis])];
    const moved = within(box[edge] + by[axis], size[axis]);
    made[edge] = corner[axis]
      ? Math.min(size[axis], Math.max(moved, opposite + least))
      : Math.max(0, Math.min(moved, opposite - least));
  }
  return whole(made);
}

export const boxAround = (boxes) => [0, 1, 2, 3].map((edge) =>
  Math[edge < 2 ? 'min' : 'max'](...boxes.map((box) => box[edge])));

// Moved by an arrow key, or resized at its right and lower edge; null for other keys.
export function boxAfterKey(box, key, resizes, size) {
  const step = Math.max(1, STEP * Math.max(...size));
  const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0],
    ArrowUp: [0, -step], ArrowDown: [0, step] }[key];
  if (!by) return null;
  return resizes ? resizedBox(box, [1, 1], by, size, step) : movedBox(box, by, size);
}

// A box in the middle, as large as the others.
export function middleBox(boxes, size) {
  const [width, height] = [0, 1].map((axis) => {
    const sides = boxes.map((box) => box[axis + 2] - box[axis]).sort((a, b) => a - b);
    return sides[sides.length >> 1] ?? Math.min(...size) / 4;
  });
  const [x, y] = [(size[0] - width) / 2, (size[1] - height) / 2];
  return whole([x, y, x + width, y + height]);
}

const area = (box) => Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1]);
const covers = (outer, inner) => area([
  Math.max(outer[0], inner[0]), Math.max(outer[1], inner[1]),
  Math.min(outer[2], inner[2]), Math.min(outer[3], inner[3]),
]) >= 0.9 * area(inner);

// What a visitor has on a picture: `boxes` in reading order, each with an id that stays
// and the digit `said` of it or null; the ids `chosen`; and `before`, what Undo goes
// back to. Arrays are not written to.
export const noBoxes = () => ({ boxes: [], chosen: [], before: [], ids: 0, serial: 0 });

// Takes over what Python holds, unless it has not answered the last change yet.
export function takeOver(kept, { key, serial, boxes, selected }) {
  if (kept.key !== key) Object.assign(kept, noBoxes(), { ids: kept.ids, key, serial });
  if (kept.serial !== serial) return;
  const ids = new Map(kept.boxes.map(({ id, box }) => [box.join(), id]));
  kept.boxes = boxes.map(({ box, said }) =>
    ({ id: ids.get(box.join()) ?? ++kept.ids, box, said }));
  const explained = kept.boxes[selected]?.id;
  if (explained !== kept.explained) kept.chosen = explained ? [explained] : [];
  kept.explained = explained;
  stillThere(kept);
}

function stillThere(kept) {
  kept.chosen = kept.chosen.filter((id) => kept.boxes.some((mark) => mark.id === id));
}

export function changeTo(kept, boxes) {
  kept.before = [...kept.before, kept.boxes].slice(-MOST_UNDONE);
  kept.boxes = boxes;
  stillThere(kept);
}

export function undoChange(kept) {
  if (!kept.before.length) return false;
  kept.boxes = kept.before.at(-1);
  kept.before = kept.before.slice(0, -1);
  stillThere(kept);
  return true;
}

// Adds a box in place of those that lie in it, and chooses it.
export function addBox(kept, box) {
  const mark = { id: ++kept.ids, box, said: null };
  changeTo(kept, [...kept.boxes.filter((other) => !covers(box, other.box)), mark]);
  kept.chosen = [mark.id];
}

// Gives a box another place. What was said of it stays.
export const placeBox = (kept, id, box) => changeTo(kept,
  kept.boxes.map((mark) => (mark.id === id ? { ...mark, box } : mark)));

export function deleteBoxes(kept, ids) {
  const at = kept.boxes.findIndex(({ id }) => ids.includes(id));
  changeTo(kept, kept.boxes.filter(({ id }) => !ids.includes(id)));
  // The one that stands there now.
  return kept.boxes[Math.min(at, kept.boxes.length - 1)]?.id;
}

// Which boxes a merge would join: those chosen, or the one chosen and the one that fits
// it best, with the least paper around both.
export function toMerge(kept, ids) {
  const one = ids.length === 1 && kept.boxes.find(({ id }) => id === ids[0]);
  if (!one) return ids;
  const added = ({ box }) => area(boxAround([one.box, box])) - area(box);
  const others = kept.boxes.filter((mark) => mark !== one);
  const nearest = others.sort((a, b) => added(a) - added(b))[0];
  return nearest ? [one.id, nearest.id] : [];
}

export function mergeBoxes(kept, ids) {
  const joined = toMerge(kept, ids);
  if (joined.length < 2) return false;
  const [first, ...rest] = kept.boxes.filter(({ id }) => joined.includes(id));
  const box = boxAround([first, ...rest].map((mark) => mark.box));
  changeTo(kept, kept.boxes.filter((mark) => !rest.includes(mark))
    .map((mark) => (mark === first ? { ...mark, box, said: null } : mark)));
  kept.chosen = [first.id];
  return true;
}

// Says which digit boxes are; the same once more takes it back.
export function sayDigit(kept, ids, digit) {
  const marks = kept.boxes.filter(({ id }) => ids.includes(id));
  const said = marks.every((mark) => mark.said === digit) ? null : digit;
  changeTo(kept, kept.boxes.map((mark) =>
    (ids.includes(mark.id) ? { ...mark, said } : mark)));
  return said;
}
