// Looking at the map: what is where, and what moving, zooming and selecting make of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { besidePixel, boundsOf, isArrow, isInside, moveBy, nearestPoint, partsIn, partsOf,
  pinch, pointAfterKey, pointSide, projection, spreadBoxes, viewAfterKey, viewFromLink,
  viewOfGrown, viewToLink, viewWith, wholeMap, zoomAt }
  from '../../mnist_kmeans/ui/map/viewport.js';

// 2 wide and 1 high on the map: with 92 hundredths of the screen that is 230 pixels to
// the unit, by the width.
const bounds = [[0, 2], [0, 1]];
const frame = { bounds, width: 500, height: 400 };
const whole = wholeMap(bounds);

function assertNear(actual, expected) {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i] - value) < 1e-9, `${actual} is not ${expected}`);
  });
}

test('bounds are those of x and of y', () => {
  assert.deepEqual(boundsOf([3, 1, -2, 5, 0, 4]), [[-2, 3], [1, 5]]);
});

test('the whole map is in the middle of the screen, y upwards', () => {
  const { unit, toScreen, toMap } = projection(whole, frame);
  assert.equal(unit, 230);
  assertNear(toScreen(1, 0.5), [250, 200]);
  assertNear(toScreen(0, 0), [20, 315]);
  assertNear(toScreen(2, 1), [480, 85]);
  assertNear(toMap(20, 315), [0, 0]);
});

test('points that are all in one place have a map too', () => {
  const here = { ...frame, bounds: boundsOf([0.5, 0.5, 0.5, 0.5]) };
  assertNear(projection(wholeMap(here.bounds), here).toScreen(0.5, 0.5), [250, 200]);
});

test('zooming keeps what is under the pointer under it', () => {
  const pixel = [123, 321], place = projection(whole, frame).toMap(...pixel);
  for (const factor of [3, 0.9, 1000]) {
    const view = zoomAt(whole, frame, pixel, factor);
    assertNear(projection(view, frame).toScreen(...place), pixel);
  }
});

test('zooming ends at 30 and at 0.8', () => {
  assert.equal(zoomAt(whole, frame, [0, 0], 2).zoom, 2);
  assert.equal(zoomAt(whole, frame, [0, 0], 1000).zoom, 30);
  assert.equal(zoomAt(whole, frame, [0, 0], 0.001).zoom, 0.8);
});

test('a drag takes the points along, as far as there are points', () => {
  const view = moveBy(whole, frame, [23, 46]);
  assertNear(view.at, [0.9, 0.7]);
  assertNear(projection(view, frame).toScreen(1, 0.5), [273, 246]);
  assertNear(moveBy(whole, frame, [-9999, -9999]).at, [2, 0]);
});

test('two fingers twice as far apart zoom to twice, and stay where they are', () => {
  const near = zoomAt(whole, frame, [250, 200], 4);
  const [resting, from, to] = [[200, 200], [250, 200], [300, 200]];
  const before = projection(near, frame), view = pinch(near, frame, resting, from, to);
  const after = projection(view, frame);
  assert.equal(view.zoom, 8);
  assertNear(after.toScreen(...before.toMap(...resting)), resting);
  assertNear(after.toScreen(...before.toMap(...from)), to);
});

test('two fingers in one place do not zoom without end', () => {
  assert.equal(pinch(whole, frame, [9, 9], [9, 9], [9, 9]).zoom, 1);
});

test('keys move and zoom the map', () => {
  const after = (key) => viewAfterKey(key, whole, frame);
  assertNear(after('ArrowLeft').at, [1 - 40 / 230, 0.5]);
  assertNear(after('ArrowRight').at, [1 + 40 / 230, 0.5]);
  assertNear(after('ArrowUp').at, [1, 0.5 + 40 / 230]);
  assertNear(after('ArrowDown').at, [1, 0.5 - 40 / 230]);
  assert.deepEqual(after('+'), { at: [1, 0.5], zoom: 1.4 });
  assert.deepEqual(after('='), after('+'));
  assert.equal(after('-').zoom, 0.8);
  assert.deepEqual(viewAfterKey('0', { at: [2, 1], zoom: 9 }, frame), whole);
  for (const key of ['a', 'Tab', 'Escape', 'Enter']) assert.equal(after(key), null);
});

