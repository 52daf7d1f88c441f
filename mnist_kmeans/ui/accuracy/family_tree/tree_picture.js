import { nodeAfterKey, ribbonPath, routePath, treeLayout } from './tree_layout.js';

const count = (n) => n.toLocaleString('en');

const share = (part, whole) => {
  const text = `${Math.round(100 * part / whole)}%`;
  return text === '0%' && part ? '<1%' : text === '100%' && part < whole ? '>99%' : text;
};

// The digits that images show, the most frequent first, with how many show each.
export const digitsShown = (counts) => counts
  .map((n, digit) => [n, digit]).filter(([n]) => n).sort(([a], [b]) => b - a)
  .map(([n, digit]) => `${digit} (${count(n)})`).join(', ');

const nameOf = ({ cluster, digit }) => `#${cluster}, of ${digit}s,`;

// What a cluster is, and where most of its images are in the columns beside it.
export function nodeText(i, { nodes, edges, columns, selected }) {
  const node = nodes[i];
  const of = `#${node.cluster} at ${columns[node.column].title}`;
  if (!node.size) return `${of} is empty.`;
  const side = (own, other) => edges.filter((edge) => edge[own] === i)
    .sort((a, b) => b[2] - a[2]).slice(0, 3)
    .map((edge) => `#${nodes[edge[other]].cluster} (${share(edge[2], node.size)})`)
    .join(', ');
  const from = side(1, 0), to = side(0, 1);
  return `${of} stands for ${node.digit}: ${count(node.size)} images, which show `
    + `${digitsShown(node.counts)}.${from && ` From ${from}.`}${to && ` To ${to}.`}`
    + (i === selected ? ' Followed: some of its images are below the tree.' : '');
}

// How many images go from one cluster to another, and which digits they show.
export function flowText([parent, child, images, counts], { nodes, columns }) {
  const [a, b] = [nodes[parent], nodes[child]];
  return `From ${nameOf(a)} at ${columns[a.column].title} to ${nameOf(b)} at `
    + `${columns[b.column].title}: ${count(images)} images, ${share(images, a.size)} of `
    + `the one and ${share(images, b.size)} of the other, which show ${digitsShown(counts)}.`;
}

const largest = (counts) => counts.indexOf(Math.max(...counts));

function make(name, className, parent) {
  const element = document.createElement(name);
  element.className = className;
  parent.append(element);
  return element;
}

function start(parent) {
  const root = make('div', 'tree', parent);
  root.sheet = make('style', '', root);
  root.scroller = make('div', 'scroller', root);
  root.stage = make('div', 'stage', root.scroller);
  root.stage.setAttribute('role', 'group');
  // There is no property for it.
  root.stage.addEventListener('focusin', (event) => root.tell(event));
  root.says = make('div', 'says', root);
  root.pictures = make('span', 'pictures', root.says);
  root.text = make('span', 'text', root.says);
  root.text.setAttribute('aria-live', 'polite');
  return root;
}

function centroid(parent, i, data) {
  const image = make('span', 'centroid', parent);
  // So that a picture of any side shows the same part of the sheet.
  image.style.setProperty('--left', i % data.across);
  image.style.setProperty('--top', Math.floor(i / data.across));
  return image;
}

function button(stage, i, box, data) {
  const node = data.nodes[i], element = make('button', node.size ? '' : 'empty', stage);
  element.node = i;
  element.style.left = `${box.tileX}px`;
  element.style.top = `${data.head + box.tileY}px`;
  const badge = make('span', 'badge', element);
  badge.textContent = node.digit;
  badge.style.background = data.colors[node.digit];
  badge.style.color = data.inks[node.digit];
  centroid(element, i, data);
  const bar = make('span', 'bar', element);
  if (node.gathered !== null) make('i', '', bar).style.width = `${100 * node.gathered}%`;
  element.setAttribute('aria-label',
    `#${node.cluster} at ${data.columns[node.column].title}, stands for ${node.digit}`);
  return element;
}

function draw(root, data) {
  // Without the frames of the pictures at both ends.
  const width = root.scroller.clientWidth - 12;
  const { nodes, edges, side } = data;
  data.head = 44;
  const placed = treeLayout(nodes, edges, { width, gap: data.gap,
    tile: { width: side + 18, height: side + 5 } });
  root.drawn = data.id;
  root.width = root.scroller.clientWidth;
  root.placed = placed;
  root.style.setProperty('--side', `${side}px`);
  root.sheet.textContent = `.centroid { --across: ${data.across}; `
    + `background-image: url(${data.sheet}) }`;
  root.stage.style.width = `${placed.width}px`;
  root.stage.style.height = `${placed.height + data.head}px`;
  root.stage.setAttribute('aria-label', data.label);
  const ribbons = edges.map(([, , , counts], e) => `<path data-edge="${e}" `
    + `fill="${data.colors[largest(counts)]}" d="${ribbonPath(placed.ribbons[e])}"/>`);
  const bands = placed.nodes.map((box, i) => `<rect data-node="${i}" x="${box.x}" `
    + `y="${box.y}" width="${box.width}" height="${Math.max(0.5, box.height)}" `
    + `fill="${data.colors[nodes[i].digit]}"/>`);
  root.stage.innerHTML = `<svg aria-hidden="true" width="${placed.width}" `
    + `height="${placed.height}" style="top:${data.head}px"><g class="ribbons">`
    + `${ribbons.join('')}</g><g class="bands">${bands.join('')}</g>`
    + '<g class="followed"></g><g class="routes"></g></svg>';
  data.columns.forEach(({ title, note }, c) => {
    const head = make('div', 'head', root.stage);
    head.style.left = `${placed.nodes[nodes.findIndex((node) => node.column === c)].x}px`;
    make('b', '', head).textContent = title;
    make('span', '', head).textContent = note;
  });
  root.buttons = nodes.map((_, i) => button(root.stage, i, placed.nodes[i], data));
}

