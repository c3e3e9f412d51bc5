import path from 'node:path';
import { expect, fixtureApp, logOf, test, windowOf } from './fixtures.ts';

interface Control {
  trays: Electron.Tray[];
  notifications: Electron.Notification[];
  trayShown(tray: Electron.Tray): { toolTip: string; menu: Electron.Menu | null };
  answerNextDialog(kind: string, answer: unknown): void;
  dialogs: { kind: string; options: unknown }[];
  shownOf(window: Electron.BrowserWindow): { overlayText: string; progress: number; flashing: boolean };
  setIdleSeconds(seconds: number): void;
  setSystemDark(dark: boolean): void;
  setDisplays(bounds: Electron.Rectangle[]): void;
}
type Main = { electronStandIn: Control; heard: unknown[]; tray: Electron.Tray; notification: Electron.Notification };
interface Fixture {
  openWindow(options?: object): Electron.BrowserWindow;
}

const icon = path.join(fixtureApp, 'icon.png');

test.beforeEach(async ({ app }) => {
  await app.evaluate(({ app: main }) => main.whenReady());
});

test('a tray: image, tip, menu, clicks, the end', async ({ app }) => {
  const seen = await app.evaluate(({ Tray, Menu, nativeImage }, file) => {
    const main = globalThis as unknown as Main;
    main.heard = [];
    const tray = new Tray(nativeImage.createFromPath(file));
    const menu = Menu.buildFromTemplate([
      { label: 'Open', id: 'open', click: () => main.heard.push('open') },
      { type: 'separator' },
      { label: 'Away', type: 'checkbox', id: 'away', click: (item) => main.heard.push(`away ${item.checked}`) },
    ]);
    tray.setToolTip('3 unread');
    tray.setContextMenu(menu);
    tray.on('click', () => main.heard.push('clicked'));
    tray.emit('click');
    menu.getMenuItemById('open')?.click();
    menu.getMenuItemById('away')?.click();
    const { trays, trayShown } = main.electronStandIn;
    const shown = trayShown(tray);
    tray.destroy();
    let afterwards = '';
    try {
      tray.setToolTip('x');
    } catch (error) {
      afterwards = (error as Error).message;
    }
    return [trays.length, shown.toolTip, shown.menu?.items.length, main.heard, tray.isDestroyed(), afterwards];
  }, icon);
  expect(seen).toEqual([1, '3 unread', 3, ['clicked', 'open', 'away true'], true, 'Tray is destroyed']);
});

test('a notification: shown, clicked, replaced by its id, closed', async ({ app }) => {
  const seen = await app.evaluate(async ({ Notification }) => {
    const main = globalThis as unknown as Main;
    const heard: string[] = [];
    const first = new Notification({ title: 'Budi', body: 'one', id: 'm1', groupId: 'c1' });
    first.on('show', () => heard.push('show'));
    first.on('click', () => heard.push('click'));
    first.on('close', () => heard.push('close'));
    const shown = new Promise((resolve) => first.once('show', resolve));
    first.show();
    await shown;
    first.emit('click', { preventDefault: () => undefined, defaultPrevented: false });
    new Notification({ title: 'Budi', body: 'two', id: 'm1', groupId: 'c1' }).show();
    const second = new Notification({ title: 'Siti', body: 'three' });
    second.show();
    const now = main.electronStandIn.notifications.map(({ body }) => body);
    const closed = new Promise((resolve) => second.once('close', resolve));
    second.close();
    await closed;
    Notification.removeGroup('c1');
    return [heard, now, main.electronStandIn.notifications.length, Notification.isSupported()];
  });
  expect(seen).toEqual([['show', 'click'], ['two', 'three'], 0, true]);
});

test('native calls can be recorded by patching, as on real Electron', async ({ app }) => {
  const recorded = await app.evaluate(({ app: main, Notification, Tray, shell }, file) => {
    const list: unknown[] = [];
    const record = (owner: object, name: string): void => {
      const original: unknown = Reflect.get(owner, name);
      Reflect.set(owner, name, function recordedCall(this: unknown, ...args: unknown[]): unknown {
        list.push([name, ...args]);
        return Reflect.apply(original as () => unknown, this, args);
      });
    };
    record(main, 'setBadgeCount');
    record(Notification.prototype, 'show');
    record(Tray.prototype, 'setToolTip');
    record(shell, 'openExternal');
    main.setBadgeCount(4);
    new Notification({ title: 'x' }).show();
    new Tray(file).setToolTip('tip');
    void shell.openExternal('https://example.com/');
    return [list, main.getBadgeCount()];
  }, icon);
  expect(recorded).toEqual([
    [['setBadgeCount', 4], ['show'], ['setToolTip', 'tip'], ['openExternal', 'https://example.com/']],
    4,
  ]);
});

