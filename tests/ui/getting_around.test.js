import assert from 'node:assert/strict';
import { test } from 'node:test';

import { oneEntryPerPage } from '../../mnist_kmeans/ui/shared/getting_around.js';

// A window with a history of addresses; `at` is the current one.
function windowAt(address) {
  const view = {
    entries: [address],
    at: 0,
    location: {
      get href() { return view.entries[view.at]; },
      get pathname() { return new URL(this.href).pathname; },
    },
    history: {
      state: null,
      pushState(_state, _title, next) {
        view.entries = [...view.entries.slice(0, ++view.at), next];
      },
      replaceState(_state, _title, next) {
        view.entries[view.at] = new URL(next, view.location.href).href;
      },
    },
    addEventListener(_name, listener) { view.popstate = listener; },
    back() { view.at--; view.popstate(); },
  };
  return view;
}

test('a parameter that the server sets is no entry', () => {
  const view = windowAt('http://a/?k=5');
  const settle = oneEntryPerPage(view);
  view.history.pushState({}, '', '/?k=6');
  assert.deepEqual(view.entries, ['http://a/?k=6']);
  settle();
  view.history.pushState({}, '', '/map?k=6');
  assert.deepEqual(view.entries, ['http://a/?k=6', 'http://a/map?k=6']);
});

test('a page that is left keeps the address of its last screen', () => {
  const view = windowAt('http://a/?k=5&view=x');
  oneEntryPerPage(view);
  // Its own parameters are taken away before the address is that of the next page.
  view.history.pushState({}, '', '/?k=5');
  view.history.pushState({}, '', '/');
  // A component of its own writes a moment later.
  view.history.replaceState({}, '', '/?color=y');
  view.history.pushState({}, '', '/map');
  view.history.pushState({}, '', '/map?k=5');
  assert.deepEqual(view.entries, ['http://a/?k=5&view=x', 'http://a/map?k=5']);
});

test('after going back the address of the page left then is kept', () => {
  const view = windowAt('http://a/?k=5');
  oneEntryPerPage(view);
  view.history.pushState({}, '', '/map?k=5');
  view.back();
  view.history.replaceState({}, '', '/?k=7');
  view.history.pushState({}, '', '/');
  view.history.pushState({}, '', '/predict?k=7');
  assert.deepEqual(view.entries, ['http://a/?k=7', 'http://a/predict?k=7']);
});
