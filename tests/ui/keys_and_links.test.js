// What components share with each other, and the gallery's tiles.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { placeInSheet, tileAfterKey } from '../../mnist_kmeans/ui/shared/tiles.js';
import { withParameter } from '../../mnist_kmeans/ui/shared/link.js';
import { isWithinApp } from '../../mnist_kmeans/ui/shared/page_links.js';
import { buttonAfterKey } from '../../mnist_kmeans/ui/shared/radio_group.js';

test('arrow keys go round a group of choices', () => {
  assert.equal(buttonAfterKey('ArrowRight', 0, 3), 1);
  assert.equal(buttonAfterKey('ArrowDown', 2, 3), 0);
  assert.equal(buttonAfterKey('ArrowLeft', 0, 3), 2);
  assert.equal(buttonAfterKey('ArrowUp', 2, 3), 1);
  assert.equal(buttonAfterKey('Enter', 1, 3), null);
});

test('keys move among the tiles of a gallery, and not out of it', () => {
  // Four across: 0 to 3, 4 to 7, 8 and 9.
  const after = (key, from) => tileAfterKey(key, from, 4, 10);
  assert.equal(after('ArrowRight', 3), 4);
  assert.equal(after('ArrowLeft', 4), 3);
  assert.equal(after('ArrowDown', 4), 8);
  assert.equal(after('ArrowUp', 4), 0);
  assert.equal(after('Home', 7), 0);
  assert.equal(after('End', 7), 9);
  for (const [key, from] of [['ArrowLeft', 0], ['ArrowUp', 3], ['ArrowRight', 9],
    ['ArrowDown', 6], ['Enter', 5]]) {
    assert.equal(after(key, from), null, `${key} at ${from}`);
  }
});

test('a tile shows its own place of the sheet', () => {
  assert.deepEqual(placeInSheet(7, 5, 56), [-112, -56]);
});

test('a link keeps its other parameters', () => {
  const link = 'http://localhost:8501/map?k=14&at=1,2,3';
  assert.equal(withParameter(link, 'color', 'right or wrong'),
    'http://localhost:8501/map?k=14&at=1%2C2%2C3&color=right+or+wrong');
  assert.equal(withParameter(link, 'k', 7),
    'http://localhost:8501/map?k=7&at=1%2C2%2C3');
  assert.equal(withParameter(link, 'at', null), 'http://localhost:8501/map?k=14');
  const plain = 'http://localhost:8501/map';
  assert.equal(withParameter(plain, 'at', null), plain);
});

test('links to pages of the app are told from others', () => {
  const here = 'http://localhost:8501/under/map?k=14';
  assert.ok(isWithinApp('http://localhost:8501/under/predict?test=7', here));
  assert.ok(isWithinApp('http://localhost:8501/under/', here), 'the first page');
  assert.ok(!isWithinApp('http://localhost:8501/under/media/0.csv', here));
  assert.ok(!isWithinApp('http://localhost:8501/other/predict', here));
  assert.ok(!isWithinApp('https://distill.pub/predict', here));
});
