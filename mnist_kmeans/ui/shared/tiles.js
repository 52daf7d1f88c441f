// Where an image is in a sheet of them, to the left and up, in pixels.
export const placeInSheet = (at, columns, side) =>
  [-side * (at % columns), -side * Math.floor(at / columns)];

// Which of `count` tiles, so many `across`, a key leads to from the one at `from`; null
// where there is none.
export function tileAfterKey(key, from, across, count) {
  const to = { ArrowLeft: from - 1, ArrowRight: from + 1, ArrowUp: from - across,
    ArrowDown: from + across, Home: 0, End: count - 1 }[key];
  return to >= 0 && to < count ? to : null;
}

// Add a span to an element.
export function span(name, parent, text = '') {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  parent.append(element);
  return element;
}