test('a link has the view, but for the whole map', () => {
  assert.equal(viewToLink(whole, bounds), null);
  const view = { at: [0.25, 0.75], zoom: 3.5 };
  assert.equal(viewToLink(view, bounds), '0.25000,0.75000,3.50000');
  assert.deepEqual(viewFromLink('0.25000,0.75000,3.50000', bounds), view);
});

test('a link that makes no sense shows the whole map or what is near', () => {
  for (const text of [null, undefined, '', 'x', '1,1', '1,1,0', '1,1,-2', 'a,1,2',
    'Infinity,0,2']) {
    assert.deepEqual(viewFromLink(text, bounds), whole, text);
  }
  assert.deepEqual(viewFromLink('-5,5,99', bounds), { at: [0, 1], zoom: 30 });
});

test('points leave each other room, and grow with the zoom', () => {
  const square = { width: 400, height: 400 };
  assert.equal(pointSide(1, square, 10_000, 1), 2.5);
  assert.equal(pointSide(1, square, 900, 1), 6);
  assert.equal(pointSide(1, square, 4, 1), 8);
  assert.equal(pointSide(32, square, 900, 1), 84);
  assertNear([pointSide(32, square, 900, 1.25)], [96]);
});

test('of 70,000 points each is smaller, and as near at the most zoom', () => {
  const square = { width: 600, height: 600 };
  assert.equal(pointSide(1, square, 70_000, 1), 1.6);
  assert.ok(pointSide(9, square, 70_000, 1) < 15);
  const most = zoomAt(whole, { ...frame, n: 80_000 }, [0, 0], 1000).zoom;
  assert.equal(most, 120);
  assert.deepEqual(viewFromLink('1,1,5000', bounds, 80_000).zoom, 120);
});

// Two parts of two points each; the map's unit is a pixel, its origin 100 from the top.
const look = { unit: 1, left: 0, top: 100 };
const four = new Float32Array([10, 10, 14, 10, 50, 50, 60, 90]);
const halves = partsOf(four, 2);

test('parts have the points that lie side by side, and their bounds', () => {
  assert.deepEqual(halves, [
    { part: 0, from: 0, to: 2, bounds: [[10, 14], [10, 10]] },
    { part: 1, from: 2, to: 4, bounds: [[50, 60], [50, 90]] },
  ]);
  assert.deepEqual(partsOf(four, 3).map(({ from, to }) => [from, to]), [[0, 3], [3, 4]]);
});

test('only parts near a box on screen are looked at', () => {
  const near = (box, reach = 0) => partsIn(halves, look, box, reach).map(({ part }) => part);
  assert.deepEqual(near([0, 0, 100, 100]), [0, 1]);
  assert.deepEqual(near([0, 80, 40, 20]), [0]);
  assert.deepEqual(near([0, 0, 9, 100]), []);
  assert.deepEqual(near([0, 0, 9, 100], 1), [0]);
  assert.deepEqual(near([40, 0, 30, 20]), [1]);
});

test('the nearest point within reach is pointed at, of those shown', () => {
  const at = (pixel, isShown = () => true) =>
    nearestPoint(four, halves, isShown, look, pixel, 10);
  assert.equal(at([11, 90]), 0);
  assert.equal(at([13, 90]), 1);
  assert.equal(at([13, 90], (i) => i !== 1), 0);
  assert.equal(at([50, 59]), 2);
  assert.equal(at([50, 60]), null);
});

test('a lasso holds what it goes round, however it is bent', () => {
  const u = [[0, 0], [30, 0], [30, 30], [20, 30], [20, 10], [10, 10], [10, 30], [0, 30]];
  assert.ok(isInside(u, [5, 20]));
  assert.ok(isInside(u, [25, 20]));
  assert.ok(isInside(u, [15, 5]));
  assert.ok(!isInside(u, [15, 20]));
  assert.ok(!isInside(u, [-1, 20]));
  assert.ok(!isInside(u, [31, 20]));
});

