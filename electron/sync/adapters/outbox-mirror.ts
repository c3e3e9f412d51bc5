import type { MirroredMessage, MirroredOwnSide, MirrorReader } from '../outbox/needs.ts';
import type { Mirror } from '../store/mirror/mirror.ts';
import type { MessageRecord } from '../store/mirror/records.ts';
import type { ViewReader } from '../store/mirror/view-reader.ts';
import { clientIdOf } from '../views/message-view.ts';
import { People } from '../views/people.ts';

/** Another agent's answer is looked for among this many of the newest messages; where a customer has written more than that, among more. */
const NEWEST_WINDOWS = [50, 1_000];

/** The mirror as the outbox looks at it. */
export class OutboxMirror implements MirrorReader {
  readonly #mirror: Mirror;
  readonly #reader: ViewReader;

  constructor(mirror: Mirror, reader: ViewReader) {
    this.#mirror = mirror;
    this.#reader = reader;
  }

  ownMessagesAfter(conversationId: number, afterId: number): MirroredMessage[] {
    return this.#mirror.messages
      .ownAfter(conversationId, afterId, this.#mirror.me)
      .map((record) => this.#message(record));
  }

  message(conversationId: number, messageId: number): MirroredMessage | null {
    const record = this.#mirror.messages.byId(conversationId, messageId);
    return record === null ? null : this.#message(record);
  }

  newestAgentMessageId(conversationId: number): number | null {
    const { me } = this.#mirror;
    // Of a mirror that has just been begun anew nobody knows yet who is an agent: then anybody may be one.
    const known = this.#mirror.conversations.byId(conversationId)?.known === true;
    const people = new People(
      { userId: me, shopIds: this.#reader.ownShopIds() },
      this.#reader.participants(conversationId),
      () => null,
    );
    for (const limit of NEWEST_WINDOWS) {
      const rows = this.#reader.newest(conversationId, limit);
      const found = rows.findLast(
        (record) =>
          !record.deleted &&
          record.contentType !== 'system' &&
          (known ? people.sender(record).role === 'agent' : record.senderUserId !== me),
      );
      if (found !== undefined) return found.id;
      if (rows.length < limit) return null;
    }
    return null;
  }

  ownSide(conversationId: number): MirroredOwnSide | null {
    const record = this.#mirror.conversations.byId(conversationId);
    if (record === null) return null;
    const mine = this.#mirror.conversations
      .participants(conversationId)
      .find((participant) => participant.userId === this.#mirror.me);
    return {
      isOpen: record.isOpen,
      lastReadMessageId: mine?.lastReadMessageId ?? null,
      mutedUntil: mine?.mutedUntil ?? null,
      isBlocked: mine?.isBlocked ?? false,
    };
  }

  newestConversationId(): number | null {
    return this.#mirror.store.sql<[], { id: number | null }>('select max(id) id from conversations').get()?.id ?? null;
  }

  applySent(message: Parameters<MirrorReader['applySent']>[0], ticket: number): void {
    this.#mirror.applyMessage(message, 'answer', ticket);
  }

  applyConversation(
    conversation: Parameters<MirrorReader['applyConversation']>[0],
    ticket: number,
  ): ReturnType<MirrorReader['applyConversation']> {
    return this.#mirror.applyConversation(conversation, 'answer', ticket).arrived;
  }

  applyParticipant(_conversationId: number, participant: Parameters<MirrorReader['applyParticipant']>[1]): void {
    this.#mirror.applyParticipant(participant);
  }

  applyOwnReaction(conversationId: number, messageId: number, emoji: string, on: boolean): void {
    const reaction = { id: null, userId: this.#mirror.me, reaction: emoji, reactedAt: null };
    this.#mirror.applyReaction(conversationId, messageId, reaction, on);
  }

  applyRefused(conversationId: number, why: 'forbidden' | 'not-found' | 'closed'): void {
    if (why !== 'closed') {
      this.#mirror.setRefused(conversationId, why === 'forbidden' ? 403 : 404);
      return;
    }
    this.#mirror.applyConversation(
      {
        id: conversationId,
        type: undefined,
        title: undefined,
        ownerUserId: undefined,
        ownerShopId: undefined,
        metadata: undefined,
        lastMessageId: undefined,
        lastMessageAt: undefined,
        isOpen: false,
        createdAt: undefined,
        updatedAt: undefined,
        lastMessage: undefined,
        participants: undefined,
        extra: {},
      },
      'answer',
    );
  }

  #message(record: MessageRecord): MirroredMessage {
    return {
      id: record.id,
      content: record.content,
      deleted: record.deleted,
      replyToMessageId: record.replyToId,
      clientMessageId: clientIdOf(record),
      attachments: record.attachments,
      ownReactions: record.reactions
        .filter((reaction) => reaction.userId === this.#mirror.me)
        .map((reaction) => reaction.reaction),
    };
  }
}
