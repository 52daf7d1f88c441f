// Discs and digits in the pixels of an image.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pixelColor, Raster } from '../../mnist_kmeans/ui/map/raster.js';

const WHITE = pixelColor([255, 255, 255]), BLACK = pixelColor([0, 0, 0]);
const RED = pixelColor([255, 0, 0]), BLUE = pixelColor([0, 0, 255]);

function rasterOf(width, height) {
  const raster = new Raster(new Uint32Array(width * height), width, height);
  raster.clear(WHITE);
  return raster;
}

// Red, green and blue of a pixel.
const at = ({ pixels, width }, x, y) =>
  [...new Uint8Array(pixels.buffer, 4 * (y * width + x), 3)];
const inked = ({ pixels }) => pixels.filter((pixel) => pixel !== WHITE).length;

test('a colour is what an image has in its bytes', () => {
  const bytes = new Uint8Array(new Uint32Array([pixelColor([1, 2, 3])]).buffer);
  assert.deepEqual([...bytes], [1, 2, 3, 255]);
});

test('a disc is its colour inside, its edge at the rim, the page outside', () => {
  const raster = rasterOf(21, 21);
  raster.discs(15, 2)(10.5, 10.5, RED, BLUE, 128);
  assert.deepEqual(at(raster, 10, 10), [255, 0, 0]);
  assert.deepEqual(at(raster, 4, 10), [0, 0, 255]);
  assert.deepEqual(at(raster, 10, 16), [0, 0, 255]);
  assert.deepEqual(at(raster, 1, 1), [255, 255, 255]);
  assert.ok(Math.abs(inked(raster) - Math.PI * 7.5 ** 2) < 25, `${inked(raster)} pixels`);
});

test('a disc of half its strength is half page', () => {
  for (const rim of [0, 1]) {
    const raster = rasterOf(9, 9);
    raster.discs(6, rim)(4.5, 4.5, BLACK, BLACK, 64);
    assert.deepEqual(at(raster, 4, 4), [127, 127, 127]);
  }
});

test('a disc without a rim has the colour of its edge', () => {
  const raster = rasterOf(9, 9);
  raster.discs(4, 0)(4.5, 4.5, RED, BLUE, 128);
  assert.deepEqual(at(raster, 4, 4), [0, 0, 255]);
});

test('a small disc has as much ink wherever it lies within its pixel', () => {
  const inks = [0.1, 0.3, 0.6, 0.9].map((x) => {
    const raster = rasterOf(7, 7);
    raster.discs(1.5, 0)(3 + x, 3.5, BLACK, BLACK, 128);
    return raster.pixels.reduce((sum, _, i) => sum + 255 - at(raster, i % 7, i / 7 | 0)[0], 0);
  });
  for (const ink of inks) assert.ok(ink > 300 && ink < 700, `${inks}`);
});

test('what reaches over the edge is cut off there', () => {
  for (const [x, y] of [[0, 0], [8, 4], [4, -2], [-30, 4], [4, 300]]) {
    const raster = rasterOf(8, 8), ink = new Uint8Array(784).fill(255);
    raster.discs(6, 1)(x, y, RED, BLUE, 128);
    raster.digit(x, y, 6, ink, 0, RED, 128);
    for (let i = 0; i < 64; i++) {
      const near = Math.hypot(i % 8 + 0.5 - x, (i / 8 | 0) + 0.5 - y);
      if (near > 6) assert.equal(raster.pixels[i], WHITE, `${x} ${y}: ${i}`);
    }
  }
});

test('a digit is the pixels of its image, the page between its strokes', () => {
  const raster = rasterOf(60, 60), ink = new Uint8Array(2 * 784);
  ink[784 + 28 * 3 + 5] = 255;
  ink[784 + 28 * 3 + 6] = 128;
  raster.digit(30, 30, 56, ink, 784, BLACK, 128);
  // Two pixels for each of the image's, from (2, 2) on.
  for (const [x, y] of [[12, 8], [13, 9]]) assert.deepEqual(at(raster, x, y), [0, 0, 0]);
  const half = at(raster, 14, 8)[0];
  assert.ok(half > 120 && half < 135, `${half}`);
  assert.equal(inked(raster), 8);
  raster.digit(30, 30, 56, ink, 0, BLACK, 128);
  assert.equal(inked(raster), 8, 'a blank image leaves no trace');
});
