import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nameOfPlace } from '../../mnist_kmeans/ui/explore/start/board.js';

test('a place is called by its cluster and by what is in it', () => {
  assert.equal(nameOfPlace(2), 'Place #2: empty');
  assert.equal(nameOfPlace(0, { title: 'test image 7', digit: 9 }),
    'Place #0: test image 7, shows 9; Delete takes it out');
  assert.equal(nameOfPlace(0, { title: 'your picture' }),
    'Place #0: your picture; Delete takes it out');
});
