import { expect, test } from './support/desk-app.ts';

/** 10,000 calls that no page of ours would make: each is answered with an envelope, none reaches the engine, nothing grows. */

const CALLS = 10_000;

test('malformed calls leave the host working and leak nothing', async ({ desk, script }) => {
  test.setTimeout(180_000);
  const memory = (): Promise<number> =>
    desk.app.evaluate(() => {
      process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
      const collect = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
      collect();
      collect();
      return process.memoryUsage().heapUsed;
    });
  const run = (
    from: number,
    count: number,
  ): Promise<{ codes: Record<string, number>; rejected: Record<string, number> }> =>
    desk.page.evaluate(
      async ([first, number]) => {
        const bridge = (
          window as unknown as {
            desk: Record<
              'engine' | 'host',
              (method: unknown, input: unknown) => Promise<{ ok: boolean; error?: { code: string } }>
            >;
          }
        ).desk;
        const cycle: Record<string, unknown> = { conversationId: '1' };
        cycle['self'] = cycle;
        let deep: unknown = {};
        for (let level = 0; level < 60; level += 1) deep = { deep };
        const prototypeKeys = JSON.parse(
          '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
        ) as unknown;
        const inputs: unknown[] = [
          undefined,
          null,
          0,
          -1,
          Number.NaN,
          Infinity,
          '',
          'text',
          true,
          [],
          [[[]]],
          {},
          { unknown: 1 },
          { conversationId: 1 },
          { conversationId: '1'.repeat(400) },
          { conversationId: '../../etc/passwd', messageId: '1' },
          { conversationId: '1', content: 'x'.repeat(300_000) },
          { view: 'all', cursor: null, limit: 1e9 },
          { url: 'javascript:alert(1)', extra: true },
          { mediaId: '../x' },
          { mediaId: 'x'.repeat(10_000) },
          { title: 'x'.repeat(10_000) },
          prototypeKeys,
          { settings: prototypeKeys },
          cycle,
          deep,
          new Map([['a', 1]]),
          new Set([1]),
          new Date(),
          new Uint8Array(1000),
          10n,
          /x/,
          new Error('x'),
          () => undefined,
          Symbol('x'),
          { toString: () => 'x' },
          Array.from({ length: 60_000 }, () => 0),
        ];
        const methods: unknown[] = [
          'inbox.list',
          'conversation.get',
          'message.send',
          'message.edit',
          'draft.save',
          'file.stageBegin',
          'session.signIn',
          'settings.set',
          'media.saveAs',
          'media.open',
          'window.title',
          'shell.openExternal',
          'session.keep',
          'constructor',
          '__proto__',
          'toString',
          'hasOwnProperty',
          'nothing',
          '',
          'x'.repeat(10_000),
          1,
          null,
          {},
        ];
        const codes: Record<string, number> = {};
        const rejected: Record<string, number> = {};
        const call = async (index: number): Promise<void> => {
          const side = index % 2 === 0 ? 'engine' : 'host';
          const method = methods[index % methods.length];
          const input = inputs[(index * 7) % inputs.length];
          try {
            const envelope = await bridge[side](method, input);
            const code = envelope.ok ? 'ok' : (envelope.error?.code ?? 'no code');
            codes[code] = (codes[code] ?? 0) + 1;
          } catch (error) {
            const kind = error instanceof Error ? error.message.slice(0, 60) : 'other';
            rejected[kind] = (rejected[kind] ?? 0) + 1;
          }
        };
        for (let index = first; index < first + number; index += 50) {
          await Promise.all(Array.from({ length: 50 }, (_, step) => call(index + step)));
        }
        return { codes, rejected };
      },
      [from, count] as const,
    );

  await run(0, 1_000);
  const before = await memory();
  const { codes, rejected } = await run(1_000, CALLS);
  const after = await memory();

  expect(
    Object.keys(codes).filter((code) => !['BAD_REQUEST', 'UNKNOWN_METHOD', 'ok', 'NOT_FOUND'].includes(code)),
  ).toEqual([]);
  expect((codes['BAD_REQUEST'] ?? 0) + (codes['UNKNOWN_METHOD'] ?? 0)).toBeGreaterThan(CALLS / 2);
  // What can't be cloned does not even leave the page.
  for (const reason of Object.keys(rejected)) expect(reason).toMatch(/clone|bridge|convert/i);
  expect(after - before).toBeLessThan(20 * 1024 * 1024);

  const reached = script.heard.filter(({ type }) => type === 'call').map(({ method }) => method);
  expect(reached.filter((method) => method === 'message.send' || method === 'session.signIn')).toEqual([]);
  expect(await desk.page.evaluate(() => 'polluted' in {})).toBe(false);
  expect(await desk.app.evaluate(() => 'polluted' in {})).toBe(false);
  await expect(desk.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  const info = await desk.page.evaluate(() =>
    (window as unknown as { desk: { host(method: string, input: unknown): Promise<{ ok: boolean }> } }).desk.host(
      'host.info',
      {},
    ),
  );
  expect(info.ok).toBe(true);
});
