import { endsConversation } from '../api/failure.ts';
import type { ApiMessage, ApiStatus } from '../api/types.ts';
import type { RealtimeEvent, TimerHandle } from '../ports.ts';
import type { ConversationReader } from './conversation-reader.ts';
import { understand } from './events.ts';
import type { Health } from './health.ts';
import type { Supervisor } from './supervisor.ts';
import type { TypingTracker } from './typing.ts';
import type { InboundNeeds, InboundOptions } from './types.ts';

interface EventIntakeParts {
  readonly needs: Pick<InboundNeeds, 'mirror' | 'timers' | 'log' | 'hooks'>;
  readonly options: InboundOptions;
  readonly supervisor: Supervisor;
  readonly health: Health;
  readonly reader: Pick<ConversationReader, 'freshLevel' | 'message'>;
  readonly typing: TypingTracker;
  /** The list may show what the event does not. */
  readonly catchUp: () => void;
  /** An event could not be stored. */
  readonly onMissed: () => void;
  /** What an event has shown to be there could not be read now. */
  readonly readLater: (conversationId: number) => void;
}

/** Applies live events. An event is a hint: what it holds is shown at once, what it leaves out or only points to is read. */
export class EventIntake {
  readonly #parts: EventIntakeParts;
  /** By conversation: the reading that waits for the end of a bunch. */
  readonly #settling = new Map<number, TimerHandle>();

  constructor(parts: EventIntakeParts) {
    this.#parts = parts;
  }

  /** `channel`: of which conversation the event's channel is; null for the user's. */
  take(event: RealtimeEvent, channel: number | null): void {
    try {
      this.#apply(event, channel);
    } catch (error) {
      // What could not be stored is still on the server.
      this.#parts.supervisor.unforeseen(error);
      this.#parts.onMissed();
    }
  }

  /** Messages that came with a conversation; they are in the mirror already. */
  announce(conversationId: number, messages: readonly ApiMessage[]): void {
    const { mirror, hooks } = this.#parts.needs;
    const own = messages.filter((message) => message.senderUserId === mirror.me);
    if (own.length > 0) hooks.onOwnMessages?.(conversationId, own);
    this.#arrived(messages);
  }

  stop(): void {
    for (const timer of this.#settling.values()) this.#parts.needs.timers.clearTimeout(timer);
  }

  #apply(event: RealtimeEvent, channel: number | null): void {
    const { needs, typing, catchUp } = this.#parts;
    const { mirror } = needs;
    const seen = understand(event, channel);
    switch (seen.kind) {
      case 'message':
        this.#message(seen.message);
        return;
      case 'status':
        this.#status(seen.status);
        return;
      case 'conversation': {
        const { conversation } = seen;
        const known = mirror.conversations.byId(conversation.id)?.known === true;
        const { arrived } = mirror.applyConversation(conversation, 'event');
        this.announce(conversation.id, arrived);
        if (!known && conversation.participants === undefined) catchUp();
        if (mirror.levelState(conversation) === 'differs') this.#readSoon(conversation.id);
        return;
      }
      case 'typing':
        if (seen.userId === mirror.me) return;
        if (seen.typing) {
          const name = seen.name || (mirror.conversations.person(seen.userId)?.name ?? '');
          typing.started(seen.conversationId, seen.userId, name);
        } else typing.ended(seen.conversationId, seen.userId);
        return;
      case 'left':
        typing.ended(seen.conversationId, seen.userId);
        return;
      case 'unreadable':
        needs.log({ level: 'warn', event: 'event not understood' });
        catchUp();
        return;
      case 'unknown':
        return;
      default:
        seen satisfies never;
    }
  }

  #message(message: ApiMessage): void {
    const { needs, typing, catchUp } = this.#parts;
    const { mirror, hooks } = needs;
    const { conversationId } = message;
    const unknown = mirror.conversations.byId(conversationId)?.known !== true;
    if (message.senderUserId != null) typing.ended(conversationId, message.senderUserId);
    if (this.#isCutShort(message)) {
      // Too long for an event: it is read at once, and shown and told of when it is whole.
      if (unknown) catchUp();
      this.#readSoon(conversationId, 0);
      return;
    }
    const applied = mirror.applyMessage(message, 'event');
    if (message.senderUserId === mirror.me) hooks.onOwnMessages?.(conversationId, [message]);
    this.#arrived(applied.arrived);
    if (unknown) catchUp();
    this.#complete(message);
  }

  /** A new message of which the event has no text, while reading works. */
  #isCutShort(message: ApiMessage): boolean {
    if (message.content !== undefined || message.isDeleted === true) return false;
    const { needs, health } = this.#parts;
    const { conversationId, id } = message;
    return health.waitFor('messages', conversationId) === 0 && needs.mirror.messages.byId(conversationId, id) === null;
  }

  #arrived(messages: readonly ApiMessage[]): void {
    const { hooks } = this.#parts.needs;
    for (const message of messages) hooks.onArrived?.(message.conversationId, [message]);
  }

  /** What is new is read up to it, what was cut is read whole. */
  #complete(message: ApiMessage): void {
    const { needs, reader } = this.#parts;
    const range = needs.mirror.ranges.at(message.conversationId, message.id);
    if (range === null) this.#readSoon(message.conversationId);
    else if (message.content === undefined || message.content === null) {
      if (message.isDeleted === true) return;
      void reader.message(message.conversationId, message.id);
    }
  }

  #status(status: ApiStatus & { readonly messageId: number }): void {
    const { needs, reader } = this.#parts;
    const { mirror } = needs;
    const candidates =
      status.conversationId === null
        ? mirror.conversations.conversationsOfMessage(status.messageId)
        : [status.conversationId];
    const [only] = candidates;
    if (candidates.length === 1 && only !== undefined) {
      mirror.applyStatus(only, status.messageId, status);
      // A receipt of something newer than all that is known: the event that was to bring it is late or lost.
      const known = mirror.ranges.of(only).at(-1)?.high ?? Number.POSITIVE_INFINITY;
      if (status.messageId > known) this.#readSoon(only);
      return;
    }
    // Several conversations have such an id: which is meant only reading can tell.
    for (const id of candidates) void reader.message(id, status.messageId);
  }

  /** Events come in bunches: one reading for all of them. */
  #readSoon(conversationId: number, milliseconds = this.#parts.options.settleEventMs): void {
    const { needs, supervisor } = this.#parts;
    if (this.#settling.has(conversationId)) return;
    const timer = needs.timers.setTimeout(() => {
      this.#settling.delete(conversationId);
      void supervisor.quietly(this.#read(conversationId));
    }, milliseconds);
    this.#settling.set(conversationId, timer);
  }

  /** What an event has shown to be there is read for sure: where it fails it waits among what has to be read. */
  async #read(conversationId: number): Promise<void> {
    const { reader, supervisor, readLater } = this.#parts;
    try {
      await reader.freshLevel(conversationId, 'catch-up');
    } catch (error) {
      const failure = supervisor.failureOf(error);
      if (failure.kind !== 'aborted' && !endsConversation(failure)) readLater(conversationId);
      throw failure;
    }
  }
}
