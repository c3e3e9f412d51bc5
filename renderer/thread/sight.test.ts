// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { seenIn } from './sight.ts';

function place(element: Element, top: number, bottom: number): void {
  element.getBoundingClientRect = () => ({ top, bottom, height: bottom - top }) as DOMRect;
}

it('sees what is in the frame: the top row, and the newest message of which the end or most of a screen is there', () => {
  const scroller = document.createElement('div');
  place(scroller, 100, 500);
  const spans = [
    [0, 90],
    [80, 180],
    [180, 480],
    [480, 700],
  ] as const;
  for (const [index, [top, bottom]] of spans.entries()) {
    const row = document.createElement('div');
    row.dataset['itemIndex'] = `${index}`;
    const article = document.createElement('article');
    article.dataset['key'] = `m:${index + 1}`;
    article.dataset['messageId'] = `${index + 1}`;
    place(row, top, bottom);
    place(article, top, bottom);
    row.append(article);
    scroller.append(row);
  }
  expect(seenIn(scroller)).toEqual({ topKey: 'm:2', topOffset: 20, newestId: 3 });
});

it('counts a message that is taller than the screen once most of the screen is full of it', () => {
  const scroller = document.createElement('div');
  place(scroller, 0, 400);
  const article = document.createElement('article');
  article.dataset['key'] = 'm:1';
  article.dataset['messageId'] = '1';
  place(article, 150, 2_000);
  scroller.append(article);
  expect(seenIn(scroller)?.newestId).toBe(1);
  place(article, 300, 2_000);
  expect(seenIn(scroller)?.newestId).toBeNull();
  place(article, 500, 2_000);
  expect(seenIn(scroller)).toBeNull();
});
