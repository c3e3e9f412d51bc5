import { writeFileSync } from 'node:fs';
import { expect, logOf, test, windowOf } from './fixtures.ts';

interface Fixture {
  openWindow(options?: object): Electron.BrowserWindow;
}

test('the page has no Node, no trace of the bridge, and a policy that holds', async ({ page }) => {
  const seen = await page.evaluate(async () => ({
    globals: [
      'require',
      'process',
      'module',
      'global',
      'Buffer',
      '__electronStandInSend',
      '__electronStandInReceive',
    ].filter((name) => name in globalThis),
    secure: isSecureContext,
    subtle: typeof crypto.subtle,
    fetched: await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'blocked',
    ),
    inline: (() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ranInline = true';
      document.head.append(script);
      return 'ranInline' in globalThis;
    })(),
  }));
  expect(seen).toEqual({ globals: [], secure: true, subtle: 'object', fetched: 'blocked', inline: false });
});

test('a preload has what Electron’s sandbox gives it and nothing else', async ({ page }) => {
  const facts = await page.evaluate(() => (window.api as unknown as { facts: Record<string, unknown> }).facts);
  expect(facts).toEqual({
    process: ['renderer', true, true],
    emitter: 'function',
    modules: {
      'node:fs': 'module not found: node:fs',
      fs: 'module not found: fs',
      path: 'module not found: path',
      child_process: 'module not found: child_process',
      'node:events': 'there',
      timers: 'there',
      url: 'there',
    },
  });
});

const expose = "contextBridge.exposeInMainWorld('api', {});";
for (const [file, source, words] of [
  [
    'with-node.cjs',
    `const { contextBridge } = require('electron'); require('node:fs'); ${expose}`,
    'module not found: node:fs',
  ],
  ['module.cjs', `import { contextBridge } from 'electron'; ${expose}`, 'Cannot use import statement outside a module'],
] as const) {
  test(`a preload ${file} leaves the page without a bridge`, async ({ app, page }, info) => {
    writeFileSync(info.outputPath(file), source);
    await page.getByRole('heading').waitFor();
    const opened = app.waitForEvent('window');
    await app.evaluate(async (_electron, preload) => {
      const window = (globalThis as unknown as { fixture: Fixture }).fixture.openWindow({
        webPreferences: { preload },
      });
      await window.loadURL('app://desk/index.html');
    }, info.outputPath(file));
    const second = await opened;
    await second.getByRole('heading').waitFor();
    expect(await second.evaluate(() => typeof window.api)).toBe('undefined');
    const error = (await logOf(app)).find((entry) => (entry as string[])[0] === 'preload-error') as string[];
    expect(error[1]).toBe(file);
    expect(error[2]).toContain(words);
  });
}

test('frames inside the page have no preload', async ({ page }) => {
  const frame = page.frameLocator('#frame');
  await frame.getByText('frame').waitFor();
  await expect(frame.locator('body')).toHaveAttribute('data-api', 'undefined');
});

test('webUtils gives the path of a file that was chosen, and none for one that was made', async ({ page }, info) => {
  const file = info.outputPath('chosen.txt');
  writeFileSync(file, 'hello');
  await page.locator('#file').setInputFiles(file);
  const paths = await page.evaluate(() => {
    const { pathOf } = window.api as unknown as { pathOf(file: unknown): string };
    const chosen = document.querySelector<HTMLInputElement>('#file')?.files?.[0];
    let wrong = '';
    try {
      pathOf('not a file');
    } catch (error) {
      wrong = (error as Error).message;
    }
    return [pathOf(chosen), pathOf(new File(['x'], 'made.txt')), wrong];
  });
  expect(paths).toEqual([file, '', 'getPathForFile expected to receive a File object but one was not provided']);
});

test('links to other places are announced, refused, and the page stays', async ({ app, page }) => {
  const before = page.url();
  await page.locator('#away').click();
  await expect.poll(() => logOf(app)).toContainEqual(['will-navigate', 'https://evil.example/']);
  await page.evaluate(() => {
    location.href = 'https://evil.example/other';
  });
  await expect.poll(() => logOf(app)).toContainEqual(['will-navigate', 'https://evil.example/other']);
  await page.locator('#mail').click();
  await expect.poll(() => logOf(app)).toContainEqual(['will-navigate', 'mailto:someone@example.com']);
  expect(page.url()).toBe(before);
});

