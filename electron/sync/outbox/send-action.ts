import type { Extension } from '#shared/domain/account.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import type { RateBucket } from '#shared/limits.ts';
import { ApiFailure } from '../api/failure.ts';
import type { Answer, ApiMessage, UpdateOwnParticipantInput } from '../api/types.ts';
import type { ActionKind, ActionRow, RowOf } from '../store/local/rows.ts';
import type { Touched } from '../store/touched.ts';
import type { OutboxCore } from './core.ts';
import { GO, type Delivery, type Finding, type Handler, type Prepared, type Readiness } from './handler.ts';
import { normalized } from './match.ts';

/** Which extension of the API carries each action (docs/api.md section 11). */
export const EXTENSION_OF: Readonly<Record<ActionKind, Extension>> = {
  read: 'read',
  react: 'reactions',
  unreact: 'reactions',
  edit: 'edit',
  delete: 'delete',
  mute: 'update',
  update: 'update',
  report: 'report',
};

/** Reads, reactions, edits, deletions, mutes, closing and reports: the extensions. */
export class ActionSender implements Handler<ActionRow> {
  readonly #core: OutboxCore;

  constructor(core: OutboxCore) {
    this.#core = core;
  }

  readiness(row: ActionRow): Readiness {
    if (row.conversationId === null) return { kind: 'wait', reason: 'conversation' };
    if (this.#core.facts.extension(EXTENSION_OF[row.kind]) === 'unavailable') {
      return { kind: 'fail', error: missing(EXTENSION_OF[row.kind]) };
    }
    if (!this.#core.needs.levels.isLevel(row.conversationId)) return { kind: 'wait', reason: 'levelling' };
    if ((row.kind === 'edit' || row.kind === 'react') && this.#isDeleted(row)) return { kind: 'drop' };
    return GO;
  }

  /** The document names no limit for extensions. */
  buckets(): readonly RateBucket[] {
    return [];
  }

  async prepare(row: ActionRow): Promise<Prepared> {
    if (row.kind === 'edit') {
      const conflict = await this.#editConflict(row);
      if (conflict instanceof ApiFailure) return { ok: true, send: () => Promise.reject(conflict) };
      if (conflict !== null) return { ok: false, error: conflict };
    }
    return {
      ok: true,
      send: (signal) => this.#send(this.#core.store.outbox.get(row.clientId) as ActionRow, signal),
    };
  }

  /** Nothing tells of edits while the network is away: the message is read before it is overwritten (docs/api.md section 11.3). */
  async #editConflict({ conversationId, payload }: RowOf<'edit'>): Promise<ErrorInfo | ApiFailure | null> {
    const { messageId, original, content } = payload;
    if (conversationId === null || original === undefined) return null;
    const read = await this.#core.needs.levels.reread(conversationId, messageId);
    if (read === null || read instanceof ApiFailure) return read;
    const current = this.#core.needs.mirror.message(conversationId, messageId)?.content ?? '';
    const known = [original, content].some((text) => normalized(text) === normalized(current));
    return known ? null : { code: 'EDIT_CONFLICT', message: '', details: { current } };
  }

  begin(): void {
    // Nothing is stored with an attempt: what it would have done can be read.
  }

  refused(row: ActionRow, failure: ApiFailure, touched: Touched): boolean {
    if (failure.kind === 'unavailable-route') {
      this.#switchOff(row, touched);
      return true;
    }
    // Only the API's own code says that the conversation is meant. What waits in it finds out for itself.
    if (failure.kind === 'not-found' && failure.apiCode === null) {
      // The message or the reaction is not there: what should go is gone; what should change can't.
      if (row.kind === 'delete' || row.kind === 'unreact') this.#core.toSent(row.clientId, {}, touched);
      else this.#core.toFailed(row, { code: 'NOT_FOUND', message: failure.message, details: {} }, touched);
      return true;
    }
    if (failure.kind === 'forbidden' && failure.apiCode === null) {
      // Too old to edit, not ours, or not for this role.
      this.#core.toFailed(row, { code: 'REFUSED', message: failure.message, details: {} }, touched);
      return true;
    }
    return false;
  }

  async find(row: ActionRow): Promise<Finding> {
    const { conversationId } = row;
    if (conversationId === null) return { kind: 'none' };
    switch (row.kind) {
      case 'react':
      case 'unreact':
      case 'edit':
      case 'delete':
        return this.#findOnMessage(conversationId, row);
      case 'read':
      case 'mute':
      case 'update':
        // Setting the same again changes nothing.
        return this.#isSet(conversationId, row) ? this.#foundSent(row) : { kind: 'none' };
      case 'report':
        return { kind: 'invisible' };
      default:
        return row satisfies never;
    }
  }

  async #findOnMessage(
    conversationId: number,
    row: RowOf<'react'> | RowOf<'unreact'> | RowOf<'edit'> | RowOf<'delete'>,
  ): Promise<Finding> {
    const { messageId } = row.payload;
    const read = await this.#core.needs.levels.reread(conversationId, messageId);
    if (read instanceof ApiFailure) return { kind: 'failed', failure: read };
    const goneIsDone = row.kind === 'delete' || row.kind === 'unreact';
    if (read === null) return goneIsDone ? this.#foundSent(row) : { kind: 'none' };
    return this.#isDone(conversationId, row) ? this.#foundSent(row) : { kind: 'none' };
  }

