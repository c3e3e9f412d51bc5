import { DEFAULT_SETTINGS } from '#shared/domain/settings.ts';
import {
  ACCOUNT,
  expect,
  message,
  NO_COUNTS,
  quit,
  syncEvent,
  test,
  upToDate,
  type Control,
  type Desk,
  type Script,
} from './support/desk-app.ts';

/** Counts, notifications, power and network: what the sync server and the system say, and where it shows. */

interface Main {
  electronStandIn: Control;
}

interface Seen {
  readonly tip: string;
  readonly badge: number;
  readonly title: string | undefined;
}

function corners({ app }: Desk): Promise<Seen> {
  return app.evaluate(({ app: main, BrowserWindow }) => {
    const { trays, trayShown } = (globalThis as unknown as Main).electronStandIn;
    const [tray] = trays;
    return {
      tip: tray === undefined ? '' : trayShown(tray).toolTip,
      badge: main.getBadgeCount(),
      title: BrowserWindow.getAllWindows()[0]?.getTitle(),
    };
  });
}

function shown({ app }: Desk): Promise<string[]> {
  return app.evaluate(() =>
    (globalThis as unknown as Main).electronStandIn.notifications.map(({ title, body }) => `${title}: ${body}`),
  );
}

async function signedIn(script: Script): Promise<void> {
  script.say({ type: 'account', account: ACCOUNT, token: 'secret-token' });
  script.say(upToDate());
}

async function recordHostEvents({ page }: Desk): Promise<void> {
  await page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    (window as unknown as { desk: { onHostEvent(listener: (event: unknown) => void): void } }).desk.onHostEvent(
      (event) => heard.push(event),
    );
  });
}

function hostEvents({ page }: Desk): Promise<unknown[]> {
  return page.evaluate(() => (window as unknown as { heard: unknown[] }).heard);
}

test.skip(process.env['REAL_ELECTRON'] === '1', 'what the system shows can be read only in the stand-in');

test('tray, badge and title say the one count and the one state', async ({ desk, script }) => {
  await signedIn(script);
  script.say({ type: 'counts', counts: { ...NO_COUNTS, unread: 3 } });
  await expect
    .poll(() => corners(desk))
    .toMatchObject({
      badge: 3,
      tip: 'Zukses Desk · 3 unread messages · Connected',
      title: expect.stringMatching(/^\(3\) /),
    });
  script.say({ type: 'counts', counts: { ...NO_COUNTS, unread: 0, waiting: 4 } });
  script.say(syncEvent({ connection: 'offline' }));
  await expect
    .poll(() => corners(desk))
    .toMatchObject({
      badge: 0,
      tip: 'Zukses Desk · Offline · 4 waiting to send',
      title: expect.not.stringMatching(/^\(/),
    });
});

test('the corners follow the agent’s language', async ({ desk, script }) => {
  await signedIn(script);
  script.say({
    type: 'event',
    stamped: {
      stamp: { epoch: 'scripted', revision: 50 },
      event: {
        type: 'session',
        session: {
          account: ACCOUNT,
          settings: { ...DEFAULT_SETTINGS, language: 'id' },
          extensions: {
            read: 'available',
            reactions: 'available',
            edit: 'available',
            delete: 'available',
            report: 'available',
            update: 'available',
            contacts: 'available',
          },
          server: { linkHosts: [], refusedTypes: [] },
        },
      },
    },
  });
  script.say({ type: 'counts', counts: { ...NO_COUNTS, unread: 2 } });
  await expect.poll(async () => (await corners(desk)).tip).toBe('Zukses Desk · 2 pesan belum dibaca · Terhubung');
  const labels = await desk.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));
  expect(labels).toContain('Bantuan');
});

test('a message is told once; read elsewhere, it goes away', async ({ desk, script }) => {
  await signedIn(script);
  script.say({ type: 'notify', requests: [message('12', 5)] });
  await expect.poll(() => shown(desk)).toEqual(['Customer 12: Text 5']);
  script.say({ type: 'notify', requests: [message('12', 5), message('13', 6)] });
  await expect.poll(() => shown(desk)).toEqual(['Customer 12: Text 5', 'Customer 13: Text 6']);
  script.say({ type: 'unnotify', conversationId: '12', upToMessageId: 5 });
  await expect.poll(() => shown(desk)).toEqual(['Customer 13: Text 6']);
});

test('not told again after a restart of the program', async ({ launch, script }) => {
  const first = await launch();
  await signedIn(script);
  script.say({ type: 'notify', requests: [message('12', 5)] });
  await expect.poll(() => shown(first)).toHaveLength(1);
  await quit(first);
  const second = await launch();
  await signedIn(script);
  script.say({ type: 'notify', requests: [message('12', 5), message('12', 6)] });
  await expect.poll(() => shown(second)).toEqual(['Customer 12: Text 6']);
});

