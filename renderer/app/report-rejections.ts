/** A promise that nobody waited for and that failed is a fault of ours: it is said in the console, the same one once. */
export function reportRejections(page: Pick<Window, 'addEventListener'>): void {
  const said = new Set<string>();
  page.addEventListener('unhandledrejection', (event) => {
    const reason: unknown = event.reason;
    const text = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
    // Without this the browser says it a second time.
    event.preventDefault();
    if (said.has(text)) return;
    said.add(text);
    // oxlint-disable-next-line no-console -- the one place where the page writes to the console
    console.error('Unhandled rejection', reason);
  });
}
