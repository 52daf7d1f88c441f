export default function ({ data }) {
  const images = (window.kmeansDigits ??= {});
  if (images.wanted === data.id) return;
  images.wanted = data.id;
  const picture = new Image();
  picture.onload = () => {
    if (images.wanted !== data.id) return;
    Object.assign(images, { id: data.id, picture, columns: data.columns });
    window.dispatchEvent(new Event('kmeansdigits'));
  };
  picture.src = data.sheet;
}
