// The tiles of the map of all digits: which are sent, when, and kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DigitTiles } from '../../mnist_kmeans/ui/map/digit_tiles.js';

const settled = () => new Promise(setImmediate);

// Tiles whose answers wait until they are let through.
function tilesOf() {
  const asked = [], waiting = [];
  const tiles = new DigitTiles('map/1', 2, () => { tiles.told = (tiles.told ?? 0) + 1; },
    (url) => new Promise((answer, fail) => {
      const number = Number(url.split('/').at(-1));
      asked.push(number);
      const ok = { ok: true, arrayBuffer: () => new Uint8Array(1568).fill(number).buffer };
      waiting.push({ pass: () => answer(ok), fail });
    }));
  const pass = async () => {
    for (const one of waiting.splice(0)) one.pass();
    await settled();
  };
  return { tiles, asked, waiting, pass };
}

test('an image is found once its tile is there', async () => {
  const { tiles, asked, pass } = tilesOf();
  tiles.want([3]);
  assert.equal(tiles.find(7), null);
  await pass();
  const { ink, from } = tiles.find(7);
  assert.deepEqual([ink[from], from, asked, tiles.told], [3, 784, [3], 1]);
});

test('a tile is asked for once', async () => {
  const { tiles, asked, pass } = tilesOf();
  tiles.want([1, 2]);
  tiles.want([2, 1]);
  await pass();
  tiles.want([1, 2]);
  assert.deepEqual(asked, [1, 2]);
});

test('what is no longer wanted is not sent, but for what is under way', async () => {
  const { tiles, asked, pass } = tilesOf();
  tiles.want([0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(asked, [0, 1, 2, 3, 4, 5]);
  tiles.want([9]);
  await pass();
  assert.deepEqual(asked, [0, 1, 2, 3, 4, 5, 9]);
});

test('a tile that failed is asked for with the next look', async () => {
  const { tiles, asked, waiting, pass } = tilesOf();
  tiles.want([4]);
  waiting.shift().fail(new Error('offline'));
  await settled();
  assert.equal(tiles.told, undefined);
  tiles.want([4]);
  await pass();
  assert.deepEqual(asked, [4, 4]);
  assert.ok(tiles.find(8));
});

test('the tiles that nobody looks at go first', async () => {
  const { tiles, asked, pass } = tilesOf();
  for (let number = 0; number < 150; number++) {
    tiles.want(number ? [0, number] : [0]);
    await pass();
  }
  assert.ok(tiles.tiles.size <= 144);
  assert.ok(tiles.find(0), 'it was wanted all the time');
  assert.equal(tiles.find(2), null);
  tiles.want([1]);
  assert.equal(asked.at(-1), 1);
});
