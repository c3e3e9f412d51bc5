/**
 * The token in the printed address lives as long as the host. It is exchanged for an HttpOnly cookie and taken out of the address at once, so
 * that it stays in no history, bookmark or screenshot.
 */
export async function openSession(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null || token === '') return;
  history.replaceState(history.state, '', location.pathname + location.search);
  await fetch('/session', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
}
