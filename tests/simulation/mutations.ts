/** What the product would be without one of its safeguards. Applied to its source while it is loaded; the product has no switches for it. */
export interface Mutation {
  readonly name: string;
  /** What is missing. */
  readonly about: string;
  readonly patches: readonly Patch[];
}

export interface Patch {
  /** Path of the source within the project. */
  readonly file: string;
  /** Must stand in it exactly once. */
  readonly from: string;
  readonly to: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'reconciliation',
    about: 'after a lost answer the server is not looked at, neither at once nor before the next attempt',
    patches: [
      {
        file: 'electron/sync/outbox/settling.ts',
        from: 'const finding = await handler.find(row);',
        to: "const finding = { kind: 'none' } as Finding;",
      },
      {
        file: 'electron/sync/outbox/queue-step.ts',
        from: 'if (row.ambiguous && !(await this.#stillMissing(lane, row, handler))) return AGAIN;',
        to: '',
      },
    ],
  },
  {
    name: 'settle-time',
    about: 'what is not found at once is sent again at once',
    patches: [
      {
        file: 'electron/sync/outbox/settling.ts',
        from: 'if (mayRepeatIn > 0) {',
        to: 'if (mayRepeatIn < 0) {',
      },
    ],
  },
  {
    name: 'cursor-with-rows',
    about: 'cursors move in a transaction before that of their rows',
    patches: [
      {
        file: 'electron/sync/store/mirror/mirror.ts',
        from: `    return this.write((_, touched) => {
      const origin: Origin = { ticket: facts.ticket, kind: 'page' };`,
        to: `    this.write(() => {
      if (facts.range !== null) this.ranges.add(conversationId, facts.range.low, facts.range.high);
    });
    this.write(() => {
      if (facts.level !== null) this.#setLevel.run(facts.level.under, facts.level.id, conversationId);
    });
    return this.write((_, touched) => {
      const origin: Origin = { ticket: facts.ticket, kind: 'page' };`,
      },
    ],
  },
  {
    name: 'event-dedupe',
    about: 'an event about the own message that is still being sent shows it a second time',
    patches: [
      {
        file: 'electron/sync/outbox/send-message.ts',
        from: "if (typeof clientId !== 'string') this.#guess(conversationId, message);",
        to: '',
      },
    ],
  },
  {
    name: 'order',
    about: 'of the messages of a conversation that could go the newest goes first',
    patches: [
      {
        file: 'electron/sync/store/local/outbox-table.ts',
        from: 'and lane = ? order by lane_seq limit 1',
        // What waits for another item stays behind it: the order is to be wrong, not the waiting.
        to: `and lane = ? order by kind = 'create-conversation' desc, json_extract(payload, '$.replyTo.clientMessageId') is not null,
          case when json_extract(payload, '$.replyTo.clientMessageId') is null then -lane_seq else lane_seq end limit 1`,
      },
    ],
  },
  {
    name: 'level-before-send',
    about: 'messages leave before their conversation has been read level',
    patches: [
      {
        file: 'electron/sync/outbox/send-message.ts',
        from: "if (!this.#core.needs.levels.isLevel(row.conversationId)) return { kind: 'wait', reason: 'levelling' };",
        to: '',
      },
    ],
  },
  {
    name: 'checking-state',
    about: 'an item whose answer was lost is simply queued again',
    patches: [
      {
        file: 'electron/sync/outbox/outcome.ts',
        from: "return { kind: 'check', settle };",
        to: "return settle === 'late' ? { kind: 'again', why: 'server' } : { kind: 'again', why: 'network' };",
      },
    ],
  },
  {
    name: 'checking-after-restart',
    about: 'an item that was being sent when the program died is simply queued again',
    patches: [
      {
        file: 'electron/sync/outbox/outbox.ts',
        from: "const checking = this.#core.toChecking(row, 'late', null, touched);",
        to: 'const checking = this.#core.toQueue(row, 0, null, touched); if (true) continue;',
      },
    ],
  },
  {
    name: 'sticky-deletion',
    about: 'an older document brings a deleted message back',
    patches: [
      {
        file: 'electron/sync/store/mirror/message-writer.ts',
        from: 'const deleted = (stored.flags & DELETED) !== 0 || message.isDeleted === true;',
        to: 'const deleted = message.isDeleted === true;',
      },
    ],
  },
  {
    name: 'local-copy',
    about: 'no copy of local.db is kept',
    patches: [
      {
        file: 'electron/sync/store/local/copy.ts',
        from: '    copyInto(db, fresh);',
        to: '    copyInto(db, fresh); if (true) return;',
      },
    ],
  },
  {
    name: 'newer-answer-guard',
    about: 'nobody is asked although a colleague has answered meanwhile',
    patches: [
      {
        file: 'electron/sync/outbox/context-guard.ts',
        from: 'return newest !== null && newest > (row.newestShownMessageId ?? 0);',
        to: 'return newest !== null && newest < 0;',
      },
    ],
  },
  {
    name: 'client-id',
    about: 'each attempt gets an id of its own',
    patches: [
      {
        file: 'electron/sync/outbox/send-message.ts',
        from: '      client_message_id: row.clientId,',
        to: '      client_message_id: this.#core.needs.random.uuid(),',
      },
    ],
  },
];

/** Throws where the source has changed so that the patch no longer says what it did. */
export function patched({ file, from, to }: Patch, source: string): string {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`A mutation's text stands ${parts.length - 1} times in ${file}, not once`);
  return parts.join(to);
}
