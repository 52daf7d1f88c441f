const VERTEX = `#version 300 es
in vec2 place; in vec4 color; in float layer;
uniform vec2 center, scale; uniform float size, shown; uniform int columns;
out vec4 tint; flat out vec2 cell; flat out float side;
void main() {
  side = size * (layer > 1.5 ? 1.35 : 1.);
  gl_Position = vec4(layer == shown ? (place - center) * scale : vec2(2), 0, 1);
  gl_PointSize = side;
  tint = color;
  cell = vec2(gl_VertexID % columns, gl_VertexID / columns);
}`;
// A disc from afar, the digit's own pixels when near.
const FRAGMENT = `#version 300 es
precision highp float;
in vec4 tint; flat in vec2 cell; flat in float side;
uniform sampler2D sheet; uniform float near, away; uniform vec2 cells;
out vec4 result;
void main() {
  float far = length(gl_PointCoord - .5) * side;
  float disc = clamp(side / 2. - far, 0., 1.);
  float ink = texture(sheet, (cell + gl_PointCoord) / cells).r;
  float alpha = tint.a * mix(disc, ink, near);
  // Thin strokes are a little farther from the colour of the page than discs.
  result = vec4(mix(tint.rgb, vec3(away), near * .2) * alpha, alpha);
}`;
const MOST_ZOOM = 30, LEAST_ZOOM = 0.8;
// Beyond this size in pixels a point is a picture.
const PICTURE = 15;

