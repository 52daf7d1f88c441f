// The images of the map of all digits, sent tile by tile as they are needed.

const AT_ONCE = 6;
// Kept in the page, 16 MB; the browser's own cache has the others.
const MOST_TILES = 144;

export class DigitTiles {
  // `size` images are in each tile but the last. `onTile` is called when one is there.
  constructor(url, size, onTile, load = (address) => fetch(address)) {
    Object.assign(this, { url, size, onTile, load, wanted: [], underWay: 0 });
    // In the order in which they were last wanted.
    this.tiles = new Map();
  }

  // Where the 784 bytes of an image are; null while its tile is not there.
  find(i) {
    const ink = this.tiles.get(Math.floor(i / this.size));
    return ink ? { ink, from: 784 * (i % this.size) } : null;
  }

  // Have these tiles sent, instead of those that were wanted before and are not yet.
  want(numbers) {
    for (const number of numbers) {
      const ink = this.tiles.get(number);
      if (!ink) continue;
      this.tiles.delete(number);
      this.tiles.set(number, ink);
    }
    this.wanted = numbers.filter((number) => !this.tiles.has(number));
    while (this.underWay < AT_ONCE && this.wanted.length) this.fetch(this.wanted.shift());
  }

  async fetch(number) {
    this.underWay++;
    this.tiles.set(number, null);  // so that it is not asked for twice
    try {
      const answer = await this.load(`${this.url}/${number}`);
      if (!answer.ok) throw new Error(answer.status);
      this.tiles.set(number, new Uint8Array(await answer.arrayBuffer()));
      for (const old of this.tiles.keys()) {
        if (this.tiles.size <= MOST_TILES) break;
        if (this.tiles.get(old)) this.tiles.delete(old);
      }
      this.onTile();
    } catch {
      this.tiles.delete(number);  // it is asked for again with the next look
    } finally {
      this.underWay--;
    }
    if (this.wanted.length) this.want(this.wanted);
  }
}
