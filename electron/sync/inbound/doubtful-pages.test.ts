import { expect, test } from 'vitest';
import { TestMirror } from '../store/mirror/testing.ts';
import { DoubtfulPages } from './doubtful-pages.ts';

function pages() {
  const mirror = new TestMirror();
  const doubtful = new DoubtfulPages(mirror.state);
  return { mirror, doubtful, change: (work: () => void): void => mirror.write(work) };
}

test('what is in doubt stays so over restarts, until all of it has been read well', () => {
  const { mirror, doubtful, change } = pages();
  change(() => doubtful.note(1, 10, 20));
  expect(new DoubtfulPages(mirror.state).next).toEqual({ conversationId: 1, low: 10, high: 20, tries: 0 });
  change(() => {
    doubtful.clear(1, 11, 20);
    doubtful.clear(2, 0, 100);
  });
  expect(doubtful.next).not.toBeNull();
  change(() => doubtful.clear(1, 0, 20));
  expect(doubtful.next).toBeNull();
});

test('the one that was tried least comes next, and after ten tries its doubt is lived with', () => {
  const { doubtful, change } = pages();
  change(() => {
    doubtful.note(1, 10, 20);
    doubtful.note(2, 10, 20);
  });
  const order: number[] = [];
  for (let { next } = doubtful; next !== null; { next } = doubtful) {
    const page = next;
    order.push(page.conversationId);
    change(() => doubtful.tried(page));
  }
  expect(order).toEqual(Array.from({ length: 10 }, () => [1, 2]).flat());
});

test('a page that came larger takes the tries of what it holds', () => {
  const { doubtful, change } = pages();
  change(() => doubtful.note(1, 10, 20));
  const page = doubtful.next;
  if (page === null) throw new Error('Nothing is in doubt');
  change(() => {
    doubtful.tried(page);
    doubtful.note(1, 5, 20);
    doubtful.note(1, 12, 18);
    doubtful.tried(page);
  });
  expect(doubtful.next).toEqual({ conversationId: 1, low: 5, high: 20, tries: 2 });
});
