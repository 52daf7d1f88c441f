// The points of the map: what Python sends of them, their colours and the legend.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { drawDigit } from '../../mnist_kmeans/ui/map/marks.js';
import { drawPoints, legendOf, pointsOf, pointsOfAll, shownOf, stylesOf, withClusters }
  from '../../mnist_kmeans/ui/map/points.js';
import { drawInk, saidOf } from '../../mnist_kmeans/ui/map/tip.js';
import { pixelColor, Raster } from '../../mnist_kmeans/ui/map/raster.js';

const base64 = (values) => Buffer.from(values.buffer).toString('base64');

// Three images, in clusters that stand for 0, 1 and 1; the second is read wrong.
const data = {
  places: base64(new Uint16Array([0, 65535, 13107, 0, 65535, 65535])),
  labels: base64(new Uint8Array([0, 0, 1])),
  clusters: base64(new Uint16Array([0, 2, 300])),
  numbers: [60000, 60001, 60002],
  train: 60000,
  clustered: 60000,
  digits: Object.assign(Array(301).fill(0), { 2: 1, 300: 1 }),
  shades: Object.assign([], { 0: [1, 2, 3], 2: [4, 5, 6], 300: [7, 8, 9] }),
  colors: ['#102030', '#ff8000'],
  inks: ['#fff', '#000'],
  edges: [['#102030', '#c06000'], ['#304050', '#ff8000']],
  shade_edges: [Object.assign([], { 0: [1, 2, 3], 2: [4, 5, 6], 300: [3, 4, 4] }),
    Object.assign([], { 0: [9, 9, 9], 2: [9, 9, 9], 300: [9, 9, 9] })],
  right: '#0000ff',
  wrong: '#ff0000',
};
const points = pointsOf(data), all = [1, 1, 1];
const bytes = (color) => [...new Uint8Array(new Uint32Array([color]).buffer, 0, 3)];
const styles = (coloring, selected = null, of = points, shown = all) => {
  const { colors, layers } = stylesOf(of, data, coloring, selected, shown, false);
  return { colors: [...colors].map(bytes), layers: [...layers] };
};

test('places, labels and clusters are what Python sent', () => {
  assert.equal(points.n, 3);
  assert.deepEqual([...points.places], [0, 1, Math.fround(0.2), 0, 1, 1]);
  assert.deepEqual([...points.labels], [0, 0, 1]);
  assert.deepEqual([...points.clusters], [0, 2, 300]);
  assert.deepEqual([...points.reads], [0, 1, 1]);
});

test('points have the colour of their digit, their cluster or their verdict', () => {
  assert.deepEqual(styles('digit'), { layers: [2, 2, 2],
    colors: [[16, 32, 48], [16, 32, 48], [255, 128, 0]] });
  assert.deepEqual(styles('cluster'), { layers: [2, 2, 2],
    colors: [[1, 2, 3], [4, 5, 6], [7, 8, 9]] });
});

test('rims stand out from the light page and from the dark one', () => {
  const rims = (coloring, isDark) => {
    const { edges } = stylesOf(points, data, coloring, null, all, isDark);
    return [...edges].map(bytes);
  };
  assert.deepEqual(rims('digit', false), [[16, 32, 48], [16, 32, 48], [192, 96, 0]]);
  assert.deepEqual(rims('digit', true), [[48, 64, 80], [48, 64, 80], [255, 128, 0]]);
  assert.deepEqual(rims('cluster', false), [[1, 2, 3], [4, 5, 6], [3, 4, 4]]);
});

test('what is read wrong is above the rest', () => {
  assert.deepEqual(styles('right or wrong'), { layers: [2, 3, 2],
    colors: [[0, 0, 255], [255, 0, 0], [0, 0, 255]] });
});

test('what is not selected fades and lies below, what is not shown is not drawn', () => {
  assert.deepEqual(styles('right or wrong', [0]).layers, [2, 1, 1]);
  assert.deepEqual(styles('right or wrong', [0], points, [1, 0, 1]).layers, [2, 0, 1]);
});

test('what differs from its island is above the rest', () => {
  const among = { ...points, islands: new Uint8Array([0, 1, 1]) };
  assert.deepEqual(styles('digit', null, among).layers, [2, 3, 2]);
  // By cluster it is what an image is read as that counts.
  assert.deepEqual(styles('cluster', null, among).layers, [2, 2, 2]);
});

test('training and test images can be shown alone, those without a cluster never', () => {
  const mixed = { n: 4, numbers: new Uint32Array([59999, 60000, 3, 69999]) };
  const shown = (which, clustered = 60000) =>
    [...shownOf(mixed, { train: 60000, clustered }, which)];
  assert.deepEqual(shown('all'), [1, 1, 1, 1]);
  assert.deepEqual(shown('training'), [1, 0, 1, 0]);
  assert.deepEqual(shown('test'), [0, 1, 0, 1]);
  assert.deepEqual(shown('all', 1000), [0, 1, 1, 1]);
});

