import assert from 'node:assert/strict';
import test from 'node:test';
import { inColumns, lanesOf, nodeAfterKey, ribbonPath, routePath, treeLayout }
  from '../../mnist_kmeans/ui/accuracy/family_tree/tree_layout.js';
import { digitsShown, flowText, nodeText }
  from '../../mnist_kmeans/ui/accuracy/family_tree/tree_picture.js';

// Ten images: #0 of 6 and #1 of 4; then #0 of 4, #1 of 2 and #2 of 4, drawn as 1, 0, 2.
const nodes = [
  { column: 0, cluster: 0, place: 0, size: 6, digit: 4, counts: [0, 0, 0, 0, 5, 0, 0, 0, 0, 1] },
  { column: 0, cluster: 1, place: 1, size: 4, digit: 1, counts: [0, 4, 0, 0, 0, 0, 0, 0, 0, 0] },
  { column: 1, cluster: 0, place: 1, size: 4, digit: 4, counts: [0, 0, 0, 0, 4, 0, 0, 0, 0, 0] },
  { column: 1, cluster: 1, place: 0, size: 2, digit: 9, counts: [0, 1, 0, 0, 0, 0, 0, 0, 0, 1] },
  { column: 1, cluster: 2, place: 2, size: 4, digit: 1, counts: [0, 3, 0, 0, 1, 0, 0, 0, 0, 0] },
];
const edges = [[0, 2, 4, nodes[2].counts], [0, 3, 1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
  [0, 4, 1, [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]], [1, 3, 1, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]],
  [1, 4, 3, [0, 3, 0, 0, 0, 0, 0, 0, 0, 0]]];
const tree = { nodes, edges, columns: [{ title: 'k = 2' }, { title: 'k = 3' }], selected: null };
const how = { tile: { width: 40, height: 30 }, width: 500, gap: 60 };

test('tiles stand in the first lane that has room', () => {
  assert.deepEqual(lanesOf([0, 10, 20, 30, 45], 30), [0, 1, 2, 0, 1]);
});

test('columns are from the top', () => {
  assert.deepEqual(inColumns(nodes), [[0, 1], [3, 2, 4]]);
});

test('heights are as the images are many, and columns are equally high', () => {
  const { nodes: boxes, scale, height, width } = treeLayout(nodes, edges, how);
  assert.deepEqual(boxes.map((box) => box.height), nodes.map((node) => node.size * scale));
  const ends = (column) => column.map((i) => boxes[i].tileY);
  assert.ok(Math.min(...ends([0, 1])) >= 0);
  for (const column of inColumns(nodes)) {
    column.slice(1).forEach((i, at) => {
      const above = boxes[column[at]];
      assert.ok(boxes[i].y >= above.y + above.height);
      assert.ok(boxes[i].tileY >= above.tileY + 30, 'tiles of one lane overlap');
    });
    const last = boxes[column.at(-1)];
    assert.ok(last.y + last.height <= height);
  }
  assert.equal(width, 500);
});

test('a narrow box is not squeezed', () => {
  const { nodes: boxes, width } = treeLayout(nodes, edges, { ...how, width: 50 });
  assert.equal(width, 40 + 60 + 40);
  assert.equal(boxes[2].x, 100);
});

test('ribbons fill their ends, in the order of the other ends', () => {
  const { nodes: boxes, ribbons, scale } = treeLayout(nodes, edges, how);
  assert.deepEqual(ribbons.map((ribbon) => ribbon.thickness), [4, 1, 1, 1, 3].map((n) => n * scale));
  // From #0 first to the one on top, #1, then to #0, then to #2.
  assert.equal(ribbons[1].y0, boxes[0].y);
  assert.equal(ribbons[0].y0, boxes[0].y + scale);
  assert.equal(ribbons[2].y0, boxes[0].y + 5 * scale);
  // Into #1 first from #0.
  assert.equal(ribbons[1].y1, boxes[3].y);
  assert.equal(ribbons[3].y1, boxes[3].y + scale);
});

test('with hundreds of clusters tiles stand in lanes and overlap in none', () => {
  const many = [{ column: 0, place: 0, size: 600 }];
  for (let i = 0; i < 300; i++) many.push({ column: 1, place: i, size: i % 5 });
  const placed = treeLayout(many, [], how);
  const ends = [];
  for (const { lane, tileY } of placed.nodes.slice(1)) {
    assert.ok(tileY >= (ends[lane] ?? 0) - 1e-6);
    ends[lane] = tileY + 30;
  }
  assert.equal(ends.length, 5);
  assert.ok(placed.height < 3000);
  for (const box of placed.nodes) {
    assert.ok(box.tileY >= 0 && box.tileY + 30 <= placed.height + 1e-6);
  }
});

test('paths', () => {
  const ribbon = { x0: 0, y0: 0, x1: 10, y1: 20, thickness: 4 };
  assert.equal(ribbonPath(ribbon), 'M0,0C5,0 5,20 10,20v4C5,24 5,4 0,4Z');
  assert.equal(ribbonPath(ribbon, 1), 'M0,0C5,0 5,20 10,20v1C5,21 5,1 0,1Z');
  assert.equal(routePath([{ x: 0, y: 0, width: 4, height: 2 }, { x: 10, y: 8, width: 4, height: 4 }]),
    'M0,1h4C7,1 7,10 10,10h4');
});

test('keys lead along columns and along the widest ribbon', () => {
  const after = (key, from) => nodeAfterKey(key, from, nodes, edges);
  assert.equal(after('ArrowDown', 3), 2);
  assert.equal(after('ArrowUp', 3), null);
  assert.equal(after('End', 3), 4);
  assert.equal(after('Home', 4), 3);
  assert.equal(after('ArrowRight', 1), 4);
  assert.equal(after('ArrowLeft', 2), 0);
  assert.equal(after('ArrowRight', 2), null);
  assert.equal(after('x', 2), null);
});

test('texts', () => {
  assert.equal(digitsShown([0, 3, 0, 1200]), '3 (1,200), 1 (3)');
  assert.equal(nodeText(0, tree), '#0 at k = 2 stands for 4: 6 images, which show 4 (5), '
    + '9 (1). To #0 (67%), #1 (17%), #2 (17%).');
  assert.match(nodeText(0, { ...tree, selected: 0 }), / Followed: /);
  assert.equal(nodeText(2, tree), '#0 at k = 3 stands for 4: 4 images, which show 4 (4). '
    + 'From #0 (100%).');
  assert.equal(nodeText(0, { ...tree, nodes: [{ ...nodes[0], size: 0 }] }),
    '#0 at k = 2 is empty.');
  assert.equal(flowText(edges[4], tree), 'From #1, of 1s, at k = 2 to #2, of 1s, at k = 3: '
    + '3 images, 75% of the one and 75% of the other, which show 1 (3).');
});
