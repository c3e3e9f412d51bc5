const events = document.querySelector('#events');
const note = (text) => {
  const item = document.createElement('li');
  item.textContent = text;
  events.append(item);
};
window.addEventListener('focus', () => note(`focus ${document.hasFocus()}`));
window.addEventListener('blur', () => note(`blur ${document.hasFocus()}`));
document.addEventListener('visibilitychange', () => note(document.visibilityState));
window.addEventListener('offline', () => note(`offline ${navigator.onLine}`));
window.addEventListener('online', () => note(`online ${navigator.onLine}`));
window.api?.onNoted((...args) => note(`noted ${JSON.stringify(args)}`));
