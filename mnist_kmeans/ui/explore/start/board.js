import { placeInSheet, tileAfterKey } from '../../shared/tiles.js';

// What a place is called: its number, what is in it, and what can be done.
export function nameOfPlace(place, tile) {
  if (!tile) return `Place #${place}: empty`;
  const shows = tile.digit === undefined ? '' : `, shows ${tile.digit}`;
  return `Place #${place}: ${tile.title}${shows}; Delete takes it out`;
}

function add(name, className, parent, text = '') {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

function start(parent) {
  const root = add('div', 'board', parent);
  root.sheets = add('style', '', root);
  for (const [name, title] of [['places', 'First centroids'], ['shelf', 'Tap or drag']]) {
    root[`${name}Title`] = add('p', 'title', root, title);
    root[name] = add('div', name, root);
    root[name].setAttribute('role', 'group');
  }
  root.shelf.setAttribute('aria-label', 'Images to take; Enter puts one into the place');
  return root;
}

function fill(button, tile, at, data, side) {
  button.replaceChildren();
  const image = add('span', tile ? 'image' : 'image none', button);
  if (!tile) return;
  const [x, y] = placeInSheet(at, data.columns, side);
  image.style.backgroundPosition = `${x}px ${y}px`;
  image.style.backgroundSize = `${data.columns * side}px`;
  if (tile.digit === undefined) return;
  const badge = add('span', 'badge', image, tile.digit);
  badge.style.background = tile.color;
  badge.style.color = tile.ink;
}

// As many buttons as tiles; those that are there stay, and with them the focus.
function buttonsFor(group, count) {
  while (group.children.length > count) group.lastChild.remove();
  while (group.children.length < count) {
    const button = document.createElement('button');
    button.type = 'button';
    group.append(button);
  }
  return [...group.children];
}

function stops(buttons, at) {
  buttons.forEach((button, i) => { button.tabIndex = i === at ? 0 : -1; });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.board') ?? start(parentElement);
  const { places, shelf, side, k, selected } = data;
  root.style.setProperty('--side', `${side}px`);
  root.sheets.textContent = ['places', 'shelf'].map((name) =>
    `.${name} .image:not(.none) { background-image: url(${data[name].sheet}) }`).join('');
  const n = places.tiles.length, shown = Math.min(k, Math.max(n + 1, Math.min(k, 10)));
  root.places.setAttribute('aria-label', `First centroids, ${n} of ${k} chosen`);
  const slots = buttonsFor(root.places, shown);
  slots.forEach((button, i) => {
    fill(button, places.tiles[i], i, places, side);
    add('span', 'number', button, `#${i}`);
    button.title = places.tiles[i]?.title ?? 'empty';
    button.setAttribute('aria-label', nameOfPlace(i, places.tiles[i]));
    button.setAttribute('aria-pressed', i === selected);
  });
  stops(slots, selected);
  const items = buttonsFor(root.shelf, shelf.tiles.length);
  items.forEach((button, i) => {
    const tile = shelf.tiles[i];
    fill(button, tile, i, shelf, side);
    button.title = tile.title;
    button.setAttribute('aria-label',
      `${tile.title}${tile.digit === undefined ? '' : `, shows ${tile.digit}`}`);
    button.draggable = true;
  });
  root.shelfTitle.hidden = !items.length;
  const last = items.findIndex((button) => button.tabIndex === 0);
  stops(items, Math.max(0, last));

  const tell = (did) => setTriggerValue('did', did);
  const put = (item, place) => tell({ what: 'put', item, shelf: data.shelf.id, place: Math.min(place, n) });
  root.places.onclick = (event) => {
    const at = slots.indexOf(event.target.closest('button'));
    // The one that is chosen already: taken out, as there is no Delete on a phone.
    const what = at === selected && at < n ? 'remove' : 'select';
    if (at >= 0) tell({ what, place: Math.min(at, n) });
  };
  root.shelf.onclick = (event) => {
    const at = items.indexOf(event.target.closest('button'));
    if (at >= 0) put(at, selected);
  };
  root.onkeydown = (event) => {
    const button = event.target.closest('button');
    const group = slots.includes(button) ? slots : items;
    const at = group.indexOf(button);
    if (at < 0) return;
    if ((event.key === 'Delete' || event.key === 'Backspace') && group === slots && at < n) {
      tell({ what: 'remove', place: at });
      event.preventDefault();
      return;
    }
    const across = Math.max(1, Math.floor(button.parentElement.clientWidth / (side + 6)));
    const to = tileAfterKey(event.key, at, across, group.length);
    if (to === null) return;
    stops(group, to);
    group[to].focus();
    event.preventDefault();
  };
  root.ondragstart = (event) => {
    root.dragged = items.indexOf(event.target.closest('button'));
    event.dataTransfer.effectAllowed = 'copy';
    event.dataTransfer.setData('text/plain', '');
  };
  const slotOf = (event) => slots.indexOf(event.target.closest('button'));
  root.places.ondragover = (event) => {
    if (!(root.dragged >= 0)) return;
    event.preventDefault();
    const at = slotOf(event);
    for (const [i, button] of slots.entries()) button.classList.toggle('over', i === at);
  };
  root.ondragend = () => {
    root.dragged = undefined;
    for (const button of slots) button.classList.remove('over');
  };
  root.places.ondrop = (event) => {
    event.preventDefault();
    const at = slotOf(event);
    if (root.dragged >= 0 && at >= 0) put(root.dragged, at);
    root.ondragend();
  };
}
