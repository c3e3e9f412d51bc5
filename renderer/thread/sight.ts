import { useCallback, useEffect, useRef, useState } from 'react';
import type { MessageKey } from '#shared/domain/message.ts';

/** What of a log is on screen, read from the page itself: the list draws more than is seen. */
export interface Seen {
  readonly topKey: MessageKey;
  /** How far the top row is scrolled out, px. */
  readonly topOffset: number;
  /** The newest server id of which the end, or most, is on screen. */
  readonly newestId: number | null;
}

export function seenIn(scroller: HTMLElement): Seen | null {
  const frame = scroller.getBoundingClientRect();
  let top: { key: MessageKey; offset: number } | null = null;
  let newestId: number | null = null;
  for (const article of scroller.querySelectorAll<HTMLElement>('article[data-key]')) {
    const box = article.getBoundingClientRect();
    if (box.bottom <= frame.top || box.top >= frame.bottom) continue;
    const key = article.dataset['key'] ?? '';
    // The row of the list, with the day line above the message.
    const row = article.closest<HTMLElement>('[data-item-index]') ?? article;
    top ??= { key, offset: Math.max(0, frame.top - row.getBoundingClientRect().top) };
    const id = Number(article.dataset['messageId'] ?? Number.NaN);
    const mostSeen = box.bottom <= frame.bottom + 1 || (frame.bottom - box.top) * 2 > frame.height;
    if (Number.isFinite(id) && mostSeen && id > (newestId ?? 0)) newestId = id;
  }
  return top === null ? null : { topKey: top.key, topOffset: top.offset, newestId };
}

/** Calls back at most once a frame, however often it is asked. */
export function useEachFrame(run: () => void): () => void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const frame = useRef<number | null>(null);
  useEffect(
    () => () => {
      if (frame.current !== null) cancelAnimationFrame(frame.current);
      frame.current = null;
    },
    [],
  );
  return useCallback(() => {
    frame.current ??= requestAnimationFrame(() => {
      frame.current = null;
      latest.current();
    });
  }, []);
}

/** Whether this window is in front and visible: only then does what is on screen count as seen. */
export function useWindowFocus(): boolean {
  const [focused, setFocused] = useState(() => document.hasFocus() && document.visibilityState === 'visible');
  useEffect(() => {
    const look = (): void => setFocused(document.hasFocus() && document.visibilityState === 'visible');
    window.addEventListener('focus', look);
    window.addEventListener('blur', look);
    document.addEventListener('visibilitychange', look);
    look();
    return () => {
      window.removeEventListener('focus', look);
      window.removeEventListener('blur', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return focused;
}