test('each entry of the legend has the points of its colour that are shown', () => {
  const named = (coloring, shown = all) => legendOf(points, data, coloring, shown)
    .map(({ name, points }) => [name, points]);
  assert.deepEqual(named('digit'), [[0, [0, 1]], [1, [2]]]);
  assert.deepEqual(named('cluster'), [[0, [0]], [1, [1, 2]]]);
  assert.deepEqual(named('right or wrong'), [['right', [0, 2]], ['wrong', [1]]]);
  assert.deepEqual(named('digit', [0, 1, 0]), [[0, [1]], [1, []]]);
  assert.deepEqual(legendOf(points, data, 'digit', all)[1],
    { name: 1, color: '#ff8000', ink: '#000', points: [2] });
});

test('the map of all digits is what its route sends', () => {
  const sent = new Uint8Array(30);
  sent.set(new Uint8Array(new Uint16Array([0, 65535, 13107, 0, 65535, 65535]).buffer));
  sent.set(new Uint8Array(new Uint32Array([69999, 5, 60000]).buffer), 12);
  sent.set([0, 0, 1], 24);
  sent.set([0, 1, 1], 27);
  const whole = withClusters(pointsOfAll(sent.buffer, { n: 3, tile: 2 }),
    { ...data, clusters: base64(new Uint8Array([0, 2, 2])) });
  assert.deepEqual([...whole.places], [0, 1, Math.fround(0.2), 0, 1, 1]);
  assert.deepEqual([...whole.numbers], [69999, 5, 60000]);
  assert.deepEqual([...whole.labels], [0, 0, 1]);
  assert.deepEqual([...whole.islands], [0, 1, 1]);
  assert.deepEqual([...whole.reads], [0, 1, 1]);
  assert.deepEqual(whole.parts.map(({ from, to }) => [from, to]), [[0, 2], [2, 3]]);
});

// A screen of 40 pixels a side with the three points' map on it: (0, 1) is at (10, 10),
// (1, 1) at (30, 10).
const scene = (side, imageOf = () => null) => ({ look: { unit: 20, left: 10, top: 30 },
  width: 40, height: 40, ratio: 1, side, page: pixelColor([255, 255, 255]), imageOf });
const drawn = (how, of = points, coloring = 'digit') => {
  const raster = new Raster(new Uint32Array(1600), 40, 40);
  const near = drawPoints(raster, of,
    stylesOf(of, data, coloring, null, all, false), how);
  return { at: (x, y) => bytes(raster.pixels[40 * y + x]), near };
};

test('points are discs from afar and their digits when near', () => {
  const far = drawn(scene(6));
  assert.deepEqual(far.at(10, 10), [16, 32, 48]);
  assert.deepEqual(far.at(30, 10), [255, 128, 0]);
  assert.deepEqual(far.at(20, 20), [255, 255, 255]);
  // An upright stroke through the middle of each image.
  const ink = Uint8Array.from({ length: 3 * 784 }, (_, i) => Number(i % 28 === 14) * 255);
  const near = drawn(scene(28, (i) => ({ ink, from: 784 * i })));
  assert.deepEqual(near.at(10, 20), [16, 32, 48]);
  assert.deepEqual(near.at(6, 10), [255, 255, 255]);
  // An image that is not there yet is a disc.
  assert.deepEqual(drawn(scene(28)).at(6, 10), [16, 32, 48]);
});

test('only parts of the map that are in view are drawn and told', () => {
  const { parts, ...rest } = points;
  const one = (from) => ({ part: from, from, to: from + 1,
    bounds: [0, 1].map((axis) => Array(2).fill(points.places[2 * from + axis])) });
  const split = { ...rest, parts: [one(0), one(1), one(2)] };
  const look = { unit: 2000, left: 10, top: 2010 };
  const { near, at } = drawn({ ...scene(6), look }, split);
  assert.deepEqual(near.map(({ part }) => part), [0]);
  assert.deepEqual(at(10, 10), [16, 32, 48]);
});

test('a digit is cut from its row and column of the sheet', () => {
  const calls = [], picture = {};
  const pen = { drawImage: (...values) => calls.push(values) };
  drawDigit(pen, { picture, columns: 5 }, 7, 100, 200, 56);
  assert.deepEqual(calls, [[picture, 56, 28, 28, 28, 100, 200, 56, 56]]);
  assert.equal(pen.imageSmoothingEnabled, false);
});

test('of a point is said which image it is and how it is read', () => {
  assert.equal(saidOf(points, data, 1),
    'Test image 1 shows a 0. Cluster #2 stands for 1: wrong.');
  const eight = { labels: [8], clusters: [7], reads: [8], numbers: [12345] };
  assert.equal(saidOf(eight, data, 0),
    'Training image 12,345 shows an 8. Cluster #7 stands for 8: right.');
});

test('the image of a point is white on black', () => {
  const put = [];
  const pen = { clearRect: () => {}, putImageData: ({ data }) => put.push(data),
    createImageData: () => ({ data: new Uint8ClampedArray(3136) }) };
  drawInk(pen, null);
  assert.deepEqual(put, []);
  drawInk(pen, { ink: Uint8Array.from({ length: 1568 }, (_, i) => i >= 784 ? 9 : 0), from: 784 });
  assert.deepEqual([...put[0].slice(0, 4)], [9, 9, 9, 255]);
});
