import { DigitTiles } from './digit_tiles.js';
import { pointsOfAll } from './points.js';

// The images of a map of some test images: all in one sheet, which another component has
// sent.
export const imagesOfSheet = (id) => ({
  find: (i) => {
    const { id: held, ink } = window.kmeansDigits ?? {};
    return held === id && ink ? { ink, from: 784 * i } : null;
  },
  want: () => {},
});

// The map of all digits from its route: its points, as a promise, and its images. Held in
// the page, once.
export function wholeMapFrom(whole) {
  const url = new URL(whole.url, document.baseURI).href;
  if (window.kmeansWholeMap?.url !== url) {
    const points = fetch(`${url}/points`).then(async (answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return pointsOfAll(await answer.arrayBuffer(), whole);
    });
    points.catch(() => { delete window.kmeansWholeMap; });
    window.kmeansWholeMap = { url, points, images: new DigitTiles(url, whole.tile) };
  }
  return window.kmeansWholeMap;
}
