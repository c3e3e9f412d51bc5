import { expect, logOf, test, windowOf } from './fixtures.ts';

interface Api {
  echo(...args: unknown[]): Promise<unknown[]>;
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  note(...args: unknown[]): void;
  onNoted(listener: (...args: unknown[]) => void): () => void;
  sync(): unknown;
  throwing(): unknown;
  rejecting(): Promise<unknown>;
  callBack(callback: (value: unknown) => unknown): unknown;
  openPort(name: string, message: unknown): Promise<unknown>;
  closePort(name: string): void;
  nestedPort(name: string, value: unknown): Promise<unknown>;
  join(): Promise<unknown>;
}
declare global {
  interface Window {
    api: Api;
  }
}
interface Fixture {
  goOn?: () => void;
  frameAfterwards?: unknown;
  openWindow(options?: object): Electron.BrowserWindow;
}
const inMain = { fixture: undefined as unknown as Fixture };
void inMain;

test('values make the round trip as structured clones, cycles included', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const cycle: Record<string, unknown> = {
      date: new Date(5),
      big: 10n,
      nan: Number.NaN,
      minusZero: -0,
      none: undefined,
    };
    cycle['self'] = cycle;
    cycle['list'] = [cycle];
    cycle['map'] = new Map([[{ key: 1 }, new Set([2n])]]);
    cycle['bytes'] = new Uint8Array([1, 2, 255]);
    cycle['words'] = 'ключ 😀';
    const [copy] = (await window.api.echo(cycle)) as [typeof cycle];
    const [[key, set]] = [...(copy['map'] as Map<{ key: number }, Set<unknown>>)] as [[{ key: number }, Set<unknown>]];
    return {
      date: (copy['date'] as Date).getTime(),
      big: typeof copy['big'],
      nan: Number.isNaN(copy['nan']),
      minusZero: Object.is(copy['minusZero'], -0),
      none: 'none' in copy && copy['none'] === undefined,
      self: copy['self'] === copy,
      key: key.key,
      list: (copy['list'] as unknown[])[0] === copy,
      inSet: set.has(2n),
      bytes: [...(copy['bytes'] as Uint8Array)],
      words: copy['words'],
    };
  });
  expect(seen).toEqual({
    date: 5,
    big: 'bigint',
    nan: true,
    minusZero: true,
    none: true,
    self: true,
    key: 1,
    list: true,
    inSet: true,
    bytes: [1, 2, 255],
    words: 'ключ 😀',
  });
});

test('what cannot be cloned is refused on both sides', async ({ app, page }) => {
  const words = await page.evaluate(async () => {
    const of = async (action: () => Promise<unknown>): Promise<string> => {
      try {
        await action();
        return 'allowed';
      } catch (error) {
        return (error as Error).message;
      }
    };
    return {
      symbol: await of(() => window.api.echo({ s: [Symbol('x')] })),
      element: await of(() => window.api.echo(document.body)),
      blob: await of(() => window.api.echo(new Blob(['x']))),
      fromMain: await of(() => window.api.invoke('unclonable')),
    };
  });
  expect(words.symbol).toContain('could not be cloned');
  expect(words.element).toContain('could not be cloned');
  expect(words.blob).toContain('could not be cloned');
  expect(words.fromMain).toBe("Error invoking remote method 'unclonable': Error: An object could not be cloned.");
  const browserWindow = await windowOf(app, page);
  const sent = browserWindow.evaluate((window) => window.webContents.send('noted', () => 1));
  await expect(sent).rejects.toThrow('An object could not be cloned.');
});

test('errors come back in Electron’s words', async ({ page }) => {
  const messages = await page.evaluate(async () => {
    const of = (promise: Promise<unknown>): Promise<string> => promise.then(String, (error: Error) => error.message);
    return [await of(window.api.invoke('fail')), await of(window.api.invoke('nobody'))];
  });
  expect(messages).toEqual([
    "Error invoking remote method 'fail': TypeError: boom from main",
    "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
  ]);
});

test('send and reply, in order', async ({ app, page }) => {
  await page.evaluate(() => {
    for (let index = 0; index < 50; index += 1) window.api.note(index);
  });
  await expect(page.locator('#events li')).toHaveText(Array.from({ length: 50 }, (_, index) => `noted [${index}]`));
  expect((await logOf(app)).filter((entry) => (entry as string[])[0] === 'note')).toHaveLength(50);
});

test('unsubscribing works across the bridge', async ({ page }) => {
  const heard = await page.evaluate(async () => {
    const list: unknown[] = [];
    const stop = window.api.onNoted((value) => list.push(value));
    window.api.note('one');
    await window.api.echo();
    stop();
    window.api.note('two');
    await window.api.echo();
    return list;
  });
  expect(heard).toEqual(['one']);
});