test('a reload by the page’s driver and a visit from outside are not announced', async ({ app, page }) => {
  await page.reload();
  await page.goto('http://desk.app.localhost/index.html?visited');
  await page.getByRole('heading').waitFor();
  expect((await logOf(app)).filter((entry) => (entry as string[])[0] === 'will-navigate')).toEqual([]);
  expect(await page.evaluate(() => window.api.invoke('sender', false))).toMatchObject({
    url: 'app://desk/index.html?visited',
  });
});

test('a redirect is announced before it is followed', async ({ app, page }) => {
  await page.evaluate(() => {
    location.href = '/moved';
  });
  await expect.poll(() => logOf(app)).toContainEqual(['will-redirect', 'app://desk/index.html?moved']);
});

test('a frame that wants elsewhere is announced and refused', async ({ app, page }) => {
  await page.frameLocator('#frame').getByText('frame').waitFor();
  await page.evaluate(() => {
    document.querySelector<HTMLIFrameElement>('#frame')!.src = 'https://evil.example/frame';
  });
  await expect.poll(() => logOf(app)).toContainEqual(['will-frame-navigate', 'https://evil.example/frame']);
});

test('new windows are asked for, refused, and gone', async ({ app, page }) => {
  await page.locator('#blank').click();
  await expect.poll(() => logOf(app)).toContainEqual(['window-open', 'https://example.com/']);
  await page.evaluate(() => {
    window.open('app://desk/index.html');
    window.open('https://evil.example/', 'x', 'width=100');
  });
  await expect.poll(() => logOf(app)).toContainEqual(['window-open', 'https://evil.example/']);
  await expect.poll(() => app.windows().length).toBe(1);
  const opened = await app.evaluate(() => {
    const { electronStandIn } = globalThis as unknown as { electronStandIn: { shellCalls: object[] } };
    return electronStandIn.shellCalls;
  });
  expect(opened).toEqual([
    { what: 'openExternal', target: 'https://example.com/' },
    { what: 'openExternal', target: 'https://evil.example/' },
  ]);
});

test('permissions ask the session’s handlers', async ({ app, page }) => {
  const asked = await app.evaluate(({ session }) => {
    const list: string[] = [];
    Object.assign(globalThis, { asked: list });
    session.defaultSession.setPermissionRequestHandler((_contents, permission, callback) => {
      list.push(`request ${permission}`);
      callback(permission === 'clipboard-sanitized-write');
    });
    session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => {
      list.push(`check ${permission} ${origin}`);
      return permission === 'clipboard-sanitized-write';
    });
    return list;
  });
  expect(asked).toEqual([]);
  const answers = await page.evaluate(async () => {
    const of = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'granted',
        (error: Error) => error.name,
      );
    return {
      camera: await of(navigator.mediaDevices.getUserMedia({ video: true })),
      notifications: await Notification.requestPermission(),
      position: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('denied'),
        ),
      ),
      write: await of(navigator.clipboard.writeText('copied')),
      read: await of(navigator.clipboard.readText()),
      query: (await navigator.permissions.query({ name: 'geolocation' })).state,
      usb: await of(
        (navigator as unknown as { usb: { requestDevice(o: object): Promise<unknown> } }).usb.requestDevice({
          filters: [],
        }),
      ),
    };
  });
  expect(answers).toEqual({
    camera: 'NotAllowedError',
    notifications: 'denied',
    position: 'denied',
    write: 'granted',
    read: 'NotAllowedError',
    query: 'denied',
    usb: 'SecurityError',
  });
  const list = await app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  expect(list).toContain('check media app://desk/');
  expect(list).toContain('request notifications');
});

test('a crashed page is told and can be loaded again', async ({ app, page }) => {
  const window = await windowOf(app, page);
  await window.evaluate((browserWindow) => browserWindow.webContents.forcefullyCrashRenderer());
  await expect.poll(() => logOf(app)).toContainEqual(['render-process-gone', 'crashed']);
  expect(await window.evaluate((browserWindow) => browserWindow.webContents.isCrashed())).toBe(true);
  await window.evaluate((browserWindow) => browserWindow.loadURL('app://desk/index.html?again'));
  expect(
    await window.evaluate((browserWindow) => browserWindow.webContents.executeJavaScript("window.api.echo('back')")),
  ).toEqual(['back']);
});

test('a right click becomes a context menu', async ({ app, page }) => {
  await page.locator('#field').click({ button: 'right' });
  await expect.poll(() => logOf(app)).toContainEqual(['context-menu', true, '']);
  await page.locator('#away').click({ button: 'right' });
  await expect.poll(() => logOf(app)).toContainEqual(['context-menu', false, 'https://evil.example/']);
});
