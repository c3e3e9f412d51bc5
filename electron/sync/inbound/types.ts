import type { ServerProfile } from '#shared/contract/server-profile.ts';
import type { TypingPerson } from '#shared/domain/message.ts';
import type { RealtimeState } from '#shared/domain/sync-status.ts';
import type { ApiMessage, ChatApi } from '../api/types.ts';
import type { Connection } from '../network/connection.ts';
import type { RateLimiter } from '../network/rate-limiter.ts';
import type { Clock, Log, Random, RealtimeTransport, Timers } from '../ports.ts';
import type { Mirror } from '../store/mirror/mirror.ts';

export type InboundApi = Pick<ChatApi, 'listConversations' | 'listMessages' | 'authorizeChannel'>;

/** What the rest of the engine is told; all of it after the mirror's commit. */
export interface InboundHooks {
  /** Progress, realtime, trouble or "up to date" has changed: read `status` anew. */
  changed?(): void;
  /** Own messages came, by event or by reading; they may have been known before. */
  onOwnMessages?(conversationId: number, messages: readonly ApiMessage[]): void;
  /** Reading a conversation, or all of them, began to fail or goes through again: ask `trouble` anew. */
  onTrouble?(): void;
  /** The conversation has just been read up to its newest message. */
  onLevel?(conversationId: number): void;
  /** Messages that were not mirrored before and are newer than what was: live, or found by catching up. Not history. */
  onArrived?(conversationId: number, messages: readonly ApiMessage[]): void;
  onTyping?(conversationId: number, people: readonly TypingPerson[]): void;
  /** The mirror could not be read or written (full, damaged, read-only), or something unforeseen: reading goes on after a while. */
  onFailure?(error: unknown): void;
}

export interface InboundNeeds {
  readonly api: InboundApi;
  readonly mirror: Mirror;
  readonly limiter: RateLimiter;
  readonly connection: Connection;
  readonly realtime: RealtimeTransport;
  readonly profile: Pick<ServerProfile, 'pusher' | 'channels'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly hooks: InboundHooks;
  readonly options?: Partial<InboundOptions>;
}

/** All in milliseconds. */
export interface InboundOptions {
  /** The list is read this often while live updates are off: with the app in use, and idle. */
  readonly pollActiveMs: number;
  readonly pollIdleMs: number;
  /** The open conversation, while live updates are off. */
  readonly pollOpenMs: number;
  /** The list all the same, while live updates are on. */
  readonly checkMs: number;
  /** The whole list: what is closed or read further down is seen by nothing else. */
  readonly sweepMs: number;
  /** The newest window of an open conversation again. */
  readonly rereadMs: number;
  /** After an event, before the conversation is read up to it: events come in bunches. */
  readonly settleEventMs: number;
  /** Whether history is fetched by itself. */
  readonly backfill: boolean;
}

export const DEFAULT_INBOUND_OPTIONS: InboundOptions = {
  pollActiveMs: 15_000,
  pollIdleMs: 60_000,
  pollOpenMs: 5_000,
  checkMs: 120_000,
  sweepMs: 900_000,
  rereadMs: 120_000,
  settleEventMs: 300,
  backfill: true,
};

/** An endpoint, or one conversation, that gives errors while the rest works. */
export interface Trouble {
  readonly endpoint: 'conversations' | 'messages';
  /** The HTTP status; null for an answer that can't be read. */
  readonly status: number | null;
  /** When it was last tried, wall clock. */
  readonly at: number;
}

export interface InboundStatus {
  readonly phase: 'idle' | 'catching-up' | 'backfilling';
  /** Conversations read level in this catch-up, of those that differed. */
  readonly done: number;
  readonly total: number;
  readonly backfill: { readonly conversationsLeft: number; readonly secondsLeft: number | null } | null;
  /** When everything the list shows was last known to be level, wall clock; kept over restarts. */
  readonly lastUpToDateAt: number | null;
  readonly realtime: RealtimeState;
  /** Seconds between checks while live updates are off. */
  readonly pollSeconds: number | null;
  /** A whole endpoint that fails; troubles of single conversations are asked for by `trouble`. */
  readonly trouble: Trouble | null;
}
