// Where the parts of a family tree stand, in pixels: numbers in, numbers out.

// Slots in a column are as high as a tile, but with so many that they would be higher
// together than this, tiles stand in lanes beside each other.
const HIGHEST = 1900, LOWEST_SLOT = 7, BETWEEN_TILES = 3;

// The share of the highest column that all images take together; the rest is gaps.
const FILLED = 0.55;

// The lane of each tile of one height, from the top to the bottom one: the first that
// has room.
export function lanesOf(tops, height) {
  const ends = [];
  return tops.map((top) => {
    let lane = ends.findIndex((end) => end <= top);
    if (lane < 0) lane = ends.length;
    ends[lane] = top + height;
    return lane;
  });
}

// The nodes of each column, from the top.
export function inColumns(nodes) {
  const columns = [];
  nodes.forEach((node, i) => {
    columns[node.column] ??= [];
    columns[node.column][node.place] = i;
  });
  return columns;
}

// Places the nodes, each with its column, place and size, and the ribbons between them,
// from `edges`, each [parent, child, images]. `tile` has the width and height of a
// node's picture; ribbons are `gap` long at least and fill `width` if there is room.
export function treeLayout(nodes, edges, { tile, width, gap }) {
  const columns = inColumns(nodes);
  const most = Math.max(...columns.map((column) => column.length));
  const slot = Math.max(LOWEST_SLOT, Math.min(tile.height + BETWEEN_TILES, HIGHEST / most));
  const total = columns[0].reduce((sum, i) => sum + nodes[i].size, 0);
  const scale = FILLED * slot * most / total;
  const slotOf = (i) => Math.max(slot, nodes[i].size * scale);
  const heights = columns.map((column) => column.reduce((sum, i) => sum + slotOf(i), 0));
  const highest = Math.max(...heights);
  // Above the first slot and below the last one, for tiles higher than these.
  const margin = Math.max(0, (tile.height - slot) / 2), height = highest + 2 * margin;
  const boxes = [], widths = [];
  columns.forEach((column, c) => {
    const spare = (highest - heights[c]) / column.length;
    let top = margin;
    for (const i of column) {
      const own = slotOf(i) + spare, high = nodes[i].size * scale;
      boxes[i] = { y: top + (own - high) / 2, height: high };
      top += own;
    }
    const tops = column.map((i) => boxes[i].y + (boxes[i].height - tile.height) / 2);
    const lanes = lanesOf(tops, tile.height);
    column.forEach((i, at) => { Object.assign(boxes[i], { tileY: tops[at], lane: lanes[at] }); });
    widths[c] = (1 + Math.max(...lanes)) * tile.width;
  });
  const all = widths.reduce((sum, w) => sum + w, 0);
  const between = Math.max(gap, (width - all) / Math.max(1, columns.length - 1));
  let x = 0;
  columns.forEach((column, c) => {
    for (const i of column) {
      Object.assign(boxes[i], { x, width: widths[c], tileX: x + boxes[i].lane * tile.width });
    }
    x += widths[c] + between;
  });
  return { width: x - between, height, scale, nodes: boxes,
    ribbons: ribbonsOf(nodes, edges, boxes, scale) };
}

// Ribbons leave their parent and reach their child in the order of the other end.
function ribbonsOf(nodes, edges, boxes, scale) {
  const ribbons = edges.map(([parent, child, images]) => ({ thickness: images * scale,
    x0: boxes[parent].x + boxes[parent].width, x1: boxes[child].x }));
  for (const [own, other, y] of [[0, 1, 'y0'], [1, 0, 'y1']]) {
    const next = boxes.map((box) => box.y);
    const order = edges.map((_, e) => e).sort((a, b) =>
      nodes[edges[a][other]].place - nodes[edges[b][other]].place);
    for (const e of order) {
      ribbons[e][y] = next[edges[e][own]];
      next[edges[e][own]] += ribbons[e].thickness;
    }
  }
  return ribbons;
}

const round = (x) => Math.round(10 * x) / 10;

// The outline of a ribbon, or of a part of it that is `thickness` thick.
export function ribbonPath({ x0, y0, x1, y1, thickness }, part = thickness) {
  const [a, b, c, d, m, t] = [x0, y0, x1, y1, (x0 + x1) / 2, part].map(round);
  return `M${a},${b}C${m},${b} ${m},${d} ${c},${d}v${t}`
    + `C${m},${round(d + t)} ${m},${round(b + t)} ${a},${round(b + t)}Z`;
}

// A line through the middles of boxes, one of each column.
export function routePath(boxes) {
  return boxes.map((box, i) => {
    const y = round(box.y + box.height / 2), x = round(box.x);
    if (i === 0) return `M${x},${y}h${round(box.width)}`;
    const last = boxes[i - 1], from = last.x + last.width, m = round((from + box.x) / 2);
    return `C${m},${round(last.y + last.height / 2)} ${m},${y} ${x},${y}h${round(box.width)}`;
  }).join('');
}

// Which node a key leads to from one: up and down in its column, to the left and the
// right along its widest ribbon; null where there is none.
export function nodeAfterKey(key, from, nodes, edges) {
  const column = inColumns(nodes)[nodes[from].column], at = nodes[from].place;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const [own, other] = key === 'ArrowLeft' ? [1, 0] : [0, 1];
    const widest = edges.filter((edge) => edge[own] === from)
      .reduce((best, edge) => (best && best[2] >= edge[2] ? best : edge), null);
    return widest ? widest[other] : null;
  }
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: column.length - 1 }[key];
  return column[to] ?? null;
}
