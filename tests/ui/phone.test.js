import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shares, statusOf, tokenFor } from '../../mnist_kmeans/ui/rooms/phone.js';

function storage(kept = {}) {
  return { getItem: (key) => kept[key] ?? null, setItem(key, text) { kept[key] = text; } };
}

test('a phone that comes back to a room has its token of before', () => {
  const kept = storage();
  const token = tokenFor('K7QXMP', kept);
  assert.match(token, /^[0-9a-f]{32}$/);
  assert.equal(tokenFor('K7QXMP', kept), token);
  const other = tokenFor('M7QXMP', kept);
  assert.notEqual(other, token);
  assert.notEqual(tokenFor('K7QXMP', kept), token);
});

test('what is in the storage need not be ours', () => {
  for (const text of ['', '{', '1', 'null', '{"code":"K7QXMP","token":"x"}']) {
    const token = tokenFor('K7QXMP', storage({ kmeansRoom: text }));
    assert.match(token, /^[0-9a-f]{32}$/);
  }
});

test('a browser that keeps nothing can take part', () => {
  const none = { getItem: () => null, setItem() { throw new Error('full'); } };
  assert.match(tokenFor('K7QXMP', none), /^[0-9a-f]{32}$/);
});

test('what is said under a question', () => {
  const choices = ['0', '1', '2'];
  const asked = { phase: 'asked', answer: null, choices };
  assert.equal(statusOf(asked, null), '');
  assert.equal(statusOf(asked, 2), 'Sending your answer.');
  assert.equal(statusOf({ ...asked, answer: 2 }, null), 'Answered: 2.');
  const revealed = { phase: 'revealed', choices, right: 1, truth: 'It stands for 1.' };
  assert.equal(statusOf({ ...revealed, answer: 1 }, null),
    'You said 1. Right: it stands for 1.');
  assert.equal(statusOf({ ...revealed, answer: 2 }, null),
    'You said 2. Not quite: it stands for 1.');
  assert.equal(statusOf({ ...revealed, answer: null }, null),
    'It stands for 1. You gave no answer.');
  assert.match(statusOf({ phase: 'waiting', answer: null }, null), /first question/);
});

test('bars are shares of the longest', () => {
  assert.deepEqual(shares([0, 2, 4]), [0, 0.5, 1]);
  assert.deepEqual(shares([0, 0]), [0, 0]);
});
