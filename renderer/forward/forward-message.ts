import { plainText, typedText } from '#renderer/thread/model/plain-text.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { EngineInput, SeenCard } from '#shared/contract/engine.ts';
import type { AttachmentRow, ConversationId, MessageRow } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';

export type Forwarded =
  | { readonly kind: 'done' }
  /** Nothing was sent: these files could not be had. */
  | { readonly kind: 'files'; readonly missing: readonly MissingFile[] }
  /** What stood before the refused one is sent; trying again goes on from there. */
  | { readonly kind: 'refused'; readonly error: ErrorInfo; readonly sent: number };

export interface MissingFile {
  readonly attachment: AttachmentRow;
  readonly error: ErrorInfo;
}

export function canForward(row: MessageRow): boolean {
  return !row.deleted && row.contentType !== 'system' && (row.attachments.length > 0 || plainText(row) !== '');
}

type Part = Pick<EngineInput<'message.send'>, 'content' | 'contentType' | 'metadata' | 'files'>;

/**
 * Sends what messages say on into another conversation: their words, copies of their files, and cards as cards where the server takes them. What is being
 * written there is left alone. One job can be tried again: what has gone out already does not go out twice.
 */
export class Forwarding {
  readonly #bridge: Bridge;
  readonly #rows: readonly MessageRow[];
  readonly #again: boolean;
  /** Of each message that is sent, in order; per conversation, for the agent may choose another one after a refusal. */
  readonly #ids = new Map<ConversationId, string[]>();

  /** `again`: into the conversation they are of, with what they answer. */
  constructor(bridge: Bridge, rows: readonly MessageRow[], { again = false }: { readonly again?: boolean } = {}) {
    this.#bridge = bridge;
    this.#rows = rows;
    this.#again = again;
  }

  /** Without `leaveOut` either all files go or nothing does. `refusedTypes`: see ServerTraits. */
  async send(to: ConversationId, leaveOut: ReadonlySet<string>, refusedTypes: readonly string[]): Promise<Forwarded> {
    const staged = new Map<string, string>();
    const missing: MissingFile[] = [];
    for (const row of this.#rows) {
      const wanted = row.attachments.filter((one) => !leaveOut.has(one.mediaId));
      // One message is all stickers or none: the server is told so for the message (docs/api.md section 7.3).
      const asSticker = wanted.length > 0 && wanted.every((one) => one.kind === 'sticker');
      for (const attachment of wanted) {
        const stageId = crypto.randomUUID();
        const { mediaId } = attachment;
        const answer = await ask(this.#bridge, 'file.stageFromMedia', { stageId, mediaId, asSticker });
        if (answer.ok) staged.set(mediaId, stageId);
        else missing.push({ attachment, error: answer.error });
      }
    }
    const unsent = new Set(staged.values());
    const giveUp = (): void => {
      for (const stageId of unsent) void ask(this.#bridge, 'file.unstage', { stageId });
    };
    if (missing.length > 0) {
      giveUp();
      return { kind: 'files', missing };
    }
    // What is there now was seen by whoever chose it: only what a colleague writes after this holds it back.
    const page = await ask(this.#bridge, 'thread.page', { conversationId: to, from: { kind: 'newest' }, limit: 1 });
    const newestShownMessageId = page.ok ? (page.value.rows.at(-1)?.messageId ?? null) : null;
    let index = 0;
    for (const row of this.#rows) {
      const files = row.attachments.flatMap(({ mediaId }) => staged.get(mediaId) ?? []);
      const quoted = this.#again ? (row.quote?.messageId ?? null) : null;
      for (const part of await this.#partsOf(row, files, refusedTypes)) {
        const answer = await ask(this.#bridge, 'message.send', {
          ...part,
          conversationId: to,
          clientMessageId: this.#id(to, index),
          replyTo: quoted === null ? null : { messageId: quoted, clientMessageId: null },
          parentMessageId: this.#again ? row.parentMessageId : null,
          newestShownMessageId,
          keepsDraft: true,
        });
        if (!answer.ok) {
          giveUp();
          return { kind: 'refused', error: answer.error, sent: index };
        }
        for (const stageId of part.files) unsent.delete(stageId);
        index += 1;
      }
    }
    return { kind: 'done' };
  }

  /** A message holds one card: what has several becomes as many, its words and files with the first. */
  async #partsOf(row: MessageRow, files: readonly string[], refusedTypes: readonly string[]): Promise<readonly Part[]> {
    const cards = await this.#cardsOf(row, refusedTypes);
    const asText: Part = { content: plainText(row), contentType: 'text', metadata: {}, files: [...files] };
    if (cards.length === 0 || cards.length < row.cards.length) {
      return asText.content === '' && files.length === 0 ? [] : [asText];
    }
    return cards.map(({ card, contentType, metadata }, index) => ({
      content: (index === 0 ? typedText(row) : '') || (card.title ?? card.actionUrl ?? plainText(row)),
      contentType,
      metadata: { ...metadata },
      files: index === 0 ? [...files] : [],
    }));
  }

  /** None where the server is known not to take them: then their names and links go as text. */
  async #cardsOf(row: MessageRow, refusedTypes: readonly string[]): Promise<readonly SeenCard[]> {
    const { conversationId, messageId, unsent } = row;
    if (row.cards.length === 0) return [];
    const answer =
      messageId !== null
        ? await ask(this.#bridge, 'cards.ofMessage', { conversationId, messageId })
        : unsent === null
          ? null
          : await ask(this.#bridge, 'cards.ofMessage', { conversationId, clientMessageId: unsent.clientMessageId });
    if (answer === null) return [];
    if (!answer.ok) return [];
    return answer.value.some((card) => refusedTypes.includes(card.contentType)) ? [] : answer.value;
  }

  #id(to: ConversationId, index: number): string {
    const ids = this.#ids.get(to) ?? [];
    this.#ids.set(to, ids);
    return (ids[index] ??= crypto.randomUUID());
  }
}