// What changes with a choice: the cluster that is followed, and routes of digits.
function mark(root, data) {
  const { selected, followed, routes } = data, { placed } = root;
  const onRoute = new Set(routes.flat());
  root.stage.classList.toggle('following', selected !== null);
  const size = selected === null ? 1 : data.nodes[selected].size;
  root.buttons.forEach((element, i) => {
    element.setAttribute('aria-pressed', i === selected);
    element.tabIndex = i === (selected ?? root.at ?? 0) ? 0 : -1;
    element.classList.toggle('route', onRoute.has(i));
    element.classList.toggle('faded', !!followed && followed.nodes[i] < data.least * size);
  });
  const svg = root.stage.querySelector('svg');
  svg.querySelector('.followed').innerHTML = !followed ? ''
    : data.edges.map(([, , , counts], e) => (followed.edges[e] ? '<path '
      + `fill="${data.colors[largest(counts)]}" data-edge="${e}" `
      + `d="${ribbonPath(placed.ribbons[e], followed.edges[e] * placed.scale)}"/>` : ''))
      .join('');
  svg.querySelector('.routes').innerHTML = routes.map((nodes) => {
    const line = routePath(nodes.map((i) => placed.nodes[i]));
    return `<path class="halo" d="${line}"/><path d="${line}"/>`;
  }).join('');
}

// Scrolls the box, but not the page, to a node.
function reveal(root, i) {
  const { x, width } = root.placed.nodes[i];
  root.scroller.scrollLeft = x + (width - root.scroller.clientWidth) / 2;
}

function say(root, text, nodes, data) {
  if (root.said === text) return;
  root.said = text;
  root.text.textContent = text;
  root.pictures.replaceChildren();
  for (const i of nodes) centroid(root.pictures, i, data);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.tree') ?? start(parentElement);
  if (root.drawn !== data.id || root.width !== root.scroller.clientWidth) {
    if (root.drawn !== data.id) root.at = root.said = undefined;
    const focused = root.buttons?.findIndex((b) => b.matches(':focus')) ?? -1;
    draw(root, data);
    if (focused >= 0) root.buttons[focused]?.focus();
    else if (data.selected !== null) reveal(root, data.selected);
  }
  mark(root, data);
  const tellNode = (i) => say(root, nodeText(i, data), [i], data);
  const tell = ({ target }) => {
    const element = target.closest('button, [data-edge], [data-node]');
    if (element?.node !== undefined) tellNode(element.node);
    else if (element?.dataset.node) tellNode(Number(element.dataset.node));
    else if (element) {
      const edge = data.edges[element.dataset.edge];
      say(root, flowText(edge, data), edge.slice(0, 2), data);
    }
  };
  if (data.selected !== null && data.selected !== root.selected) tellNode(data.selected);
  else if (!root.said) say(root, data.hint, [], data);
  root.selected = data.selected;
  root.stage.onpointermove = tell;
  root.stage.onpointerdown = tell;
  root.tell = tell;
  root.stage.onclick = ({ target }) => {
    const element = target.closest('button, [data-node]');
    if (!element) return;
    const i = element.node ?? Number(element.dataset.node);
    // At once; the ribbons of its images come from the server.
    mark(root, { ...data, selected: i === data.selected ? null : i, followed: null });
    setTriggerValue('picked', i);
  };
  root.stage.onkeydown = (event) => {
    const from = event.target.closest('button')?.node;
    if (from === undefined) return;
    if (event.key === 'Escape' && data.selected !== null) {
      setTriggerValue('picked', data.selected);
      return;
    }
    const to = nodeAfterKey(event.key, from, data.nodes, data.edges);
    if (to === null) return;
    root.at = to;
    for (const element of root.buttons) element.tabIndex = element.node === to ? 0 : -1;
    root.buttons[to].focus();
    event.preventDefault();
  };
  root.observer?.disconnect();
  root.observer = new ResizeObserver(() => {
    if (Math.abs(root.width - root.scroller.clientWidth) < 2) return;
    draw(root, data);
    mark(root, data);
  });
  root.observer.observe(root.scroller);
}
