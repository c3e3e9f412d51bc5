import { beforeEach, describe, expect, it } from 'vitest';
import type { NotificationRequest } from '#shared/contract/sync-channel.ts';
import { memoryLedger } from './notification-ledger.ts';
import {
  BURST_QUIET_MS,
  LONGEST_HOLD_MS,
  notificationId,
  Notifications,
  placeOfNotification,
  type ConversationFacts,
  type NativeNotificationOptions,
  type NotificationDeps,
} from './notifications.ts';
import { wordsFor } from './words.ts';

class FakeTimers {
  private time = 1_000_000;
  private tasks: { at: number; run: () => void }[] = [];
  now(): number {
    return this.time;
  }
  setTimeout(run: () => void, milliseconds: number): unknown {
    const task = { at: this.time + milliseconds, run };
    this.tasks.push(task);
    return task;
  }
  clearTimeout(handle: unknown): void {
    this.tasks = this.tasks.filter((task) => task !== handle);
  }
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.time = next.at;
      this.tasks = this.tasks.filter((task) => task !== next);
      next.run();
    }
    this.time = end;
  }
}

class FakeNative {
  readonly options: NativeNotificationOptions;
  open = false;
  private readonly listeners = new Map<string, (...args: unknown[]) => void>();
  constructor(options: NativeNotificationOptions) {
    this.options = options;
  }
  show(): void {
    this.open = true;
  }
  close(): void {
    this.open = false;
  }
  on(event: string, listener: (...args: unknown[]) => void): void {
    this.listeners.set(event, listener);
  }
  emit(event: string): void {
    this.listeners.get(event)?.({}, 'error');
  }
}

let natives: FakeNative[];
let timers: FakeTimers;
let opened: unknown[];
let removed: string[];
let facts: Map<string, ConversationFacts | null>;
let onScreen: string | null;
let agentActive: boolean;
let deps: NotificationDeps;
let notifications: Notifications;

const account = 'abcdef0123456789abcdef0123456789';

function message(conversationId: string, messageId: number): NotificationRequest {
  return { conversationId, messageId, title: `Customer ${conversationId}`, body: `Text ${messageId}`, silent: false };
}
const showing = (): FakeNative[] => natives.filter(({ open }) => open);

beforeEach(() => {
  natives = [];
  timers = new FakeTimers();
  opened = [];
  removed = [];
  facts = new Map();
  onScreen = null;
  agentActive = true;
  deps = {
    create: (options) => {
      const native = new FakeNative(options);
      natives.push(native);
      return native;
    },
    removeDelivered: (ids) => removed.push(...ids),
    isSupported: () => true,
    isSwitchedOn: () => true,
    presence: (id) => ({ visible: id === onScreen, focused: id === onScreen, agentActive }),
    conversation: (id) => Promise.resolve(facts.get(id) ?? null),
    open: (place) => opened.push(place),
    words: () => wordsFor('en'),
    ledger: memoryLedger(),
    timers,
    trouble: (event, error) => {
      throw new Error(event, { cause: error });
    },
  };
  notifications = new Notifications(deps);
  notifications.accountChanged(account);
  notifications.setCatchingUp(false);
});

