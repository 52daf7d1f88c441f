// The centroids while they are learnt: the film's frames and the charts over them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scalesOf } from '../../mnist_kmeans/ui/explore/animation.js';
import { timeOf, unpack } from '../../mnist_kmeans/ui/explore/film.js';

test('a film unpacks to the frames that Python packed', async () => {
  // studies.learning.pack(np.array([[[0, 250]], [[10, 4]], [[10, 3]]], np.uint8))
  const film = 'eNpj+MXFxfAfAAYtAg4=';
  const greys = await unpack(film, 2);
  assert.deepEqual([...greys], [0, 250, 10, 4, 10, 3]);
});

test('the chart goes from the left to the right and from the least up to the most', () => {
  const { x, y } = scalesOf([10, 30, 20]);
  assert.deepEqual([0, 1, 2].map(x), [72, 198, 324]);
  assert.deepEqual([10, 20, 30].map(y), [112, 70, 28]);
});

test('values that are all the same are a line in the middle', () => {
  const { x, y } = scalesOf([5]);
  assert.equal(x(0), 72);
  assert.equal(y(5), 70);
});

test('a click picks the nearest frame, one beside the chart the first or the last', () => {
  const { frame } = scalesOf([10, 30, 20]);
  assert.deepEqual([72, 134, 136, 198, 324].map(frame), [0, 0, 1, 1, 2]);
  assert.equal(frame(0), 0);
  assert.equal(frame(330), 2);
});

test('the first frames are shown longest, none for less than an eighth of a second', () => {
  assert.equal(timeOf(0), 600);
  assert.equal(timeOf(3), 362.5);
  assert.ok(timeOf(59) > 125 && timeOf(59) < 150);
});
