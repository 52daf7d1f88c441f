import { bytesOf } from '../shared/base64.js';

const VERTEX = `#version 300 es
in vec2 place; in vec4 color, edge; in float layer;
uniform vec2 center, scale; uniform float size, shown; uniform int columns;
out vec4 tint, rim; flat out vec2 cell; flat out float side;
void main() {
  side = size * (layer > 1.5 ? 1.35 : 1.);
  gl_Position = vec4(layer == shown ? (place - center) * scale : vec2(2), 0, 1);
  gl_PointSize = side;
  tint = color;
  rim = edge;
  cell = vec2(gl_VertexID % columns, gl_VertexID / columns);
}`;
// A disc with a rim from afar, the digit's own pixels when near.
const FRAGMENT = `#version 300 es
precision highp float;
in vec4 tint, rim; flat in vec2 cell; flat in float side;
uniform sampler2D sheet; uniform float near; uniform vec2 cells;
out vec4 result;
void main() {
  float far = length(gl_PointCoord - .5) * side;
  float disc = clamp(side / 2. - far, 0., 1.);
  float inside = clamp(side / 2. - max(1.2, side * .14) - far, 0., 1.);
  float ink = texture(sheet, (cell + gl_PointCoord) / cells).r;
  float alpha = tint.a * mix(disc, ink, near);
  // The rim, and the strokes of a digit, stand out from the page in any colour.
  result = vec4(mix(rim.rgb, tint.rgb, inside * (1. - near)) * alpha, alpha);
}`;
// Beyond this size in pixels a point is a picture.
const PICTURE = 15;
// Drawn one above the other: what is not selected, the others, what is read wrong.
const LAYERS = [0, 1, 2];

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

// The points as Python sends them: `places` as x, y, x, y, ... from 0 to 1, the digit
// that each image shows, its cluster and the digit it is read as.
export function pointsOf(data) {
  const labels = bytesOf(data.labels);
  const clusters = new Uint16Array(bytesOf(data.clusters).buffer);
  return {
    n: labels.length,
    places: new Float32Array(new Uint16Array(bytesOf(data.places).buffer))
      .map((value) => value / 65535),
    labels,
    clusters,
    reads: Array.from(clusters, (cluster) => data.digits[cluster]),
  };
}

// The points' colours and those of their rims, red, green, blue, alpha, and layers.
// Where some are `selected`, the others fade.
export function stylesOf({ n, labels, clusters, reads }, data, coloring, selected,
  isDark) {
  const colors = new Uint8Array(4 * n), edges = new Uint8Array(4 * n);
  const layers = new Float32Array(n);
  const digitEdges = data.edges[Number(isDark)];
  const shadeEdges = data.shade_edges[Number(isDark)];
  const verdict = (i) => rgb(reads[i] === labels[i] ? data.right : data.wrong);
  const [colorOf, edgeOf] = {
    digit: [(i) => rgb(data.colors[labels[i]]), (i) => rgb(digitEdges[labels[i]])],
    cluster: [(i) => data.shades[clusters[i]], (i) => shadeEdges[clusters[i]]],
    'right or wrong': [verdict, verdict],
  }[coloring];
  const chosen = selected && new Set(selected);
  for (let i = 0; i < n; i++) {
    const isFaded = chosen && !chosen.has(i);
    const isRaised = coloring === 'right or wrong' && reads[i] !== labels[i];
    const alpha = isFaded ? 45 : 255;
    colors.set([...colorOf(i), alpha], 4 * i);
    edges.set([...edgeOf(i), alpha], 4 * i);
    layers[i] = isFaded ? 0 : isRaised ? 2 : 1;
  }
  return { colors, edges, layers };
}

