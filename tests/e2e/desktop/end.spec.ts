import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, expect, NO_COUNTS, quit, test, upToDate, type Desk, type Script } from './support/desk-app.ts';

/** How the program ends, and what it finds when it starts again. */

interface Main {
  asked?: string[];
  firstLine?: string;
}

/** Questions are answered like this from now on; what was asked can be read. */
async function answerWith({ app }: Desk, response: number): Promise<void> {
  await app.evaluate(({ dialog }, answer) => {
    const main = globalThis as unknown as Main;
    main.asked ??= [];
    dialog.showMessageBox = (...args: unknown[]) => {
      const { message } = args.at(-1) as { message: string };
      main.asked?.push(message);
      return Promise.resolve({ response: answer, checkboxChecked: false });
    };
  }, response);
}

function questions({ app }: Desk): Promise<string[]> {
  return app.evaluate(() => (globalThis as unknown as Main).asked ?? []);
}

/** Resolves when the host has heard it: the tray's menu says so, and on both runtimes that can be read. */
async function sayWaiting(desk: Desk, script: Script, count: number): Promise<void> {
  await desk.app.evaluate(({ Menu }) => {
    const main = globalThis as unknown as Main;
    const build = Menu.buildFromTemplate.bind(Menu);
    Menu.buildFromTemplate = (template) => {
      main.firstLine = template[0]?.label ?? '';
      return build(template);
    };
  });
  script.say({ type: 'counts', counts: { ...NO_COUNTS, waiting: count } });
  await expect
    .poll(() => desk.app.evaluate(() => (globalThis as unknown as Main).firstLine ?? ''))
    .toContain(`${count} waiting to send`);
}

async function wishToQuit({ app }: Desk): Promise<void> {
  await app.evaluate(({ app: main }) => {
    main.quit();
  });
}

test('with nothing waiting it ends without a question, and the sync server is told', async ({ desk, script }) => {
  const ended = desk.app.waitForEvent('close');
  await wishToQuit(desk).catch(() => undefined);
  await script.hears(({ type }) => type === 'stop');
  await ended;
});

test('with unsent work the agent is asked once, and may stay', async ({ desk, script }) => {
  await sayWaiting(desk, script, 4);
  await answerWith(desk, 1);
  await wishToQuit(desk);
  await expect.poll(() => questions(desk)).toEqual(['4 messages or changes have not been sent yet']);
  await expect(desk.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();

  const ended = desk.app.waitForEvent('close');
  await answerWith(desk, 0);
  await wishToQuit(desk).catch(() => undefined);
  await script.hears(({ type }) => type === 'stop');
  await ended;
});

test('a shutdown of the system is not held up by a question', async ({ desk, script }) => {
  await sayWaiting(desk, script, 4);
  const ended = desk.app.waitForEvent('close');
  await desk.app
    .evaluate(({ powerMonitor }) => {
      powerMonitor.emit('shutdown', { preventDefault: () => undefined });
    })
    .catch(() => undefined);
  await script.hears(({ type }) => type === 'stop');
  await ended;
});

test('Ctrl-C in a terminal ends it in order, without a question', async ({ desk, script }) => {
  test.skip(process.platform === 'win32', 'Windows has no such signal');
  await sayWaiting(desk, script, 4);
  const child = desk.app.process();
  const { promise: ended, resolve } = Promise.withResolvers<number | null>();
  child.once('exit', resolve);
  child.kill('SIGINT');
  await script.hears(({ type }) => type === 'stop');
  expect(await ended).toBe(0);
});

test('what the page has not saved yet is saved before the end', async ({ desk, script }) => {
  await desk.page.evaluate(() => {
    const { engine } = (window as unknown as { desk: { engine(method: string, input: unknown): Promise<unknown> } })
      .desk;
    window.addEventListener('pagehide', () => {
      const draft = {
        conversationId: '12',
        text: 'half a sen',
        files: [],
        replyTo: null,
        selectionStart: 0,
        selectionEnd: 0,
        version: 1,
      };
      void engine('draft.save', draft);
    });
  });
  const ended = desk.app.waitForEvent('close');
  await wishToQuit(desk).catch(() => undefined);
  const saved = await script.hears(({ method }) => method === 'draft.save');
  expect(saved['input']).toMatchObject({ text: 'half a sen' });
  await ended;
});

test('closing the last window ends the program on Linux, unless the agent wants the tray and one shows', async ({
  desk,
}) => {
  test.skip(process.platform !== 'linux', 'elsewhere it hides');
  const ended = desk.app.waitForEvent('close');
  await desk.app
    .evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.close();
    })
    .catch(() => undefined);
  await ended;
});

test('the token is kept sealed, and opens the account at the next start', async ({ launch, script, folder }) => {
  const first = await launch();
  script.say({ type: 'account', account: ACCOUNT, token: 'a-very-secret-token' });
  script.say(upToDate());
  const file = join(folder, 'user', 'host.json');
  const settings = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await expect.poll(settings).toContain('base64');
  await quit(first);
  for (const name of readdirSync(join(folder, 'user'), { recursive: true, encoding: 'utf8', withFileTypes: false })) {
    const path = join(folder, 'user', name);
    if (/\.(json|txt|log)$/.test(name)) expect(readFileSync(path, 'utf8')).not.toContain('a-very-secret-token');
  }
  await launch();
  const start = await script.hears(({ type }) => type === 'start');
  expect(start['open']).toEqual({ kind: 'last', accountId: ACCOUNT.accountId, token: 'a-very-secret-token' });

  script.say({ type: 'account', account: { ...ACCOUNT, signedIn: false }, token: null });
  await expect.poll(settings).not.toContain('base64');
});

test('the token never reaches the page', async ({ desk, script }) => {
  script.say({ type: 'account', account: ACCOUNT, token: 'a-very-secret-token' });
  const seen = await desk.page.evaluate(async () => {
    const bridge = (window as unknown as { desk: Record<string, (method: string, input: unknown) => Promise<unknown>> })
      .desk;
    return JSON.stringify([
      await bridge['host']?.('host.info', {}),
      await bridge['engine']?.('session.get', {}),
      JSON.stringify(localStorage),
    ]);
  });
  expect(seen).not.toContain('a-very-secret-token');
});
