import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, expect, NO_COUNTS, quit, test, upToDate, type Control, type Desk } from './support/desk-app.ts';

/** How the program ends, and what it finds when it starts again. */

interface Main {
  electronStandIn: Control;
}

function questions({ app }: Desk): Promise<string[]> {
  return app.evaluate(() =>
    (globalThis as unknown as Main).electronStandIn.dialogs.map(({ options }) => String(options['message'])),
  );
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
  test.skip(desk.runtime === 'real Electron', 'a native dialog can be answered only in the stand-in');
  script.say({ type: 'counts', counts: { ...NO_COUNTS, waiting: 4 } });
  await expect
    .poll(() =>
      desk.app.evaluate(() => {
        const { trays, trayShown } = (globalThis as unknown as Main).electronStandIn;
        return trays[0] === undefined ? '' : trayShown(trays[0]).toolTip;
      }),
    )
    .toContain('4 waiting to send');
  await desk.app.evaluate(() => {
    (globalThis as unknown as Main).electronStandIn.answerNextDialog('showMessageBox', {
      response: 1,
      checkboxChecked: false,
    });
  });
  await wishToQuit(desk);
  await expect.poll(() => questions(desk)).toEqual(['4 messages have not been sent yet']);
  await expect(desk.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();

  const ended = desk.app.waitForEvent('close');
  await desk.app.evaluate(() => {
    (globalThis as unknown as Main).electronStandIn.answerNextDialog('showMessageBox', {
      response: 0,
      checkboxChecked: false,
    });
  });
  await wishToQuit(desk).catch(() => undefined);
  await script.hears(({ type }) => type === 'stop');
  await ended;
});

test('a shutdown of the system is not held up by a question', async ({ desk, script }) => {
  script.say({ type: 'counts', counts: { ...NO_COUNTS, waiting: 4 } });
  const ended = desk.app.waitForEvent('close');
  await desk.app
    .evaluate(({ powerMonitor }) => {
      powerMonitor.emit('shutdown', { preventDefault: () => undefined });
    })
    .catch(() => undefined);
  await script.hears(({ type }) => type === 'stop');
  await ended;
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
      { ...localStorage },
    ]);
  });
  expect(seen).not.toContain('a-very-secret-token');
});
