import { bytesOf } from '../shared/base64.js';

export const PIXELS = 28 * 28;

// The greys of all frames, of `size` bytes each. They come deflated, each frame as what
// it adds to the one before.
export async function unpack(film, size) {
  const stream = new Blob([bytesOf(film)]).stream()
    .pipeThrough(new DecompressionStream('deflate'));
  const greys = new Uint8Array(await new Response(stream).arrayBuffer());
  for (let i = size; i < greys.length; i++) greys[i] += greys[i - size];
  return greys;
}

// How many milliseconds a frame is shown: longer at first, where each mini-batch changes
// most.
export const timeOf = (frame) => 125 + 475 / (1 + frame / 3);

// Draw the images of a frame, so many in a row, into a canvas of the size they need.
export function drawSheet(canvas, greys, frame, n, columns) {
  canvas.width = 28 * columns;
  canvas.height = 28 * Math.ceil(n / columns);
  const pen = canvas.getContext('2d'), image = pen.createImageData(28, 28);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < n; i++) {
    const start = (frame * n + i) * PIXELS;
    for (let p = 0; p < PIXELS; p++) {
      const grey = greys[start + p];
      pixels[p] = 0xff000000 | grey << 16 | grey << 8 | grey;
    }
    pen.putImageData(image, 28 * (i % columns), 28 * Math.floor(i / columns));
  }
}
