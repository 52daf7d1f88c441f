import { amountAt, handlesOf } from './handles.js';

const SHORT = { degrees: '°', pixels: ' px' };

// What a feature space reads, with its doubt.
function answerOf({ space, digit, color, ink, doubt, was }) {
  const item = document.createElement('li'), badge = document.createElement('i');
  const words = document.createElement('div'), small = document.createElement('small');
  badge.textContent = digit;
  badge.style.background = color;
  badge.style.color = ink;
  small.textContent = was === null ? doubt : `${doubt}, was ${was}`;
  words.append(space, small);
  item.append(badge, words);
  return item;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (what) => parentElement.querySelector(what);
  const root = find('.stress'), stage = find('.stage'), back = find('.back');
  const pad = root.pad ??= { amounts: { ...data.amounts }, dragged: null };
  const kinds = Object.fromEntries(data.kinds.map((kind) => [kind.name, kind]));
  const of = (name) => pad.amounts[name] ?? 0;

  const draw = () => {
    for (const kind of data.kinds) {
      const { slider, output } = pad.rows[kind.name], amount = of(kind.name);
      const number = String(amount).replace('-', '−');
      slider.value = amount;
      slider.setAttribute('aria-valuetext', `${number} ${kind.unit}`);
      output.textContent = number + (SHORT[kind.unit] ?? kind.unit);
    }
    for (const [name, [x, y]] of Object.entries(handlesOf(data.middle, of))) {
      const handle = find(`.handle.${name}`);
      handle.style.left = `${100 * x / 28}%`;
      handle.style.top = `${100 * y / 28}%`;
    }
    back.disabled = data.kinds.every((kind) => !of(kind.name));
  };
  // One message at a time: the next goes when the answer to the last is there.
  const send = () => {
    if (pad.waits) { pad.stale = true; return; }
    pad.stale = false;
    clearTimeout(pad.timer);
    // Should an answer get lost, the next move is sent all the same.
    pad.waits = true;
    pad.timer = setTimeout(answered, 2000);
    setTriggerValue('amounts', { ...pad.amounts });
  };
  const answered = () => {
    clearTimeout(pad.timer);
    pad.waits = false;
    if (pad.stale) send();
  };
  const set = (changes) => {
    for (const [name, amount] of Object.entries(changes)) {
      const { low, high, step } = kinds[name];
      pad.amounts[name] = Math.min(high, Math.max(low, Math.round(amount / step) * step));
    }
    draw();
    send();
  };

  if (!pad.rows) {
    pad.rows = {};
    for (const kind of data.kinds) {
      const label = document.createElement('label'), slider = document.createElement('input');
      const name = document.createElement('span'), output = document.createElement('output');
      name.textContent = kind.title;
      Object.assign(slider, { type: 'range', min: kind.low, max: kind.high, step: kind.step });
      slider.setAttribute('aria-label', kind.title);
      output.setAttribute('aria-hidden', 'true');
      label.append(name, output, slider);
      find('.sliders').append(label);
      pad.rows[kind.name] = { slider, output };
    }
  }
  for (const [name, { slider }] of Object.entries(pad.rows)) {
    slider.oninput = () => set({ [name]: Number(slider.value) });
  }
  back.onclick = () => set(Object.fromEntries(data.kinds.map((kind) => [kind.name, 0])));

  const place = (event) => {
    const box = stage.getBoundingClientRect();
    return [
      28 * (event.clientX - box.left) / box.width,
      28 * (event.clientY - box.top) / box.height,
    ];
  };
  stage.onpointerdown = (event) => {
    if (pad.dragged || event.button !== 0) return;
    const what = event.target.classList.contains('turn') ? 'turn'
      : event.target.classList.contains('size') ? 'size' : 'shift';
    pad.dragged = { what, from: place(event), start: { ...pad.amounts },
      pointer: event.pointerId };
    stage.setPointerCapture(event.pointerId);
    stage.classList.add('dragged');
  };
  stage.onpointermove = (event) => {
    if (event.pointerId !== pad.dragged?.pointer) return;
    set(amountAt(pad.dragged, place(event), data.middle, of));
  };
  stage.onlostpointercapture = () => {
    pad.dragged = null;
    stage.classList.remove('dragged');
  };

  find('img').src = data.picture;
  find('.finding b').textContent = `${data.headline}.`;
  find('.finding span').textContent = data.done;
  find('.answers').replaceChildren(...data.answers.map(answerOf));
  // Another's amounts, as those of a link that was opened meanwhile.
  if (pad.waits) answered();
  else if (!pad.dragged) pad.amounts = { ...data.amounts };
  draw();
  return () => clearTimeout(pad.timer);
}
