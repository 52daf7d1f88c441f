export default function ({ data }) {
  const images = (window.kmeansDigits ??= {});
  if (images.wanted === data.id) return;
  images.wanted = data.id;
  const picture = new Image();
  picture.onload = () => {
    if (images.wanted !== data.id) return;
    const ink = inkOf(picture, data.columns);
    Object.assign(images, { id: data.id, picture, ink });
    window.dispatchEvent(new Event('kmeansdigits'));
  };
  picture.src = data.sheet;
}

// The bytes of all images in a sheet, 28 x 28 each, one after the other.
function inkOf(picture, columns) {
  const canvas = Object.assign(document.createElement('canvas'),
    { width: picture.width, height: picture.height });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(picture, 0, 0);
  const ink = new Uint8Array(picture.width * picture.height);
  for (let row = 0; row < picture.height / 28; row++) {
    const { data } = pen.getImageData(0, 28 * row, picture.width, 28);
    for (let at = 0; at < 28 * picture.width; at++) {
      const x = at % picture.width, y = Math.floor(at / picture.width);
      const image = row * columns + Math.floor(x / 28);
      ink[784 * image + 28 * y + x % 28] = data[4 * at];
    }
  }
  return ink;
}
