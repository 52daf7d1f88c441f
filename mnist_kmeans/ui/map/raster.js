// Draws discs and digits into the pixels of an image, blended with what is there. The
// processor does it alone: 70,000 small discs take it some milliseconds.
//
// A pixel is a 32-bit number as `ImageData` has it: alpha, blue, green, red.

const OPAQUE = 128;
// Discs begin at one of so many places within a pixel, across and down.
const PHASES = 4;
// A disc's size is rounded to such a part of a pixel.
const SIZES = 8;
// Of a pixel's area, across and down, to see how much of it a disc covers.
const SAMPLES = 4;

export const pixelColor = ([red, green, blue]) =>
  (0xff000000 | blue << 16 | green << 8 | red) >>> 0;

// `alpha` is from 0 to OPAQUE: its products with red and blue then fit into 32 bits.
const blended = (under, over, alpha) => {
  const rest = OPAQUE - alpha;
  const redBlue = Math.imul(over & 0xff00ff, alpha) + Math.imul(under & 0xff00ff, rest);
  const green = Math.imul(over & 0xff00, alpha) + Math.imul(under & 0xff00, rest);
  return 0xff000000 | (redBlue >>> 7 & 0xff00ff) | (green >>> 7 & 0xff00);
};

// How much of a pixel, from 0 to OPAQUE, a disc covers; places are from its middle.
function coverage(x, y, radius) {
  let inside = 0;
  for (let i = 0; i < SAMPLES; i++) {
    for (let j = 0; j < SAMPLES; j++) {
      const dx = x + (i + 0.5) / SAMPLES, dy = y + (j + 0.5) / SAMPLES;
      if (dx * dx + dy * dy < radius * radius) inside++;
    }
  }
  return Math.round(inside / SAMPLES ** 2 * OPAQUE);
}

// The pixels of a disc that begins at a phase: across, down, how much of each it covers,
// and how much of that is not its rim.
function stampOf(size, rim, phaseX, phaseY) {
  const radius = size / 2, reach = Math.ceil(radius) + 1, cells = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const dx = x - (phaseX + 0.5) / PHASES, dy = y - (phaseY + 0.5) / PHASES;
      const disc = coverage(dx, dy, radius);
      if (!disc) continue;
      const within = rim ? Math.round(coverage(dx, dy, radius - rim) / disc * OPAQUE) : 0;
      cells.push(x, y, disc, within);
    }
  }
  return { reach, cells: Int32Array.from(cells) };
}

export class Raster {
  constructor(pixels, width, height) {
    Object.assign(this, { pixels, width, height });
    this.stamps = new Map();
  }

  clear(color) { this.pixels.fill(color); }

  // A way to draw discs of one size: `(x, y, color, edge, alpha)`, x and y their middle.
  // Their rim, `rim` wide, has the
  // edge's colour; without one all of it has.
  discs(size, rim) {
    const { pixels, width, height } = this;
    const rounded = Math.round(size * SIZES) / SIZES, key = `${rounded} ${rim}`;
    if (!this.stamps.has(key)) {
      if (this.stamps.size > 8) this.stamps.clear();
      this.stamps.set(key, Array.from({ length: PHASES ** 2 }, (_, i) =>
        stampOf(rounded, rim, i % PHASES, Math.floor(i / PHASES))));
    }
    const stamps = this.stamps.get(key), { reach } = stamps[0];
    return (x, y, color, edge, alpha) => {
      const left = Math.floor(x), top = Math.floor(y);
      const phase = Math.floor((x - left) * PHASES)
        + PHASES * Math.floor((y - top) * PHASES);
      const isInside = left >= reach && top >= reach && left + reach < width
        && top + reach < height;
      const { cells } = stamps[phase], corner = top * width + left;
      for (let i = 0; i < cells.length; i += 4) {
        const across = cells[i], down = cells[i + 1], within = cells[i + 3];
        if (!isInside && (left + across < 0 || top + down < 0 || left + across >= width
          || top + down >= height)) continue;
        const at = corner + down * width + across;
        const over = within === 0 ? edge : within === OPAQUE ? color
          : blended(edge, color, within);
        const covered = cells[i + 2] * alpha >> 7;
        pixels[at] = covered === OPAQUE ? over : blended(pixels[at], over, covered);
      }
    };
  }

  // The strokes of a digit of 28 x 28 bytes in `ink`, the first at `from`, in a square of
  // which x and y are the middle.
  digit(x, y, side, ink, from, color, alpha) {
    const { pixels, width, height } = this, size = Math.max(1, Math.round(side));
    const left = Math.round(x - size / 2), top = Math.round(y - size / 2);
    const right = Math.min(width, left + size), bottom = Math.min(height, top + size);
    for (let down = Math.max(0, top); down < bottom; down++) {
      const row = from + 28 * Math.floor((down - top + 0.5) * 28 / size);
      for (let across = Math.max(0, left); across < right; across++) {
        const value = ink[row + ((across - left + 0.5) * 28 / size | 0)];
        if (!value) continue;
        const at = down * width + across;
        pixels[at] = blended(pixels[at], color, (value + 1 >> 1) * alpha >> 7);
      }
    }
  }
}