// The legend's entries, each with the points it stands for.
export function legendOf({ n, labels, reads }, data, coloring) {
  const entry = (name, color, ink, isOf) =>
    ({ name, color, ink, points: [...Array(n).keys()].filter(isOf) });
  if (coloring === 'right or wrong') {
    return [entry('right', data.right, '#fff', (i) => reads[i] === labels[i]),
      entry('wrong', data.wrong, '#fff', (i) => reads[i] !== labels[i])];
  }
  const digits = coloring === 'digit' ? labels : reads;
  return data.colors.map((color, digit) =>
    entry(digit, color, data.inks[digit], (i) => digits[i] === digit));
}

// Draws the image at `i` in a sheet of them.
export function drawDigit(pen, { picture, columns }, i, x, y, side) {
  pen.imageSmoothingEnabled = false;
  pen.drawImage(picture, 28 * (i % columns), 28 * Math.floor(i / columns), 28, 28,
    x, y, side, side);
}

// Draws points with the graphics card. Places and colours are sent to it when they
// change; `gl` is null where there is no WebGL.
export class PointsOnCard {
  // Drawn out of sight and copied: of a canvas with WebGL of its own, browsers without a
  // graphics card leave blank what is scrolled into view later.
  canvas = document.createElement('canvas');
  gl = this.canvas.getContext('webgl2', { antialias: false });
  program = null;

  build() {
    const { gl } = this;
    const program = this.program = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    this.buffers = Object.fromEntries(
      [['place', 2, gl.FLOAT], ['color', 4, gl.UNSIGNED_BYTE],
        ['edge', 4, gl.UNSIGNED_BYTE], ['layer', 1, gl.FLOAT]]
        .map(([name, parts, kind]) => {
          const buffer = gl.createBuffer(), at = gl.getAttribLocation(program, name);
          gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
          gl.enableVertexAttribArray(at);
          gl.vertexAttribPointer(at, parts, kind, kind === gl.UNSIGNED_BYTE, 0, 0);
          return [name, buffer];
        }));
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    this.picture = null;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  send(name, values) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
  }

  sendPicture(picture) {
    if (this.picture === picture) return;
    const { gl } = this;
    this.picture = picture;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, picture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  // All is in pixels of the page, of which each has `ratio` of the canvas's; `sheet` is
  // null until the images are there.
  draw(target, n, { at, unit, width, height, side, ratio, sheet }) {
    const { gl, canvas } = this;
    const set = (name, kind, ...values) =>
      gl[`uniform${kind}`](gl.getUniformLocation(this.program, name), ...values);
    if (canvas.width !== target.width) canvas.width = target.width;
    if (canvas.height !== target.height) canvas.height = target.height;
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    set('center', '2f', ...at);
    set('scale', '2f', 2 * unit / width, 2 * unit / height);
    set('size', '1f', side * ratio);
    set('near', '1f', sheet ? Math.min(1, Math.max(0, (side - PICTURE) / 4)) : 0);
    set('columns', '1i', sheet?.columns ?? 1);
    if (sheet) {
      this.sendPicture(sheet.picture);
      set('cells', '2f', sheet.picture.width / 28, sheet.picture.height / 28);
    }
    for (const layer of LAYERS) {
      set('shown', '1f', layer);
      gl.drawArrays(gl.POINTS, 0, n);
    }
    const pen = target.getContext('2d');
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(canvas, 0, 0);
  }
}

// The same without a graphics card, only slower.
export function drawPoints(target, places, { colors, edges, layers },
  { toScreen, width, height, side, ratio, sheet }) {
  const pen = target.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  for (const layer of LAYERS) {
    for (let i = 0; i < layers.length; i++) {
      if (layers[i] !== layer) continue;
      const [x, y] = toScreen(places[2 * i], places[2 * i + 1]);
      if (sheet && side > PICTURE) {
        drawDigit(pen, sheet, i, x - side / 2, y - side / 2, side);
        continue;
      }
      for (const [shades, s] of [[edges, side], [colors, side - 2]]) {
        const [r, g, b, a] = shades.subarray(4 * i);
        pen.fillStyle = `rgb(${r} ${g} ${b} / ${a / 255})`;
        pen.fillRect(x - s / 2, y - s / 2, s, s);
      }
    }
  }
}
