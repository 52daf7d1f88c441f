// Boxes on a picture: their geometry, and what a visitor's corrections make of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addBox, boxAfterKey, boxAround, boxBetween, changeTo, deleteBoxes, mergeBoxes,
  middleBox, movedBox, noBoxes, placeBox, resizedBox, sayDigit, takeOver, toMerge,
  undoChange } from '../../mnist_kmeans/ui/predict/boxes.js';

const SIZE = [200, 100];
const LEFT = [10, 20, 30, 60], MIDDLE = [40, 20, 60, 60], RIGHT = [70, 20, 90, 60];

const sent = (boxes, more = {}) => ({ key: 'a', serial: 0, selected: 0,
  boxes: boxes.map((box) => ({ box, said: null })), ...more });
const three = () => {
  const kept = noBoxes();
  takeOver(kept, sent([LEFT, MIDDLE, RIGHT]));
  return kept;
};
const boxesOf = (kept) => kept.boxes.map(({ box }) => box);
const idOf = (kept, box) =>
  kept.boxes.find((mark) => mark.box.join() === box.join()).id;

test('a box lies between two places, whichever comes first, and in the picture', () => {
  assert.deepEqual(boxBetween([10, 20], [40, 60], SIZE), [10, 20, 40, 60]);
  assert.deepEqual(boxBetween([40, 60], [10, 20], SIZE), [10, 20, 40, 60]);
  assert.deepEqual(boxBetween([-5, 20], [400, 160], SIZE), [0, 20, 200, 100]);
});

test('a box that is drawn as a line is a fifth as wide as it is high', () => {
  assert.deepEqual(boxBetween([50, 10], [50, 60], SIZE), [45, 10, 55, 60]);
  assert.deepEqual(boxBetween([10, 50], [60, 50], SIZE), [10, 45, 60, 55]);
});

test('a box that is moved keeps its size and stays in the picture', () => {
  assert.deepEqual(movedBox(LEFT, [5, -3], SIZE), [15, 17, 35, 57]);
  assert.deepEqual(movedBox(LEFT, [-50, 90], SIZE), [0, 60, 20, 100]);
  assert.deepEqual(movedBox(LEFT, [500, -500], SIZE), [180, 0, 200, 40]);
});

test('each corner moves its two edges only, and none past the other', () => {
  const resized = (corner, by) => resizedBox(LEFT, corner, by, SIZE, 6);
  assert.deepEqual(resized([0, 0], [-4, 5]), [6, 25, 30, 60]);
  assert.deepEqual(resized([1, 0], [4, 5]), [10, 25, 34, 60]);
  assert.deepEqual(resized([0, 1], [4, 5]), [14, 20, 30, 65]);
  assert.deepEqual(resized([1, 1], [4, 500]), [10, 20, 34, 100]);
  assert.deepEqual(resized([1, 1], [-99, -99]), [10, 20, 16, 26]);
  assert.deepEqual(resized([0, 0], [99, 99]), [24, 54, 30, 60]);
  // There is no room for more at the edge.
  assert.deepEqual(resizedBox([0, 0, 3, 40], [0, 0], [2, 0], SIZE, 6), [0, 0, 3, 40]);
});

test('arrow keys move a box by a hundredth of the picture, or resize it', () => {
  assert.deepEqual(boxAfterKey(LEFT, 'ArrowRight', false, SIZE), [12, 20, 32, 60]);
  assert.deepEqual(boxAfterKey(LEFT, 'ArrowUp', false, SIZE), [10, 18, 30, 58]);
  assert.deepEqual(boxAfterKey(LEFT, 'ArrowLeft', true, SIZE), [10, 20, 28, 60]);
  assert.deepEqual(boxAfterKey(LEFT, 'ArrowDown', true, SIZE), [10, 20, 30, 62]);
  assert.equal(boxAfterKey(LEFT, 'Enter', false, SIZE), null);
  // In a picture of few pixels by one.
  assert.deepEqual(boxAfterKey([1, 1, 5, 5], 'ArrowRight', false, [28, 28]), [2, 1, 6, 5]);
});

test('the box around others reaches to their outer edges', () => {
  assert.deepEqual(boxAround([MIDDLE, [45, 5, 70, 30]]), [40, 5, 70, 60]);
});

test('a new box is in the middle and as large as the others', () => {
  assert.deepEqual(middleBox([LEFT, MIDDLE, [0, 0, 90, 90]], SIZE), [90, 30, 110, 70]);
  assert.deepEqual(middleBox([], SIZE), [88, 38, 113, 63]);
});

test('a box that is drawn around others takes their place', () => {
  const kept = three();
  addBox(kept, [8, 18, 62, 62]);
  assert.deepEqual(boxesOf(kept), [RIGHT, [8, 18, 62, 62]]);
  assert.deepEqual(kept.chosen, [idOf(kept, [8, 18, 62, 62])]);
  // Half of one is not in it.
  addBox(kept, [80, 18, 120, 62]);
  assert.ok(boxesOf(kept).includes(RIGHT));
});

test('the box chosen is merged with the one that fits it best', () => {
  const upper = [40, 20, 60, 38], lower = [40, 40, 60, 60];
  for (const half of [upper, lower]) {
    const kept = noBoxes();
    // Reading order has another one after the lower half.
    takeOver(kept, sent([LEFT, upper, lower, RIGHT]));
    assert.ok(mergeBoxes(kept, [idOf(kept, half)]));
    assert.deepEqual(boxesOf(kept), [LEFT, MIDDLE, RIGHT]);
    assert.deepEqual(kept.chosen, [idOf(kept, MIDDLE)]);
  }
});

