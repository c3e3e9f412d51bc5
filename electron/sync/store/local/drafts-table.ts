import type { Draft, DraftCard } from '#shared/domain/draft.ts';
import type { SqliteStore } from '../sqlite.ts';
import type { Touched } from '../touched.ts';
import type { StagedTable } from './staged-table.ts';

interface Stored {
  conversation: string;
  parent_message_id: number;
  text: string;
  files: string;
  reply_message_id: number | null;
  reply_client_id: string | null;
  card: string | null;
  selection_start: number;
  selection_end: number;
  saved_at: number;
  version: number;
}

/** In place of a message's id: not of a reply thread. */
const OWN = 0;

/** A draft as it is saved: files by their stage ids. */
export interface DraftInput {
  readonly conversationId: string;
  /** The message whose reply thread it is written in. */
  readonly parentMessageId?: number | null | undefined;
  readonly text: string;
  readonly files: readonly string[];
  readonly replyTo: Draft['replyTo'];
  readonly card?: DraftCard | null | undefined;
  readonly selectionStart: number;
  readonly selectionEnd: number;
  readonly version: number;
}

/** One draft a conversation and one for each of its reply threads, under the name the conversation has now. */
export class DraftsTable {
  readonly #store: SqliteStore;
  readonly #staged: StagedTable;

  constructor(store: SqliteStore, staged: StagedTable) {
    this.#store = store;
    this.#staged = staged;
  }

  /** Files whose staged copy is gone are left out. */
  find(conversation: string, parentMessageId: number | null = null): Draft | null {
    const stored = this.#store
      .sql<[string, number], Stored>('select * from drafts where conversation = ? and parent_message_id = ?')
      .get(conversation, parentMessageId ?? OWN);
    return stored === undefined ? null : this.#decode(stored);
  }

  /** That of the conversation itself first, then those of its reply threads, the newest first. */
  ofConversation(conversation: string): Draft[] {
    return this.#store
      .sql<[string, number], Stored>(
        'select * from drafts where conversation = ? order by parent_message_id = ? desc, saved_at desc',
      )
      .all(conversation, OWN)
      .map((stored) => this.#decode(stored));
  }

  /** The same for many conversations, by their names. */
  ofConversations(conversations: readonly string[]): ReadonlyMap<string, readonly Draft[]> {
    const drafts = this.#store
      .sql<[string, number], Stored>(
        `select * from drafts where conversation in (select value from json_each(?))
         order by parent_message_id = ? desc, saved_at desc`,
      )
      .all(JSON.stringify(conversations), OWN)
      .map((stored) => this.#decode(stored));
    return Map.groupBy(drafts, (draft) => draft.conversationId);
  }

  all(): Draft[] {
    return this.#store
      .sql<[], Stored>('select * from drafts order by saved_at desc')
      .all()
      .map((stored) => this.#decode(stored));
  }

  /**
   * An empty draft without files, card and quote removes it. One that is older than what is stored is ignored. Returns what is stored then. Where
   * two have counted to the same version (two windows, or a window and what was put back), the later one is stored as the version above it, so
   * that whoever has saved it sees that there was another one.
   */
  save(input: DraftInput, now: number, touched: Touched): Draft | null {
    const parent = input.parentMessageId ?? null;
    const current = this.find(input.conversationId, parent);
    if (current !== null && input.version < current.version) return current;
    if (current !== null && input.version === current.version) {
      return saysTheSame(input, current) ? current : this.save({ ...input, version: input.version + 1 }, now, touched);
    }
    if (input.text === '' && input.files.length === 0 && input.replyTo === null && input.card == null) {
      this.remove(input.conversationId, parent, touched);
      return null;
    }
    this.#put(input, now, touched);
    return this.find(input.conversationId, parent);
  }

  /** Brings something back for writing: before what is being written there, which stays. */
  putBack(
    conversation: string,
    item: {
      readonly text: string;
      readonly files: readonly string[];
      readonly replyTo: Draft['replyTo'];
      readonly card?: DraftCard | null;
      readonly parentMessageId?: number | null;
    },
    now: number,
    touched: Touched,
  ): void {
    const parentMessageId = item.parentMessageId ?? null;
    const current = this.find(conversation, parentMessageId);
    const text = current === null || current.text === '' ? item.text : joined(item.text, current.text);
    this.#put(
      {
        conversationId: conversation,
        parentMessageId,
        text,
        files: [...new Set([...item.files, ...(current?.files ?? []).map((file) => file.stageId)])],
        replyTo: current?.replyTo ?? item.replyTo,
        card: current?.card ?? item.card ?? null,
        selectionStart: text.length,
        selectionEnd: text.length,
        version: (current?.version ?? 0) + 1,
      },
      now,
      touched,
    );
  }

  remove(conversation: string, parentMessageId: number | null, touched: Touched): void {
    const { changes } = this.#store
      .sql<[string, number]>('delete from drafts where conversation = ? and parent_message_id = ?')
      .run(conversation, parentMessageId ?? OWN);
    if (changes > 0) touched.draft(conversation, parentMessageId);
  }

  /** A conversation has its server id now: what was being written goes with it. */
  rename(from: string, to: string, now: number, touched: Touched): void {
    for (const draft of this.ofConversation(from)) {
      this.putBack(to, { ...draft, files: draft.files.map((file) => file.stageId) }, now, touched);
      this.remove(from, draft.parentMessageId, touched);
    }
  }

  /** Stage ids that drafts hold. */
  heldFiles(): Set<string> {
    const rows = this.#store.sql<[], { files: string }>('select files from drafts').all();
    return new Set(rows.flatMap((row) => JSON.parse(row.files) as string[]));
  }

  #put(input: DraftInput, now: number, touched: Touched): void {
    this.#store
      .sql<unknown[]>(
        `insert or replace into drafts (conversation, parent_message_id, text, files, reply_message_id, reply_client_id, card, selection_start, selection_end, saved_at, version)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        input.conversationId,
        input.parentMessageId ?? OWN,
        input.text,
        JSON.stringify(input.files),
        input.replyTo?.messageId ?? null,
        input.replyTo?.clientMessageId ?? null,
        input.card == null ? null : JSON.stringify(input.card),
        input.selectionStart,
        input.selectionEnd,
        now,
        input.version,
      );
    touched.draft(input.conversationId, input.parentMessageId ?? null);
  }

  #decode(stored: Stored): Draft {
    const files = (JSON.parse(stored.files) as string[]).flatMap((stageId) => this.#staged.find(stageId)?.file ?? []);
    const reply = stored.reply_message_id !== null || stored.reply_client_id !== null;
    return {
      conversationId: stored.conversation,
      parentMessageId: stored.parent_message_id === OWN ? null : stored.parent_message_id,
      text: stored.text,
      files,
      replyTo: reply ? { messageId: stored.reply_message_id, clientMessageId: stored.reply_client_id } : null,
      card: stored.card === null ? null : (JSON.parse(stored.card) as DraftCard),
      selectionStart: stored.selection_start,
      selectionEnd: stored.selection_end,
      savedAt: stored.saved_at,
      version: stored.version,
    };
  }
}

/** The cursor apart. */
function saysTheSame(input: DraftInput, stored: Draft): boolean {
  const content = (text: string, files: readonly string[], ...beside: unknown[]): string =>
    JSON.stringify([text, files, ...beside]);
  const files = stored.files.map((file) => file.stageId);
  return (
    content(input.text, input.files, input.replyTo, input.card ?? null) ===
    content(stored.text, files, stored.replyTo, stored.card)
  );
}

function joined(first: string, second: string): string {
  return first === '' || first === second ? second : `${first}\n${second}`;
}
