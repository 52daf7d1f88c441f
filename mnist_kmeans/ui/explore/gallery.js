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
      const row = Math.floor(tile.cluster / data.columns);
      const column = tile.cluster % data.columns;
      image.style.background = `url(${data.sheet}) ${-column * data.side}px `
        + `${-row * data.side}px / ${data.columns * data.side}px`;
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
    const to = buttons[{ ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - across,
      ArrowDown: at + across, Home: 0, End: buttons.length - 1 }[event.key]];
    if (to) { to.focus(); event.preventDefault(); }
  };
}