test('boxes that are chosen are merged, whatever lies between', () => {
  const kept = three();
  sayDigit(kept, [idOf(kept, LEFT)], 4);
  mergeBoxes(kept, [idOf(kept, RIGHT), idOf(kept, LEFT)]);
  assert.deepEqual(boxesOf(kept), [[10, 20, 90, 60], MIDDLE]);
  // It is another digit than the one that was named.
  assert.equal(kept.boxes[0].said, null);
});

test('a single box is merged with nothing', () => {
  const kept = noBoxes();
  takeOver(kept, sent([LEFT]));
  assert.deepEqual(toMerge(kept, kept.chosen), []);
  assert.ok(!mergeBoxes(kept, kept.chosen));
  assert.deepEqual(boxesOf(kept), [LEFT]);
  assert.equal(kept.before.length, 0);
});

test('where a box was deleted, the next one follows', () => {
  const kept = three();
  assert.equal(deleteBoxes(kept, [idOf(kept, LEFT)]), idOf(kept, MIDDLE));
  assert.equal(deleteBoxes(kept, [idOf(kept, RIGHT)]), idOf(kept, MIDDLE));
  assert.equal(deleteBoxes(kept, [idOf(kept, MIDDLE)]), undefined);
  assert.deepEqual(kept.chosen, []);
});

test('the same digit said once more is taken back', () => {
  const kept = three(), ids = [idOf(kept, LEFT), idOf(kept, RIGHT)];
  const said = () => kept.boxes.map((mark) => mark.said);
  assert.equal(sayDigit(kept, [ids[0]], 0), 0);
  assert.deepEqual(said(), [0, null, null]);
  assert.equal(sayDigit(kept, ids, 0), 0);
  assert.deepEqual(said(), [0, null, 0]);
  assert.equal(sayDigit(kept, ids, 0), null);
  assert.deepEqual(said(), [null, null, null]);
});

test('what was said of a box stays when it is moved', () => {
  const kept = three();
  sayDigit(kept, [idOf(kept, LEFT)], 7);
  placeBox(kept, idOf(kept, LEFT), [12, 20, 32, 60]);
  assert.deepEqual(kept.boxes[0], { id: 1, box: [12, 20, 32, 60], said: 7 });
});

test('Undo takes back one change after the other, up to fifty', () => {
  const kept = three();
  sayDigit(kept, [1], 7);
  placeBox(kept, 2, [42, 20, 62, 60]);
  deleteBoxes(kept, [1]);
  assert.ok(undoChange(kept));
  assert.deepEqual(boxesOf(kept), [LEFT, [42, 20, 62, 60], RIGHT]);
  assert.equal(kept.boxes[0].said, 7);
  assert.ok(undoChange(kept));
  assert.ok(undoChange(kept));
  assert.deepEqual(boxesOf(kept), [LEFT, MIDDLE, RIGHT]);
  assert.equal(kept.boxes[0].said, null);
  assert.ok(!undoChange(kept));
  for (let i = 0; i < 80; i++) changeTo(kept, [...kept.boxes]);
  assert.equal(kept.before.length, 50);
});

test('boxes keep their ids when Python puts them in another order', () => {
  const kept = three();
  addBox(kept, [0, 70, 20, 95]);
  kept.serial += 1;
  const [left, middle, right, added] = kept.boxes.map(({ id }) => id);
  takeOver(kept, sent([[0, 70, 20, 95], LEFT, MIDDLE, RIGHT], { serial: 1 }));
  assert.deepEqual(kept.boxes.map(({ id }) => id), [added, left, middle, right]);
  assert.deepEqual(kept.chosen, [added]);
});

test('an answer to an earlier change undoes none that came later', () => {
  const kept = three();
  kept.serial = 2;
  deleteBoxes(kept, [1]);
  takeOver(kept, sent([LEFT, MIDDLE, RIGHT], { serial: 1 }));
  assert.deepEqual(boxesOf(kept), [MIDDLE, RIGHT]);
  takeOver(kept, sent([MIDDLE, RIGHT], { serial: 2 }));
  assert.deepEqual(boxesOf(kept), [MIDDLE, RIGHT]);
});

test('another picture begins anew, with what was corrected there before', () => {
  const kept = three();
  deleteBoxes(kept, [1]);
  kept.serial = 5;
  takeOver(kept, sent([RIGHT], { key: 'b', serial: 3 }));
  assert.deepEqual(boxesOf(kept), [RIGHT]);
  assert.equal(kept.serial, 3);
  assert.deepEqual(kept.before, []);
  assert.deepEqual(kept.chosen, [kept.boxes[0].id]);
});

test('what is explained elsewhere on the page is chosen, and else the choice stays', () => {
  const kept = three();
  takeOver(kept, sent([LEFT, MIDDLE, RIGHT], { selected: 2 }));
  assert.deepEqual(kept.chosen, [3]);
  kept.chosen = [1, 2];
  takeOver(kept, sent([LEFT, MIDDLE, RIGHT], { selected: 2 }));
  assert.deepEqual(kept.chosen, [1, 2]);
});
