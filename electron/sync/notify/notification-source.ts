import type { ChangeEvent } from '#shared/contract/engine.ts';
import type { FromSyncServer, NotificationRequest } from '#shared/contract/sync-channel.ts';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import type { MessageRow } from '#shared/domain/message.ts';
import { objectOf } from '../views/json.ts';
import type { ViewReader } from '../store/mirror/view-reader.ts';
import type { Views } from '../views/views.ts';

/**
 * Asks the host to notify of what came, and to take notifications away once the conversation was read, here or elsewhere. Whether, when and how
 * anything is shown is the host's matter (docs/notifications.md); what may never be shown is left out here: own words, deleted ones, system
 * lines, and conversations that are muted, blocked, left, or told not to notify.
 */
export class NotificationSource {
  readonly #mirror: ViewReader;
  readonly #views: Pick<Views, 'conversation' | 'messages'>;
  readonly #me: number;
  readonly #now: () => number;
  readonly #send: (message: FromSyncServer) => void;
  readonly #unread = new Map<string, number>();
  /** What the host was asked to tell of, by `keyOf`. */
  readonly #told = new Set<string>();

  constructor(needs: {
    readonly mirror: ViewReader;
    readonly views: Pick<Views, 'conversation' | 'messages'>;
    readonly me: number;
    readonly now: () => number;
    readonly send: (message: FromSyncServer) => void;
  }) {
    this.#mirror = needs.mirror;
    this.#views = needs.views;
    this.#me = needs.me;
    this.#now = needs.now;
    this.#send = needs.send;
  }

  /** Messages that were not mirrored before, live or found by catching up, in whatever order they came; never history. */
  onArrived(conversationId: number, messageIds: readonly number[]): void {
    const conversation = this.#views.conversation(String(conversationId));
    if (conversation === null) return;
    const requests = this.#views
      .messages(conversationId, messageIds)
      .flatMap((row) => (row.messageId === null ? [] : this.#request(conversation, row, row.messageId)));
    if (requests.length === 0) return;
    for (const { messageId } of requests) this.#told.add(keyOf(String(conversationId), messageId));
    this.#send({ type: 'notify', requests });
  }

  onChange(event: ChangeEvent): void {
    for (const row of event.conversations) this.#takeAway(row);
    for (const { rows } of event.messages) {
      for (const { conversationId, messageId, deleted } of rows) {
        if (!deleted || messageId === null || !this.#told.delete(keyOf(conversationId, messageId))) continue;
        this.#send({ type: 'withdraw', conversationId, messageId });
      }
    }
  }

  #request(conversation: ConversationRow, message: MessageRow, messageId: number): NotificationRequest[] {
    if (message.own || message.deleted || message.contentType === 'system') return [];
    if (conversation.lock === 'left' || conversation.lock === 'blocked' || conversation.lock === 'forbidden') return [];
    if (conversation.mutedUntil !== null && conversation.mutedUntil > this.#now()) return [];
    if (conversation.unread === 0) return [];
    const preferences = this.#preferences(Number(conversation.id));
    if (preferences?.['notifications'] === false || preferences?.['notifications'] === 0) return [];
    const [file] = message.attachments;
    return [
      {
        conversationId: conversation.id,
        messageId,
        title: conversation.title,
        body: message.content === '' ? (file?.filename ?? '') : message.content,
        silent: preferences?.['sound'] === false || preferences?.['sound'] === 0,
      },
    ];
  }

  #preferences(conversationId: number) {
    const mine = this.#mirror.participants(conversationId).find((participant) => participant.userId === this.#me);
    return objectOf(mine?.preferences);
  }

  #takeAway(row: ConversationRow): void {
    const before = this.#unread.get(row.id) ?? 0;
    this.#unread.set(row.id, row.unread);
    if (before === 0 || row.unread > 0) return;
    const newest = this.#mirror.newest(Number(row.id), 1)[0];
    if (newest !== undefined) this.#send({ type: 'unnotify', conversationId: row.id, upToMessageId: newest.id });
  }
}

function keyOf(conversationId: string, messageId: number): string {
  return `${conversationId}:${messageId}`;
}
