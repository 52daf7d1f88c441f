import { placeInSheet, span, tileAfterKey } from '../../shared/tiles.js';

function tileOf(tile, at, data) {
  const button = document.createElement('button');
  button.number = tile.number;
  button.title = tile.title;
  const image = span('image', button);
  const [x, y] = placeInSheet(at, data.columns, data.side);
  image.style.backgroundImage = `url(${data.sheet})`;
  image.style.backgroundPosition = `${x}px ${y}px`;
  image.style.backgroundSize = `${data.columns * data.side}px`;
  const line = span('line', button);
  tile.badges.forEach(({ digit, color, ink }, i) => {
    if (i) span('then', line, '→');
    const badge = span('badge', line, digit);
    badge.style.background = color;
    badge.style.color = ink;
  });
  span('text', line, tile.text);
  span('note', button, tile.note);
  return button;
}

export default function ({ data, parentElement, setTriggerValue }) {
  let grid = parentElement.querySelector('.grid');
  if (!grid) {
    grid = document.createElement('div');
    grid.className = 'grid';
    grid.setAttribute('role', 'group');
    parentElement.append(grid);
  }
  const hadFocus = grid.contains(grid.getRootNode().activeElement);
  if (grid.shown !== data.id) {
    grid.shown = data.id;
    grid.style.setProperty('--side', `${data.side}px`);
    grid.setAttribute('aria-label', data.label);
    grid.replaceChildren(...data.tiles.map((tile, at) => tileOf(tile, at, data)));
  }
  const buttons = [...grid.querySelectorAll('button')];
  for (const button of buttons) {
    const selected = button.number === data.selected;
    button.setAttribute('aria-pressed', selected);
    button.tabIndex = selected ? 0 : -1;
    if (selected && hadFocus) button.focus();
  }
  grid.onclick = (event) => {
    const button = event.target.closest('button');
    if (button) setTriggerValue('picked', button.number);
  };
  // One stop for the Tab key; the arrow keys move among the tiles.
  grid.onkeydown = (event) => {
    const across = getComputedStyle(grid).gridTemplateColumns.split(' ').length;
    const at = buttons.indexOf(event.target.closest('button'));
    const to = tileAfterKey(event.key, at, across, buttons.length);
    if (to !== null) { buttons[to].focus(); event.preventDefault(); }
  };
}