describe('a message is told', () => {
  it('once, however often the engine names it and whatever window hears of it', async () => {
    await notifications.request([message('1', 5)]);
    await notifications.request([message('1', 5), message('1', 5)]);
    await Promise.all([notifications.request([message('1', 5)]), notifications.request([message('1', 6)])]);
    expect(natives.map(({ options }) => options.body)).toEqual(['Text 5', 'Text 6']);
  });

  it('not again after a restart', async () => {
    await notifications.request([message('1', 5)]);
    const restarted = new Notifications(deps);
    restarted.accountChanged(account);
    restarted.setCatchingUp(false);
    await restarted.request([message('1', 5)]);
    expect(natives).toHaveLength(1);
  });

  it('not when it is on the screen of an active agent, and not later either', async () => {
    onScreen = '1';
    await notifications.request([message('1', 5)]);
    onScreen = null;
    await notifications.request([message('1', 5)]);
    expect(natives).toHaveLength(0);
    onScreen = '1';
    agentActive = false;
    await notifications.request([message('1', 6)]);
    expect(natives).toHaveLength(1);
  });

  it('not when the conversation is muted, blocked, left or read by now', async () => {
    const plain = { left: false, blocked: false, muted: false, unread: 2 };
    facts.set('1', { ...plain, muted: true });
    facts.set('2', { ...plain, blocked: true });
    facts.set('3', { ...plain, left: true });
    facts.set('4', { ...plain, unread: 0 });
    facts.set('5', plain);
    for (const id of ['1', '2', '3', '4', '5']) await notifications.request([message(id, 9)]);
    expect(natives.map(({ options }) => options.title)).toEqual(['Customer 5']);
  });

  it('without asking, when the engine can not be asked', async () => {
    const trouble: string[] = [];
    deps.conversation = () => Promise.reject(new Error('gone'));
    deps.trouble = (event) => trouble.push(event);
    await notifications.request([message('1', 5)]);
    expect(natives).toHaveLength(1);
    expect(trouble).toEqual(['conversation not asked']);
  });
});

describe('many messages', () => {
  it('after a sleep are one summary, shown when the engine is up to date', async () => {
    notifications.setCatchingUp(true);
    for (let id = 1; id <= 200; id += 1) await notifications.request([message(String(id % 7), id)]);
    expect(natives).toHaveLength(0);
    notifications.setCatchingUp(false);
    timers.advance(0);
    expect(natives.map(({ options }) => options.title)).toEqual(['200 new messages']);
    expect(natives[0]?.options.body).toBe('In 7 conversations');
  });

  it('that were deleted are told no more, and those around them still are', async () => {
    await notifications.request([message('1', 4)]);
    await notifications.request([message('1', 5)]);
    expect(natives).toHaveLength(2);
    notifications.withdraw('1', 5);
    expect(showing().map(({ options }) => options.body)).toEqual(['Text 4']);
  });

  it('of which one is left are told as that one', async () => {
    notifications.setCatchingUp(true);
    await notifications.request([message('1', 5), message('2', 6)]);
    notifications.unnotify('1', 5);
    notifications.setCatchingUp(false);
    timers.advance(0);
    expect(natives.map(({ options }) => options.body)).toEqual(['Text 6']);
  });

  it('are told after a minute, however long the catch-up takes, and the next summary takes the place of the first', async () => {
    notifications.setCatchingUp(true);
    await notifications.request([message('1', 1), message('2', 2)]);
    timers.advance(LONGEST_HOLD_MS);
    expect(showing().map(({ options }) => options.title)).toEqual(['2 new messages']);
    await notifications.request([message('3', 3)]);
    await notifications.request([message('3', 4)]);
    timers.advance(LONGEST_HOLD_MS);
    expect(showing().map(({ options }) => options.title)).toEqual(['4 new messages']);
  });

  it('in a burst are one, and a stream that never ends is told too', async () => {
    await notifications.request(Array.from({ length: 30 }, (_, index) => message('1', index + 1)));
    expect(natives).toHaveLength(0);
    timers.advance(BURST_QUIET_MS);
    expect(showing().map(({ options }) => options.title)).toEqual(['30 new messages']);
    const before = natives.length;
    for (let id = 100; id < 200; id += 1) {
      await notifications.request([
        message('2', id),
        message('3', id),
        message('4', id),
        message('5', id),
        message('6', id),
      ]);
      timers.advance(1_000);
    }
    expect(natives.length).toBeGreaterThan(before);
    expect(natives.length - before).toBeLessThanOrEqual(3);
    expect(showing()).toHaveLength(1);
  });

  it('of 50 sleeps are each told once and never twice', async () => {
    const told = new Map<string, number>();
    const create = deps.create;
    const counted: string[] = [];
    deps.create = (options) => {
      counted.push(options.title);
      return create(options);
    };
    let next = 1;
    for (let sleep = 0; sleep < 50; sleep += 1) {
      const fresh = Array.from({ length: 3 + (sleep % 5) }, () => message(String(next % 4), next++));
      // What the engine had named before the sleep, it names again after it.
      const again = fresh.map(({ messageId }) =>
        message(String(Math.max(0, messageId - 4) % 4), Math.max(1, messageId - 4)),
      );
      notifications.setCatchingUp(true);
      await notifications.request([
        ...fresh,
        ...again.filter(({ messageId }) => messageId < (fresh[0]?.messageId ?? 0)),
      ]);
      await notifications.request(fresh);
      const before = counted.length;
      notifications.setCatchingUp(false);
      timers.advance(0);
      expect(counted.length - before).toBe(1);
      for (const request of fresh) {
        const key = `${request.conversationId}:${request.messageId}`;
        told.set(key, (told.get(key) ?? 0) + 1);
      }
      // Read everything: the next summary counts only what is new.
      expect(counted.at(-1)).toBe(`${fresh.length} new messages`);
      for (const id of ['0', '1', '2', '3']) notifications.unnotify(id, next - 1);
      expect(showing()).toHaveLength(0);
    }
    expect([...told.values()].every((count) => count === 1)).toBe(true);
    expect(told.size).toBe(next - 1);
  });
});