test('contextBridge: functions, promises, errors and frozen values', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const of = async (action: () => unknown): Promise<string> => {
      try {
        return String(await action());
      } catch (error) {
        return `${(error as Error).constructor.name}: ${(error as Error).message}`;
      }
    };
    const { api } = window;
    return {
      thrown: await of(() => api.throwing()),
      rejected: await of(() => api.rejecting()),
      callback: await of(() => api.callBack((value) => JSON.stringify(value))),
      frozen: Object.isFrozen(api),
      replaced: await of(() => {
        (window as unknown as Record<string, unknown>)['api'] = 1;
        return typeof window.api;
      }),
      sync: await of(() => api.sync()),
    };
  });
  expect(seen).toMatchObject({
    thrown: 'Error: thrown in the preload',
    rejected: 'Error: rejected in the preload',
    callback: '{"from":"preload","list":[1,"1970-01-01T00:00:00.005Z"]}',
    frozen: true,
  });
  expect(seen.replaced).toMatch(/object|TypeError/);
  expect(seen.sync).toContain('sendSync is not offered');
});

test('the sender’s frame says where a call came from, and is null once the page went on', async ({ app, page }) => {
  expect(await page.evaluate(() => window.api.invoke('sender', false))).toMatchObject({
    url: 'app://desk/index.html',
    origin: 'app://desk',
    top: true,
    parent: null,
  });
  await page.evaluate(() => {
    void window.api.invoke('sender', true);
  });
  await expect
    .poll(() => app.evaluate(() => typeof (globalThis as unknown as { fixture: Fixture }).fixture.goOn))
    .toBe('function');
  await page.reload();
  await page.getByRole('heading').waitFor();
  const afterwards = await app.evaluate(async () => {
    const { fixture } = globalThis as unknown as { fixture: Fixture };
    fixture.goOn?.();
    await new Promise((resolve) => setImmediate(resolve));
    return fixture.frameAfterwards;
  });
  expect(afterwards).toBeNull();
});

test('frames have parents and tops', async ({ app, page }) => {
  const window = await windowOf(app, page);
  await page.frameLocator('#frame').getByText('frame').waitFor();
  const frames = await window.evaluate((browserWindow) => {
    const { mainFrame } = browserWindow.webContents;
    const [child] = mainFrame.frames;
    return [
      mainFrame.url,
      child?.url,
      child?.parent === mainFrame,
      child?.top === mainFrame,
      mainFrame.framesInSubtree.length,
    ];
  });
  expect(frames).toEqual(['app://desk/index.html', 'app://desk/frame.html', true, true, 2]);
});

test('reload keeps the bridge, and late answers do not reach the new page', async ({ page }) => {
  await page.evaluate(() => {
    void window.api.echo('lost');
  });
  await page.reload();
  expect(await page.evaluate(() => window.api.echo('kept'))).toEqual(['kept']);
});

test('ports: both ways, nested, closed', async ({ app, page }) => {
  expect(await page.evaluate(() => window.api.openPort('a', { hello: 1 }))).toEqual({
    message: { hello: 1 },
    data: 'over the port',
  });
  expect(await page.evaluate(() => window.api.nestedPort('a', 'value'))).toEqual({ through: 'value' });
  await page.evaluate(() => window.api.closePort('a'));
  await expect.poll(() => logOf(app)).toContain('port closed');
});

test('ports of a page that went on are closed', async ({ app, page }) => {
  await page.evaluate(() => window.api.openPort('a', 1));
  await page.reload();
  await expect.poll(() => logOf(app)).toContain('port closed');
});

test('two windows talk to one main process, each for itself', async ({ app, page }) => {
  const opened = app.waitForEvent('window');
  await app.evaluate(async () => {
    const window = (globalThis as unknown as { fixture: Fixture }).fixture.openWindow({ width: 500, height: 400 });
    await window.loadURL('app://desk/index.html?second');
  });
  const second = await opened;
  await second.getByRole('heading').waitFor();
  const [one, two] = await Promise.all(
    [page, second].map((each) =>
      each.evaluate(() => window.api.invoke('sender', false) as Promise<{ id: number; url: string }>),
    ),
  );
  expect(one?.id).not.toBe(two?.id);
  expect(two?.url).toBe('app://desk/index.html?second');
  await page.evaluate(() => localStorage.setItem('shared', 'yes'));
  expect(await second.evaluate(() => localStorage.getItem('shared'))).toBe('yes');
  await second.evaluate(() => window.api.note('mine'));
  await expect(second.locator('#events li').last()).toHaveText('noted ["mine"]');
  expect(await page.locator('#events').textContent()).not.toContain('mine');
});

test('ten thousand calls, many at once, all answered', async ({ page }) => {
  const sum = await page.evaluate(async () => {
    let total = 0;
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => window.api.echo(index)));
      for (const [value] of answers) total += value as number;
    }
    return total;
  });
  expect(sum).toBe(10 * ((999 * 1000) / 2));
});
