import type { ConversationId } from '#shared/domain/message.ts';
import type { NotificationRequest } from '#shared/contract/sync-channel.ts';
import type { NotificationLedger } from './notification-ledger.ts';
import { decide, type NotificationFacts } from './notification-rules.ts';
import type { Trouble } from './trouble.ts';
import type { Words } from './words.ts';

/** What is used of Electron's `Notification`; each platform's class fits it. */
export interface NativeNotification {
  show(): void;
  close(): void;
  on(event: 'click' | 'close' | 'failed', listener: (...args: unknown[]) => void): unknown;
}

export interface NativeNotificationOptions {
  readonly id: string;
  readonly groupId: string;
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
}

export interface ConversationFacts {
  readonly left: boolean;
  readonly blocked: boolean;
  readonly muted: boolean;
  readonly unread: number;
}

export interface NotificationTimers {
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(handle: unknown): void;
}

export interface NotificationDeps {
  create(options: NativeNotificationOptions): NativeNotification;
  /** macOS keeps delivered notifications that belong to no object any more. */
  removeDelivered(ids: readonly string[]): void;
  isSupported(): boolean;
  isSwitchedOn(): boolean;
  /** Of the windows: whether the conversation is visible in one that has the focus, and whether the agent is there. */
  presence(conversationId: ConversationId): Pick<NotificationFacts, 'visible' | 'focused' | 'agentActive'>;
  /** Asks the engine; rejects or gives null when it can't be asked. */
  conversation(conversationId: ConversationId): Promise<ConversationFacts | null>;
  /** Shows the window at the message; null: the window as it is. */
  open(place: { readonly conversationId: ConversationId; readonly messageId: number } | null): void;
  words(): Words;
  ledger: NotificationLedger;
  timers: NotificationTimers;
  trouble: Trouble;
}

/** More than this many in `BURST_WINDOW_MS` become one. */
export const BURST_SIZE = 4;
export const BURST_WINDOW_MS = 10_000;
/** A burst is over when nothing came for so long; then its summary appears. */
export const BURST_QUIET_MS = 3_000;
/** However long a catch-up or a burst takes, what it brought is told after this time. */
export const LONGEST_HOLD_MS = 60_000;
/** References to native notifications are kept, or their clicks would be lost with them; this many at most. */
const KEPT_REFERENCES = 200;

const SUMMARY_ID = 'summary';

interface Shown {
  readonly native: NativeNotification;
  readonly id: string;
  /** What it stands for. */
  readonly messages: Map<string, NotificationRequest>;
}

/** The name of a notification outside this process; short, for Windows allows 64 characters. */
export function notificationId(accountId: string, conversationId: ConversationId, messageId: number): string {
  return `${accountId.slice(0, 6)}-c${conversationId}m${messageId}`;
}

const ID = /([0-9a-z]{0,6})-c(\d{1,16}|new:[0-9a-f-]{36})m(\d{1,16})/;

/** Reads the place out of an id, or out of what Windows passes when a toast of an earlier run is clicked. */
export function placeOfNotification(
  text: string,
  accountId: string,
): { readonly conversationId: ConversationId; readonly messageId: number } | null {
  const match = ID.exec(text);
  if (match === null || match[1] !== accountId.slice(0, 6)) return null;
  return { conversationId: match[2] ?? '', messageId: Number(match[3]) };
}

/**
 * Tells the agent of messages: each once, none that is on screen, one summary after a sleep or in a burst; takes them away when they were
 * read elsewhere; leads from a click to the message.
 */
export class Notifications {
  private readonly deps: NotificationDeps;
  private accountId = '';
  private readonly shown = new Map<string, Shown>();
  private readonly held = new Map<string, NotificationRequest>();
  /** Read up to here on another device, as far as known: decides about what is still being decided. */
  private readonly readUpTo = new Map<ConversationId, number>();
  private recent: number[] = [];
  private catchingUp = true;
  private flushTimer: unknown = null;
  private heldSince: number | null = null;
  private queue: Promise<void> = Promise.resolve();