test('nothing is told of the conversation on screen of an active agent', async ({ desk, script }) => {
  await signedIn(script);
  await desk.page.evaluate(() =>
    (window as unknown as { desk: { engine(method: string, input: unknown): Promise<unknown> } }).desk.engine(
      'conversation.show',
      {
        windowId: 'w',
        conversationId: '12',
        focused: true,
      },
    ),
  );
  await desk.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.show();
    (globalThis as unknown as Main).electronStandIn.setIdleSeconds(0);
  });
  script.say({ type: 'notify', requests: [message('12', 5), message('13', 6)] });
  await expect.poll(() => shown(desk)).toEqual(['Customer 13: Text 6']);
  await desk.app.evaluate(() => {
    (globalThis as unknown as Main).electronStandIn.setIdleSeconds(600);
  });
  script.say({ type: 'notify', requests: [message('12', 7)] });
  await expect.poll(() => shown(desk)).toEqual(['Customer 13: Text 6', 'Customer 12: Text 7']);
});

test('after a sleep one summary is shown, and nothing twice', async ({ desk, script }) => {
  await signedIn(script);
  await desk.app.evaluate(({ powerMonitor }) => {
    powerMonitor.emit('suspend');
    powerMonitor.emit('resume');
  });
  await script.hears(({ type, news }) => type === 'power' && news === 'resume');
  const requests = Array.from({ length: 200 }, (_, index) => message(String(1 + (index % 7)), index + 1));
  script.say({ type: 'notify', requests });
  script.say({ type: 'notify', requests: requests.slice(100) });
  script.say(upToDate());
  await expect.poll(() => shown(desk)).toEqual(['200 new messages: In 7 conversations']);
});

for (const state of ['focused', 'behind', 'minimised', 'hidden', 'closed'] as const) {
  test(`a click opens the message when the window is ${state}`, async ({ desk, script }) => {
    await signedIn(script);
    await recordHostEvents(desk);
    const reopened = state === 'closed' ? desk.app.waitForEvent('window') : null;
    // What is sent to a window that is made only now.
    await desk.app.evaluate(({ app }) => {
      const sent: unknown[] = [];
      Object.assign(globalThis, { sent });
      app.on('web-contents-created', (_event, contents) => {
        const send = contents.send.bind(contents);
        contents.send = (channel: string, ...args: unknown[]) => {
          sent.push([channel, ...args]);
          send(channel, ...args);
        };
      });
    });
    await desk.app.evaluate(({ BrowserWindow }, how) => {
      const [window] = BrowserWindow.getAllWindows();
      switch (how) {
        case 'behind':
          window?.blur();
          break;
        case 'minimised':
          window?.minimize();
          break;
        case 'hidden':
          window?.hide();
          break;
        case 'closed':
          window?.destroy();
          break;
        default:
          window?.show();
      }
    }, state);
    script.say({ type: 'notify', requests: [message('12', 5)] });
    await expect.poll(() => shown(desk)).toHaveLength(1);
    await desk.app.evaluate(() => {
      (globalThis as unknown as Main).electronStandIn.notifications[0]?.emit('click', {});
    });
    if (reopened === null) {
      await expect.poll(() => hostEvents(desk)).toContainEqual({ type: 'open', conversationId: '12', messageId: 5 });
    } else {
      await expect((await reopened).getByRole('button', { name: 'Try the demo' })).toBeVisible();
      // Not before its page is there to hear it.
      await expect
        .poll(() => desk.app.evaluate(() => (globalThis as unknown as { sent: unknown[] }).sent))
        .toEqual([
          ['desk:host-event', expect.objectContaining({ type: 'engine' })],
          ['desk:host-event', { type: 'open', conversationId: '12', messageId: 5 }],
        ]);
    }
    const window = () =>
      desk.app.evaluate(({ BrowserWindow }) => {
        const [front] = BrowserWindow.getAllWindows();
        return [front?.isVisible(), front?.isMinimized(), front?.isFocused()];
      });
    await expect.poll(window).toEqual([true, false, true]);
    await expect.poll(() => shown(desk)).toEqual([]);
  });
}

test('sleep, lock and the network reach the engine at once', async ({ desk, script }) => {
  await desk.app.evaluate(({ powerMonitor }) => {
    for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen'] as const) powerMonitor.emit(event);
  });
  for (const news of ['suspend', 'resume', 'lock', 'unlock']) {
    await script.hears((heard) => heard['type'] === 'power' && heard['news'] === news);
  }
  await desk.app.evaluate(() => {
    (globalThis as unknown as Main).electronStandIn.setOnline(false);
  });
  // The page hears of it first.
  await desk.page.evaluate(() => window.dispatchEvent(new Event('offline')));
  await script.hears((heard) => heard['type'] === 'network' && heard['online'] === false);
});

test('the engine dies and comes back; the page is told, the account is the same', async ({ desk, script }) => {
  await signedIn(script);
  await recordHostEvents(desk);
  await expect.poll(async () => (await corners(desk)).tip).toContain('Connected');
  script.die();
  await expect
    .poll(() => hostEvents(desk))
    .toContainEqual(expect.objectContaining({ type: 'engine', life: 'restarting' }));
  await script.connect();
  const start = await script.hears(({ type }) => type === 'start');
  expect(start['open']).toEqual({ kind: 'last', accountId: ACCOUNT.accountId, token: 'secret-token' });
  await expect
    .poll(() => hostEvents(desk))
    .toContainEqual(expect.objectContaining({ type: 'engine', life: 'running' }));
});