test('a lasso that crosses itself holds both of its loops', () => {
  const eight = [[0, 0], [20, 20], [20, 0], [0, 20]];
  assert.ok(isInside(eight, [3, 10]));
  assert.ok(isInside(eight, [17, 10]));
  assert.ok(!isInside(eight, [10, 3]));
  assert.ok(!isInside(eight, [10, 17]));
});

test('a lasso that goes round a place twice leaves it out', () => {
  // A square and, crossing into it, a second turn inside.
  const twice = [[0, 0], [30, 0], [30, 30], [0, 30], [0, 0], [10, 10], [20, 10],
    [20, 20], [10, 20], [10, 10]];
  assert.ok(isInside(twice, [5, 15]));
  assert.ok(!isInside(twice, [15, 15]));
});

test('what is said of a point stays inside the map', () => {
  assert.deepEqual(besidePixel([100, 200], 150, 60, frame), [114, 170]);
  assert.deepEqual(besidePixel([400, 200], 150, 60, frame), [236, 170]);
  assert.deepEqual(besidePixel([100, 10], 150, 60, { width: 200, height: 400 }), [0, 0]);
  assert.deepEqual(besidePixel([100, 395], 150, 60, frame), [114, 340]);
});

test('a map that forms stays whole on screen, but for a part that is looked at', () => {
  const before = [[0, 1], [0, 0.5]], after = [[0, 0.8], [0, 1]];
  assert.deepEqual(viewOfGrown(wholeMap(before), before, after), wholeMap(after));
  const part = { at: [0.2, 0.2], zoom: 3 };
  assert.equal(viewOfGrown(part, before, after), part);
});

test('arrow keys lead to the nearest point in their quarter', () => {
  const places = [0, 0, 3, 1, 2, 3, -1, 0, 0, -2];
  const after = (key, isShown = () => true) =>
    pointAfterKey(key, places, isShown, { unit: 1, left: 0, top: 0 }, [0, 0]);
  assert.equal(after('ArrowRight'), 1);
  assert.equal(after('ArrowUp'), 2);
  assert.equal(after('ArrowLeft'), 3);
  assert.equal(after('ArrowDown'), 4);
  assert.equal(after('ArrowLeft', (i) => i !== 3), null);
  assert.ok(isArrow('ArrowUp'));
  assert.ok(!isArrow('+'));
});

test('every point is reached by arrow keys', () => {
  // Scattered without order, and the same each time.
  const places = Array.from({ length: 400 }, (_, i) => Math.sin(37 * i * i) * 100);
  const reached = new Set([0]), open = [0];
  while (open.length) {
    const i = open.pop();
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
      const next = pointAfterKey(key, places, () => true, { unit: 1, left: 0, top: 0 },
        [places[2 * i], -places[2 * i + 1]]);
      if (next !== null && !reached.has(next)) { reached.add(next); open.push(next); }
    }
  }
  assert.ok(reached.size >= 196, `${reached.size} of 200`);
});

test('the view moves until a point is well inside the frame, and no farther', () => {
  assert.deepEqual(viewWith(whole, frame, [250, 200]), whole);
  const moved = viewWith({ at: [1, 0.5], zoom: 4 }, frame, [520, 200]);
  assertNear(moved.at, [1 + 60 / 920, 0.5]);
});

test('boxes that cover each other are moved apart, the others stay', () => {
  const far = [500, 500];
  const moved = spreadBoxes([100, 100, 110, 100, 100, 100, ...far], 30, 40);
  assert.deepEqual([...moved.slice(6)], far);
  for (let i = 0; i < 6; i += 2) {
    assert.ok(Math.hypot(moved[i] - 100, moved[i + 1] - 100) < 60);
    for (let j = 0; j < i; j += 2) {
      assert.ok(Math.abs(moved[i] - moved[j]) >= 30
        || Math.abs(moved[i + 1] - moved[j + 1]) >= 40, `${i / 2} covers ${j / 2}`);
    }
  }
  assert.deepEqual([...spreadBoxes([0, 0, 31, 0], 30, 40)], [0, 0, 31, 0]);
});