  #isDone(conversationId: number, row: RowOf<'react'> | RowOf<'unreact'> | RowOf<'edit'> | RowOf<'delete'>): boolean {
    const message = this.#core.needs.mirror.message(conversationId, row.payload.messageId);
    if (message === null) return false;
    switch (row.kind) {
      case 'react':
        return message.ownReactions.includes(row.payload.emoji);
      case 'unreact':
        return !message.ownReactions.includes(row.payload.emoji);
      case 'edit':
        return normalized(message.content ?? '') === normalized(row.payload.content);
      case 'delete':
        return message.deleted;
      default:
        return row satisfies never;
    }
  }

  #isSet(conversationId: number, row: RowOf<'read'> | RowOf<'mute'> | RowOf<'update'>): boolean {
    const own = this.#core.needs.mirror.ownSide(conversationId);
    if (own === null) return false;
    switch (row.kind) {
      case 'read':
        return (own.lastReadMessageId ?? 0) >= row.payload.messageId;
      case 'mute': {
        const { mutedUntil, isBlocked } = row.payload;
        return (
          (mutedUntil === undefined || mutedUntil === own.mutedUntil) &&
          (isBlocked === undefined || isBlocked === own.isBlocked)
        );
      }
      case 'update':
        return own.isOpen === row.payload.isOpen;
      default:
        return row satisfies never;
    }
  }

  #isDeleted(row: RowOf<'edit'> | RowOf<'react'>): boolean {
    if (row.conversationId === null) return false;
    return this.#core.needs.mirror.message(row.conversationId, row.payload.messageId)?.deleted === true;
  }

  #foundSent(row: ActionRow): Finding {
    return {
      kind: 'found',
      accept: () => this.#core.write((touched) => void this.#core.toSent(row.clientId, {}, touched)),
    };
  }

  /** This server has no such request: what waits for it ends, and what can be done on this computer alone is. */
  #switchOff(row: ActionRow, touched: Touched): void {
    const { facts, store, needs } = this.#core;
    const extension = EXTENSION_OF[row.kind];
    facts.learnExtension(extension, false);
    for (const other of store.outbox.toDo()) {
      if (other.kind === 'message' || other.kind === 'create-conversation') continue;
      if (EXTENSION_OF[other.kind] !== extension) continue;
      if (other.clientId !== row.clientId && other.state === 'sending') continue;
      const failed = this.#core.toFailed(other, missing(extension), touched);
      // What counts on this computer as well as it would there is done; of a deletion or a report the agent has to know that nobody else sees it.
      if (doHere(this.#core, other, touched) && other.kind !== 'delete' && other.kind !== 'report') {
        this.#core.toDiscarded(failed, touched);
      }
    }
    this.#core.afterwards(() => needs.news?.extensionsChanged?.());
  }

  async #send(row: ActionRow, signal: AbortSignal): Promise<Delivery> {
    const { api, mirror } = this.#core.needs;
    const { conversationId } = row;
    if (conversationId === null) throw new Error('An action without a conversation is not sent');
    const done = <T>(answer: Answer<T>, apply: (value: T, ticket: number) => void): Delivery => ({
      answer,
      accept: () => {
        this.#core.mirrored(() => apply(answer.value, answer.ticket));
        this.#core.write((touched) => {
          if (this.#core.facts.learnExtension(EXTENSION_OF[row.kind], true)) {
            this.#core.afterwards(() => this.#core.needs.news?.extensionsChanged?.());
          }
          this.#core.toSent(row.clientId, {}, touched);
        });
      },
    });
    switch (row.kind) {
      case 'read':
        return done(await api.markRead(conversationId, row.payload.messageId, { signal }), (participant, ticket) => {
          if (participant !== null) mirror.applyParticipant(conversationId, participant, ticket);
        });
      case 'react':
      case 'unreact': {
        const { messageId, emoji } = row.payload;
        const on = row.kind === 'react';
        const answer: Answer<unknown> = on
          ? await api.addReaction(messageId, emoji, { signal })
          : await api.removeReaction(messageId, emoji, { signal });
        return done(answer, (_, ticket) => mirror.applyOwnReaction(conversationId, messageId, emoji, on, ticket));
      }
      case 'edit': {
        const { messageId, content, reason } = row.payload;
        return done(
          await api.editMessage(conversationId, messageId, content, reason ?? undefined, { signal }),
          (message, ticket) => this.#changed(conversationId, messageId, message, ticket),
        );
      }
      case 'delete': {
        const { messageId } = row.payload;
        return done(await api.deleteMessage(conversationId, messageId, { signal }), (message, ticket) =>
          this.#changed(conversationId, messageId, message, ticket),
        );
      }
      case 'mute':
        return done(
          await api.updateOwnParticipant(conversationId, muteInput(row.payload), { signal }),
          (participant, ticket) => {
            if (participant !== null) mirror.applyParticipant(conversationId, participant, ticket);
          },
        );
      case 'update':
        return done(
          await api.updateConversation(conversationId, { isOpen: row.payload.isOpen }, { signal }),
          (conversation, ticket) => {
            const arrived = conversation === null ? [] : mirror.applyConversation(conversation, ticket);
            if (arrived.length > 0) this.#core.needs.news?.arrived?.(conversationId, arrived);
          },
        );
      case 'report':
        return done(
          await api.reportConversation(conversationId, row.payload.reason, undefined, { signal }),
          () => undefined,
        );
      default:
        return row satisfies never;
    }
  }

  /** A server that answers without the message is asked for it. */
  #changed(conversationId: number, messageId: number, message: ApiMessage | null, ticket: number): void {
    const { mirror, levels, log } = this.#core.needs;
    if (message !== null) mirror.applySent(message, ticket);
    else {
      levels.reread(conversationId, messageId).catch((error: unknown) => {
        const reason = error instanceof Error ? error.name : 'unknown';
        log({ level: 'warn', event: 'reading a changed message failed', details: { reason } });
      });
    }
  }
}

