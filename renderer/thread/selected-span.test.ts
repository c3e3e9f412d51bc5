// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest';
import { fixtureMessage } from '#tests/support/fixture-thread.ts';
import { selectedMessages } from './copy-selection.ts';
import { SelectedSpan } from './selected-span.ts';

const rows = [1, 2, 3, 4, 5].map((id) => fixtureMessage(id));
let log: HTMLElement;
let span: SelectedSpan;

/** As the log draws them: a wrapper each in one list. */
beforeEach(() => {
  document.body.innerHTML = `<p id="above">Judul</p><div id="log"><div id="list">${rows
    .map(
      ({ key, content }) =>
        `<div data-item-index="${key}"><p class="day">Hari</p><article data-key="${key}"><b>Siti</b><p><span data-message-text>${content}</span> 10:00</p></article></div>`,
    )
    .join('')}</div></div>`;
  log = document.querySelector<HTMLElement>('#log') ?? document.body;
  span = new SelectedSpan();
});

const wrapper = (id: number): Element => log.querySelector(`[data-item-index="m:${id}"]`) ?? log;
function text(id: number): Node {
  const node = wrapper(id).querySelector('span')?.firstChild;
  if (!node) throw new Error('It is not drawn');
  return node;
}
function select(from: Node, start: number, to: Node, end: number): void {
  document.getSelection()?.setBaseAndExtent(from, start, to, end);
  span.note(log, document.getSelection());
}
const selected = (): (string | null)[] =>
  selectedMessages(rows, span).map(({ row, selected: part }) => `${row.messageId}: ${part ?? 'all'}`);

it('takes of the first and the last message what is selected of their texts, in either direction', () => {
  select(text(1), 3, text(3), 2);
  expect(selected()).toEqual(['1: an 1', '2: all', '3: Pe']);
  select(text(3), 2, text(1), 3);
  expect(selected()).toEqual(['1: an 1', '2: all', '3: Pe']);
});

it('leaves what is selected within one message to the browser', () => {
  select(text(2), 0, text(2), 5);
  expect(selected()).toEqual([]);
});

it('keeps what has been scrolled out of sight, and what was never in it', () => {
  select(text(1), 3, text(2), 2);
  // Scrolled on: the first ones are drawn no more, and the selection is drawn on to the last.
  wrapper(1).remove();
  wrapper(2).remove();
  span.note(log, document.getSelection());
  document.getSelection()?.extend(text(5), 4);
  span.note(log, document.getSelection());
  wrapper(3).remove();
  expect(selected()).toEqual(['1: an 1', '2: all', '3: all', '4: all', '5: Pesa']);
  // And so far that neither end is drawn.
  wrapper(5).remove();
  span.note(log, document.getSelection());
  expect(selected()).toEqual(['1: an 1', '2: all', '3: all', '4: all', '5: Pesa']);
  // A press somewhere ends it.
  select(text(4), 1, text(4), 1);
  expect(selected()).toEqual([]);
});

it('ends between messages at the message above, and outside the log at its edge', () => {
  const day = wrapper(3).querySelector('.day')?.firstChild;
  if (!day) throw new Error('No day');
  select(text(1), 0, day, 2);
  expect(selected()).toEqual(['1: Pesan 1', '2: Pesan 2']);
  const above = document.querySelector('#above')?.firstChild;
  if (!above) throw new Error('Nothing above');
  select(text(2), 2, above, 1);
  expect(selected()).toEqual(['1: Pesan 1', '2: Pe']);
});
