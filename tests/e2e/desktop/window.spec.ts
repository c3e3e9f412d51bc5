import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, quit, test, type Desk } from './support/desk-app.ts';

test('a window opens on our own scheme and shows the sign-in screen', async ({ desk }) => {
  await expect(desk.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  const [address, title, visible] = await desk.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return [window?.webContents.getURL(), window?.getTitle(), window?.isVisible()];
  });
  expect(address).toBe('desk://app/index.html');
  expect(title).toContain('Zukses Desk');
  expect(visible).toBe(true);
  expect(['stand-in', 'real Electron']).toContain(desk.runtime);
});

test('nothing of level error is in the console', async ({ launch }) => {
  const { page } = await launch();
  const errors: string[] = [];
  page.on('console', (entry) => {
    if (entry.type() === 'error') errors.push(entry.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.reload();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  expect(errors).toEqual([]);
});

function boundsOf({ app }: Desk): Promise<Electron.Rectangle | undefined> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
}

test('the window comes back where it was, and never where no screen is', async ({ launch, folder }) => {
  const first = await launch();
  await first.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 120, y: 80, width: 900, height: 640 });
  });
  await quit(first);
  const second = await launch();
  expect(await boundsOf(second)).toEqual({ x: 120, y: 80, width: 900, height: 640 });
  await quit(second);

  const settings = join(folder, 'user', 'host.json');
  const saved = JSON.parse(readFileSync(settings, 'utf8')) as Record<string, unknown>;
  saved['window'] = { x: 9000, y: 9000, width: 900, height: 640, maximized: false };
  writeFileSync(settings, JSON.stringify(saved));
  const again = await boundsOf(await launch());
  expect(again?.x).toBeLessThan(9000);
  expect(again).toMatchObject({ width: 900, height: 640 });
});

test('damaged settings are kept beside the new ones, and the program starts', async ({ launch, folder }) => {
  mkdirSync(join(folder, 'user'), { recursive: true });
  writeFileSync(join(folder, 'user', 'host.json'), '{"window": {"x":');
  const { page } = await launch();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  expect(readFileSync(join(folder, 'user', 'host.json.bad'), 'utf8')).toBe('{"window": {"x":');
});

test('a second window shows the same program, beside the first; closing one leaves the other', async ({ desk }) => {
  const opened = desk.app.waitForEvent('window');
  await desk.app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('new-window')?.click();
  });
  const second = await opened;
  await expect(second.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  const [one, two] = await desk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getBounds()),
  );
  expect(one).not.toEqual(two);
  await desk.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[1]?.close();
  });
  await expect.poll(() => desk.app.windows().length).toBe(1);
  await expect(desk.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
});

test('a second start brings the window of the first to the front, and goes to the link', async ({ desk }) => {
  await desk.page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    (window as unknown as { desk: { onHostEvent(listener: (event: unknown) => void): void } }).desk.onHostEvent(
      (event) => heard.push(event),
    );
  });
  const states = await desk.app.evaluate(({ app, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.hide();
    const hidden = window?.isVisible();
    app.emit('second-instance', {}, ['zukses-desk', 'zukses-desk://conversation/12?message=5'], '/', null);
    return [hidden, window?.isVisible(), window?.isFocused()];
  });
  expect(states).toEqual([false, true, true]);
  await expect
    .poll(() => desk.page.evaluate(() => (window as unknown as { heard: unknown[] }).heard))
    .toContainEqual({ type: 'open', conversationId: '12', messageId: 5 });
});

test('a second process on the same folder ends at once', async ({ desk, folder }) => {
  const second = await desk.app.evaluate(({ app }) => app.requestSingleInstanceLock());
  expect(second).toBe(true);
  const { launchDesktop } = await import('../../support/electron/launch.ts');
  const start = launchDesktop({ appDir: join(folder, 'app'), userDataDir: join(folder, 'user') });
  // It ends before a driver could take hold of it, or just after.
  await start.then(({ app }) => app.waitForEvent('close').catch(() => undefined)).catch(() => undefined);
  await expect(desk.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
});
