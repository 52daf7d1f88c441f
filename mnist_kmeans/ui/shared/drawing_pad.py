"""The pad that people draw on: Python, HTML, CSS and JS of one component."""

from typing import Any

import streamlit as st
from PIL import Image, ImageDraw

from mnist_kmeans.ui.shared.component import sent

#: The pad's side, in its own units; strokes are lists of points in these.
SIDE = 280

# More points than a patient person draws; what lies beyond is left out.
_MOST_POINTS = 20_000

# Strokes are drawn so many times larger and made smaller again, for smooth edges.
_FINE = 3

_BRUSHES = {"thin": 10, "medium": 18, "thick": 28}

_HTML = """
<div class="pad">
  <canvas tabindex="0" role="application" aria-describedby="how"
    aria-label="Drawing pad"></canvas>
  <p class="keys" aria-hidden="true">Arrows move · Space draws · Backspace undoes</p>
  <p class="hint" aria-hidden="true">Draw a digit here</p>
  <div class="bar">
    <div class="brushes" role="radiogroup" aria-label="Brush"></div>
    <button class="undo" type="button">Undo</button>
    <button class="clear" type="button">Clear</button>
  </div>
  <p id="how" class="hidden">Draw with a mouse, pen or finger. With the keyboard: the
    arrow keys move the pen, Space puts it down and lifts it, Backspace undoes, Escape
    clears.</p>
  <p class="hidden" role="status"></p>
</div>
"""

_CSS = """
.pad { max-width: 364px; font-family: var(--st-font); position: relative;
  color: var(--st-text-color); }
canvas { display: block; width: 100%; aspect-ratio: 1; border-radius: 8px;
  box-sizing: border-box; touch-action: none; cursor: crosshair;
  background: var(--st-background-color);
  border: 2px solid color-mix(in srgb, var(--st-text-color) 35%, transparent); }
canvas:focus-visible { outline: 3px solid var(--st-primary-color);
  outline-offset: 1px; }
.hint { position: absolute; top: 0; left: 0; width: 100%; aspect-ratio: 1; margin: 0;
  display: grid; place-items: center; pointer-events: none; opacity: .65; }
.hint[hidden] { display: none; }
.keys { display: none; position: absolute; top: 8px; width: 100%; margin: 0;
  text-align: center; font-size: 12px; pointer-events: none; opacity: .8; }
canvas:focus-visible ~ .keys { display: block; }
.bar { display: flex; gap: 8px; margin-top: 8px; }
.brushes { display: flex; flex: 1; }
.bar button { min-height: 44px; min-width: 44px; font: inherit; cursor: pointer;
  color: inherit; background: transparent; border-radius: 6px;
  border: 1px solid color-mix(in srgb, var(--st-text-color) 35%, transparent); }
.undo, .clear { flex: none; padding: 0 14px; }
.brushes button { flex: 1; display: grid; place-items: center; padding: 0;
  border-radius: 0; margin-left: -1px; }
.brushes button:first-child { border-radius: 6px 0 0 6px; margin-left: 0; }
.brushes button:last-child { border-radius: 0 6px 6px 0; }
.brushes i { display: block; border-radius: 50%; background: currentColor; }
.bar button:hover { border-color: var(--st-primary-color); }
.bar button:focus-visible { outline: 3px solid var(--st-primary-color); z-index: 1; }
.brushes [aria-checked="true"] { z-index: 1; color: var(--st-primary-color);
  border-color: var(--st-primary-color); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; margin: 0;
  clip-path: inset(50%); }
"""

_JS = """
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
"""

_component = st.components.v2.component("drawing_pad", html=_HTML, css=_CSS, js=_JS)


def drawing_pad() -> Image.Image | None:
    """Show the pad, with what this visitor has drawn on it.

    Returns
    -------
    PIL.Image.Image or None
        Black on white, in greys; None while the pad is blank.
    """
    key = "pad"

    def drawn() -> None:
        # Kept apart from the pad's own state, which is lost when the page is left.
        strokes = sent(key, "strokes")
        if strokes is not None:
            st.session_state["drawing"] = strokes

    _component(
        key=key,
        data={
            "side": SIDE,
            "brushes": _BRUSHES,
            "brush": _BRUSHES["medium"],
            "strokes": st.session_state.get("drawing", []),
        },
        default={"strokes": []},
        on_strokes_change=drawn,
    )
    return picture_of(st.session_state.get("drawing", []))


def picture_of(strokes: list[dict[str, Any]]) -> Image.Image | None:
    """Draw strokes as the pad does.

    Parameters
    ----------
    strokes : list of dict
        Each with its ``width`` and its ``points`` as x, y, x, y, ..., in units of
        which the pad has `SIDE` to a side. What is not in this form is left out: it
        comes from a browser.

    Returns
    -------
    PIL.Image.Image or None
        None where there is no stroke.
    """
    large = SIDE * _FINE
    picture = Image.new("L", (large, large), 255)
    pen = ImageDraw.Draw(picture)
    left = _MOST_POINTS
    for stroke in strokes if isinstance(strokes, list) else ():
        try:
            half = _FINE * min(SIDE, max(1.0, float(stroke["width"]))) / 2
            flat = [_FINE * float(v) for v in stroke["points"][: 2 * left]]
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        points = [
            (x, y)
            for x, y in zip(flat[::2], flat[1::2], strict=False)
            if 0 <= x <= large and 0 <= y <= large
        ]
        left -= len(points)
        pen.line(points, 0, round(2 * half))
        for x, y in points:
            pen.ellipse((x - half, y - half, x + half, y + half), 0)
    if left == _MOST_POINTS:
        return None
    return picture.resize((SIDE, SIDE), Image.Resampling.BOX)
