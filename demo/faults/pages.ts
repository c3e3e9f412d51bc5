/** What a hotel's network answers instead of the API until somebody has accepted its terms. */
export function captivePortalPage(): string {
  return `<!DOCTYPE html><html><head><title>WiFi Gratis - Masuk</title><meta http-equiv="refresh" content="0;url=http://login.wifi.test/"></head>
<body><h1>Selamat datang</h1><p>Silakan masuk untuk memakai WiFi.</p><form action="http://login.wifi.test/"><button>Masuk</button></form></body></html>`;
}

const FRAMES = 1600;

/** A framework's error page with its trace, some 200 kB. */
export function tracePage(): string {
  const frames = Array.from(
    { length: FRAMES },
    (_, index) =>
      `<li>#${index} /var/www/html/vendor/illuminate/database/Connection.php(${600 + index}): Closure-&gt;__invoke(Array)</li>`,
  );
  return `<!DOCTYPE html><html><head><title>ErrorException</title></head><body><h1>Undefined property: stdClass::$id</h1><ol>${frames.join('\n')}</ol></body></html>`;
}
