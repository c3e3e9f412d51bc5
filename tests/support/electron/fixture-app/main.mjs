// A small app in the shape of the desktop host, for the stand-in's own tests.
import electron, {
  app,
  BrowserWindow,
  ipcMain,
  MessageChannelMain,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const log = [];
globalThis.fixture = { log, electron, early: {} };

// What must be refused before `ready`; the specs read the words.
const attempt = (action) => {
  try {
    action();
    return 'allowed';
  } catch (error) {
    return String(error.message);
  }
};
Object.assign(globalThis.fixture.early, {
  window: attempt(() => new BrowserWindow()),
  tray: attempt(() => new electron.Tray('x.png')),
  notification: attempt(() => new electron.Notification({ title: 'x' })),
  session: attempt(() => session.defaultSession),
  protocolHandle: attempt(() => protocol.handle('app', () => new Response(''))),
  screen: attempt(() => electron.screen.getAllDisplays()),
  utility: attempt(() => utilityProcess.fork(path.join(here, 'utility.mjs'))),
  dialog: attempt(() => electron.dialog.showMessageBox({ message: 'x' })),
});
globalThis.fixture.earlyAsync = Promise.all([
  electron.safeStorage.isAsyncEncryptionAvailable().catch((error) => error.message),
  electron.net.fetch('http://127.0.0.1/').catch((error) => error.message),
]);

for (const event of ['before-quit', 'will-quit', 'quit', 'window-all-closed', 'activate']) {
  app.on(event, () => {
    log.push(event);
    if (process.env.FIXTURE_LOG) fs.appendFileSync(process.env.FIXTURE_LOG, `${event}\n`);
    if (event === 'window-all-closed' && !process.env.FIXTURE_STAY) app.quit();
  });
}
app.on('second-instance', (_event, argv, cwd, data) => log.push(['second-instance', argv, cwd, data]));
app.on('web-contents-created', (_event, contents) => log.push(['web-contents-created', contents.id]));

if (!app.requestSingleInstanceLock({ from: process.pid })) {
  app.quit();
} else {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  app.enableSandbox();
  start();
}

const media = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.png': 'image/png' };

async function answer(request) {
  const { pathname } = new URL(request.url);
  const csp =
    "default-src 'self'; script-src 'self'; object-src 'none'; frame-src 'self' https:; frame-ancestors 'self'";
  if (pathname === '/echo') {
    return Response.json({
      url: request.url,
      method: request.method,
      body: await request.text(),
      headers: Object.fromEntries(request.headers),
    });
  }
  if (pathname === '/stream') {
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      start(controller) {
        globalThis.fixture.pushChunk = (text) => controller.enqueue(encoder.encode(text));
        globalThis.fixture.endStream = () => controller.close();
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/plain' } });
  }
  if (pathname === '/media') {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '');
    if (!range)
      return new Response(media, { headers: { 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' } });
    const start = Number(range[1]);
    const end = range[2] ? Number(range[2]) : media.length - 1;
    if (start >= media.length)
      return new Response(null, { status: 416, headers: { 'content-range': `bytes */${media.length}` } });
    return new Response(media.subarray(start, end + 1), {
      status: 206,
      headers: { 'content-range': `bytes ${start}-${end}/${media.length}`, 'content-length': String(end + 1 - start) },
    });
  }
  if (pathname === '/endless') {
    request.signal.addEventListener('abort', () => log.push('aborted'));
    return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65536)) }));
  }
  if (pathname === '/moved')
    return new Response(null, { status: 302, headers: { location: 'app://desk/index.html?moved' } });
  if (pathname === '/broken') throw new Error('no such thing');
  const file = path.join(here, path.normalize(pathname));
  if (!file.startsWith(here + path.sep) || !fs.existsSync(file)) return new Response('not found', { status: 404 });
  return new Response(fs.readFileSync(file), {
    headers: { 'content-type': types[path.extname(file)] ?? 'text/plain', 'content-security-policy': csp },
  });
}

function openWindow(options = {}) {
  const window = new BrowserWindow({
    width: 640,
    height: 480,
    ...options,
    webPreferences: {
      preload: path.join(here, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      ...options.webPreferences,
    },
  });
  window.webContents.setWindowOpenHandler(({ url }) => {
    log.push(['window-open', url]);
    if (url.startsWith('https:')) void shell.openExternal(url);
    return { action: 'deny' };
  });
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    window.webContents.on(event, (details) => {
      log.push([event, details.url]);
      const refused = !details.url.startsWith('app://desk/');
      // Of the main frame will-navigate decides.
      if (refused && !(event === 'will-frame-navigate' && details.isMainFrame)) details.preventDefault();
    });
  }
  window.webContents.on('preload-error', (_event, file, error) =>
    log.push(['preload-error', path.basename(file), error.message]),
  );
  window.webContents.on('render-process-gone', (_event, details) => log.push(['render-process-gone', details.reason]));
  window.webContents.on('context-menu', (_event, params) =>
    log.push(['context-menu', params.isEditable, params.linkURL]),
  );
  for (const event of ['focus', 'blur', 'show', 'hide', 'minimize', 'restore', 'close', 'closed', 'ready-to-show']) {
    window.on(event, () => log.push([`window ${event}`]));
  }
  return window;
}

function start() {
  void app.whenReady().then(async () => {
    globalThis.fixture.late = {
      privileged: attempt(() => protocol.registerSchemesAsPrivileged([{ scheme: 'late' }])),
      sandbox: attempt(() => app.enableSandbox()),
    };
    protocol.handle('app', answer);
    ipcMain.handle('echo', (_event, ...args) => args);
    ipcMain.handle('fail', () => {
      throw new TypeError('boom from main');
    });
    ipcMain.handle('unclonable', () => () => 1);
    ipcMain.handle('sender', async (event, wait) => {
      const frame = event.senderFrame;
      const seen = {
        url: frame.url,
        origin: frame.origin,
        top: frame.top === frame,
        parent: frame.parent,
        id: event.sender.id,
      };
      if (wait) await new Promise((resolve) => (globalThis.fixture.goOn = resolve));
      if (wait) globalThis.fixture.frameAfterwards = event.senderFrame;
      return seen;
    });
    ipcMain.on('note', (event, ...args) => {
      log.push(['note', ...args]);
      event.reply('noted', ...args);
    });
    ipcMain.on('port', (event, message) => {
      const [port] = event.ports;
      port.on('message', ({ data, ports }) => {
        if (ports.length > 0) ports[0].postMessage({ through: data });
        else port.postMessage({ message, data });
      });
      port.on('close', () => log.push('port closed'));
      port.start();
    });
    ipcMain.on('join', (event) => {
      const { port1, port2 } = new MessageChannelMain();
      globalThis.fixture.utility.postMessage({ kind: 'join' }, [port1]);
      event.sender.postMessage('joined', { to: 'utility' }, [port2]);
    });
    Object.assign(globalThis.fixture, { openWindow, attempt });
    if (process.env.FIXTURE_NO_WINDOW) return;
    const window = openWindow();
    await window.loadURL('app://desk/index.html');
    if (process.argv.includes('--again')) {
      fs.appendFileSync(process.env.FIXTURE_LOG, 'again\n');
      app.quit();
    }
  });
}
