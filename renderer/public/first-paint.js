// Before anything is painted: the theme of last time, so that no start flashes in another one. The store in state/look-store.ts writes it.
try {
  const look = JSON.parse(localStorage.getItem('zukses-desk.look') ?? 'null');
  if (['light', 'dark', 'contrast'].includes(look?.theme)) document.documentElement.dataset.theme = look.theme;
} catch {
  document.documentElement.removeAttribute('data-theme');
}
