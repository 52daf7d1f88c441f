// The points of the map: what Python sends of them, their colours and the legend.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { drawDigit, legendOf, pointsOf, stylesOf }
  from '../../mnist_kmeans/ui/map/points.js';

const base64 = (values) => Buffer.from(values.buffer).toString('base64');

// Three images, in clusters that stand for 0, 1 and 1; the second is read wrong.
const data = {
  places: base64(new Uint16Array([0, 65535, 13107, 0, 65535, 65535])),
  labels: base64(new Uint8Array([0, 0, 1])),
  clusters: base64(new Uint16Array([0, 2, 300])),
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
const points = pointsOf(data);
const styles = (coloring, selected = null) => {
  const { colors, layers } = stylesOf(points, data, coloring, selected, false);
  return { colors: [0, 4, 8].map((i) => [...colors.slice(i, i + 4)]),
    layers: [...layers] };
};

test('places, labels and clusters are what Python sent', () => {
  assert.equal(points.n, 3);
  assert.deepEqual([...points.places], [0, 1, Math.fround(0.2), 0, 1, 1]);
  assert.deepEqual([...points.labels], [0, 0, 1]);
  assert.deepEqual([...points.clusters], [0, 2, 300]);
  assert.deepEqual(points.reads, [0, 1, 1]);
});

test('points have the colour of their digit, their cluster or their verdict', () => {
  assert.deepEqual(styles('digit'), { layers: [1, 1, 1],
    colors: [[16, 32, 48, 255], [16, 32, 48, 255], [255, 128, 0, 255]] });
  assert.deepEqual(styles('cluster'), { layers: [1, 1, 1],
    colors: [[1, 2, 3, 255], [4, 5, 6, 255], [7, 8, 9, 255]] });
});

test('rims stand out from the light page and from the dark one', () => {
  const rims = (coloring, isDark) => {
    const { edges } = stylesOf(points, data, coloring, null, isDark);
    return [0, 4, 8].map((i) => [...edges.slice(i, i + 3)]);
  };
  assert.deepEqual(rims('digit', false), [[16, 32, 48], [16, 32, 48], [192, 96, 0]]);
  assert.deepEqual(rims('digit', true), [[48, 64, 80], [48, 64, 80], [255, 128, 0]]);
  assert.deepEqual(rims('cluster', false), [[1, 2, 3], [4, 5, 6], [3, 4, 4]]);
});

test('what is read wrong is above the rest', () => {
  assert.deepEqual(styles('right or wrong'), { layers: [1, 2, 1],
    colors: [[0, 0, 255, 255], [255, 0, 0, 255], [0, 0, 255, 255]] });
});

test('what is not selected fades and lies below', () => {
  const { colors, layers } = styles('right or wrong', [0]);
  assert.deepEqual(layers, [1, 0, 0]);
  assert.deepEqual(colors.map((color) => color[3]), [255, 45, 45]);
});

test('each entry of the legend has the points of its colour', () => {
  const named = (coloring) =>
    legendOf(points, data, coloring).map(({ name, points }) => [name, points]);
  assert.deepEqual(named('digit'), [[0, [0, 1]], [1, [2]]]);
  assert.deepEqual(named('cluster'), [[0, [0]], [1, [1, 2]]]);
  assert.deepEqual(named('right or wrong'), [['right', [0, 2]], ['wrong', [1]]]);
  assert.deepEqual(legendOf(points, data, 'digit')[1],
    { name: 1, color: '#ff8000', ink: '#000', points: [2] });
});

test('a digit is cut from its row and column of the sheet', () => {
  const calls = [], picture = {};
  const pen = { drawImage: (...values) => calls.push(values) };
  drawDigit(pen, { picture, columns: 5 }, 7, 100, 200, 56);
  assert.deepEqual(calls, [[picture, 56, 28, 28, 28, 100, 200, 56, 56]]);
  assert.equal(pen.imageSmoothingEnabled, false);
});
