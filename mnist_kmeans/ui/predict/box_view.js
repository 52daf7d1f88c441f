// How boxes are drawn on a picture.

const CORNERS = [[0, 0], [1, 0], [0, 1], [1, 1]];
const BLANK = { text: 'no ink', color: '#6b7280', ink: '#ffffff', odd: true };

// What is shown of a mark: what Python answered to it, if it has.
export function lookOfMark({ box, said }, looks, colors) {
  const look = looks.get(box.join());
  if (look && look.said === said) return look.blank ? { ...BLANK, ...look } : look;
  const [color, ink] = said === null ? [BLANK.color, BLANK.ink] : colors[said];
  return { text: said === null ? '…' : `said ${said}`, title: 'A box', color, ink };
}

function putAt(element, box, [width, height]) {
  const [left, top, right, bottom] = box;
  Object.assign(element.style, {
    left: `${100 * left / width}%`, top: `${100 * top / height}%`,
    width: `${100 * (right - left) / width}%`,
    height: `${100 * (bottom - top) / height}%`,
  });
}

// Where a box is, under the pointer if that has it.
const boxNow = ({ id, box }, kept) => (kept.drag?.id === id ? kept.drag.box : box);

function boxButton(id) {
  const button = document.createElement('button');
  button.type = 'button';
  button.markId = id;
  button.append(document.createElement('span'));
  return button;
}

// A button for each box, in reading order. `kept.buttons` has them by id.
export function showBoxes(picture, kept, size, lookOf) {
  const { activeElement } = picture.getRootNode();
  const ids = new Set(kept.boxes.map(({ id }) => id));
  for (const [id, button] of kept.buttons) {
    if (ids.has(id)) continue;
    button.remove();
    kept.buttons.delete(id);
  }
  let last = picture.querySelector('img');
  for (const mark of kept.boxes) {
    if (!kept.buttons.has(mark.id)) kept.buttons.set(mark.id, boxButton(mark.id));
    const button = kept.buttons.get(mark.id);
    const look = lookOf(mark), box = boxNow(mark, kept);
    const chosen = kept.editing
      ? kept.chosen.includes(mark.id) : kept.explained === mark.id;
    button.title = look.title;
    button.setAttribute('aria-label', look.title);
    button.setAttribute('aria-pressed', chosen);
    button.className = ['mark', look.odd && 'odd', look.blank && 'blank',
      box[1] < 0.06 * size[1] && 'low'].filter(Boolean).join(' ');
    button.style.setProperty('--colour', look.color);
    button.style.setProperty('--ink', look.ink);
    putAt(button, box, size);
    button.firstChild.textContent = look.text;
    if (last.nextElementSibling !== button) last.after(button);
    last = button;
  }
  // A button that is put elsewhere loses the focus.
  if (activeElement?.isConnected && picture.contains(activeElement)) {
    activeElement.focus({ preventScroll: true });
  }
}

// The box that is being drawn, and corners to drag at the box that is chosen.
export function showHandles(picture, kept, size) {
  for (const old of picture.querySelectorAll('.draft, .handle')) old.remove();
  if (kept.drag?.kind === 'draw' && kept.drag.box) {
    const draft = document.createElement('div');
    draft.className = 'draft';
    putAt(draft, kept.drag.box, size);
    picture.append(draft);
  }
  if (!kept.editing || kept.chosen.length !== 1) return;
  const box = boxNow(kept.boxes.find(({ id }) => id === kept.chosen[0]), kept);
  for (const corner of CORNERS) {
    const handle = document.createElement('div'), [across, down] = corner;
    handle.className = `handle ${across === down ? 'nwse' : 'nesw'}`;
    handle.corner = corner;
    handle.style.left = `${100 * box[2 * across] / size[0]}%`;
    handle.style.top = `${100 * box[2 * down + 1] / size[1]}%`;
    handle.style.setProperty('--across', across);
    handle.style.setProperty('--down', down);
    picture.append(handle);
  }
}