function muteInput(payload: RowOf<'mute'>['payload']): UpdateOwnParticipantInput {
  const { mutedUntil, isBlocked } = payload;
  return {
    ...(mutedUntil === undefined
      ? {}
      : { mutedUntil: mutedUntil === null ? null : new Date(mutedUntil).toISOString() }),
    ...(isBlocked === undefined ? {} : { isBlocked }),
  };
}

export function missing(extension: Extension): ErrorInfo {
  return { code: 'EXTENSION_UNAVAILABLE', message: '', details: { extension } };
}

/**
 * What can be had of an action on this computer alone, where the server has no request for it (docs/api.md section 11.4). Returns whether
 * anything was done.
 */
export function doHere(
  core: OutboxCore,
  action: Pick<ActionRow, 'kind' | 'payload' | 'conversationId'>,
  touched: Touched,
): boolean {
  const { marks } = core.store;
  const { conversationId } = action;
  if (conversationId === null) return false;
  const row = action as ActionRow;
  switch (row.kind) {
    case 'read':
      // The own read pointer moved when it was asked for.
      return true;
    case 'mute':
      if (row.payload.mutedUntil === undefined) return false;
      marks.mute(conversationId, row.payload.mutedUntil, touched);
      return true;
    case 'update':
      marks.done(conversationId, row.payload.isOpen ? null : core.now(), touched);
      return true;
    case 'report':
      marks.reported(conversationId, core.now(), touched);
      return true;
    case 'delete':
      marks.hide(conversationId, row.payload.messageId, core.now(), touched);
      return true;
    case 'react':
    case 'unreact':
    case 'edit':
      return false;
    default:
      return row satisfies never;
  }
}
