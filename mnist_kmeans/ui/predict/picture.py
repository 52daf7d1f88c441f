"""A picture with boxes and answers on it: Python, HTML, CSS and JS of one component."""

from collections.abc import Callable

import streamlit as st

from mnist_kmeans.charts.colors import DIGIT_COLORS, text_on
from mnist_kmeans.fits.verdicts import Verdict
from mnist_kmeans.ui.predict.readings import Reading
from mnist_kmeans.ui.shared.component import sent

_CSS = """
.picture { position: relative; width: fit-content; max-width: 100%; margin: 0 auto;
  font-family: var(--st-font); }
img { display: block; max-width: 100%; max-height: 560px; border-radius: 6px; }
img.small { image-rendering: pixelated; width: 280px; }
button { position: absolute; padding: 0; background: transparent; cursor: pointer;
  border: 2px solid var(--colour); border-radius: 3px; box-sizing: content-box;
  margin: -4px 0 0 -4px; }
button span { position: absolute; left: -2px; bottom: 100%; padding: 0 .3em;
  background: var(--colour); color: var(--ink); font-weight: 700; font-size: 14px;
  line-height: 1.35; border-radius: 3px 3px 0 0; white-space: nowrap;
  pointer-events: none; }
button.low span { bottom: auto; top: 0; left: 0; border-radius: 0 0 3px 0; }
.many button span { font-size: 10px; padding: 0 .2em; }
button.odd { border-style: dashed; }
button[aria-pressed="true"] { outline: 3px solid var(--st-primary-color);
  outline-offset: 1px; }
button:focus-visible { outline: 3px solid var(--st-primary-color);
  outline-offset: 3px; }
"""

_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  let picture = parentElement.querySelector('.picture');
  if (!picture) {
    picture = document.createElement('div');
    picture.className = 'picture';
    picture.setAttribute('role', 'group');
    parentElement.appendChild(picture);
  }
  picture.setAttribute('aria-label', data.label);
  picture.classList.toggle('many', data.boxes.length > 30);
  let image = picture.querySelector('img');
  if (!image || image.src !== data.preview) {
    image = document.createElement('img');
    image.src = data.preview;
    image.alt = '';
    picture.replaceChildren(image);
  }
  image.className = data.small ? 'small' : '';
  const old = [...picture.querySelectorAll('button')];
  old.slice(data.boxes.length).forEach((button) => button.remove());
  data.boxes.forEach((box, i) => {
    const button = old[i] ?? document.createElement('button');
    if (!old[i]) {
      button.append(document.createElement('span'));
      picture.append(button);
    }
    button.type = 'button';
    button.title = box.title;
    button.setAttribute('aria-label', box.title);
    button.setAttribute('aria-pressed', i === data.selected);
    button.className = (box.odd ? 'odd ' : '') + (box.top < 0.06 ? 'low' : '');
    button.style.setProperty('--colour', box.color);
    button.style.setProperty('--ink', box.ink);
    for (const side of ['left', 'top', 'width', 'height']) {
      button.style[side] = 100 * box[side] + '%';
    }
    button.firstChild.textContent = box.text;
    button.onclick = () => setTriggerValue('picked', i);
  });
}
"""

_component = st.components.v2.component("answered_picture", css=_CSS, js=_JS)


def answered_picture(
    reading: Reading,
    verdicts: list[Verdict],
    selected: int,
    on_pick: Callable[[int], None],
) -> None:
    """Show a picture with a box and an answer at each digit; a click picks one.

    Parameters
    ----------
    reading : Reading
    verdicts : list of Verdict
        One a digit.
    selected : int
        The digit to mark.
    on_pick : callable
        Called with the digit picked.
    """
    width, height = reading.size
    boxes = []
    for i, (digit, verdict) in enumerate(zip(reading.digits, verdicts, strict=True), 1):
        left, top, right, bottom = digit.box
        colour = DIGIT_COLORS[verdict.digit]
        doubt = ", unlike any digit seen" if verdict.unlike else ""
        boxes.append(
            {
                "left": left / width,
                "top": top / height,
                "width": (right - left) / width,
                "height": (bottom - top) / height,
                "text": f"{verdict.digit}?" if verdict.unlike else str(verdict.digit),
                "title": f"Digit {i}: read as {verdict.digit}{doubt}",
                "odd": verdict.unlike,
                "color": colour,
                "ink": text_on(colour),
            }
        )
    key = "picture"

    def picked() -> None:
        digit = sent(key, "picked")
        if digit is not None:
            on_pick(int(digit))

    _component(
        key=key,
        data={
            "preview": reading.preview,
            "small": max(width, height) < 280,
            "label": f"{reading.name}, {len(boxes)} digits found",
            "selected": selected,
            "boxes": boxes,
        },
        on_picked_change=picked,
    )
