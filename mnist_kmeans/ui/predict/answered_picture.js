export default function ({ data, parentElement, setTriggerValue }) {
  let picture = parentElement.querySelector('.picture');
  if (!picture) {
    picture = document.createElement('div');
    picture.className = 'picture';
    picture.setAttribute('role', 'group');
    parentElement.appendChild(picture);
  }
  picture.setAttribute('aria-label', data.label);
  picture.classList.toggle('many', data.boxes.length > 30);
  let image = picture.querySelector('img');
  if (!image || image.src !== data.preview) {
    image = document.createElement('img');
    image.src = data.preview;
    image.alt = '';
    picture.replaceChildren(image);
  }
  image.className = data.small ? 'small' : '';
  const old = [...picture.querySelectorAll('button')];
  for (const button of old.slice(data.boxes.length)) button.remove();
  data.boxes.forEach((box, i) => {
    const button = old[i] ?? document.createElement('button');
    if (!old[i]) {
      button.append(document.createElement('span'));
      picture.append(button);
    }
    button.type = 'button';
    button.title = box.title;
    button.setAttribute('aria-label', box.title);
    button.setAttribute('aria-pressed', i === data.selected);
    button.className = (box.odd ? 'odd ' : '') + (box.top < 0.06 ? 'low' : '');
    button.style.setProperty('--colour', box.color);
    button.style.setProperty('--ink', box.ink);
    for (const side of ['left', 'top', 'width', 'height']) {
      button.style[side] = `${100 * box[side]}%`;
    }
    button.firstChild.textContent = box.text;
    button.onclick = () => setTriggerValue('picked', i);
  });
}