test('the window’s states, as the app and the page see them', async ({ app, page }) => {
  const window = await windowOf(app, page);
  const state = (): Promise<boolean[]> =>
    window.evaluate((browserWindow) => [
      browserWindow.isVisible(),
      browserWindow.isFocused(),
      browserWindow.isMinimized(),
    ]);
  expect(await state()).toEqual([true, true, false]);
  await window.evaluate((browserWindow) => browserWindow.blur());
  await expect(page.locator('#events')).toContainText('blur false');
  await window.evaluate((browserWindow) => browserWindow.minimize());
  await expect(page.locator('#events')).toContainText('hidden');
  expect(await state()).toEqual([true, false, true]);
  await window.evaluate((browserWindow) => browserWindow.focus());
  expect(await state()).toEqual([true, false, true]);
  await window.evaluate((browserWindow) => browserWindow.restore());
  await expect(page.locator('#events')).toContainText('visible');
  await expect(page.locator('#events')).toContainText('focus true');
  await window.evaluate((browserWindow) => browserWindow.hide());
  expect(await state()).toEqual([false, false, false]);
  await window.evaluate((browserWindow) => browserWindow.focus());
  expect(await state()).toEqual([false, false, false]);
  await window.evaluate((browserWindow) => browserWindow.show());
  expect(await state()).toEqual([true, true, false]);
});

test('focus is with one window at a time', async ({ app, page }) => {
  const opened = app.waitForEvent('window');
  await app.evaluate(async () => {
    const second = (globalThis as unknown as { fixture: Fixture }).fixture.openWindow();
    await second.loadURL('app://desk/index.html');
  });
  const second = await opened;
  const [one, two] = [await windowOf(app, page), await windowOf(app, second)];
  const focused = async (): Promise<boolean[]> => [
    await one.evaluate((browserWindow) => browserWindow.isFocused()),
    await two.evaluate((browserWindow) => browserWindow.isFocused()),
  ];
  expect(await focused()).toEqual([false, true]);
  await one.evaluate((browserWindow) => browserWindow.focus());
  expect(await focused()).toEqual([true, false]);
  const ended = second.waitForEvent('close');
  await two.evaluate((browserWindow) => browserWindow.close());
  await ended;
  await expect.poll(() => app.windows().length).toBe(1);
});

test('bounds and zoom reach the page; minimum sizes hold', async ({ app, page }) => {
  const window = await windowOf(app, page);
  const inner = (): Promise<number[]> => page.evaluate(() => [innerWidth, innerHeight]);
  await expect.poll(inner).toEqual([640, 480]);
  await window.evaluate((browserWindow) => browserWindow.setBounds({ x: 10, y: 20, width: 900, height: 700 }));
  await expect.poll(inner).toEqual([900, 700]);
  expect(await window.evaluate((browserWindow) => browserWindow.getBounds())).toEqual({
    x: 10,
    y: 20,
    width: 900,
    height: 700,
  });
  await window.evaluate((browserWindow) => browserWindow.webContents.setZoomFactor(2));
  await expect.poll(inner).toEqual([450, 350]);
  await window.evaluate((browserWindow) => {
    browserWindow.setMinimumSize(500, 500);
    browserWindow.setSize(100, 100);
  });
  expect(await window.evaluate((browserWindow) => browserWindow.getSize())).toEqual([500, 500]);
});

test('title, overlay, progress and flash are kept to be read', async ({ app, page }) => {
  const shownIn = await windowOf(app, page);
  await page.evaluate(() => {
    document.title = '(2) Fixture';
  });
  await expect.poll(() => shownIn.evaluate((browserWindow) => browserWindow.getTitle())).toBe('(2) Fixture');
  await shownIn.evaluate((browserWindow) => browserWindow.on('page-title-updated', (event) => event.preventDefault()));
  await page.evaluate(() => {
    document.title = '(3) Fixture';
  });
  await page.evaluate(() => window.api.echo());
  expect(await shownIn.evaluate((browserWindow) => browserWindow.getTitle())).toBe('(2) Fixture');
  const shown = await app.evaluate(({ BrowserWindow, nativeImage }, file) => {
    const [first] = BrowserWindow.getAllWindows();
    first?.setOverlayIcon(nativeImage.createFromPath(file), '2 unread');
    first?.setProgressBar(0.5);
    first?.flashFrame(true);
    const { overlayText, progress, flashing } = (globalThis as unknown as Main).electronStandIn.shownOf(first!);
    return { overlayText, progress, flashing };
  }, icon);
  expect(shown).toEqual({ overlayText: '2 unread', progress: 0.5, flashing: true });
});

