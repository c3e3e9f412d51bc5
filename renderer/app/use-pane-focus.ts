import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';

/** The breakpoint under which inbox and thread take turns; as in `app.module.css`. */
const NARROW = '(max-width: 43.6875em)';

/** Where the panes take turns, the one that goes takes the focus with it: it is given to the one that comes. */
export function useTurnFocus(main: RefObject<HTMLElement | null>, pane: 'inbox' | 'thread'): void {
  const before = useRef(pane);
  useEffect(() => {
    if (before.current === pane) return;
    before.current = pane;
    if (!window.matchMedia(NARROW).matches) return;
    const inMain = main.current?.contains(document.activeElement) ?? false;
    // Where it is already in the pane that comes, e.g. in the composer, it belongs there.
    if (pane === 'thread' && !inMain) main.current?.focus();
    if (pane === 'inbox' && (inMain || document.activeElement === document.body)) {
      document.querySelector<HTMLElement>('[role="listbox"]')?.focus();
    }
  }, [pane, main]);
}

/** The drawer takes the focus when it opens, closes on Escape, and gives the focus back. */
export function useDrawerFocus(
  drawer: RefObject<HTMLElement | null>,
  open: boolean,
  setOpen: (open: boolean) => void,
): void {
  useEffect(() => {
    if (!open) return undefined;
    const from = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    // It becomes visible with the style that this render brought.
    const frame = requestAnimationFrame(() => drawer.current?.querySelector<HTMLElement>('button')?.focus());
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) setOpen(false);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('keydown', onKey);
      from?.focus();
    };
  }, [open, setOpen, drawer]);
}