describe('what was read elsewhere', () => {
  it('is taken away', async () => {
    await notifications.request([message('1', 5), message('1', 6), message('2', 7)]);
    notifications.unnotify('1', 5);
    expect(showing().map(({ options }) => options.body)).toEqual(['Text 6', 'Text 7']);
    expect(removed).toEqual([notificationId(account, '1', 5)]);
  });

  it('is not shown when the news of it comes first', async () => {
    notifications.unnotify('1', 5);
    await notifications.request([message('1', 5), message('1', 6)]);
    expect(natives.map(({ options }) => options.body)).toEqual(['Text 6']);
  });
});

describe('a click', () => {
  it('opens the message, and takes the notification away', async () => {
    await notifications.request([message('1', 5)]);
    natives[0]?.emit('click');
    expect(opened).toEqual([{ conversationId: '1', messageId: 5 }]);
    expect(showing()).toHaveLength(0);
  });

  it('still works after the toast went to the notification centre', async () => {
    await notifications.request([message('1', 5)]);
    natives[0]?.emit('close');
    natives[0]?.emit('click');
    expect(opened).toEqual([{ conversationId: '1', messageId: 5 }]);
  });

  it('on a summary of one conversation opens its first message, on any other the window', async () => {
    notifications.setCatchingUp(true);
    await notifications.request([message('1', 5), message('1', 4)]);
    notifications.setCatchingUp(false);
    timers.advance(0);
    natives[0]?.emit('click');
    notifications.setCatchingUp(true);
    await notifications.request([message('1', 8), message('2', 9)]);
    notifications.setCatchingUp(false);
    timers.advance(0);
    natives[1]?.emit('click');
    expect(opened).toEqual([{ conversationId: '1', messageId: 4 }, null]);
  });
});

describe('another account', () => {
  it('takes what belonged to the one before away', async () => {
    await notifications.request([message('1', 5)]);
    notifications.accountChanged('fedcba');
    expect(showing()).toHaveLength(0);
  });

  it('does not show what was being decided', async () => {
    const pending = notifications.request([message('1', 5)]);
    notifications.accountChanged('fedcba');
    await pending;
    expect(natives).toHaveLength(0);
  });
});

describe('the name of a notification', () => {
  it('leads back to the message, for the same account only', () => {
    const id = notificationId(account, '12', 34);
    expect(id.length).toBeLessThanOrEqual(64);
    expect(placeOfNotification(`type=click&tag=${id}`, account)).toEqual({ conversationId: '12', messageId: 34 });
    expect(placeOfNotification(id, 'fedcba')).toBeNull();
    expect(placeOfNotification('summary', account)).toBeNull();
    const created = notificationId(account, 'new:01234567-89ab-4cde-8f01-23456789abcd', 3);
    expect(created.length).toBeLessThanOrEqual(64);
    expect(placeOfNotification(created, account)?.messageId).toBe(3);
  });
});
