import { addBox, boxAfterKey, boxBetween, changeTo, deleteBoxes, mergeBoxes, middleBox,
  movedBox, noBoxes, placeBox, resizedBox, sayDigit, takeOver, toMerge, undoChange }
  from './boxes.js';
import { lookOfMark, showBoxes, showHandles } from './box_view.js';

// Milliseconds after which a box that arrow keys move is read.
const KEYS_REST = 500;
// Pixels of the screen that a pointer has to move to drag, and a side that can be seen.
const DRAGS = 4, SEEN = 12;

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (what) => parentElement.querySelector(what);
  const root = find('.answered'), picture = find('.picture'), image = find('img');
  const kept = root.kept ??= { ...noBoxes(), buttons: new Map() };
  const { size } = data;
  const say = (text) => { find('[role=status]').textContent = text; };
  const isDisabled = (button) => button.getAttribute('aria-disabled') === 'true';
  const looks = new Map(data.boxes.map((look) => [look.box.join(), look]));
  const lookOf = (mark) => lookOfMark(mark, looks, data.colors);
  const showTools = () => {
    const chosen = kept.boxes.filter(({ id }) => kept.chosen.includes(id));
    const disable = (what, is) => find(what).setAttribute('aria-disabled', is);
    find('.edit').textContent = kept.editing ? 'Done' : data.invitation;
    disable('.undo', !kept.before.length);
    disable('.reset', !data.corrected && kept.serial === data.serial);
    disable('.delete', !chosen.length);
    disable('.merge', toMerge(kept, kept.chosen).length < 2);
    find('.merge').textContent =
      chosen.length > 1 ? `Merge these ${chosen.length}` : 'Merge with nearest';
    const one = chosen.length === 1 && lookOf(chosen[0]);
    if (!chosen.length) {
      find('.which').textContent = 'Drag over a digit to draw a box, or choose a box.';
    } else if (one.blank) {
      find('.which').textContent = 'There is no ink in this box. Move it over a digit.';
    } else {
      find('.which').textContent = `${one ? one.title : `${chosen.length} boxes`}. It is a`;
    }
    for (const [digit, button] of [...find('.digits').children].entries()) {
      button.setAttribute('aria-disabled', !chosen.length || Boolean(one.blank));
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
    showBoxes(picture, kept, size, lookOf);
    showHandles(picture, kept, size);
    showTools();
  };
  // Nothing is changed under a pointer, or between steps of the keyboard.
  const update = () => {
    if (kept.key !== data.key) {
      clearTimeout(kept.resting);
      kept.drag = kept.resting = null;
    }
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
  const reset = () => {
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
  // After the pointer is lifted, and where it is lost: when a second finger zooms.
  picture.onlostpointercapture = () => {
    if (!kept.drag) return;
    kept.drag = null;
    update();
  };
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
  press('.reset', reset);
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
  find('.tools').hidden = !data.can_correct;
  update();
}