test('power events and idle time are a test’s to give', async ({ app }) => {
  const seen = await app.evaluate(({ powerMonitor }) => {
    const heard: string[] = [];
    for (const name of ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'shutdown'] as const) {
      (powerMonitor as NodeJS.EventEmitter).on(name, () => heard.push(name));
    }
    powerMonitor.emit('suspend');
    powerMonitor.emit('resume');
    powerMonitor.emit('lock-screen');
    const locked = powerMonitor.getSystemIdleState(60);
    powerMonitor.emit('unlock-screen');
    powerMonitor.emit('shutdown');
    (globalThis as unknown as Main).electronStandIn.setIdleSeconds(90);
    return [heard, locked, powerMonitor.getSystemIdleTime(), powerMonitor.getSystemIdleState(60)];
  });
  expect(seen).toEqual([['suspend', 'resume', 'lock-screen', 'unlock-screen', 'shutdown'], 'locked', 90, 'idle']);
});

test('safeStorage: bytes out, text in, wrong bytes refused', async ({ app }) => {
  const seen = await app.evaluate(async ({ safeStorage }) => {
    const secret = await safeStorage.encryptStringAsync('token ✓');
    const broken = Buffer.from(secret);
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    return [
      await safeStorage.isAsyncEncryptionAvailable(),
      safeStorage.getSelectedStorageBackend(),
      secret.includes('token'),
      await safeStorage.decryptStringAsync(secret),
      await safeStorage.decryptStringAsync(broken).catch((error: Error) => error.message),
    ];
  });
  expect(seen).toEqual([
    true,
    'gnome_libsecret',
    false,
    { result: 'token ✓', shouldReEncrypt: false },
    'Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.',
  ]);
});

for (const [value, available, backend] of [
  ['none', false, 'basic_text'],
  ['basic_text', true, 'basic_text'],
] as const) {
  test.describe(() => {
    test.use({ env: { STANDIN_SAFE_STORAGE: value } });
    test(`a system whose key store is ${value}`, async ({ app }) => {
      const seen = await app.evaluate(async ({ safeStorage }) => [
        await safeStorage.isAsyncEncryptionAvailable(),
        safeStorage.getSelectedStorageBackend(),
        await safeStorage.encryptStringAsync('x').then(
          () => true,
          () => false,
        ),
      ]);
      expect(seen).toEqual([available, backend, available]);
    });
  });
}

test('dialogs are cancelled, or answered as a test laid down', async ({ app }) => {
  const seen = await app.evaluate(async ({ dialog }) => {
    const { electronStandIn } = globalThis as unknown as Main;
    const cancelled = await dialog.showOpenDialog({ properties: ['openFile'] });
    electronStandIn.answerNextDialog('save', { canceled: false, filePath: '/tmp/x.pdf' });
    const saved = await dialog.showSaveDialog({ defaultPath: 'x.pdf' });
    const asked = await dialog.showMessageBox({ message: 'Quit?', buttons: ['Quit', 'Cancel'] });
    return [cancelled, saved, asked.response, electronStandIn.dialogs.map(({ kind }) => kind)];
  });
  expect(seen).toEqual([
    { canceled: true, filePaths: [] },
    { canceled: false, filePath: '/tmp/x.pdf' },
    1,
    ['open', 'save', 'message'],
  ]);
});

test('theme and displays are a test’s to change', async ({ app }) => {
  const seen = await app.evaluate(({ nativeTheme, screen }) => {
    const { electronStandIn } = globalThis as unknown as Main;
    const heard: boolean[] = [];
    nativeTheme.on('updated', () => heard.push(nativeTheme.shouldUseDarkColors));
    electronStandIn.setSystemDark(true);
    electronStandIn.setDisplays([
      { x: 0, y: 0, width: 1000, height: 800 },
      { x: 1000, y: 0, width: 2000, height: 1200 },
    ]);
    return [
      heard,
      screen.getAllDisplays().length,
      screen.getDisplayMatching({ x: 1500, y: 10, width: 100, height: 100 }).id,
      screen.getPrimaryDisplay().workArea,
    ];
  });
  expect(seen).toEqual([[true], 2, 2, { x: 0, y: 0, width: 1000, height: 800 }]);
});

test.describe('said to be another system', () => {
  test.use({ env: { STANDIN_PLATFORM: 'darwin' } });
  test('macOS has a dock', async ({ app }) => {
    const badge = await app.evaluate(({ app: main }) => {
      main.dock?.setBadge('7');
      return [process.platform, main.dock?.getBadge()];
    });
    expect(badge).toEqual(['darwin', '7']);
  });
});

test('on Linux there is no dock, no tasks, and login items do nothing', async ({ app }) => {
  const seen = await app.evaluate(({ app: main }) => {
    main.setLoginItemSettings({ openAtLogin: true });
    return [typeof main.dock, typeof main.setUserTasks, main.getLoginItemSettings().openAtLogin];
  });
  expect(seen).toEqual(['undefined', 'undefined', false]);
  expect(await logOf(app)).toBeDefined();
});
