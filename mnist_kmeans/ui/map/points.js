import { bytesOf } from '../shared/base64.js';
import { pixelColor } from './raster.js';
import { partsIn, partsOf } from './viewport.js';

// Beyond this size in pixels a point is a picture, wholly from so many more.
const PICTURE = 15, PICTURE_FROM = 4;
// Drawn one above the other: what is not selected, the others, what stands out.
const FADED = 1, USUAL = 2, RAISED = 3;
// Of 128: how much is seen of a point that is not selected.
const FAINT = 23;
// From this size in pixels on a point has a rim. Smaller ones let those below them shine
// through, so that it shows where many are.
const RIMMED = 4;
const solidity = (side) => Math.min(1, 0.5 + side / 8);

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

// The points as Python sends them: `places` as x, y, x, y, ... from 0 to 1, the digit
// that each image shows, its cluster, the digit it is read as and its number, training
// images first.
export function pointsOf(data) {
  const labels = bytesOf(data.labels);
  const n = labels.length;
  return withClusters({
    n,
    places: Float32Array.from(new Uint16Array(bytesOf(data.places).buffer),
      (value) => value / 65535),
    labels,
    numbers: Uint32Array.from(data.numbers),
  }, data);
}

// The same of the map of all digits, from what its route answers.
export function pointsOfAll(buffer, { n, tile }) {
  const places = Float32Array.from(new Uint16Array(buffer, 0, 2 * n),
    (value) => value / 65535);
  return {
    n,
    places,
    numbers: new Uint32Array(buffer, 4 * n, n),
    labels: new Uint8Array(buffer, 8 * n, n),
    islands: new Uint8Array(buffer, 9 * n, n),
    parts: partsOf(places, tile),
  };
}

export function withClusters(points, data) {
  const bytes = bytesOf(data.clusters);
  const clusters = bytes.length === points.n ? bytes : new Uint16Array(bytes.buffer);
  return {
    ...points,
    parts: points.parts ?? partsOf(points.places, Math.max(1, points.n)),
    clusters,
    reads: Uint8Array.from(clusters, (cluster) => data.digits[cluster]),
  };
}

// Which points are shown: all that have a cluster, or only training or test images.
export function shownOf({ n, numbers }, { train, clustered }, which) {
  return Uint8Array.from({ length: n }, (_, i) => {
    const isTest = numbers[i] >= train;
    if (!isTest && numbers[i] >= clustered) return 0;
    return which === 'all' || isTest === (which === 'test') ? 1 : 0;
  });
}

// The points' colours, those of their rims, and layers; 0 is not drawn. Where some are
// `selected`, the others fade. What differs from its island stands out.
export function stylesOf(points, data, coloring, selected, shown, isDark) {
  const { n, labels, clusters, reads, islands } = points;
  const colors = new Uint32Array(n), edges = new Uint32Array(n);
  const layers = new Uint8Array(n);
  const hexes = (values) => values.map((hex) => pixelColor(rgb(hex)));
  const verdicts = hexes([data.right, data.wrong]);
  const [kinds, tints, rims] = {
    digit: [labels, hexes(data.colors), hexes(data.edges[Number(isDark)])],
    cluster: [clusters, data.shades.map(pixelColor),
      data.shade_edges[Number(isDark)].map(pixelColor)],
    'right or wrong': [reads.map((digit, i) => Number(digit !== labels[i])), verdicts,
      verdicts],
  }[coloring];
  const told = coloring === 'cluster' ? reads : labels;
  const chosen = selected && new Uint8Array(n);
  if (selected) for (const i of selected) chosen[i] = 1;
  for (let i = 0; i < n; i++) {
    colors[i] = tints[kinds[i]];
    edges[i] = rims[kinds[i]];
    const isRaised = coloring === 'right or wrong' ? kinds[i]
      : islands && islands[i] !== told[i];
    layers[i] = !shown[i] ? 0 : chosen && !chosen[i] ? FADED : isRaised ? RAISED : USUAL;
  }
  return { colors, edges, layers };
}

// The legend's entries, each with the points it stands for.
export function legendOf({ n, labels, reads }, data, coloring, shown) {
  const isVerdict = coloring === 'right or wrong';
  const digits = coloring === 'digit' ? labels : reads;
  const entries = isVerdict
    ? [['right', data.right, '#fff'], ['wrong', data.wrong, '#fff']]
    : data.colors.map((color, digit) => [digit, color, data.inks[digit]]);
  const points = entries.map(() => []);
  for (let i = 0; i < n; i++) {
    if (shown[i]) points[isVerdict ? Number(reads[i] !== labels[i]) : digits[i]].push(i);
  }
  return entries.map(([name, color, ink], i) => ({ name, color, ink, points: points[i] }));
}

// How much of a point of a size is picture, 0 to 1.
export const pictured = (side) =>
  Math.min(1, Math.max(0, (side - PICTURE) / PICTURE_FROM));

// Draws points: discs from afar, the digits' own pixels when near. All but the raster is
// in pixels of the page, of which each has `ratio` of the raster's. `imageOf` gives where
// the bytes of an image are, or null. Returns the parts that are in view.
export function drawPoints(raster, { places, parts }, { colors, edges, layers },
  { look, width, height, ratio, side, page, imageOf }) {
  raster.clear(page);
  const near = partsIn(parts, look, [0, 0, width, height], side);
  const unit = look.unit * ratio, left = look.left * ratio, top = look.top * ratio;
  const reach = side * ratio, shares = Math.round(128 * pictured(side));
  for (const layer of [FADED, USUAL, RAISED]) {
    const usual = Math.min(side, PICTURE + PICTURE_FROM);
    const size = layer === RAISED ? Math.max(1.35 * usual, usual + 1.4) : usual;
    const disc = raster.discs(size * ratio, size < RIMMED ? 0
      : Math.max(1.2, size * 0.14) * ratio);
    const alpha = Math.round((layer === FADED ? FAINT : 128)
      * (layer === RAISED ? 1 : solidity(side)));
    for (const { from, to } of near) {
      for (let i = from; i < to; i++) {
        if (layers[i] !== layer) continue;
        const x = left + places[2 * i] * unit, y = top - places[2 * i + 1] * unit;
        if (x < -reach || y < -reach || x > raster.width + reach
          || y > raster.height + reach) continue;
        const image = shares ? imageOf(i) : null;
        const share = image ? 128 - shares : 128;
        if (share) disc(x, y, colors[i], edges[i], alpha * share >> 7);
        if (image) {
          raster.digit(x, y, side * ratio, image.ink, image.from, edges[i],
            alpha * shares >> 7);
        }
      }
    }
  }
  return near;
}
