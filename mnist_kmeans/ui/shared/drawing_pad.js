export default function ({ data, parentElement, setStateValue }) {
  const find = (what) => parentElement.querySelector(what);
  const canvas = find('canvas'), side = data.side;
  // What Python holds counts when the pad is made; from then on the pad is ahead of it.
  // `before` has the drawings that Undo goes back to.
  const pad = canvas.pad ??= { strokes: data.strokes, brush: data.brush,
    before: data.strokes.map((_, i) => data.strokes.slice(0, i)) };
  const say = (text) => { find('[role=status]').textContent = text; };
  const draw = () => {
    const pixels = Math.round(canvas.clientWidth * devicePixelRatio) || side;
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
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
  const send = () => { draw(); setStateValue('strokes', pad.strokes); };
  const undo = () => {
    if (!pad.before.length || pad.pointer !== undefined) return;
    pad.strokes = pad.before.pop();
    say('Taken back');
    send();
  };
  const clear = () => {
    if (!pad.strokes.length || pad.pointer !== undefined) return;
    pad.before.push(pad.strokes);
    pad.strokes = [];
    say('Pad cleared');
    send();
  };
  const begin = (x, y) => {
    pad.before.push(pad.strokes);
    pad.strokes = [...pad.strokes, { width: pad.brush, points: [x, y] }];
  };
  const extend = (x, y) => { pad.strokes.at(-1).points.push(x, y); };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const scale = side / canvas.clientWidth;
    return [(event.clientX - box.left - canvas.clientLeft) * scale,
      (event.clientY - box.top - canvas.clientTop) * scale]
      .map((v) => Math.round(10 * Math.min(side, Math.max(0, v))) / 10);
  };

  canvas.onpointerdown = (event) => {
    // One pen at a time: a palm that rests on the screen draws nothing.
    if (pad.pointer !== undefined || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pad.pointer = event.pointerId;
    pad.cursor = undefined;
    begin(...at(event));
    draw();
  };
  canvas.onpointermove = (event) => {
    if (event.pointerId !== pad.pointer) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length ? all : [event]) extend(...at(one));
    draw();
  };
  // Comes after the pointer is lifted, cancelled or lost in any other way.
  canvas.onlostpointercapture = (event) => {
    if (event.pointerId !== pad.pointer) return;
    pad.pointer = undefined;
    send();
  };
  canvas.onkeydown = (event) => {
    const step = event.shiftKey ? 2 : 8;
    const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0],
      ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [0, 0];
    if (dx || dy) {
      const [x, y] = pad.cursor ?? [side / 2, side / 2];
      pad.cursor = [x + dx, y + dy].map((v) => Math.min(side, Math.max(0, v)));
      if (pad.down) extend(...pad.cursor);
      draw();
    } else if (event.key === ' ' || event.key === 'Enter') {
      if (event.repeat) return event.preventDefault();
      pad.cursor ??= [side / 2, side / 2];
      pad.down = !pad.down;
      say(pad.down ? 'Pen down' : 'Pen up');
      if (pad.down) { begin(...pad.cursor); draw(); } else send();
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
      button.setAttribute('role', 'radio');
      button.setAttribute('aria-label', `${name} brush`);
      button.title = `${name} brush`;
      const dot = document.createElement('i');
      dot.style.width = dot.style.height = `${width * 0.8}px`;
      button.append(dot);
      button.width = width;
      brushes.append(button);
    }
  }
  const choose = (button) => {
    pad.brush = button.width;
    for (const one of brushes.children) {
      one.setAttribute('aria-checked', one === button);
      one.tabIndex = one === button ? 0 : -1;
    }
  };
  choose([...brushes.children].find((one) => one.width === pad.brush));
  brushes.onclick = (event) => {
    const button = event.target.closest('button');
    if (button) choose(button);
  };
  brushes.onkeydown = (event) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!by) return;
    const all = [...brushes.children], n = all.length;
    const next = all[(all.indexOf(event.target.closest('button')) + by + n) % n];
    choose(next);
    next.focus();
    event.preventDefault();
  };

  // The pad's size may change; with the theme this function is called anew.
  const resized = new ResizeObserver(draw);
  resized.observe(canvas);
  draw();
  return () => resized.disconnect();
}
