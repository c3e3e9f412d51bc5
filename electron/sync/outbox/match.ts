import type { MirroredMessage } from './needs.ts';

/**
 * Which message on the server is the one whose answer was lost (docs/api.md section 13.4).
 */

export interface SentFacts {
  readonly clientId: string;
  readonly content: string;
  readonly replyToMessageId: number | null;
  readonly files: readonly { readonly filename: string; readonly sizeBytes: number }[];
  /** It went along with the creation of its conversation, without our id. */
  readonly withoutId: boolean;
  /** We do not know from when on to look: what only looks like it is a question, not an answer. */
  readonly doubtful: boolean;
}

/** What is known of the server: `null` where it has not been learnt. */
export interface MatchKnowledge {
  readonly keepsIds: boolean | null;
  readonly keepsFiles: boolean | null;
  readonly keepsReplies: boolean | null;
}

export type Match =
  | { readonly kind: 'one'; readonly messageId: number; readonly by: 'id' | 'content' }
  | { readonly kind: 'several'; readonly messageIds: readonly number[] }
  | { readonly kind: 'none' };

/**
 * `candidates` are own messages above the newest id before the attempt; `claimed` are those that other items have taken.
 */
export function matchOf(
  sent: SentFacts,
  candidates: readonly MirroredMessage[],
  claimed: ReadonlySet<number>,
  knowledge: MatchKnowledge,
): Match {
  const echoed = candidates.find((message) => message.clientMessageId === sent.clientId);
  if (echoed !== undefined) return { kind: 'one', messageId: echoed.id, by: 'id' };
  if (knowledge.keepsIds === true && !sent.withoutId) return { kind: 'none' };
  const alike = candidates.filter(
    (message) => message.clientMessageId === null && !claimed.has(message.id) && looksLike(sent, message, knowledge),
  );
  const [first, second] = alike;
  if (first === undefined) return { kind: 'none' };
  if (second !== undefined || sent.doubtful) return { kind: 'several', messageIds: alike.map((message) => message.id) };
  return { kind: 'one', messageId: first.id, by: 'content' };
}

export function looksLike(
  sent: Pick<SentFacts, 'content' | 'replyToMessageId' | 'files'>,
  message: MirroredMessage,
  knowledge: MatchKnowledge,
): boolean {
  if (message.deleted || message.content === null) return false;
  if (normalized(message.content) !== normalized(sent.content)) return false;
  return sameReply(sent, message, knowledge) && sameFiles(sent.files, message, knowledge);
}

/** Servers trim, and turn line ends into their own. */
export function normalized(content: string): string {
  return content.replace(/\r\n?/g, '\n').trim();
}

function sameReply(
  sent: Pick<SentFacts, 'replyToMessageId'>,
  message: MirroredMessage,
  knowledge: MatchKnowledge,
): boolean {
  if (message.replyToMessageId === sent.replyToMessageId) return true;
  return message.replyToMessageId === null && knowledge.keepsReplies !== true;
}

function sameFiles(sent: SentFacts['files'], message: MirroredMessage, knowledge: MatchKnowledge): boolean {
  if (message.attachments.length === 0) return sent.length === 0 || knowledge.keepsFiles !== true;
  if (message.attachments.length !== sent.length) return false;
  const left = [...message.attachments];
  for (const file of sent) {
    const at = left.findIndex(
      (attachment) =>
        (attachment.filename === null || attachment.filename === file.filename) &&
        (attachment.sizeBytes === null || attachment.sizeBytes === file.sizeBytes),
    );
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return true;
}
