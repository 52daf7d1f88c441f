import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountAt, handlesOf } from '../../mnist_kmeans/ui/predict/stress/handles.js';

const MIDDLE = [14, 13];
const near = (found, expected) => found.forEach((value, i) => {
  assert.ok(Math.abs(value - expected[i]) < 1e-9, `${found} is not ${expected}`);
});
const of = (amounts) => (name) => amounts[name] ?? 0;

test('handles turn, grow and move with the digit', () => {
  const still = handlesOf(MIDDLE, of({}));
  near(still.turn, [14, 2]);
  near(still.size, [22.5, 21.5]);
  near(handlesOf(MIDDLE, of({ turn: 90 })).turn, [25, 13]);
  near(handlesOf(MIDDLE, of({ turn: 90 })).size, [5.5, 21.5]);
  near(handlesOf(MIDDLE, of({ size: -50 })).size, [18.25, 17.25]);
  near(handlesOf(MIDDLE, of({ across: -3, down: 2 })).turn, [11, 4]);
});

test('handles stay within the picture', () => {
  const far = handlesOf(MIDDLE, of({ across: 6, down: 6, size: 50 }));
  near(far.size, [27, 27]);
});

test('a handle that is dragged to where it would be gives that amount', () => {
  const start = { across: 2, size: 10 };
  for (const turn of [-50, 0, 35]) {
    const { turn: to } = handlesOf(MIDDLE, of({ ...start, turn }));
    const drag = { what: 'turn', from: [16, 2], start };
    near([amountAt(drag, to, MIDDLE, of(start)).turn], [turn]);
  }
  const from = handlesOf(MIDDLE, of(start)).size;
  const to = handlesOf(MIDDLE, of({ ...start, size: -20 })).size;
  const drag = { what: 'size', from, start };
  near([amountAt(drag, to, MIDDLE, of(start)).size], [-20]);
});

test('the digit itself is shifted as far as it is dragged', () => {
  const drag = { what: 'shift', from: [10, 10], start: { across: 1 } };
  assert.deepEqual(amountAt(drag, [12.5, 7], MIDDLE, of({})), { across: 3.5, down: -3 });
});
