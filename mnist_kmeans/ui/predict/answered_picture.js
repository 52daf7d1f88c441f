import { addBox, boxAfterKey, boxBetween, deleteBoxes, mergeBoxes, middleBox, movedBox,
  noBoxes, placeBox, resizedBox, sayDigit, takeOver, toMerge, undoChange, changeTo }
  from './boxes.js';

// Milliseconds after which a box that arrow keys move is read.
const KEYS_REST = 500;
// Pixels of the screen that a pointer has to move to drag, and a side that can be seen.
const DRAGS = 4, SEEN = 12;
const CORNERS = [[0, 0], [1, 0], [0, 1], [1, 1]];
const BLANK = { text: 'no ink', color: '#6b7280', ink: '#ffffff', odd: true };

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (what) => parentElement.querySelector(what);
  const root = find('.answered'), picture = find('.picture'), image = find('img');
  const kept = root.kept ??= { ...noBoxes(), buttons: new Map() };
  const { size } = data;
  const say = (text) => { find('[role=status]').textContent = text; };
  const isDisabled = (button) => button.getAttribute('aria-disabled') === 'true';
  const looks = new Map(data.boxes.map((look) => [look.box.join(), look]));
  const lookOf = ({ box, said }) => {
    const look = looks.get(box.join());
    if (look && look.said === said) return look.blank ? { ...BLANK, ...look } : look;
    // Python has not answered yet.
    const [color, ink] = said === null ? [BLANK.color, BLANK.ink] : data.colors[said];
    return { text: said === null ? '…' : `you ${said}`, title: 'A box', color, ink };
  };

  const place = (element, box) => {
    const [width, height] = size, [left, top, right, bottom] = box;
    Object.assign(element.style, {
      left: `${100 * left / width}%`, top: `${100 * top / height}%`,
      width: `${100 * (right - left) / width}%`,
      height: `${100 * (bottom - top) / height}%`,
    });
  };
  const boxOf = ({ id, box }) => (kept.drag?.id === id ? kept.drag.box : box);
  const buttonOf = (id) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.markId = id;
    button.append(document.createElement('span'));
    kept.buttons.set(id, button);
    return button;
  };
  const showBoxes = () => {
    const { activeElement } = parentElement.getRootNode();
    let last = image;
    const ids = new Set(kept.boxes.map(({ id }) => id));
    for (const [id, button] of kept.buttons) {
      if (ids.has(id)) continue;
      button.remove();
      kept.buttons.delete(id);
    }
    for (const mark of kept.boxes) {
      const button = kept.buttons.get(mark.id) ?? buttonOf(mark.id);
      const look = lookOf(mark), box = boxOf(mark);
      const chosen = kept.editing
        ? kept.chosen.includes(mark.id) : kept.explained === mark.id;
      button.title = look.title;
      button.setAttribute('aria-label', look.title);
      button.setAttribute('aria-pressed', chosen);
      button.className = ['mark', look.odd && 'odd', look.blank && 'blank',
        box[1] < 0.06 * size[1] && 'low'].filter(Boolean).join(' ');
      button.style.setProperty('--colour', look.color);
      button.style.setProperty('--ink', look.ink);
      place(button, box);
      button.firstChild.textContent = look.text;
      if (last.nextElementSibling !== button) last.after(button);
      last = button;
    }
    // A button that is put elsewhere loses the focus.
    if (activeElement?.isConnected && picture.contains(activeElement)) {
      activeElement.focus({ preventScroll: true });
    }
  };
  const showFrames = () => {
    for (const old of picture.querySelectorAll('.draft, .handle')) old.remove();
    if (kept.drag?.kind === 'draw' && kept.drag.box) {
      const draft = document.createElement('div');
      draft.className = 'draft';
      place(draft, kept.drag.box);
      picture.append(draft);
    }
    if (!kept.editing || kept.chosen.length !== 1) return;
    const box = boxOf(kept.boxes.find(({ id }) => id === kept.chosen[0]));
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
  };
  const showTools = () => {
    const chosen = kept.boxes.filter(({ id }) => kept.chosen.includes(id));
    const disable = (what, is) => find(what).setAttribute('aria-disabled', is);
    find('.edit').textContent = kept.editing ? 'Done' : data.invitation;
    disable('.undo', !kept.before.length);
    disable('.restore', !data.corrected && kept.serial === data.serial);
    disable('.delete', !chosen.length);
    disable('.merge', toMerge(kept, kept.chosen).length < 2);
    find('.merge').textContent =
      chosen.length > 1 ? `Merge these ${chosen.length}` : 'Merge with nearest';
    find('.which').textContent = chosen.length === 0
      ? 'Drag over a digit to draw a box, or choose a box to change it.'
      : `${chosen.length > 1 ? `${chosen.length} boxes` : lookOf(chosen[0]).title}. It is a`;
    for (const [digit, button] of [...find('.digits').children].entries()) {
      button.setAttribute('aria-disabled', !chosen.length);
      button.setAttribute('aria-pressed',
        chosen.length > 0 && chosen.every(({ said }) => said === digit));
    }
  };
  const show = () => {
    root.classList.toggle('editing', Boolean(kept.editing));
    picture.setAttribute('role', kept.editing ? 'application' : 'group');
    picture.setAttribute('aria-label', data.label);
    picture.setAttribute('aria-describedby', kept.editing ? 'keys' : '');
    picture.classList.toggle('many', kept.boxes.length > 30);
    showBoxes();
    showFrames();
    showTools();
  };
  // Nothing is changed under a pointer, or between steps of the keyboard.
  const update = () => {
    if (!kept.drag && !kept.resting) takeOver(kept, data);
    show();
  };
  const send = (boxes = kept.boxes.map(({ box, said }) => [...box, said])) => {
    clearTimeout(kept.resting);
    kept.resting = null;
    kept.serial += 1;
    const at = kept.boxes.findIndex(({ id }) => id === kept.chosen.at(-1));
    setTriggerValue('corrected', {
      picture: kept.key, serial: kept.serial, boxes, at: at < 0 ? null : at,
    });
    show();
  };
  const done = kept.done = (text) => { say(text); send(); };
  const explain = (id) => {
    const at = data.boxes.findIndex(({ box, blank }) =>
      !blank && box.join() === kept.boxes.find((mark) => mark.id === id).box.join());
    if (at >= 0) setTriggerValue('picked', at);
  };
  const focus = (id) => kept.buttons.get(id)?.focus({ preventScroll: true });
  const choose = (id, more) => {
    if (more) {
      kept.chosen = kept.chosen.includes(id)
        ? kept.chosen.filter((other) => other !== id) : [...kept.chosen, id];
    } else {
      kept.chosen = [id];
      explain(id);
    }
    show();
  };

  const add = () => {
    addBox(kept, middleBox(kept.boxes.map(({ box }) => box), size));
    done('A box was added in the middle');
    focus(kept.chosen[0]);
  };
  const undo = () => { if (undoChange(kept)) done('Taken back'); };
  const restore = () => {
    changeTo(kept, kept.boxes);
    say('Back to what was found');
    send(null);
  };
  const remove = (ids) => {
    const next = deleteBoxes(kept, ids);
    done(ids.length > 1 ? `${ids.length} boxes deleted` : 'Box deleted');
    return next;
  };
  const merge = (ids) => {
    if (mergeBoxes(kept, ids)) done('Boxes merged');
    focus(kept.chosen[0]);
  };
  const name = (ids, digit) => {
    const said = sayDigit(kept, ids, digit);
    done(said === null ? 'Taken back' : `You said ${said}`);
  };

  const placeOf = (event) => {
    const shown = picture.getBoundingClientRect();
    return [(event.clientX - shown.left) * size[0] / shown.width,
      (event.clientY - shown.top) * size[1] / shown.height];
  };
  // Pixels of the picture on one of the screen.
  const scale = () => size[0] / picture.clientWidth;
  picture.onpointerdown = (event) => {
    if (!kept.editing || kept.drag || event.button !== 0) return;
    const id = event.target.closest('.mark')?.markId ?? null;
    const { corner } = event.target;
    const kind = corner ? 'resize' : id ? 'move' : 'draw';
    const of = corner ? kept.chosen[0] : id;
    const box = kept.boxes.find((mark) => mark.id === of)?.box;
    kept.drag = { kind, id: of, corner, box, start: box, from: placeOf(event),
      pointer: event.pointerId, more: event.shiftKey };
    picture.setPointerCapture(event.pointerId);
  };
  picture.onpointermove = (event) => {
    const { drag } = kept;
    if (event.pointerId !== drag?.pointer) return;
    const to = placeOf(event), by = [to[0] - drag.from[0], to[1] - drag.from[1]];
    drag.far ||= Math.hypot(...by) > DRAGS * scale();
    if (!drag.far) return;
    if (drag.kind === 'draw') drag.box = boxBetween(drag.from, to, size);
    else if (drag.kind === 'move') drag.box = movedBox(drag.start, by, size);
    else drag.box = resizedBox(drag.start, drag.corner, by, size, SEEN * scale() / 2);
    show();
  };
  picture.onpointerup = (event) => {
    const { drag } = kept;
    if (event.pointerId !== drag?.pointer) return;
    kept.drag = null;
    update();
    if (drag.kind === 'draw') {
      const long = drag.box && Math.max(drag.box[2] - drag.box[0], drag.box[3] - drag.box[1]);
      if (long > SEEN * scale()) {
        addBox(kept, drag.box);
        done('Box drawn');
        focus(kept.chosen[0]);
      } else {
        kept.chosen = [];
        show();
      }
    } else if (drag.far) {
      kept.chosen = [drag.id];
      placeBox(kept, drag.id, drag.box);
      done(drag.kind === 'move' ? 'Box moved' : 'Box resized');
      focus(drag.id);
    } else if (drag.kind === 'move') {
      choose(drag.id, drag.more);
      focus(drag.id);
    }
  };
  // Such as when a second finger zooms.
  picture.onpointercancel = () => { kept.drag = null; update(); };
  // From the keyboard; where boxes are not corrected, from pointers too.
  picture.onclick = (event) => {
    const id = event.target.closest('.mark')?.markId;
    if (!id) return;
    if (!kept.editing) explain(id);
    else if (event.detail === 0) choose(id, event.shiftKey);
  };
  const arrow = (mark, event) => {
    const box = boxAfterKey(mark.box, event.key, event.shiftKey, size);
    if (!box) return false;
    // All steps in a row are taken back at once.
    if (kept.resting && kept.stepped === mark.id) {
      kept.boxes = kept.boxes.map((other) => (other === mark ? { ...mark, box } : other));
    } else {
      placeBox(kept, mark.id, box);
    }
    kept.stepped = mark.id;
    kept.chosen = [mark.id];
    const text = event.shiftKey ? 'Box resized' : 'Box moved';
    clearTimeout(kept.resting);
    // By then this function may have been called with other data.
    kept.resting = setTimeout(() => { if (root.isConnected) kept.done(text); }, KEYS_REST);
    show();
    return true;
  };
  root.onkeydown = (event) => {
    if (!kept.editing || event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key !== 'z') return;
      undo();
      return event.preventDefault();
    }
    const mark = kept.boxes.find(({ id }) => id === event.target.markId);
    if (key === 'n' || key === 'insert') add();
    else if (key === 'escape') { kept.chosen = []; show(); }
    else if (!mark) return;
    else if (!arrow(mark, event)) {
      const ids = kept.chosen.includes(mark.id) ? kept.chosen : [mark.id];
      if (key === 'm') merge(ids);
      else if (key === 'delete' || key === 'backspace') {
        const next = remove(ids);
        if (next) focus(next); else find('.add').focus();
      } else if (/^[0-9]$/.test(key)) {
        kept.chosen = ids;
        name(ids, Number(key));
      } else return;
    }
    event.preventDefault();
  };

  const press = (what, act) => {
    find(what).onclick = (event) => { if (!isDisabled(event.currentTarget)) act(); };
  };
  press('.edit', () => {
    kept.editing = !kept.editing;
    kept.chosen = kept.editing && kept.explained ? [kept.explained] : [];
    show();
  });
  press('.add', add);
  press('.undo', undo);
  press('.restore', restore);
  press('.merge', () => merge(kept.chosen));
  press('.delete', () => remove(kept.chosen));
  if (!find('.digits').children.length) {
    find('.digits').append(...data.colors.map(([color, ink], digit) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = digit;
      button.style.setProperty('--colour', color);
      button.style.setProperty('--ink', ink);
      return button;
    }));
  }
  [...find('.digits').children].forEach((button, digit) => {
    button.onclick = () => { if (!isDisabled(button)) name(kept.chosen, digit); };
  });

  if (image.src !== data.preview) image.src = data.preview;
  image.className = data.small ? 'small' : '';
  find('.bar').hidden = !data.can_correct;
  update();
}
