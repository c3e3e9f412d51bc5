/**
 * Where the focus goes when a dialog closes: to what it was opened from. A menu that opened it is gone by then, so its button stands for it; where
 * that has gone, too (its message was deleted, its row scrolled away), whatever was around it does.
 */
export type FocusOrigin = readonly HTMLElement[];

/** The nearest first; read when something gets the focus, because a menu knows its button only while it is open. */
let newest: FocusOrigin = [];

if (typeof document !== 'undefined') {
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) newest = around(ownerOf(target));
  });
}

export function focusOrigin(): FocusOrigin {
  return newest;
}

export function returnFocus(origin: FocusOrigin): void {
  for (const element of origin) {
    if (!element.isConnected) continue;
    element.focus({ preventScroll: true });
    if (document.activeElement === element) return;
  }
}

function ownerOf(element: HTMLElement): HTMLElement {
  const menu = element.closest('[role="menu"]');
  const button = document.getElementById(menu?.getAttribute('aria-labelledby') ?? '');
  return button === null || button === element ? element : ownerOf(button);
}

function around(element: HTMLElement): FocusOrigin {
  const chain: HTMLElement[] = [];
  for (let at: HTMLElement | null = element; at !== null; at = at.parentElement) {
    if (at === element || at.hasAttribute('tabindex')) chain.push(at);
  }
  return chain;
}
