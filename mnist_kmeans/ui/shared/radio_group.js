const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

// Which of `count` buttons a key leads to from the one at `from`, round both ends; null
// where it is no arrow key.
export const buttonAfterKey = (key, from, count) =>
  STEPS[key] ? (from + STEPS[key] + count) % count : null;

// Makes the buttons in `group` choices of which one is chosen, at first the one at
// `chosen`: one stop for the Tab key, the arrow keys choose.
export function radioGroup(group, chosen, onChoose) {
  const buttons = [...group.querySelectorAll('button')];
  const mark = (at) => buttons.forEach((button, i) => {
    button.setAttribute('role', 'radio');
    button.setAttribute('aria-checked', i === at);
    button.tabIndex = i === at ? 0 : -1;
  });
  const choose = (at) => { mark(at); onChoose(at); };
  const indexOf = (event) => buttons.indexOf(event.target.closest('button'));
  group.onclick = (event) => {
    const at = indexOf(event);
    if (at >= 0) choose(at);
  };
  group.onkeydown = (event) => {
    const to = buttonAfterKey(event.key, indexOf(event), buttons.length);
    if (to === null) return;
    choose(to);
    buttons[to].focus();
    event.preventDefault();
  };
  mark(chosen);
}
