import type { EngineInput, EngineMethod, EngineOutput, MessageChanges, ThreadPage } from '#shared/contract/engine.ts';
import type { ConversationDetails, ConversationRow } from '#shared/domain/conversation.ts';
import type { Draft, StagedFile } from '#shared/domain/draft.ts';
import type { HoleRow, MessageKey, MessageRow } from '#shared/domain/message.ts';
import { PLAIN_MESSAGE } from '#shared/domain/message.ts';
import type { FixtureBridge, FixtureOptions } from './fixture-bridge.ts';
import { createFixtureBridge } from './fixture-bridge.ts';
import { fixturePerson, fixtureRow } from './fixture-data.ts';

/** One conversation behind the fixture bridge that behaves like the engine's: pages, older rows on the server, an outbox that never leaves. */

export const fixtureMe = fixturePerson('Dimas Saputra', 7, 'me');
export const fixtureCustomer = fixturePerson('Siti Rahma', 1101, 'customer');

export function fixtureMessage(id: number, part: Partial<MessageRow> = {}): MessageRow {
  const sender = part.sender ?? (part.own === true ? fixtureMe : fixtureCustomer);
  return {
    ...PLAIN_MESSAGE,
    key: `m:${id}`,
    conversationId: '101',
    messageId: id,
    sender,
    own: sender.role === 'me',
    content: `Pesan ${id}`,
    createdAt: id * 1000,
    tick: sender.role === 'me' ? 'sent' : null,
    ...part,
  };
}

export interface FixtureThreadOptions extends FixtureOptions {
  readonly row?: Partial<ConversationRow>;
  readonly details?: Partial<ConversationDetails>;
  readonly rows?: readonly MessageRow[];
  readonly unsent?: readonly MessageRow[];
  readonly holes?: readonly HoleRow[];
  /** Not mirrored yet: below the rows, oldest first. */
  readonly onServer?: readonly MessageRow[];
  readonly draft?: Draft | null;
}

export interface FixtureThread extends FixtureBridge {
  readonly conversationId: string;
  readonly messages: () => readonly MessageRow[];
  readonly unsent: () => readonly MessageRow[];
  /** Of the conversation itself, or of one of its reply threads. */
  readonly draft: (parentMessageId?: number) => Draft | null;
  /** Puts rows in or replaces them, and says so in one event; those not known before have arrived live. */
  put(...rows: MessageRow[]): void;
  /** Rows that are not on the server yet. */
  putUnsent(...rows: MessageRow[]): void;
  drop(...keys: MessageKey[]): void;
  setDetails(part: Partial<ConversationDetails>): void;
  setRow(part: Partial<ConversationRow>): void;
  /** Of one method, newest last. */
  inputs<Name extends EngineMethod>(method: Name): readonly EngineInput<Name>[];
}

