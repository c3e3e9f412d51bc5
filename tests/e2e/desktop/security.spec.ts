import { expect, test, type Control } from './support/desk-app.ts';

/** The items of Electron's security checklist that can be seen from outside; docs/security.md lists where each one is. */

interface DeskWindow {
  desk: {
    engine(method: string, input: unknown): Promise<{ ok: boolean; error?: { code: string } }>;
    host(method: string, input: unknown): Promise<{ ok: boolean; value?: unknown; error?: { code: string } }>;
  };
}

test('the page has no Node, no Electron and no way to change the bridge', async ({ desk }) => {
  const found = await desk.page.evaluate(() => {
    const names = ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron', '__dirname'];
    const bridge = (window as unknown as DeskWindow).desk as unknown as Record<string, unknown>;
    let replaced = false;
    try {
      bridge['engine'] = () => undefined;
      replaced = bridge['engine']?.toString().includes('undefined') ?? false;
    } catch {
      replaced = false;
    }
    return {
      present: names.filter((name) => name in window),
      keys: Object.keys(bridge).toSorted(),
      frozen: Object.isFrozen(bridge),
      replaced,
      kinds: Object.values(bridge).map((value) => typeof value),
      secure: isSecureContext,
    };
  });
  expect(found.present).toEqual([]);
  expect(found.keys).toEqual(['engine', 'host', 'onChannel', 'onEngineEvent', 'onHostEvent', 'stage']);
  expect(found.kinds.every((kind) => kind === 'function')).toBe(true);
  expect(found.frozen).toBe(true);
  expect(found.replaced).toBe(false);
  expect(found.secure).toBe(true);
});

test('an event reaches the page as plain data, without Electron’s own event', async ({ desk, script }) => {
  await desk.page.evaluate(() => {
    const got: unknown[][] = [];
    Object.assign(window, { got });
    (window as unknown as { desk: { onEngineEvent(listener: (...args: unknown[]) => void): void } }).desk.onEngineEvent(
      (...args) => got.push(args),
    );
  });
  script.say({
    type: 'event',
    stamped: { stamp: { epoch: 'e', revision: 1 }, event: { type: 'typing', conversationId: '1', people: [] } },
  });
  const got = (): Promise<unknown[][]> => desk.page.evaluate(() => (window as unknown as { got: unknown[][] }).got);
  await expect.poll(got).toHaveLength(1);
  expect((await got())[0]).toEqual([
    { stamp: { epoch: 'e', revision: 1 }, event: { type: 'typing', conversationId: '1', people: [] } },
  ]);
});

test('every window runs with the safe settings', async ({ desk }) => {
  test.skip(desk.runtime === 'real Electron', 'getLastWebPreferences is no public API; the settings are unit-tested');
  const preferences = await desk.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window?.webContents as unknown as { _preferences?: unknown; preferences?: unknown };
    return contents._preferences ?? contents.preferences ?? null;
  });
  if (preferences !== null) {
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
  }
});

test('the policy is enforced: no inline script, no eval, no other host, no frame', async ({ desk }) => {
  const tried = await desk.page.evaluate(async () => {
    const result: Record<string, unknown> = {};
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    result['inline'] = 'inlineRan' in window;
    // In a turn of its own: what a driver evaluates may do what the policy forbids.
    result['eval'] = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          resolve((Reflect.construct(Function, ['return "ran"']) as () => unknown)());
        } catch {
          resolve('blocked');
        }
      });
    });
    result['fetch'] = await fetch('https://example.com/').then(
      () => 'sent',
      () => 'blocked',
    );
    const violations = new Set<string>();
    const both = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        violations.add(event.effectiveDirective);
        if (violations.has('frame-src') && violations.has('img-src')) resolve();
      });
    });
    const frame = document.createElement('iframe');
    frame.src = 'https://example.com/';
    document.body.append(frame);
    const image = new Image();
    image.src = 'https://example.com/x.png';
    await both;
    return result;
  });
  expect(tried['inline']).toBe(false);
  expect(tried['eval']).toBe('blocked');
  expect(tried['fetch']).toBe('blocked');
});

test('the page goes nowhere and opens nothing; https and mail go to the system', async ({ desk }) => {
  const before = await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());
  await desk.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = (url: string) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
  await desk.page.evaluate(() => {
    for (const url of ['https://zukses.com/a', 'http://zukses.com/b', 'file:///etc/passwd', 'desk://app/index.html']) {
      window.open(url);
    }
  });
  await desk.page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await expect
    .poll(() => desk.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened))
    .toEqual(['https://zukses.com/a']);
  await expect(desk.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  expect(
    await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((w) => w.webContents.getURL())),
  ).toEqual([before]);
});

test('opening outside is checked on the host’s side too', async ({ desk }) => {
  await desk.app.evaluate(({ shell }) => {
    shell.openExternal = () => Promise.resolve();
  });
  const results = await desk.page.evaluate(async () => {
    const { desk: bridge } = window as unknown as DeskWindow;
    const urls = [
      'https://zukses.com/',
      'mailto:a@b.example',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://h/s',
      '',
    ];
    return Promise.all(urls.map(async (url) => (await bridge.host('shell.openExternal', { url })).value));
  });
  expect(results).toEqual([
    { opened: true },
    { opened: true },
    { opened: false },
    { opened: false },
    { opened: false },
    { opened: false },
  ]);
});

