import { intoLink } from './link.js';
import { radioGroup } from './radio_group.js';

const clamp = (value, side) => Math.min(side, Math.max(0, value));

// What is on a pad: its strokes, and in `before` the drawings that Undo goes back to.
export const padOf = (strokes, brush) =>
  ({ strokes, brush, before: strokes.map((_, i) => strokes.slice(0, i)) });

export function beginStroke(pad, x, y) {
  pad.before.push(pad.strokes);
  pad.strokes = [...pad.strokes, { width: pad.brush, points: [x, y] }];
}

export const extendStroke = (pad, x, y) => { pad.strokes.at(-1).points.push(x, y); };

// Undo and Clear; each tells whether there was anything to do. Not while a pointer draws.
export function takeBack(pad) {
  if (!pad.before.length || pad.pointer !== undefined) return false;
  pad.strokes = pad.before.pop();
  return true;
}

export function clearPad(pad) {
  if (!pad.strokes.length || pad.pointer !== undefined) return false;
  pad.before.push(pad.strokes);
  pad.strokes = [];
  return true;
}

// Moves the keyboard's pen by an arrow key, from the middle at first, and draws where it
// is down. False for other keys.
export function movePen(pad, key, step, side) {
  const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0],
    ArrowUp: [0, -step], ArrowDown: [0, step] }[key];
  if (!by) return false;
  const from = pad.cursor ?? [side / 2, side / 2];
  pad.cursor = from.map((value, axis) => clamp(value + by[axis], side));
  if (pad.down) extendStroke(pad, ...pad.cursor);
  return true;
}

// Where a pointer is, in the pad's units, of which it has `side` to a side. The canvas
// may have a border, on which nothing is drawn.
export function padPlace(event, canvas, side) {
  const box = canvas.getBoundingClientRect(), scale = side / canvas.clientWidth;
  return [(event.clientX - box.left - canvas.clientLeft) * scale,
    (event.clientY - box.top - canvas.clientTop) * scale]
    .map((value) => Math.round(10 * clamp(value, side)) / 10);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (what) => parentElement.querySelector(what);
  const canvas = find('canvas'), side = data.side;
  // What Python holds counts when the pad is made; from then on the pad is ahead of it.
  const pad = canvas.pad ??= padOf(data.strokes, data.brush);
  const say = (text) => { find('[role=status]').textContent = text; };
  const draw = () => {
    const pixels = Math.round(canvas.clientWidth * devicePixelRatio) || side;
    // Not at each stroke: it clears the pad. A new one is 300 wide and 150 high.
    if (canvas.height !== pixels) canvas.width = canvas.height = pixels;
    const pen = canvas.getContext('2d');
    const ink = getComputedStyle(canvas).color;
    pen.setTransform(pixels / side, 0, 0, pixels / side, 0, 0);
    pen.clearRect(0, 0, side, side);
    pen.lineCap = pen.lineJoin = 'round';
    pen.strokeStyle = ink;
    for (const { width, points } of pad.strokes) {
      pen.lineWidth = width;
      pen.beginPath();
      if (points.length === 2) {
        // A line to where it is already would draw nothing.
        pen.fillStyle = ink;
        pen.arc(points[0], points[1], width / 2, 0, 7);
        pen.fill();
        continue;
      }
      for (let i = 0; i < points.length; i += 2) pen.lineTo(points[i], points[i + 1]);
      pen.stroke();
    }
    if (pad.cursor) {
      const [x, y] = pad.cursor;
      pen.lineWidth = 1.5;
      pen.beginPath();
      pen.arc(x, y, pad.brush / 2, 0, 7);
      pen.stroke();
    }
    find('.hint').hidden = pad.strokes.length > 0 || Boolean(pad.cursor);
  };
  const send = () => { draw(); setTriggerValue('drawn', pad.strokes); };
  const undo = () => {
    if (!takeBack(pad)) return;
    say('Taken back');
    send();
  };
  const clear = () => {
    if (!clearPad(pad)) return;
    say('Pad cleared');
    send();
  };

  canvas.onpointerdown = (event) => {
    // One pen at a time: a palm that rests on the screen draws nothing.
    if (pad.pointer !== undefined || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pad.pointer = event.pointerId;
    pad.cursor = undefined;
    beginStroke(pad, ...padPlace(event, canvas, side));
    draw();
  };
  canvas.onpointermove = (event) => {
    if (event.pointerId !== pad.pointer) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const moved of all.length ? all : [event]) {
      extendStroke(pad, ...padPlace(moved, canvas, side));
    }
    draw();
  };
  // Comes after the pointer is lifted, cancelled or lost in any other way.
  canvas.onlostpointercapture = (event) => {
    if (event.pointerId !== pad.pointer) return;
    pad.pointer = undefined;
    send();
  };
  canvas.onkeydown = (event) => {
    if (movePen(pad, event.key, event.shiftKey ? 2 : 8, side)) {
      draw();
    } else if (event.key === ' ' || event.key === 'Enter') {
      if (event.repeat) return event.preventDefault();
      pad.cursor ??= [side / 2, side / 2];
      pad.down = !pad.down;
      say(pad.down ? 'Pen down' : 'Pen up');
      if (pad.down) { beginStroke(pad, ...pad.cursor); draw(); } else send();
    } else if (event.key === 'Backspace'
        || (event.key === 'z' && (event.ctrlKey || event.metaKey))) {
      pad.down = false;
      undo();
    } else if (event.key === 'Escape' || event.key === 'Delete') {
      pad.down = false;
      clear();
    } else {
      return;
    }
    event.preventDefault();
  };
  canvas.onblur = () => {
    pad.cursor = undefined;
    if (pad.down) { pad.down = false; send(); } else draw();
  };
  find('.undo').onclick = undo;
  find('.clear').onclick = clear;

  const brushes = find('.brushes');
  if (!brushes.children.length) {
    for (const [name, width] of Object.entries(data.brushes)) {
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-label', `${name} brush`);
      button.title = `${name} brush`;
      const dot = document.createElement('i');
      dot.style.width = dot.style.height = `${width * 0.8}px`;
      button.append(dot);
      brushes.append(button);
    }
  }
  const widths = Object.values(data.brushes);
  radioGroup(brushes, widths.indexOf(pad.brush), (at) => { pad.brush = widths[at]; });

  // This function is called anew with other data and with another theme.
  pad.stop?.();
  // Streamlit may write the address anew from an earlier one, without what is only known
  // here. While a page is left the address is already the next one's.
  const page = location.pathname;
  const keepInLink = () => {
    if (location.pathname === page) intoLink('drawing', data.link);
  };
  keepInLink();
  const keeping = setInterval(keepInLink, 300);
  // The pad's size may change.
  const resized = new ResizeObserver(draw);
  resized.observe(canvas);
  draw();
  pad.stop = () => { resized.disconnect(); clearInterval(keeping); };
  return () => pad.stop();
}
