export default function ({ data, parentElement }) {
  const find = (what) => parentElement.querySelector(what);
  // Only what is new: a screen reader says again what is written again.
  const write = (what, text) => {
    if (find(what).textContent !== text) find(what).textContent = text;
  };
  const badge = find('.badge');
  badge.style.setProperty('--colour', data.color);
  badge.style.setProperty('--ink', data.ink);
  write('.badge', data.digit);
  write('h2', data.headline);
  write('p', data.sentence);
  const pair = find('.pair');
  pair.style.setProperty('--sheet', `url(${data.sheet})`);
  pair.replaceChildren(...data.names.map((name) => {
    const figure = document.createElement('figure');
    const picture = document.createElement('div');
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', name);
    figure.append(picture, name);
    return figure;
  }));
}
