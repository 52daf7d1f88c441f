// What is said of a point.
export function saidOf({ labels, clusters, reads, numbers }, { train }, i) {
  const [kind, number] = numbers[i] < train
    ? ['Training', numbers[i]] : ['Test', numbers[i] - train];
  const verdict = reads[i] === labels[i] ? 'right' : 'wrong';
  return `${kind} image ${number.toLocaleString('en')} shows `
    + `${labels[i] === 8 ? 'an' : 'a'} ${labels[i]}. `
    + `Cluster #${clusters[i]} stands for ${reads[i]}: ${verdict}.`;
}

// Draws an image whose bytes are in `ink`, white on black; nothing of one that is null.
export function drawInk(pen, image) {
  pen.clearRect(0, 0, 28, 28);
  if (!image) return;
  const drawn = pen.createImageData(28, 28);
  for (let i = 0; i < 784; i++) {
    drawn.data.fill(image.ink[image.from + i], 4 * i, 4 * i + 3);
    drawn.data[4 * i + 3] = 255;
  }
  pen.putImageData(drawn, 0, 0);
}
