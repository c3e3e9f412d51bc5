import { describe, expect, it } from 'vitest';
import type { Envelope } from '#shared/contract/definition.ts';
import type { EngineEvent, StampedEvent } from '#shared/contract/engine.ts';
import type { HostEvent } from '#shared/contract/host.ts';
import { createSyncFeed } from './sync-feed.ts';

/** Values are lists of texts; an event adds the text in its typing person's name. */
function setUp() {
  const engine = new Set<(event: StampedEvent) => void>();
  const host = new Set<(event: HostEvent) => void>();
  const channel = new Set<(state: 'open' | 'lost') => void>();
  const asked: ((envelope: Envelope<string[]>) => void)[] = [];
  let shown: string[] = [];
  const failures: string[] = [];
  const apply = (event: EngineEvent): void => {
    if (event.type === 'typing') shown = [...shown.filter((name) => name !== textOf(event)), textOf(event)];
  };
  const listen =
    <Listener>(listeners: Set<Listener>) =>
    (listener: Listener): (() => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    };
  const feed = createSyncFeed<string[]>(
    { onEngineEvent: listen(engine), onHostEvent: listen(host), onChannel: listen(channel) },
    {
      ask: () => new Promise((resolve) => asked.push(resolve)),
      replace: (value) => {
        shown = value;
      },
      apply,
      failed: (error) => failures.push(error.code),
    },
  );
  return {
    feed,
    asked: () => asked.length,
    shown: () => shown,
    failures,
    event: (revision: number, text: string, epoch = 'a') => {
      const event: EngineEvent = { type: 'typing', conversationId: text, people: [] };
      for (const listener of engine) listener({ stamp: { epoch, revision }, event });
    },
    answer: async (index: number, revision: number, value: string[], epoch = 'a') => {
      asked[index]?.({ ok: true, value, stamp: { epoch, revision } });
      await settled();
    },
    refuse: async (index: number) => {
      asked[index]?.({ ok: false, error: { code: 'ENGINE_UNAVAILABLE', message: '', details: {} } });
      await settled();
    },
    setChannel: (state: 'open' | 'lost') => {
      for (const listener of channel) listener(state);
    },
    setLife: (life: 'running' | 'restarting') => {
      for (const listener of host) listener({ type: 'engine', life, reason: null });
    },
    listeners: () => engine.size + host.size + channel.size,
  };
}

function textOf(event: Extract<EngineEvent, { type: 'typing' }>): string {
  return event.conversationId;
}

async function settled(): Promise<void> {
  await Promise.resolve();
  await Promise.resolve();
}

describe('createSyncFeed', () => {
  it('drops events that the snapshot already holds and applies those that came early', async () => {
    const t = setUp();
    t.feed.start();
    t.event(4, 'held by the snapshot');
    t.event(5, 'early');
    await t.answer(0, 4, ['snapshot']);
    expect(t.shown()).toEqual(['snapshot', 'early']);
    t.event(5, 'again');
    t.event(6, 'live');
    expect(t.shown()).toEqual(['snapshot', 'early', 'live']);
    expect(t.asked()).toBe(1);
  });

  it('applies early events in their order', async () => {
    const t = setUp();
    t.feed.start();
    t.event(3, 'third');
    t.event(2, 'second');
    await t.answer(0, 1, []);
    expect(t.shown()).toEqual(['second', 'third']);
  });

  it('asks again when an event between was lost, and loses nothing of what came after', async () => {
    const t = setUp();
    t.feed.start();
    await t.answer(0, 1, ['one']);
    t.event(3, 'three');
    expect(t.shown()).toEqual(['one']);
    expect(t.asked()).toBe(2);
    t.event(4, 'four');
    await t.answer(1, 3, ['one', 'two', 'three']);
    expect(t.shown()).toEqual(['one', 'two', 'three', 'four']);
  });

  it('asks again on a new epoch', async () => {
    const t = setUp();
    t.feed.start();
    await t.answer(0, 80, ['old']);
    t.event(1, 'first of the new engine', 'b');
    expect(t.asked()).toBe(2);
    await t.answer(1, 1, ['new'], 'b');
    expect(t.shown()).toEqual(['new']);
    t.event(2, 'live', 'b');
    expect(t.shown()).toEqual(['new', 'live']);
  });

  it('settles on one engine when an answer of the old one comes after an event of the new one', async () => {
    const t = setUp();
    t.feed.start();
    t.event(1, 'new engine', 'b');
    await t.answer(0, 80, ['old'], 'a');
    expect(t.asked()).toBe(2);
    await t.answer(1, 1, ['new'], 'b');
    expect(t.shown()).toEqual(['new']);
    expect(t.asked()).toBe(2);
  });

  it('takes no answer to an older question', async () => {
    const t = setUp();
    t.feed.start();
    t.feed.refresh();
    await t.answer(1, 2, ['second question']);
    await t.answer(0, 3, ['first question']);
    expect(t.shown()).toEqual(['second question']);
  });

  it('keeps what is shown when asking fails, and asks again when engine or channel are back', async () => {
    const t = setUp();
    t.feed.start();
    await t.answer(0, 1, ['kept']);
    t.setLife('restarting');
    expect(t.asked()).toBe(1);
    t.setLife('running');
    await t.refuse(1);
    expect(t.failures).toEqual(['ENGINE_UNAVAILABLE']);
    expect(t.shown()).toEqual(['kept']);
    t.event(2, 'no snapshot to apply it to');
    t.setChannel('lost');
    t.setChannel('open');
    await t.answer(2, 2, ['kept', 'back']);
    expect(t.shown()).toEqual(['kept', 'back']);
  });

  it('puts no older row of a page over a newer one', async () => {
    const t = setUp();
    t.feed.start();
    await t.answer(0, 1, ['one']);
    const merged: string[] = [];
    let answerPage = (_envelope: Envelope<string>): void => undefined;
    const page = t.feed.page<string>(
      () =>
        new Promise((resolve) => {
          answerPage = resolve;
        }),
      (value) => {
        merged.push(value);
        t.shown().length = 0;
      },
    );
    t.event(2, 'in the page');
    t.event(3, 'after the page');
    answerPage({ ok: true, value: 'page', stamp: { epoch: 'a', revision: 2 } });
    await page;
    expect(merged).toEqual(['page']);
    expect(t.shown()).toEqual(['after the page']);
  });

  it('merges no page into a snapshot that was asked for again', async () => {
    const t = setUp();
    t.feed.start();
    await t.answer(0, 1, ['one']);
    const merged: string[] = [];
    const page = t.feed.page<string>(
      () => Promise.resolve({ ok: true, value: 'page', stamp: { epoch: 'a', revision: 1 } }),
      (value) => merged.push(value),
    );
    t.feed.refresh();
    await page;
    expect(merged).toEqual([]);
  });

  it('stops listening', async () => {
    const t = setUp();
    t.feed.start();
    t.feed.stop();
    expect(t.listeners()).toBe(0);
    await t.answer(0, 1, ['late']);
    expect(t.shown()).toEqual([]);
  });
});