  constructor(deps: NotificationDeps) {
    this.deps = deps;
  }

  /** Another account, or none: what is shown belongs to the one before. */
  accountChanged(accountId: string): void {
    if (accountId === this.accountId) return;
    this.accountId = accountId;
    this.closeAll();
  }

  /** True from a start or a wake-up until the engine is up to date. */
  setCatchingUp(catchingUp: boolean): void {
    if (this.catchingUp === catchingUp) return;
    this.catchingUp = catchingUp;
    if (!catchingUp && this.held.size > 0) this.flushIn(0);
  }

  request(requests: readonly NotificationRequest[]): Promise<void> {
    const accountId = this.accountId;
    this.queue = this.queue
      .then(() => this.handle(requests, accountId))
      .catch((error: unknown) => {
        this.deps.trouble('notification failed', error);
      });
    return this.queue;
  }

  unnotify(conversationId: ConversationId, upToMessageId: number): void {
    this.readUpTo.set(conversationId, Math.max(upToMessageId, this.readUpTo.get(conversationId) ?? 0));
    this.takeAway((request) => request.conversationId === conversationId && request.messageId <= upToMessageId);
  }

  /** It was deleted: what it said must not stand on the screen any longer. */
  withdraw(conversationId: ConversationId, messageId: number): void {
    this.takeAway((request) => request.conversationId === conversationId && request.messageId === messageId);
  }

  private takeAway(goes: (request: NotificationRequest) => boolean): void {
    for (const [key, request] of this.held) if (goes(request)) this.held.delete(key);
    for (const shown of this.shown.values()) {
      for (const [key, request] of shown.messages) if (goes(request)) shown.messages.delete(key);
      if (shown.messages.size === 0) this.close(shown);
    }
  }

  closeAll(): void {
    for (const shown of this.shown.values()) this.close(shown);
    this.held.clear();
    this.readUpTo.clear();
    this.recent = [];
    this.cancelFlush();
  }

  private async handle(requests: readonly NotificationRequest[], accountId: string): Promise<void> {
    const known = new Map<ConversationId, ConversationFacts | null>();
    for (const request of requests) {
      if (!known.has(request.conversationId)) {
        known.set(request.conversationId, await this.askAbout(request.conversationId));
      }
    }
    // The account may have changed while the engine was asked.
    if (accountId !== this.accountId) return;

    const decided: string[] = [];
    const toShow: NotificationRequest[] = [];
    const now = this.deps.timers.now();
    this.recent = this.recent.filter((at) => at > now - BURST_WINDOW_MS);
    for (const request of requests) {
      const key = this.keyOf(request);
      const { verdict } = decide({
        decidedBefore: this.deps.ledger.has(key) || decided.includes(key) || this.wasReadElsewhere(request),
        switchedOn: this.deps.isSwitchedOn(),
        supported: this.deps.isSupported(),
        conversation: known.get(request.conversationId) ?? null,
        ...this.deps.presence(request.conversationId),
        catchingUp: this.catchingUp,
        burst: this.held.size > 0 || this.recent.length + requests.length > BURST_SIZE,
      });
      decided.push(key);
      if (verdict === 'summary') this.held.set(key, request);
      if (verdict === 'show') toShow.push(request);
    }
    this.deps.ledger.add(decided);
    for (const request of toShow) {
      this.recent.push(now);
      this.showOne(request);
    }
    if (this.held.size > 0) this.flushIn(this.catchingUp ? LONGEST_HOLD_MS : BURST_QUIET_MS);
  }

  private async askAbout(conversationId: ConversationId): Promise<ConversationFacts | null> {
    try {
      return await this.deps.conversation(conversationId);
    } catch (error) {
      this.deps.trouble('conversation not asked', error);
      return null;
    }
  }

  private wasReadElsewhere(request: NotificationRequest): boolean {
    return request.messageId <= (this.readUpTo.get(request.conversationId) ?? 0);
  }

  private keyOf(request: NotificationRequest): string {
    return `${this.accountId.slice(0, 12)}:${request.conversationId}:${request.messageId}`;
  }

