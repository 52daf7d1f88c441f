// The drawing pad: its strokes, what Undo and Clear take back, the pen of the keyboard.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { beginStroke, clearPad, extendStroke, movePen, padOf, padPlace, takeBack }
  from '../../mnist_kmeans/ui/shared/drawing_pad.js';

const stroke = (width, ...points) => ({ width, points });

test('a stroke has the places that the pen came by', () => {
  const pad = padOf([], 18);
  beginStroke(pad, 10, 20);
  extendStroke(pad, 11.5, 22);
  pad.brush = 28;
  beginStroke(pad, 5, 5);
  assert.deepEqual(pad.strokes, [stroke(18, 10, 20, 11.5, 22), stroke(28, 5, 5)]);
});

test('Undo takes back one stroke after the other, those of an earlier visit too', () => {
  const pad = padOf([stroke(10, 1, 1), stroke(10, 2, 2)], 18);
  beginStroke(pad, 3, 3);
  extendStroke(pad, 4, 4);
  assert.ok(takeBack(pad));
  assert.deepEqual(pad.strokes, [stroke(10, 1, 1), stroke(10, 2, 2)]);
  assert.ok(takeBack(pad));
  assert.deepEqual(pad.strokes, [stroke(10, 1, 1)]);
  assert.ok(takeBack(pad));
  assert.deepEqual(pad.strokes, []);
  assert.ok(!takeBack(pad));
});

test('Undo brings back what was cleared', () => {
  const pad = padOf([], 18);
  assert.ok(!clearPad(pad));
  beginStroke(pad, 3, 3);
  beginStroke(pad, 4, 4);
  assert.ok(clearPad(pad));
  assert.deepEqual(pad.strokes, []);
  takeBack(pad);
  assert.deepEqual(pad.strokes, [stroke(18, 3, 3), stroke(18, 4, 4)]);
});

test('nothing is taken back under a pointer that draws', () => {
  const pad = padOf([], 18);
  beginStroke(pad, 3, 3);
  pad.pointer = 0;
  assert.ok(!takeBack(pad));
  assert.ok(!clearPad(pad));
  assert.deepEqual(pad.strokes, [stroke(18, 3, 3)]);
});

test('arrow keys move the pen from the middle, and not off the pad', () => {
  const pad = padOf([], 18);
  assert.ok(movePen(pad, 'ArrowRight', 8, 280));
  assert.deepEqual(pad.cursor, [148, 140]);
  movePen(pad, 'ArrowUp', 2, 280);
  assert.deepEqual(pad.cursor, [148, 138]);
  movePen(pad, 'ArrowLeft', 500, 280);
  movePen(pad, 'ArrowDown', 500, 280);
  assert.deepEqual(pad.cursor, [0, 280]);
  assert.ok(!movePen(pad, ' ', 8, 280));
  assert.deepEqual(pad.strokes, []);
});

test('arrow keys draw while the pen is down', () => {
  const pad = { ...padOf([], 18), cursor: [10, 10], down: true };
  beginStroke(pad, ...pad.cursor);
  movePen(pad, 'ArrowDown', 8, 280);
  movePen(pad, 'ArrowRight', 8, 280);
  assert.deepEqual(pad.strokes, [stroke(18, 10, 10, 10, 18, 18, 18)]);
});

test('a pointer is where it is on the pad, however large that is on screen', () => {
  // 140 pixels inside a border of 2, where the pad has 280 of its own units.
  const canvas = { clientWidth: 140, clientLeft: 2, clientTop: 2,
    getBoundingClientRect: () => ({ left: 100, top: 50 }) };
  const place = (clientX, clientY) => padPlace({ clientX, clientY }, canvas, 280);
  assert.deepEqual(place(102, 52), [0, 0]);
  assert.deepEqual(place(172, 62), [140, 20]);
  assert.deepEqual(place(112.03, 52.02), [20.1, 0]);
  assert.deepEqual(place(90, 400), [0, 280]);
});
