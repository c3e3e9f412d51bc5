import { actionsFor, type OutboxAction } from '#shared/domain/outbox-state.ts';
import { CodedError, unreachable } from '#shared/errors.ts';
import { conversationOf, type OutboxRow, type RowOf } from '../store/local/rows.ts';
import type { Touched } from '../store/touched.ts';
import type { OutboxCore } from './core.ts';

/** What the agent decides about items that have not arrived. */
export class Acting {
  readonly #core: OutboxCore;
  /** An upload of which not everything has left can't have arrived: it is stopped. */
  readonly #abortUpload: (row: OutboxRow) => void;

  constructor(core: OutboxCore, abortUpload: (row: OutboxRow) => void) {
    this.#core = core;
    this.#abortUpload = abortUpload;
  }

  /** What the agent decides about an unsent item. Throws NOT_FOUND or INVALID_STATE. */
  act(
    clientId: string,
    action: OutboxAction,
    options: { readonly withoutReply?: boolean } = {},
  ): 'done' | 'when-answered' | 'already-delivered' {
    const row = this.#core.store.outbox.find(clientId);
    if (row === null) throw new CodedError('NOT_FOUND', 'No such item');
    if (row.state === 'sent') return 'already-delivered';
    const wanted = action === 'cancel' && row.state !== 'queued' ? 'discard' : action;
    if (row.state === 'discarded' && (wanted === 'discard' || action === 'cancel')) return 'done';
    const usual = row.state === 'queued' && wanted === 'discard' ? 'cancel' : wanted;
    if (!actionsFor(row.state).includes(usual)) {
      throw new CodedError('INVALID_STATE', `Not possible while ${row.state}`, { state: row.state, action });
    }
    if ((action === 'retry' || action === 'send-anyway') && this.#isOrphan(row)) {
      throw new CodedError('CONVERSATION_NOT_FOUND', 'Its conversation was discarded');
    }
    return this.#act(row, usual, options.withoutReply === true);
  }

  /** Nothing will ever make the conversation that it waits for. */
  #isOrphan(row: OutboxRow): boolean {
    if (row.kind === 'create-conversation' || row.conversationId !== null) return false;
    const others = this.#core.store.outbox.ofConversation(conversationOf(row));
    return others.every((other) => other.kind !== 'create-conversation');
  }

  #act(row: OutboxRow, action: OutboxAction, withoutReply: boolean): 'done' | 'when-answered' {
    switch (action) {
      case 'retry':
        this.#core.write((touched) => this.#retry(row, touched));
        return 'done';
      case 'edit':
      case 'discard':
      case 'cancel':
        return this.#takeOut(row, action === 'edit' ? 'edit' : 'discard');
      case 'send-anyway':
        this.#core.write((touched) => {
          if (row.kind === 'message' && (withoutReply || row.hold === 'target-failed')) {
            this.#core.store.outbox.rewrite(row, { ...row.payload, replyTo: null }, touched);
          }
          const seen = this.#seenNow(row);
          this.#core.store.outbox.move(
            row,
            'queued',
            { hold: null, error: null, ...seen, ambiguous: false, recovered: false },
            touched,
          );
        });
        return 'done';
      case 'mark-sent':
        this.#core.write((touched) => {
          const messageId = row.kind === 'message' ? this.#firstCandidate(row) : null;
          this.#core.toSent(row.clientId, { messageId, compared: true }, touched);
        });
        return 'done';
      default:
        return unreachable(action);
    }
  }

  /** To the end of its lane, and with it what answers it, in order. A new conversation stays in front of its messages. */
  #retry(row: OutboxRow, touched: Touched): void {
    const { store } = this.#core;
    this.#core.deadlines.clear(`${row.clientId}:next`);
    if (row.kind === 'edit' && row.error?.code === 'EDIT_CONFLICT') {
      // The agent has seen what stands there now.
      const { messageId, content, reason } = row.payload;
      store.outbox.rewrite(row, { messageId, content, reason }, touched);
    }
    store.outbox.move(
      row,
      'queued',
      {
        error: null,
        hold: null,
        nextAttemptAt: null,
        serverErrors: 0,
        sentBeforeErrors: null,
        undoUntil: null,
        ...this.#seenNow(row),
      },
      touched,
    );
    if (row.kind === 'create-conversation') return;
    const moved = new Set([row.clientId]);
    store.outbox.moveToEnd(row, touched);
    for (const other of store.outbox.ofConversation(conversationOf(row))) {
      if (other.kind !== 'message' || moved.has(other.clientId)) continue;
      const target = other.payload.replyTo?.clientMessageId ?? null;
      if (target === null || !moved.has(target)) continue;
      if (other.state !== 'queued' && !(other.state === 'held' && other.hold === 'target-failed')) continue;
      moved.add(other.clientId);
      if (other.state === 'held') store.outbox.move(other, 'queued', { hold: null }, touched);
      store.outbox.moveToEnd(other, touched);
    }
  }

  #takeOut(row: OutboxRow, intent: 'edit' | 'discard'): 'done' | 'when-answered' {
    if (intent === 'edit' && row.kind !== 'message') {
      throw new CodedError('INVALID_STATE', 'Only a message can be edited', { state: row.state, action: intent });
    }
    if (row.state === 'sending' || row.state === 'checking') {
      this.#core.write((touched) => this.#core.store.outbox.change(row, { pendingIntent: intent }, touched));
      this.#abortUpload(row);
      return 'when-answered';
    }
    this.#core.write((touched) => {
      if (intent === 'edit') {
        this.#core.takeBack(row, touched);
        return;
      }
      this.#core.toDiscarded(row, touched);
    });
    return 'done';
  }

  /** The agent decides with the thread before their eyes: what stands there now is no news any more. */
  #seenNow(row: OutboxRow): { readonly newestShownMessageId?: number } {
    if (row.conversationId === null) return {};
    const newest = this.#core.needs.mirror.newestAgentMessageId(row.conversationId);
    return newest === null ? {} : { newestShownMessageId: Math.max(newest, row.newestShownMessageId ?? 0) };
  }

  #firstCandidate(row: RowOf<'message'>): number | null {
    const { conversationId } = row;
    if (conversationId === null) return null;
    const from = row.newestIdBeforeAttempt ?? row.newestShownMessageId ?? 0;
    const claimed = this.#core.store.outbox.claimed(conversationId, from);
    const found = this.#core.needs.mirror
      .ownMessagesAfter(conversationId, from)
      .find((message) => !claimed.has(message.id) && message.content?.trim() === row.payload.content.trim());
    return found?.id ?? null;
  }
}