  /** Each arrival of a burst begins its quiet time anew, but nothing is held longer than `LONGEST_HOLD_MS` since the first. */
  private flushIn(milliseconds: number): void {
    const now = this.deps.timers.now();
    if (this.flushTimer !== null) this.deps.timers.clearTimeout(this.flushTimer);
    this.heldSince ??= now;
    const delay = Math.max(0, Math.min(milliseconds, this.heldSince + LONGEST_HOLD_MS - now));
    this.flushTimer = this.deps.timers.setTimeout(() => {
      this.cancelFlush();
      this.flush();
    }, delay);
  }

  private cancelFlush(): void {
    if (this.flushTimer !== null) this.deps.timers.clearTimeout(this.flushTimer);
    this.flushTimer = null;
    this.heldSince = null;
  }

  private flush(): void {
    const requests = [...this.held].filter(([, request]) => !this.isOnScreen(request.conversationId));
    this.held.clear();
    const now = this.deps.timers.now();
    this.recent.push(...requests.map(() => now));
    const [first] = requests;
    if (first === undefined) return;
    if (requests.length === 1) this.showOne(first[1]);
    else this.showSummary(new Map(requests));
  }

  private isOnScreen(conversationId: ConversationId): boolean {
    const { visible, focused, agentActive } = this.deps.presence(conversationId);
    return visible && focused && agentActive;
  }

  private showOne(request: NotificationRequest): void {
    const { conversationId, messageId } = request;
    this.show(
      {
        id: notificationId(this.accountId, conversationId, messageId),
        groupId: `c${conversationId}`,
        title: request.title,
        body: request.body,
        silent: request.silent,
      },
      new Map([[this.keyOf(request), request]]),
    );
  }

  /** One summary at a time: a newer one takes the place of the older and counts what of it is still unread. */
  private showSummary(messages: Map<string, NotificationRequest>): void {
    const earlier = this.shown.get(SUMMARY_ID);
    const all = new Map([...(earlier?.messages ?? []), ...messages]);
    if (earlier !== undefined) this.close(earlier);
    const conversations = new Set([...all.values()].map(({ conversationId }) => conversationId));
    const words = this.deps.words();
    const names = [...new Set([...all.values()].map(({ title }) => title))];
    this.show(
      {
        id: SUMMARY_ID,
        groupId: SUMMARY_ID,
        title: words.summary.title(all.size),
        body: names.length <= 3 ? names.join(', ') : words.summary.body(conversations.size),
        silent: [...all.values()].every(({ silent }) => silent),
      },
      all,
    );
  }

  private show(options: NativeNotificationOptions, messages: Map<string, NotificationRequest>): void {
    const native = this.deps.create(options);
    const shown: Shown = { native, id: options.id, messages };
    native.on('click', () => {
      const place = placeToOpen([...shown.messages.values()]);
      this.close(shown);
      this.deps.open(place);
    });
    native.on('failed', (_event, error) => {
      this.forget(shown);
      this.deps.trouble('the system refused a notification', error);
    });
    this.shown.get(options.id)?.native.close();
    this.shown.set(options.id, shown);
    // Kept after 'close' too: on Windows a toast that went to the notification centre can still be clicked there.
    const oldest = this.shown.values().next().value;
    if (this.shown.size > KEPT_REFERENCES && oldest !== undefined) this.forget(oldest);
    native.show();
  }

  private close(shown: Shown): void {
    this.forget(shown);
    shown.native.close();
    this.deps.removeDelivered([shown.id]);
  }

  private forget(shown: Shown): void {
    if (this.shown.get(shown.id) === shown) this.shown.delete(shown.id);
  }
}

/** The first unread of them where they are all of one conversation; else nowhere in particular. */
function placeToOpen(
  messages: readonly NotificationRequest[],
): { readonly conversationId: ConversationId; readonly messageId: number } | null {
  const [first] = messages;
  if (first === undefined || messages.some(({ conversationId }) => conversationId !== first.conversationId))
    return null;
  return { conversationId: first.conversationId, messageId: Math.min(...messages.map(({ messageId }) => messageId)) };
}
