import { spreadBoxes } from './viewport.js';

// Draws the image at `i` in a sheet of them.
export function drawDigit(pen, { picture, columns }, i, x, y, side) {
  pen.imageSmoothingEnabled = false;
  pen.drawImage(picture, 28 * (i % columns), 28 * Math.floor(i / columns), 28, 28,
    x, y, side, side);
}

// What is drawn above the points: centroids and the visitor's own digits, each a tile with
// its digit. `colors` has those of the page.
export class Marks {
  constructor({ tiles, colors, inks }, page, onPicture) {
    Object.assign(this, { colors, inks, page });
    this.groups = (tiles ?? []).map((group) => {
      const picture = new Image();
      picture.onload = onPicture;
      picture.src = group.sheet;
      return { ...group, picture };
    });
  }

  // `scene` has the map's projection as `look`, its `width` and `rem`, the page's text
  // size.
  draw(pen, scene, isBare) {
    for (const group of this.groups) {
      if (!group.picture.complete || (group.centroids && isBare)) continue;
      const pixels = this.pixelsOf(group, scene);
      for (const [at, to] of pixels) this.drawTether(pen, at, to);
      for (const [i, [, to]] of pixels.entries()) this.drawTile(pen, group, i, to, scene);
    }
  }

  // Small and large ones are halved on a phone, centroids with their digit are not.
  sideOf({ side, centroids }, { width, rem }) {
    return side * (width > 500 || (centroids && side >= 28) ? rem : 0.5);
  }

  // Where the tiles of a group are on screen. Centroids that cover each other are moved
  // apart, which depends on the zoom alone.
  pixelsOf(group, scene) {
    const { toScreen, unit } = scene.look;
    const pixels = Array.from(group.digits, (_, i) =>
      toScreen(group.places[2 * i], group.places[2 * i + 1]));
    if (!group.centroids) return pixels.map((at) => [at, at]);
    if (group.unit !== unit) {
      const side = this.sideOf(group, scene), flat = pixels.flat();
      const label = side < 28 ? 0 : 18 * scene.rem;
      const moved = spreadBoxes(flat, side + 6, side + 6 + label);
      group.unit = unit;
      group.shifts = moved.map((value, i) => value - flat[i]);
    }
    return pixels.map(([x, y], i) =>
      [[x, y], [x + group.shifts[2 * i], y + group.shifts[2 * i + 1]]]);
  }

  drawTile(pen, group, i, [x, y], scene) {
    const digit = group.digits[i], side = this.sideOf(group, scene);
    const { accent, font, isDark } = this.page, { rem } = scene;
    const edge = group.centroids ? this.colors[digit] : accent;
    pen.fillStyle = edge;
    pen.fillRect(x - side / 2 - 2, y - side / 2 - 2, side + 4, side + 4);
    drawDigit(pen, group, i, x - side / 2, y - side / 2, side);
    if (side < 28) return;
    const high = 18 * rem;
    pen.font = `700 ${13 * rem}px ${font}`;
    const text = group.centroids ? String(digit) : `yours: ${digit}`;
    const wide = pen.measureText(text).width + 8;
    pen.fillStyle = edge;
    pen.fillRect(x - side / 2 - 2, y - side / 2 - high, wide, high);
    pen.fillStyle = group.centroids ? this.inks[digit] : isDark ? '#000' : '#fff';
    pen.fillText(text, x - side / 2 + 2, y - side / 2 - high / 4);
  }

  // From a tile that was moved to its true place.
  drawTether(pen, [x, y], to) {
    if (Math.hypot(to[0] - x, to[1] - y) < 3) return;
    pen.strokeStyle = pen.fillStyle = this.page.ink;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(...to);
    pen.stroke();
    pen.beginPath();
    pen.arc(x, y, 3, 0, 7);
    pen.fill();
  }
}
