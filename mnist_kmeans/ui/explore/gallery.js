// Where the image of a cluster is in a sheet of them, to the left and up, in pixels.
export const placeInSheet = (cluster, columns, side) =>
  [-side * (cluster % columns), -side * Math.floor(cluster / columns)];

// Which of `count` tiles, so many `across`, a key leads to from the one at `from`; null
// where there is none.
export function tileAfterKey(key, from, across, count) {
  const to = { ArrowLeft: from - 1, ArrowRight: from + 1, ArrowUp: from - across,
    ArrowDown: from + across, Home: 0, End: count - 1 }[key];
  return to >= 0 && to < count ? to : null;
}

export default function ({ data, parentElement, setTriggerValue }) {
  let grid = parentElement.querySelector('.grid');
  if (!grid) {
    grid = document.createElement('div');
    grid.className = 'grid';
    grid.setAttribute('role', 'group');
    parentElement.appendChild(grid);
  }
  // The same tiles are kept, and with them where the keyboard's focus is.
  const changed = grid.shown !== data.id;
  if (changed) {
    grid.shown = data.id;
    grid.style.setProperty('--side', `${data.side}px`);
    grid.classList.toggle('scroll', data.scroll);
    grid.setAttribute('aria-label', data.label);
    grid.replaceChildren(...data.tiles.map((tile) => {
      const button = document.createElement('button');
      button.cluster = tile.cluster;
      button.title = tile.title;
      button.setAttribute('aria-label', tile.title);
      const image = document.createElement('span');
      image.className = `centroid${tile.empty ? ' empty' : ''}`;
      const [x, y] = placeInSheet(tile.cluster, data.columns, data.side);
      image.style.background =
        `url(${data.sheet}) ${x}px ${y}px / ${data.columns * data.side}px`;
      const badge = document.createElement('span');
      badge.className = 'badge';
      badge.textContent = tile.digit;
      badge.style.background = tile.color;
      badge.style.color = tile.ink;
      image.append(badge);
      const purity = document.createElement('span');
      purity.className = 'purity';
      const bar = document.createElement('i');
      bar.style.width = `${100 * tile.purity}%`;
      bar.style.background = tile.color;
      purity.append(bar);
      button.append(image, purity);
      if (tile.texts.length) {
        const text = document.createElement('span');
        text.className = 'text';
        for (const part of tile.texts) {
          const span = document.createElement('span');
          span.textContent = part;
          text.append(span);
        }
        button.append(text);
      }
      return button;
    }));
  }
  const buttons = [...grid.children];
  for (const button of buttons) {
    const selected = button.cluster === data.selected;
    button.setAttribute('aria-pressed', selected);
    button.tabIndex = selected ? 0 : -1;
    if (selected && changed && data.reveal) {
      grid.scrollTop = button.offsetTop - (grid.clientHeight - button.offsetHeight) / 2;
    }
  }
  grid.onclick = (event) => {
    const button = event.target.closest('button');
    if (button) setTriggerValue('picked', button.cluster);
  };
  // One stop for the Tab key; the arrow keys move among the tiles.
  grid.onkeydown = (event) => {
    const across = getComputedStyle(grid).gridTemplateColumns.split(' ').length;
    const at = buttons.indexOf(event.target.closest('button'));
    const to = tileAfterKey(event.key, at, across, buttons.length);
    if (to !== null) { buttons[to].focus(); event.preventDefault(); }
  };
}
