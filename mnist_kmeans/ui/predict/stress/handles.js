// How far from the digit's middle its handles are, in pixels of the digit.
const TURN = 11, SIZE = 8.5;

const radians = (degrees) => degrees * Math.PI / 180;
const inside = (value) => Math.min(27, Math.max(1, value));

// The middle of the digit where it is shifted to.
const middleOf = ([x, y], of) => [x + of('across'), y + of('down')];

// Where the handles are, in pixels of the digit: above it, and at its lower right.
export function handlesOf(middle, of) {
  const [x, y] = middleOf(middle, of), turn = radians(of('turn'));
  const far = SIZE * (1 + of('size') / 100);
  return {
    turn: [inside(x + TURN * Math.sin(turn)), inside(y - TURN * Math.cos(turn))],
    size: [
      inside(x + far * (Math.cos(turn) - Math.sin(turn))),
      inside(y + far * (Math.sin(turn) + Math.cos(turn))),
    ],
  };
}

// The amounts where a handle, or the digit itself, is dragged to a place.
export function amountAt(dragged, [x, y], middle, of) {
  const { what, from, start } = dragged;
  if (what === 'shift') {
    return {
      across: (start.across ?? 0) + x - from[0],
      down: (start.down ?? 0) + y - from[1],
    };
  }
  const [left, top] = middleOf(middle, of);
  if (what === 'turn') {
    return { turn: Math.atan2(x - left, top - y) * 180 / Math.PI };
  }
  const before = Math.hypot(from[0] - left, from[1] - top);
  const now = Math.hypot(x - left, y - top) / Math.max(1, before);
  return { size: 100 * ((1 + (start.size ?? 0) / 100) * now - 1) };
}