test('no permission is given', async ({ desk }) => {
  const answers = await desk.page.evaluate(async () => {
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'given',
      () => 'refused',
    );
    const notification = await Notification.requestPermission();
    const names = ['geolocation', 'camera', 'microphone', 'notifications', 'midi'];
    const states = await Promise.all(
      names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => state,
          () => 'denied',
        ),
      ),
    );
    return { media, notification, states };
  });
  expect(answers.media).toBe('refused');
  expect(answers.notification).not.toBe('granted');
  expect(answers.states).not.toContain('granted');
});

test('a page that is not ours gets no answer, even with our preload', async ({ desk }) => {
  const opened = desk.app.waitForEvent('window');
  await desk.app.evaluate(async ({ BrowserWindow, app, protocol }) => {
    // Another host of our own scheme: as near to ours as a stranger can come.
    protocol.unhandle('desk');
    protocol.handle(
      'desk',
      () => new Response('<!doctype html><p>foreign</p>', { headers: { 'content-type': 'text/html' } }),
    );
    const preload = `${app.getAppPath()}/dist/preload/preload.cjs`;
    const window = new BrowserWindow({ webPreferences: { preload, sandbox: true, contextIsolation: true } });
    await window.loadURL('desk://stranger/index.html');
  });
  const foreign = await opened;
  await foreign.getByText('foreign').waitFor();
  const answers = await foreign.evaluate(async () => {
    const { desk: bridge } = window as unknown as DeskWindow;
    const [engine, host] = await Promise.all([bridge.engine('session.get', {}), bridge.host('host.info', {})]);
    return [engine.error?.code, host.error?.code];
  });
  expect(answers).toEqual(['FORBIDDEN_SENDER', 'FORBIDDEN_SENDER']);
});

test('a file given by the agent is staged by its path, which the page never sees', async ({ desk, script, folder }) => {
  const { writeFileSync } = await import('node:fs');
  writeFileSync(`${folder}/resi.txt`, 'content');
  await desk.page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'staging';
    document.body.append(input);
  });
  await desk.page.locator('#staging').setInputFiles(`${folder}/resi.txt`);
  const seen = await desk.page.evaluate(async () => {
    const file = document.querySelector<HTMLInputElement>('#staging')?.files?.[0];
    const bridge = (window as unknown as { desk: { stage(...args: unknown[]): Promise<{ ok: boolean }> } }).desk;
    const progress: number[] = [];
    const options = { stageId: crypto.randomUUID(), asSticker: false, width: null, height: null };
    const envelope = await bridge.stage(file, options, (fraction: number) => progress.push(fraction));
    return {
      ok: envelope.ok,
      progress,
      file: JSON.stringify([file?.name, (file as unknown as { path?: string }).path]),
    };
  });
  const staged = await script.hears(({ type }) => type === 'stage-path');
  expect(staged['path']).toBe(`${folder}/resi.txt`);
  expect(seen.ok).toBe(true);
  expect(seen.progress).toEqual([1]);
  expect(seen.file).not.toContain(folder);
});

test('a file made in the page comes in chunks', async ({ desk, script }) => {
  const done = desk.page.evaluate(() => {
    const bridge = (window as unknown as { desk: { stage(...args: unknown[]): Promise<{ ok: boolean }> } }).desk;
    const options = { stageId: crypto.randomUUID(), asSticker: false, width: null, height: null };
    return bridge.stage(new File(['pasted'], 'pasted.txt'), options, () => undefined);
  });
  const begun = await script.hears(({ method }) => method === 'file.stageBegin');
  expect(begun['input']).toMatchObject({ filename: 'pasted.txt', sizeBytes: 6 });
  // The script knows no such call; the page is told, and nothing throws.
  expect(await done).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
});

test('media are answered in parts, and only those that the sync server knows', async ({ desk, script, folder }) => {
  const { mkdirSync, writeFileSync } = await import('node:fs');
  mkdirSync(`${folder}/user/data`, { recursive: true });
  writeFileSync(`${folder}/user/data/film`, '0123456789');
  writeFileSync(`${folder}/outside`, 'secret');
  const file = { contentType: 'video/mp4', sizeBytes: 10, filename: 'film.mp4' };
  script.answer('media film-1', { ...file, path: `${folder}/user/data/film` });
  script.answer('media film-2', { ...file, path: `${folder}/user/data/../../outside` });
  const ask = (id: string, range: string | null): Promise<unknown[]> =>
    desk.page.evaluate(
      async ([address, wish]) => {
        const response = await fetch(`/media/${address}`, wish === null ? {} : { headers: { Range: wish } });
        return [response.status, response.headers.get('content-range'), await response.text()];
      },
      [id, range] as const,
    );
  await expect.poll(() => ask('film-1', null)).toEqual([200, null, '0123456789']);
  expect(await ask('film-1', 'bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
  expect(await ask('film-1', 'bytes=-2')).toEqual([206, 'bytes 8-9/10', '89']);
  expect(await ask('film-1', 'bytes=10-')).toEqual([416, 'bytes */10', '']);
  expect(await ask('film-2', null)).toEqual([404, null, '']);
  expect(await ask('film-3', null)).toEqual([404, null, '']);
});

test('the system of electron-store tells no page where our folder lies', async ({ desk }) => {
  const listeners = await desk.app.evaluate(({ ipcMain }) => ipcMain.listenerCount('electron-store-get-data'));
  expect(listeners).toBe(0);
});

declare global {
  // Only the stand-in puts it there.
  var electronStandIn: Control;
}
