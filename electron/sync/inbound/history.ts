import { ApiFailure } from '../api/failure.ts';
import type { Connection } from '../network/connection.ts';
import type { Mirror } from '../store/mirror/mirror.ts';
import type { ConversationReader } from './conversation-reader.ts';
import { PAGE } from './thread-source.ts';

/** History as the agent asks for it: by scrolling up, and by following a quote. All of it throws ApiFailure. */
export class History {
  readonly #mirror: Mirror;
  readonly #connection: Pick<Connection, 'state'>;
  readonly #reader: Pick<ConversationReader, 'newest' | 'older'>;

  constructor(
    mirror: Mirror,
    connection: Pick<Connection, 'state'>,
    reader: Pick<ConversationReader, 'newest' | 'older'>,
  ) {
    this.#mirror = mirror;
    this.#connection = connection;
    this.#reader = reader;
  }

  /** What lies below an id; null: below everything mirrored. */
  async loadOlder(conversationId: number, beforeId: number | null): Promise<{ loaded: number; more: boolean }> {
    const { ranges, messages } = this.#mirror;
    this.#mustReach();
    if (ranges.of(conversationId).length === 0) {
      const before = messages.before(conversationId, beforeId, 1).length;
      await this.#reader.newest(conversationId, 'agent');
      const loaded = messages.before(conversationId, beforeId, PAGE).length;
      return { loaded: Math.max(0, loaded - before), more: (ranges.of(conversationId)[0]?.low ?? 0) > 0 };
    }
    const from = beforeId ?? ranges.of(conversationId)[0]?.low ?? 0;
    const known = ranges.at(conversationId, from);
    const low = known?.low ?? from;
    if (low === 0) return { loaded: 0, more: false };
    const page = await this.#reader.older(conversationId, low, PAGE, 'agent');
    return { loaded: page.arrived, more: page.more };
  }

  /** A message with what surrounds it, where it is not mirrored yet. */
  async fetchMessage(conversationId: number, messageId: number): Promise<{ found: boolean }> {
    const { messages } = this.#mirror;
    if (messages.byId(conversationId, messageId) === null) {
      this.#mustReach();
      await this.#reader.older(conversationId, messageId + 1, PAGE, 'agent');
    }
    return { found: messages.byId(conversationId, messageId) !== null };
  }

  /** Who looks at the screen is told at once why nothing comes, instead of waiting for the network with it. */
  #mustReach(): void {
    const { state } = this.#connection;
    switch (state) {
      case 'online':
      case 'starting':
        return;
      case 'offline':
      case 'captive-portal':
        throw new ApiFailure({ kind: state, mayHaveCommitted: false });
      case 'server-down':
        throw new ApiFailure({ kind: 'timed-out', mayHaveCommitted: false });
      case 'signed-out':
        throw new ApiFailure({ kind: 'auth', mayHaveCommitted: false });
      default:
        state satisfies never;
    }
  }
}