// In place: to go back is to leave the page, not to undo a look.
const intoLink = (name, value) => {
  const url = new URL(location);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  if (url.href !== location.href) history.replaceState(history.state, '', url);
};

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (what) => parentElement.querySelector(what);
  const map = find('.map'), points = find('.points'), over = find('.over');
  // Held beside the page, so that it is there after a visit to another one.
  const kept = (window.kmeansMap ??= { color: data.color, tool: 'move' });
  const say = (text) => { find('[role=status]').textContent = text; };
  const places = new Float32Array(new Uint16Array(bytes(data.places).buffer))
    .map((v) => v / 65535);
  const labels = bytes(data.labels);
  const clusters = new Uint16Array(bytes(data.clusters).buffer);
  const n = labels.length;
  const read = (i) => data.digits[clusters[i]];
  if (kept.id !== data.id) Object.assign(kept, { id: data.id, selected: null });
  const bounds = [0, 1].map((axis) => {
    let least = Infinity, most = -Infinity;
    for (let i = axis; i < 2 * n; i += 2) {
      least = Math.min(least, places[i]); most = Math.max(most, places[i]);
    }
    return [least, most];
  });
  const middle = bounds.map(([a, b]) => (a + b) / 2);
  const inBounds = (at) => at.map((v, i) =>
    Math.min(bounds[i][1], Math.max(bounds[i][0], v)));
  const zoomed = (zoom) => Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom));
  const whole = () => ({ at: middle, zoom: 1 });
  // What the link says counts for the first map of a visit.
  const linked = () => {
    const [x, y, zoom] = new URLSearchParams(location.search).get('at')?.split(',')
      .map(Number) ?? [];
    return zoom > 0 && Number.isFinite(x + y) ? { at: inBounds([x, y]), zoom: zoomed(zoom) }
      : whole();
  };
  if (kept.layout !== data.layout) {
    kept.view = kept.layout ? whole() : linked();
    kept.layout = data.layout;
  }

  // Where things are: the map's own units, and pixels from the left and top.
  let width = 1, height = 1;
  const unit = () => kept.view.zoom * 0.92 * Math.min(
    ...bounds.map(([a, b], i) => (i ? height : width) / Math.max(b - a, 1e-6)));
  const onScreen = (u, v, step = unit()) => [
    (u - kept.view.at[0]) * step + width / 2,
    (kept.view.at[1] - v) * step + height / 2,
  ];
  const placed = (i, step) => onScreen(places[2 * i], places[2 * i + 1], step);
  const onMap = (x, y) => [kept.view.at[0] + (x - width / 2) / unit(),
    kept.view.at[1] - (y - height / 2) / unit()];
  // Text and tiles grow with the page's; points leave each other room.
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const size = () => Math.min(84 * rem, kept.view.zoom ** 0.8
    * Math.min(8, Math.max(2.5, 0.45 * Math.sqrt(width * height / n))));

  // The points: places are sent to the graphics card once, colours when they change.
  const images = () => {
    const held = window.kmeansDigits;
    return held?.id === data.id ? held : null;
  };
  const layers = new Float32Array(n), colors = new Uint8Array(4 * n);
  const paint = () => {
    const by = { digit: (i) => rgb(data.colors[labels[i]]),
      cluster: (i) => data.shades[clusters[i]],
      'right or wrong': (i) => rgb(read(i) === labels[i] ? data.right : data.wrong),
    }[kept.color];
    const chosen = kept.selected && new Set(kept.selected);
    for (let i = 0; i < n; i++) {
      const faded = chosen && !chosen.has(i);
      const raised = kept.color === 'right or wrong' && read(i) !== labels[i];
      colors.set([...by(i), faded ? 45 : 235], 4 * i);
      layers[i] = faded ? 0 : raised ? 2 : 1;
    }
  };
  // Drawn out of sight and copied: of a canvas with WebGL of its own, browsers without a
  // graphics card leave blank what is scrolled into view later.
  const behind = points.behind ??= document.createElement('canvas');
  const gl = behind.getContext('webgl2', { antialias: false });
  let program = points.program;
  const build = () => {
    const compiled = [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]].map(
      ([kind, text]) => {
        const shader = gl.createShader(kind);
        gl.shaderSource(shader, text);
        gl.compileShader(shader);
        return shader;
      });
    program = points.program = gl.createProgram();
    for (const shader of compiled) gl.attachShader(program, shader);
    gl.linkProgram(program);
    gl.useProgram(program);
    program.buffers = Object.fromEntries(
      [['place', 2, gl.FLOAT], ['color', 4, gl.UNSIGNED_BYTE], ['layer', 1, gl.FLOAT]]
        .map(([name, parts, kind]) => {
          const buffer = gl.createBuffer(), at = gl.getAttribLocation(program, name);
          gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
          gl.enableVertexAttribArray(at);
          gl.vertexAttribPointer(at, parts, kind, kind === gl.UNSIGNED_BYTE, 0, 0);
          return [name, buffer];
        }));
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  };
  const send = (name, values) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, program.buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
  };
  const dress = () => {
    paint();
    if (program) { send('color', colors); send('layer', layers); }
  };
  const texture = () => {
    const known = images();
    if (!known || program.sheet === known.picture) return Boolean(known);
    program.sheet = known.picture;
    gl.bindTexture(gl.TEXTURE_2D, program.texture ??= gl.createTexture());
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, known.picture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    return true;
  };
  const set = (name, kind, ...values) =>
    gl[`uniform${kind}`](gl.getUniformLocation(program, name), ...values);
  const drawPoints = (ratio) => {
    if (behind.width !== points.width) behind.width = points.width;
    if (behind.height !== points.height) behind.height = points.height;
    gl.viewport(0, 0, points.width, points.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const ready = texture(), known = images();
    set('center', '2f', ...kept.view.at);
    set('scale', '2f', 2 * unit() / width, 2 * unit() / height);
    set('size', '1f', size() * ratio);
    set('near', '1f', ready ? Math.min(1, Math.max(0, (size() - PICTURE) / 4)) : 0);
    set('away', '1f', dark ? 1 : 0);
    set('columns', '1i', known?.columns ?? 1);
    if (ready) set('cells', '2f', known.picture.width / 28, known.picture.height / 28);
    for (const layer of [0, 1, 2]) {
      set('shown', '1f', layer);
      gl.drawArrays(gl.POINTS, 0, n);
    }
    const pen = points.getContext('2d');
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, points.width, points.height);
    pen.drawImage(behind, 0, 0);
  };
  // Where there is no WebGL the map is the same, only slower.
  const drawPlainly = (ratio) => {
    const pen = points.getContext('2d'), s = size(), step = unit();
    const known = s > PICTURE && images();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    for (const layer of [0, 1, 2]) {
      for (let i = 0; i < n; i++) {
        if (layers[i] !== layer) continue;
        const [x, y] = placed(i, step);
        const [r, g, b, a] = colors.subarray(4 * i);
        pen.fillStyle = `rgb(${r} ${g} ${b} / ${a / 255})`;
        if (known) digit(pen, known, i, x - s / 2, y - s / 2, s);
        else pen.fillRect(x - s / 2, y - s / 2, s, s);
      }
    }
  };
  const digit = (pen, { picture, columns }, i, x, y, side) => {
    pen.imageSmoothingEnabled = false;
    pen.drawImage(picture, 28 * (i % columns), 28 * Math.floor(i / columns), 28, 28,
      x, y, side, side);
  };

  // Above them: centroids, the visitor's own digits, what is being pointed at.
  const tiles = (data.tiles ?? []).map((group) => {
    const picture = new Image();
    picture.onload = () => refresh();
    picture.src = group.sheet;
    return { ...group, picture };
  });
  const style = getComputedStyle(map);
  const ink = style.color, accent = style.getPropertyValue('--st-primary-color');
  const dark = Number(ink.match(/\d+/)) > 127;
  const drawOver = (ratio) => {
    const pen = over.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    for (const group of tiles) {
      if (!group.picture.complete || (group.centroids && kept.bare)) {
        continue;
      }
      group.digits.forEach((shown, i) => {
        const [x, y] = onScreen(group.places[2 * i], group.places[2 * i + 1]);
        const s = group.side * (group.centroids || width > 500 ? rem : 0.5);
        const edge = group.centroids ? data.colors[shown] : accent;
        pen.fillStyle = edge;
        pen.fillRect(x - s / 2 - 2, y - s / 2 - 2, s + 4, s + 4);
        digit(pen, group, i, x - s / 2, y - s / 2, s);
        if (s < 28) return;
        const high = 18 * rem;
        pen.font = `700 ${13 * rem}px ${style.getPropertyValue('--st-font')}`;
        const text = group.centroids ? String(shown) : `yours: ${shown}`;
        const wide = pen.measureText(text).width + 8;
        pen.fillStyle = edge;
        pen.fillRect(x - s / 2 - 2, y - s / 2 - high, wide, high);
        pen.fillStyle = group.centroids ? data.inks[shown] : dark ? '#000' : '#fff';
        pen.fillText(text, x - s / 2 + 2, y - s / 2 - high / 4);
      });
    }
    if (hovered !== null) {
      pen.beginPath();
      pen.arc(...placed(hovered), size() / 2 + 4, 0, 7);
      pen.lineWidth = 2;
      pen.strokeStyle = ink;
      pen.stroke();
    }
    if (path) {
      pen.beginPath();
      for (const [x, y] of path) pen.lineTo(x, y);
      pen.closePath();
      pen.fillStyle = `color-mix(in srgb, ${accent} 15%, transparent)`;
      pen.strokeStyle = accent;
      pen.lineWidth = 2;
      pen.fill();
      pen.stroke();
    }
  };

  let asked = false, hovered = null, path = null;
  const refresh = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      if (!map.isConnected) return;
      width = map.clientWidth; height = map.clientHeight;
      const ratio = window.devicePixelRatio || 1;
      for (const canvas of [points, over]) {
        const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
        if (canvas.width !== w || canvas.height !== h) {
          canvas.width = w; canvas.height = h;
        }
      }
      if (!gl) drawPlainly(ratio);
      else if (program) drawPoints(ratio);
      drawOver(ratio);
    });
  };

  // Looking: moving, zooming, pointing. Where it comes to rest goes into the link.
  const looked = () => {
    refresh();
    clearTimeout(kept.resting);
    kept.resting = setTimeout(link, 500);
  };
  const link = () => {
    const { at, zoom } = kept.view, all = zoom === 1 && at.join() === middle.join();
    intoLink('at', all ? null : [...at, zoom].map((v) => v.toFixed(5)).join());
    intoLink('color', kept.color === 'digit' ? null : kept.color);
  };
  const zoomAt = (x, y, factor) => {
    const before = onMap(x, y), view = kept.view;
    view.zoom = zoomed(view.zoom * factor);
    const after = onMap(x, y);
    view.at = view.at.map((v, i) => v + before[i] - after[i]);
    point(null);
    looked();
  };
  const moveBy = (x, y) => {
    const { view } = kept, step = unit();
    view.at = inBounds([view.at[0] - x / step, view.at[1] + y / step]);
    looked();
  };
  const showAll = () => {
    kept.view = whole();
    point(null);
    looked();
  };
  const nearestTo = (x, y) => {
    let best = null, least = Math.max(10, size() / 2 + 3) ** 2;
    const step = unit();
    for (let i = 0; i < n; i++) {
      const [px, py] = placed(i, step);
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least && layers[i] > 0) { best = i; least = far; }
    }
    return best;
  };
  const point = (i) => {
    const tip = find('.tip');
    if (i !== hovered) refresh();
    hovered = i;
    tip.hidden = i === null;
    if (i === null) return;
    const pen = find('.tip canvas').getContext('2d'), known = images();
    pen.clearRect(0, 0, 28, 28);
    if (known) digit(pen, known, i, 0, 0, 28);
    const says = read(i) === labels[i] ? 'right' : 'wrong';
    find('.tip p').textContent = `Test image ${data.numbers[i].toLocaleString('en')} `
      + `shows a ${labels[i]}. Cluster ${clusters[i]} stands for ${read(i)}: ${says}.`;
    const [x, y] = placed(i);
    tip.style.left = `${x + 14 + tip.offsetWidth > width
      ? Math.max(0, x - 14 - tip.offsetWidth) : x + 14}px`;
    tip.style.top = `${Math.max(0, Math.min(y - tip.offsetHeight / 2,
      height - tip.offsetHeight))}px`;
  };

  // Selecting.
  const select = (chosen, entry = null) => {
    kept.selected = chosen.length ? chosen : null;
    mark(entry);
    dress();
    refresh();
    say(chosen.length ? `${chosen.length} images selected` : 'Nothing selected');
    setTriggerValue('selected', chosen);
  };
  const those = (wanted) => [...Array(n).keys()].filter(wanted);
  const inside = ([x, y]) => {
    let odd = false;
    for (let i = 0, j = path.length - 1; i < path.length; j = i++) {
      const [ax, ay] = path[i], [bx, by] = path[j];
      if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) odd = !odd;
    }
    return odd;
  };

  const at = (event) => {
    const box = map.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const fingers = new Map();
  let start = null;
  map.onpointerdown = (event) => {
    if (event.button > 0) return;
    if (fingers.size === 0 && event.pointerType !== 'touch') {
      map.setPointerCapture(event.pointerId);
    }
    fingers.set(event.pointerId, at(event));
    start = fingers.size === 1 ? { from: at(event), moved: false } : null;
    path = null;
    if (start && kept.tool !== 'move') path = [at(event)];
  };
  map.onpointermove = (event) => {
    const [x, y] = at(event), before = fingers.get(event.pointerId);
    if (!before) return point(event.pointerType === 'touch' ? null : nearestTo(x, y));
    if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId);
      const [ox, oy] = other[1];
      const spread = (p) => Math.hypot(p[0] - ox, p[1] - oy) || 1;
      zoomAt((x + ox) / 2, (y + oy) / 2, spread([x, y]) / spread(before));
      moveBy((x - before[0]) / 2, (y - before[1]) / 2);
      fingers.set(event.pointerId, [x, y]);
      return;
    }
    if (!start) return;
    start.moved ||= Math.hypot(x - start.from[0], y - start.from[1]) > 4;
    if (!start.moved) return;
    point(null);
    if (kept.tool === 'move') {
      // One finger scrolls the page.
      if (event.pointerType !== 'touch') moveBy(x - before[0], y - before[1]);
    } else if (kept.tool === 'box') {
      const [a, b] = start.from;
      path = [[a, b], [x, b], [x, y], [a, y]];
    } else {
      path.push([x, y]);
    }
    fingers.set(event.pointerId, [x, y]);
    refresh();
  };
  map.onpointerup = (event) => {
    fingers.delete(event.pointerId);
    if (start && !start.moved) {
      const touched = nearestTo(...start.from);
      if (event.pointerType === 'touch') point(touched);
      select(touched === null ? [] : [touched]);
    } else if (start && path?.length > 2) {
      select(those((i) => inside(placed(i))));
    }
    path = start = null;
    refresh();
  };
  map.onpointercancel = (event) => {
    fingers.delete(event.pointerId);
    path = start = null;
    refresh();
  };
  // A finger leaves when it is lifted; what it has touched stays shown.
  map.onpointerleave = (event) => {
    if (event.pointerType !== 'touch' && !fingers.size) point(null);
  };
  // A page is scrolled past the map; whoever has clicked into it means the map.
  map.onwheel = (event) => {
    if (!event.ctrlKey && !event.metaKey && !map.matches(':focus')) return;
    event.preventDefault();
    zoomAt(...at(event), Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)));
  };
  map.ondblclick = (event) => zoomAt(...at(event), 2);
  map.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;  // the browser's own
    const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40],
      ArrowDown: [0, -40] }[event.key];
    if (steps) moveBy(...steps);
    else if (event.key === '+' || event.key === '=') zoomAt(width / 2, height / 2, 1.4);
    else if (event.key === '-') zoomAt(width / 2, height / 2, 1 / 1.4);
    else if (event.key === '0') showAll();
    else if (event.key === 'Escape') { path = start = null; select([]); }
    else return;
    event.preventDefault();
  };

  // The controls.
  const radios = (place, choices, name) => {
    const group = find(place);
    const mark = () => {
      for (const button of group.querySelectorAll('button')) {
        const on = button.value === kept[name];
        button.setAttribute('aria-checked', on);
        button.tabIndex = on ? 0 : -1;
      }
      map.classList.toggle('move', kept.tool === 'move');
    };
    if (!group.querySelector('button')) {
      for (const [value, text] of Object.entries(choices)) {
        const button = document.createElement('button');
        Object.assign(button, { type: 'button', value, textContent: text });
        button.setAttribute('role', 'radio');
        group.append(button);
      }
    }
    const choose = (button) => {
      kept[name] = button.value;
      mark();
      dress();
      legend();
      refresh();
      link();
    };
    group.onclick = (event) => {
      const button = event.target.closest('button');
      if (button) choose(button);
    };
    group.onkeydown = (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      const all = [...group.querySelectorAll('button')];
      const next = all[(all.indexOf(event.target) + by + all.length) % all.length];
      choose(next);
      next.focus();
      event.preventDefault();
    };
    mark();
  };
  const legend = () => {
    const entries = kept.color === 'digit'
      ? data.colors.map((color, d) => [d, color, data.inks[d],
        (i) => labels[i] === d])
      : kept.color === 'cluster'
        ? data.colors.map((color, d) => [d, color, data.inks[d], (i) => read(i) === d])
        : [['right', data.right, '#fff', (i) => read(i) === labels[i]],
          ['wrong', data.wrong, '#fff', (i) => read(i) !== labels[i]]];
    const says = { digit: 'The digit an image shows',
      cluster: 'The digit its cluster stands for, each cluster in a shade of its own',
      'right or wrong': 'Read right, or wrong (larger)' }[kept.color];
    const title = document.createElement('span');
    title.textContent = `${says}:`;
    const buttons = entries.map(([name, back, front, is]) => {
      const own = those(is);
      const button = document.createElement('button');
      const badge = document.createElement('i');
      badge.textContent = name;
      badge.style.background = back;
      badge.style.color = front;
      button.type = 'button';
      const many = own.length.toLocaleString('en');
      button.append(badge, many);
      button.setAttribute('aria-label', `${name}: select its ${many} images`);
      button.disabled = !own.length;
      button.entry = `${kept.color} ${name}`;
      button.onclick = () => select(own, button.entry);
      return button;
    });
    find('.legend').replaceChildren(title, ...buttons);
    mark(kept.entry);
  };
  // Which entry of the legend the selection is, if it is one.
  const mark = (entry) => {
    kept.entry = entry;
    for (const button of find('.legend').querySelectorAll('button')) {
      button.setAttribute('aria-pressed', button.entry === entry);
    }
  };
  radios('.colors', { digit: 'digit', cluster: 'cluster',
    'right or wrong': 'right or wrong' }, 'color');
  radios('.tools', { move: 'move', box: 'box', lasso: 'lasso' }, 'tool');
  find('.in').onclick = () => zoomAt(width / 2, height / 2, 1.6);
  find('.out').onclick = () => zoomAt(width / 2, height / 2, 1 / 1.6);
  find('.all').onclick = showAll;
  find('.none').onclick = () => select([]);
  find('.seen').onclick = () => select(those((i) => {
    const [x, y] = placed(i);
    return x >= 0 && y >= 0 && x <= width && y <= height;
  }));
  find('.centroids').checked = !kept.bare;
  find('.centroids').onchange = (event) => {
    kept.bare = !event.target.checked;
    refresh();
  };
  map.setAttribute('aria-label', data.label);

  const begin = () => {
    if (gl && !program) build();
    if (gl) send('place', places);
    dress();
    refresh();
  };
  const ended = new AbortController(), { signal } = ended;
  behind.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    program = points.program = undefined;
  }, { signal });
  behind.addEventListener('webglcontextrestored', begin, { signal });
  window.addEventListener('kmeansdigits', refresh, { signal });
  const resized = new ResizeObserver(refresh);
  resized.observe(map);
  begin();
  legend();
  link();
  return () => {
    clearTimeout(kept.resting);
    resized.disconnect();
    ended.abort();
  };
}
