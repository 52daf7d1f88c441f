// A phone in a room: it asks once a second what to show.

const KEPT = 'kmeansRoom';

// A phone that comes back to a room has its token of before. In another it has another,
// so that nothing connects them.
export function tokenFor(code, storage) {
  let kept = {};
  try { kept = JSON.parse(storage.getItem(KEPT)) ?? {}; } catch { /* not ours */ }
  if (kept.code === code && /^[0-9a-f]{32}$/.test(kept.token)) return kept.token;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const token = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  try { storage.setItem(KEPT, JSON.stringify({ code, token })); } catch { /* full */ }
  return token;
}

// What is said under a question; `choice` is an index or null, `pending` while it is
// on its way.
export function statusOf({ phase, answer, right, truth, choices }, pending) {
  if (phase === 'waiting') return 'You are in. The first question comes soon.';
  if (phase === 'asked') {
    if (answer !== null) return `Answered: ${choices[answer]}.`;
    return pending === null ? '' : 'Sending your answer.';
  }
  if (answer === null) return `${truth} You gave no answer.`;
  return `You said ${choices[answer]}. ${answer === right ? 'Right: ' : 'Not quite: '}`
    + `${truth[0].toLowerCase()}${truth.slice(1)}`;
}

// Shares of the longest bar, 0 to 1.
export function shares(counts) {
  const most = Math.max(1, ...counts);
  return counts.map((count) => count / most);
}

function storageOf(window) {
  // A browser that keeps nothing for pages refuses even to be asked.
  try { return window.localStorage; } catch { return { getItem() {}, setItem() {}, removeItem() {} }; }
}

function run(document, window) {
  const element = (id) => document.getElementById(id);
  const code = window.location.pathname.split('/').pop().toUpperCase();
  const askForCode = () => {
    element('join').hidden = false;
    element('code').focus();
  };
  element('join').onsubmit = (event) => {
    event.preventDefault();
    const typed = element('code').value.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
    if (typed) window.location.assign(typed);
  };
  if (!code) {
    askForCode();
    return;
  }
  const storage = storageOf(window);
  const token = tokenFor(code, storage);
  let shown = { number: 0, phase: 'waiting', answer: null };
  let pending = null;
  let joined = false;
  let over = false;
  let asking = false;
  let timer;

  const say = (text) => {
    // Said anew, a screen reader would read it again each second.
    if (element('status').textContent !== text) element('status').textContent = text;
  };

  function answer(choice) {
    if (shown.phase !== 'asked' || shown.answer !== null || pending !== null) return;
    pending = choice;
    draw();
    update();
  }

  function drawQuestion() {
    element('text').textContent = shown.text;
    element('picture').hidden = !shown.picture;
    if (shown.picture) element('picture').src = shown.picture;
    // Digits are large, and ranges have room.
    const isLong = shown.choices.some((choice) => choice.length > 1);
    element('question').className = element('answers').className = isLong ? 'long' : '';
    element('choices').replaceChildren(...shown.choices.map((label, i) => {
      const button = document.createElement('button');
      button.textContent = label;
      button.onclick = () => answer(i);
      return button;
    }));
  }

  function draw() {
    const asked = shown.phase !== 'waiting';
    const revealed = shown.phase === 'revealed';
    const chosen = shown.answer ?? pending;
    element('question').hidden = !asked;
    element('choices').hidden = revealed;
    element('answers').hidden = !revealed;
    for (const [i, button] of [...element('choices').children].entries()) {
      button.disabled = chosen !== null;
      button.setAttribute('aria-pressed', i === chosen);
    }
    if (revealed) {
      element('bars').replaceChildren(...shares(shown.counts).map((share, i) => {
        const [row, name, space, bar, count] = ['li', 'span', 'span', 'i', 'b'].map(
          (kind) => document.createElement(kind));
        name.textContent = shown.choices[i];
        count.textContent = shown.counts[i];
        bar.style.setProperty('--share', `${100 * share}%`);
        bar.style.setProperty('--color', shown.colors[i]);
        row.className = i === shown.right ? 'right' : '';
        space.append(bar);
        row.append(name, space, count);
        return row;
      }));
    }
    say(statusOf(shown, pending));
  }

  function take(view) {
    const isNew = view.number !== shown.number;
    const changed = isNew || view.phase !== shown.phase || view.answer !== shown.answer;
    if (isNew || view.answer !== null || view.phase !== 'asked') pending = null;
    shown = { ...(isNew ? {} : shown), ...view };
    if (isNew && shown.text) drawQuestion();
    // Also after an error, whose sentence has to go.
    if (changed || !joined || element('status').dataset.error) draw();
    delete element('status').dataset.error;
    joined = true;
  }

  function fail(sentence) {
    element('status').dataset.error = 'true';
    say(sentence);
  }

  // Seconds until the next update.
  async function send() {
    const said = { token, shown: shown.number, answer: pending };
    const patience = new AbortController();
    const end = setTimeout(() => patience.abort(), 8000);
    try {
      const body = JSON.stringify(said);
      const how = { method: 'POST', body, signal: patience.signal };
      const response = await fetch(`${code}/update`, how);
      const content = await response.json();
      if (response.ok) {
        take(content);
      } else if (response.status === 429 || response.status === 503) {
        fail(content.error);
        return content.wait ?? 5;
      } else {
        over = true;
        storage.removeItem(KEPT);
        element('question').hidden = element('answers').hidden = true;
        askForCode();
        // A server that was started anew knows nothing of its rooms.
        fail(joined && response.status === 404 ? 'The room is over.' : content.error);
      }
    } catch {
      fail('No connection. Trying again.');
    } finally {
      clearTimeout(end);
    }
    return 1;
  }

  async function update() {
    clearTimeout(timer);
    if (asking || over) return;
    asking = true;
    const before = pending;
    const seconds = await send();
    asking = false;
    const soon = pending !== null && pending !== before; // chosen meanwhile
    // A locked phone asks for nothing.
    if (!document.hidden) timer = setTimeout(update, soon ? 0 : 1000 * seconds);
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) update();
  });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const choice = shown.choices?.indexOf(event.key) ?? -1;
    if (choice >= 0) answer(choice);
  });
  update();
}

if (typeof document !== 'undefined') run(document, window);