export function createFixtureThread(options: FixtureThreadOptions = {}): FixtureThread {
  const conversationId = options.row?.id ?? '101';
  const now = options.now ?? Date.now();
  let row = fixtureRow({ id: conversationId, title: 'Siti Rahma', lastActivityAt: now, ...options.row });
  let rows = [...(options.rows ?? [])];
  let unsent = [...(options.unsent ?? [])];
  let onServer = [...(options.onServer ?? [])];
  const holes = [...(options.holes ?? [])];
  const drafts = new Map<number | null, Draft>();
  if (options.draft) drafts.set(options.draft.parentMessageId, options.draft);
  const staged = new Map<string, StagedFile>();
  let details: ConversationDetails = {
    row,
    creation: null,
    participants: [
      {
        person: fixtureCustomer,
        role: 'customer',
        joinedAt: now - 86_400_000,
        leftAt: null,
        lastReadMessageId: null,
        lastReadAt: null,
        onlineStatus: 'away',
        onlineStatusAt: now - 5 * 60_000,
        email: 'siti.rahma@contoh.id',
      },
      {
        person: fixtureMe,
        role: 'agent',
        joinedAt: now - 86_400_000,
        leftAt: null,
        lastReadMessageId: null,
        lastReadAt: null,
        onlineStatus: null,
        onlineStatusAt: null,
        email: null,
      },
    ],
    metadata: [],
    createdAt: now - 86_400_000,
    firstUnreadMessageId: null,
    trouble: null,
    readUpTo: [],
    ...options.details,
  };

  const base: FixtureBridge = createFixtureBridge({
    ...options,
    conversations: [row],
    answer: (method, input) => answer(method, input),
  });

  const idOf = (message: MessageRow): number => message.messageId ?? 0;
  const say = (part: Partial<MessageChanges>): void =>
    base.change({
      messages: [{ conversationId, rows: [], removed: [], reread: false, arrived: [], ...part }],
    });

  const page = ({ from, limit }: EngineInput<'thread.page'>): ThreadPage => {
    const unread = details.firstUnreadMessageId;
    const around = from.kind === 'around' ? from.messageId : from.kind === 'unread' ? unread : null;
    let start = Math.max(0, rows.length - limit);
    let end = rows.length;
    if (from.kind === 'before') {
      end = rows.filter((message) => idOf(message) < from.messageId).length;
      start = Math.max(0, end - limit);
    } else if (from.kind === 'after') {
      start = rows.filter((message) => idOf(message) <= from.messageId).length;
      end = Math.min(rows.length, start + limit);
    } else if (around !== null) {
      const at = rows.filter((message) => idOf(message) < around).length;
      start = Math.max(0, at - Math.floor(limit / 2));
      end = Math.min(rows.length, start + limit);
    }
    const cut = rows.slice(start, end);
    const [first, last] = [cut[0], cut.at(-1)];
    return {
      rows: cut,
      unsent: end === rows.length ? unsent : [],
      holes: holes.filter((hole) => first && last && hole.beforeId > idOf(first) && hole.beforeId <= idOf(last)),
      older: start > 0 ? 'mirrored' : onServer.length > 0 ? 'unknown' : 'none',
      newer: end < rows.length,
    };
  };

  const put = (...incoming: MessageRow[]): void => {
    const known = new Set(rows.map(idOf));
    const keys = new Set(incoming.map((message) => message.key));
    rows = [...rows.filter((message) => !incoming.some((one) => idOf(one) === idOf(message))), ...incoming];
    rows.sort((a, b) => idOf(a) - idOf(b));
    unsent = unsent.filter((message) => !keys.has(message.key));
    say({ rows: incoming, arrived: incoming.map(idOf).filter((id) => !known.has(id)) });
  };
  const putUnsent = (...incoming: MessageRow[]): void => {
    for (const message of incoming) {
      const at = unsent.findIndex((one) => one.key === message.key);
      if (at < 0) unsent.push(message);
      else unsent[at] = message;
    }
    say({ rows: incoming });
  };
  const drop = (...gone: MessageKey[]): void => {
    rows = rows.filter((message) => !gone.includes(message.key));
    unsent = unsent.filter((message) => !gone.includes(message.key));
    say({ removed: gone });
  };
  const setRow = (part: Partial<ConversationRow>): void => {
    row = { ...row, ...part };
    details = { ...details, row };
    base.upsert(row);
  };

  const send = (input: EngineInput<'message.send'>): EngineOutput<'message.send'> => {
    if (!unsent.some((message) => message.key === `o:${input.clientMessageId}`)) {
      drafts.delete(input.parentMessageId);
      const message = fixtureMessage(0, {
        key: `o:${input.clientMessageId}`,
        messageId: null,
        own: true,
        content: input.content,
        createdAt: now,
        tick: null,
        parentMessageId: input.parentMessageId,
        attachments: input.files.map((stageId) => ({
          mediaId: stageId,
          kind: staged.get(stageId)?.kind ?? 'file',
          filename: staged.get(stageId)?.filename ?? stageId,
          contentType: null,
          sizeBytes: staged.get(stageId)?.sizeBytes ?? null,
          width: null,
          height: null,
          autoLoad: true,
          progress: null,
        })),
        unsent: {
          clientMessageId: input.clientMessageId,
          state: 'queued',
          wait: 'turn',
          hold: null,
          nextAttemptAt: null,
          attempts: 0,
          error: null,
          pendingIntent: null,
        },
      });
      unsent.push(message);
      base.change({
        messages: [{ conversationId, rows: [message], removed: [], reread: false, arrived: [] }],
        drafts: [{ conversationId, parentMessageId: input.parentMessageId, draft: null }],
      });
    }
    return { clientMessageId: input.clientMessageId };
  };

  const saveDraft = (input: EngineInput<'draft.save'>): Draft | null => {
    const parentMessageId = input.parentMessageId ?? null;
    const stored = drafts.get(parentMessageId);
    if (stored !== undefined && stored.version >= input.version) return stored;
    const card = input.card ?? null;
    const empty = input.text === '' && input.files.length === 0 && input.replyTo === null && card === null;
    const draft: Draft | null = empty
      ? null
      : {
          conversationId,
          parentMessageId,
          text: input.text,
          files: input.files.flatMap((stageId) => staged.get(stageId) ?? []),
          replyTo: input.replyTo,
          card,
          selectionStart: input.selectionStart,
          selectionEnd: input.selectionEnd,
          savedAt: Date.now(),
          version: input.version,
        };
    if (draft === null) drafts.delete(parentMessageId);
    else drafts.set(parentMessageId, draft);
    base.change({ drafts: [{ conversationId, parentMessageId, draft }] });
    return draft;
  };

  const act = ({ clientMessageId, action }: EngineInput<'outbox.act'>): EngineOutput<'outbox.act'> => {
    const message = unsent.find((one) => one.key === `o:${clientMessageId}`);
    if (message === undefined || message.unsent === null) return { outcome: 'already-delivered' };
    if (action === 'edit' || action === 'discard' || action === 'cancel') {
      if (action === 'edit') {
        const { parentMessageId } = message;
        const input = { conversationId, parentMessageId, text: message.content, files: [], replyTo: null };
        saveDraft({
          ...input,
          selectionStart: 0,
          selectionEnd: 0,
          version: Math.max(Date.now(), (drafts.get(message.parentMessageId)?.version ?? 0) + 1),
        });
      }
      drop(message.key);
    } else {
      putUnsent({ ...message, unsent: { ...message.unsent, state: 'queued', hold: null, error: null, wait: 'turn' } });
    }
    return { outcome: 'done' };
  };

  const change = (messageId: number, edit: (message: MessageRow) => MessageRow): null => {
    const message = rows.find((one) => one.messageId === messageId);
    if (message) put(edit(message));
    return null;
  };

  /** Undefined: as the bridge answers it by itself. */
  const answer = (method: EngineMethod, input: unknown): unknown => {
    const of = <Name extends EngineMethod>(): EngineInput<Name> => input as EngineInput<Name>;
    switch (method) {
      case 'thread.page':
        return page(of<'thread.page'>());
      case 'thread.loadOlder': {
        const { beforeId } = of<'thread.loadOlder'>();
        const hole = holes.findIndex((one) => one.beforeId === beforeId);
        if (hole >= 0) holes.splice(hole, 1);
        const loaded = onServer.splice(Math.max(0, onServer.length - 50));
        rows = [...loaded, ...rows];
        say({ rows: loaded });
        return { loaded: loaded.length, more: onServer.length > 0 };
      }
      case 'thread.fetchMessage': {
        const { messageId } = of<'thread.fetchMessage'>();
        const found = onServer.filter((message) => message.messageId === messageId);
        onServer = onServer.filter((message) => message.messageId !== messageId);
        rows = [...found, ...rows];
        return { found: found.length > 0 || rows.some((message) => message.messageId === messageId) };
      }
      case 'thread.replies': {
        const { parentMessageId: parent } = of<'thread.replies'>();
        return rows.filter((message) => message.messageId === parent || message.parentMessageId === parent);
      }
      case 'conversation.get':
        return of<'conversation.get'>().conversationId === conversationId ? details : undefined;
      case 'message.send':
        return send(of<'message.send'>());
      case 'draft.get':
        return drafts.get(of<'draft.get'>().parentMessageId ?? null) ?? null;
      case 'draft.save':
        return saveDraft(of<'draft.save'>());
      case 'outbox.act':
        return act(of<'outbox.act'>());
      case 'reaction.set': {
        const { messageId, emoji, on } = of<'reaction.set'>();
        return change(messageId, (message) => {
          const others = message.reactions.filter((one) => one.emoji !== emoji);
          const mine = { emoji, count: 1, mine: true, names: [fixtureMe.name] };
          return { ...message, reactions: on ? [...others, mine] : others };
        });
      }
      case 'message.edit': {
        const { messageId, content } = of<'message.edit'>();
        return change(messageId, (message) => ({ ...message, content, edited: true }));
      }
      case 'message.delete':
        return change(of<'message.delete'>().messageId, (message) => ({ ...message, content: '', deleted: true }));
      default:
        return undefined;
    }
  };

  return {
    ...base,
    conversationId,
    async stage(file, stageOptions, onProgress) {
      const envelope = await base.stage(file, stageOptions, onProgress);
      if (envelope.ok) staged.set(envelope.value.stageId, envelope.value);
      return envelope;
    },
    messages: () => rows,
    unsent: () => unsent,
    draft: (parentMessageId) => drafts.get(parentMessageId ?? null) ?? null,
    put,
    putUnsent,
    drop,
    setDetails(part) {
      details = { ...details, ...part };
    },
    setRow,
    inputs<Name extends EngineMethod>(method: Name) {
      return base.calls.filter((call) => call.method === method).map((call) => call.input as EngineInput<Name>);
    },
  };
}
