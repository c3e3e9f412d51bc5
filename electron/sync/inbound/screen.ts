import { Alarm } from '../network/backoff.ts';
import type { ConversationReader } from './conversation-reader.ts';
import type { Health } from './health.ts';
import type { LevelBook } from './level-book.ts';
import type { Live } from './live.ts';
import type { Supervisor } from './supervisor.ts';
import type { TypingTracker } from './typing.ts';
import type { InboundNeeds, InboundOptions } from './types.ts';

/** A conversation on screen is not read again for a change of focus within this time. */
const REREAD_REST_MS = 5_000;
/** Whoever looks elsewhere for a shorter time has not been away. */
const AWAY_MS = 30_000;

interface Window {
  readonly conversationId: number;
  readonly focused: boolean;
}

interface ScreenParts {
  readonly needs: Pick<InboundNeeds, 'mirror' | 'connection' | 'clock' | 'timers'>;
  readonly options: InboundOptions;
  readonly signal: AbortSignal;
  readonly supervisor: Supervisor;
  readonly health: Health;
  readonly book: LevelBook;
  readonly reader: Pick<ConversationReader, 'newest' | 'level'>;
  readonly live: Pick<Live, 'up' | 'show'>;
  readonly typing: Pick<TypingTracker, 'endAll'>;
}

/** What the agent looks at: the conversations on screen are read again for what no feed tells of, and by polling while live updates are off. */
export class Screen {
  readonly #parts: ScreenParts;
  readonly #windows = new Map<string, Window>();
  #active = true;
  /** Monotonic: when the last window lost the focus. */
  #leftAt = 0;

  constructor(parts: ScreenParts) {
    this.#parts = parts;
  }

  /** Somebody uses the app now. */
  get active(): boolean {
    return this.#active;
  }

  /** In the order in which their windows came. */
  get conversationIds(): ReadonlySet<number> {
    return new Set([...this.#windows.values()].map((window) => window.conversationId));
  }

  /** Returns whether it is somebody who comes back after a while. */
  setActive(active: boolean): boolean {
    this.#active = active;
    const now = this.#parts.needs.clock.monotonic();
    const wasAway = active && now - this.#leftAt >= AWAY_MS;
    if (!active) this.#leftAt = now;
    return wasAway;
  }

  /** What a window shows: its newest messages are read again, and its typing and presence listened to. Null: nothing. */
  show(windowId: string, conversationId: number | null, focused: boolean): void {
    const { live, typing, book, health, reader, supervisor } = this.#parts;
    const before = this.#windows.get(windowId);
    if (conversationId === null) this.#windows.delete(windowId);
    else this.#windows.set(windowId, { conversationId, focused });
    const open = this.conversationIds;
    if (before !== undefined && !open.has(before.conversationId)) typing.endAll(before.conversationId);
    live.show(open);
    if (conversationId === null) return;
    const opened = before?.conversationId !== conversationId;
    const focusedNow = focused && before?.focused !== true;
    if (!opened && !focusedNow) return;
    const justRead = this.#sinceReread(conversationId) < REREAD_REST_MS && book.isLevel(conversationId);
    if (justRead && health.conversation(conversationId) === null) return;
    void supervisor.quietly(reader.newest(conversationId, 'agent'));
  }

  async step(): Promise<void> {
    const { needs, options, health, reader, live, supervisor, signal } = this.#parts;
    await new Alarm(needs.timers).wait(options.pollOpenMs, signal);
    if (signal.aborted || needs.connection.state !== 'online') return;
    for (const id of this.conversationIds) {
      if (health.waitFor('messages', id) > 0) continue;
      const due = this.#sinceReread(id) >= options.rereadMs || health.conversation(id) !== null;
      if (due) void supervisor.quietly(reader.newest(id, 'catch-up'));
      else if (!live.up && this.#active) void supervisor.quietly(reader.level(id, 'catch-up'));
    }
  }

  /** Milliseconds; infinite where the clock was set back since: how long ago it was nobody knows. */
  #sinceReread(id: number): number {
    const { mirror, clock } = this.#parts.needs;
    const { rereadAt } = mirror.conversations.byId(id) ?? { rereadAt: 0 };
    const since = clock.now() - rereadAt;
    return since < 0 ? Number.POSITIVE_INFINITY : since;
  }
}
