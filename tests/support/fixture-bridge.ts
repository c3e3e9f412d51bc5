import type { Bridge } from '#shared/contract/bridge.ts';
import type { Envelope, Stamp } from '#shared/contract/definition.ts';
import type {
  ChangeEvent,
  EngineEvent,
  EngineInput,
  EngineMethod,
  EngineOutput,
  InboxPage,
  OutboxEntry,
  SessionInfo,
  StampedEvent,
} from '#shared/contract/engine.ts';
import type { HostEvent, HostInfo, HostInput, HostMethod, HostOutput } from '#shared/contract/host.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import type { ConversationDetails, ConversationRow, Counts } from '#shared/domain/conversation.ts';
import type { Draft, StagedFile } from '#shared/domain/draft.ts';
import type { ConversationId, MessageRow } from '#shared/domain/message.ts';
import { PLAIN_MESSAGE } from '#shared/domain/message.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { DEFAULT_SETTINGS } from '#shared/domain/settings.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { unreachable } from '#shared/errors.ts';
import { fixtureConversations, fixtureMessages, fixtureOutbox, fixturePerson } from './fixture-data.ts';

/** A bridge without an engine: a shop's conversations in memory, for component tests and for looking at the page. */
export interface FixtureBridge extends Bridge {
  /** Every call so far, newest last. */
  readonly calls: readonly { readonly method: string; readonly input: unknown }[];
  /** Sends an event with the next revision. */
  emit(event: EngineEvent): void;
  emitStamped(event: StampedEvent): void;
  emitHost(event: HostEvent): void;
  setChannel(state: 'open' | 'lost'): void;
  /** An empty change, to be filled by spreading. */
  change(part: Partial<ChangeEvent>): void;
  /** Puts rows in, removes rows, and says so in one event. */
  upsert(...rows: ConversationRow[]): void;
  remove(...ids: ConversationId[]): void;
  setStatus(part: Partial<SyncStatus>): void;
  setSession(part: Partial<SessionInfo>): void;
  /** The next calls of this method fail, until `null`. */
  failWith(method: EngineMethod | HostMethod, error: ErrorInfo | null): void;
  /** Calls of this method stay open until the returned function is called. */
  hold(method: EngineMethod | HostMethod): () => void;
  /** The engine was started again: a new epoch. */
  restart(): void;
  readonly rows: () => readonly ConversationRow[];
  readonly stamp: () => Stamp;
}

export interface FixtureOptions {
  readonly now?: number;
  readonly signedIn?: boolean;
  readonly account?: Partial<AccountInfo> | null;
  readonly settings?: Partial<Settings>;
  readonly conversations?: readonly ConversationRow[];
  readonly outbox?: readonly OutboxEntry[];
  readonly status?: Partial<SyncStatus>;
  readonly host?: Partial<HostInfo>;
  /** Asked first; what it leaves undefined is answered as usual. */
  readonly answer?: (method: EngineMethod, input: unknown) => unknown;
}

export function createFixtureBridge(options: FixtureOptions = {}): FixtureBridge {
  const now = options.now ?? Date.now();
  const conversations = new Map((options.conversations ?? fixtureConversations(now)).map((row) => [row.id, row]));
  const messages = new Map<ConversationId, MessageRow[]>();
  const drafts = new Map<ConversationId, Draft>();
  const staged = new Map<string, StagedFile>();
  let outbox: readonly OutboxEntry[] = options.outbox ?? (options.conversations ? [] : fixtureOutbox(now));
  const account: AccountInfo | null =
    options.account === null
      ? null
      : {
          accountId: 'fixture',
          apiUrl: 'https://api.zukses.com',
          userId: 7,
          name: 'Dimas Saputra',
          email: 'dimas@contoh.id',
          pictureUrl: null,
          demo: false,
          signedIn: options.signedIn ?? true,
          tokenExpiresAt: null,
          ...options.account,
        };
  let session: SessionInfo = {
    account,
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    extensions: {
      read: 'available',
      reactions: 'available',
      edit: 'available',
      delete: 'available',
      report: 'unknown',
      update: 'unknown',
      contacts: 'unknown',
    },
    server: { linkHosts: ['zukses.com'], refusedTypes: [] },
  };
  let status: SyncStatus = {
    connection: 'online',
    since: null,
    nextTryAt: null,
    realtime: 'on',
    pollSeconds: null,
    catchUp: null,
    backfill: null,
    lastUpToDateAt: now - 20_000,
    clockOff: null,
    sending: { waiting: 0, sending: 0, secondsLeft: null },
    trouble: null,
    ...options.status,
  };
  const host: HostInfo = {
    kind: 'browser',
    platform: 'linux',
    version: '0.1.0',
    locale: null,
    capabilities: {
      notifications: false,
      showInFolder: false,
      openMedia: false,
      openExternal: false,
      startAtLogin: false,
      keepSignedIn: 'no',
      customTitleBar: false,
    },
    notices: [],
    ...options.host,
  };

  const engineListeners = new Set<(event: StampedEvent) => void>();
  const hostListeners = new Set<(event: HostEvent) => void>();
  const channelListeners = new Set<(state: 'open' | 'lost') => void>();
  const failures = new Map<string, ErrorInfo>();
  const holds = new Map<string, Promise<void>>();
  const calls: { readonly method: string; readonly input: unknown }[] = [];
  let epoch = 1;
  let revision = 0;

  const stamp = (): Stamp => ({ epoch: `epoch-${epoch}`, revision });
  const counts = (): Counts => {
    const all = [...conversations.values()];
    return {
      unread: all.reduce((sum, row) => sum + (row.mutedUntil === null ? row.unread : 0), 0),
      unreadConversations: all.filter((row) => row.unread > 0).length,
      allConversations: all.length,
      mineConversations: all.filter((row) => row.mine).length,
      needsReply: all.filter((row) => row.needsReplySince !== null).length,
      waiting: outbox.filter(({ message }) => message.unsent?.state !== 'failed').length,
      needsChoice: outbox.filter(({ message }) => ['held', 'unconfirmed'].includes(message.unsent?.state ?? '')).length,
      failed: outbox.filter(({ message }) => message.unsent?.state === 'failed').length,
      messages: 48_210,
    };
  };
  const emitStamped = (event: StampedEvent): void => {
    for (const listener of engineListeners) listener(event);
  };
  const emit = (event: EngineEvent): void => {
    revision += 1;
    emitStamped({ stamp: stamp(), event });
  };
  const change = (part: Partial<ChangeEvent>): void =>
    emit({
      type: 'changed',
      conversations: [],
      outboxChanges: false,
      removedConversations: [],
      messages: [],
      drafts: [],
      aliases: [],
      counts: counts(),
      settings: null,
      ...part,
    });
  const messagesOf = (id: ConversationId): MessageRow[] => {
    const known = messages.get(id);
    if (known) return known;
    const row = conversations.get(id);
    const made = row ? fixtureMessages(row, now) : [];
    messages.set(id, made);
    return made;
  };
  const upsert = (...rows: ConversationRow[]): void => {
    for (const row of rows) conversations.set(row.id, row);
    change({ conversations: rows });
  };

  const inboxPage = (input: EngineInput<'inbox.list'>): InboxPage => {
    const matching = [...conversations.values()].filter((row) => {
      switch (input.view) {
        case 'all':
          return true;
        case 'unread':
          return row.unread > 0;
        case 'mine':
          return row.mine;
        case 'needs-reply':
          return row.needsReplySince !== null;
        default:
          return unreachable(input.view);
      }
    });
    matching.sort((a, b) =>
      input.view === 'needs-reply'
        ? (a.needsReplySince ?? 0) - (b.needsReplySince ?? 0)
        : b.lastActivityAt - a.lastActivityAt,
    );
    const start = input.cursor === null ? 0 : Number(input.cursor);
    const rows = matching.slice(start, start + input.limit);
    return { rows, next: start + input.limit < matching.length ? String(start + input.limit) : null };
  };

  const details = (row: ConversationRow): ConversationDetails => ({
    row,
    creation: null,
    participants: [row.counterpart, fixturePerson('Dimas Saputra', 7, 'me')]
      .filter((person) => person !== null)
      .map((person) => ({
        person,
        role: person.role === 'customer' ? 'customer' : 'agent',
        joinedAt: now - 86_400_000,
        leftAt: null,
        lastReadMessageId: null,
        lastReadAt: null,
        onlineStatus: 'online',
        onlineStatusAt: now,
        email: null,
      })),
    metadata: row.reference === null ? [] : [['order_number', row.reference]],
    createdAt: now - 2 * 86_400_000,
    firstUnreadMessageId: null,
    trouble: null,
    readUpTo: [],
  });

  const send = (input: EngineInput<'message.send'>): void => {
    const row = conversations.get(input.conversationId);
    if (!row) return;
    const list = messagesOf(row.id);
    const last = list[list.length - 1];
    const message: MessageRow = {
      ...PLAIN_MESSAGE,
      key: `o:${input.clientMessageId}`,
      conversationId: row.id,
      messageId: (last?.messageId ?? 0) + 1,
      sender: fixturePerson('Dimas Saputra', 7, 'me'),
      own: true,
      content: input.content,
      contentType: input.contentType,
      createdAt: Date.now(),
      tick: 'sent',
      parentMessageId: input.parentMessageId,
    };
    list.push(message);
    const changed: ConversationRow = {
      ...row,
      lastActivityAt: message.createdAt,
      preview: {
        kind: 'text',
        text: input.content,
        senderName: null,
        own: true,
        attachmentKind: null,
        attachmentCount: 0,
      },
      draft: null,
      mark: 'sent',
      mine: true,
      needsReplySince: null,
    };
    conversations.set(row.id, changed);
    drafts.delete(row.id);
    change({
      conversations: [changed],
      messages: [{ conversationId: row.id, rows: [message], removed: [], reread: false, arrived: [] }],
      drafts: [{ conversationId: row.id, parentMessageId: input.parentMessageId, draft: null }],
    });
  };

  /** What each method answers; those that nothing here needs answer `null`. */
  const answer = (method: EngineMethod, input: unknown): unknown => {
    const of = <Name extends EngineMethod>(): EngineInput<Name> => input as EngineInput<Name>;
    switch (method) {
      case 'session.get':
        return session;
      case 'session.signIn': {
        const { profile } = of<'session.signIn'>();
        session = {
          ...session,
          account: {
            ...fallbackAccount(account),
            apiUrl: profile?.apiUrl ?? fallbackAccount(account).apiUrl,
            signedIn: true,
          },
        };
        emit({ type: 'session', session });
        return session;
      }
      case 'session.signOut':
        session = { ...session, account: session.account && { ...session.account, signedIn: false } };
        emit({ type: 'session', session });
        return session;
      case 'session.leave':
        session = { ...session, account: null };
        emit({ type: 'session', session });
        return session;
      case 'settings.set': {
        session = { ...session, settings: { ...session.settings, ...of<'settings.set'>() } as Settings };
        change({ settings: session.settings });
        return session.settings;
      }
      case 'inbox.list':
        return inboxPage(of<'inbox.list'>());
      case 'counts.get':
        return counts();
      case 'sync.status':
        return status;
      case 'conversation.get': {
        const row = conversations.get(of<'conversation.get'>().conversationId);
        return row ? details(row) : NOT_FOUND;
      }
      case 'thread.page': {
        const { conversationId, limit } = of<'thread.page'>();
        const all = messagesOf(conversationId);
        return {
          rows: all.slice(-limit),
          unsent: outbox.filter((entry) => entry.conversationId === conversationId).map((entry) => entry.message),
          holes: [],
          older: all.length > limit ? 'mirrored' : 'none',
          newer: false,
        } satisfies EngineOutput<'thread.page'>;
      }
      case 'thread.replies':
      case 'people.search':
      case 'conversations.search':
        return [];
      case 'search.messages':
        return { hits: [], searched: 0 };
      case 'thread.loadOlder':
        return { loaded: 0, more: false };
      case 'thread.fetchMessage':
        return { found: false };
      case 'message.send':
        send(of<'message.send'>());
        return { clientMessageId: of<'message.send'>().clientMessageId };
      case 'outbox.act':
        outbox = outbox.filter((entry) => entry.message.unsent?.clientMessageId !== of<'outbox.act'>().clientMessageId);
        return { outcome: 'done' };
      case 'outbox.list':
        return outbox;
      case 'draft.get': {
        const { conversationId, parentMessageId } = of<'draft.get'>();
        return parentMessageId == null ? (drafts.get(conversationId) ?? null) : null;
      }
      case 'draft.save': {
        const { conversationId, text, replyTo, selectionStart, selectionEnd, version } = of<'draft.save'>();
        const files = of<'draft.save'>().files.flatMap((id) => staged.get(id) ?? []);
        const draft: Draft = {
          conversationId,
          parentMessageId: null,
          text,
          files,
          replyTo: replyTo,
          card: of<'draft.save'>().card ?? null,
          selectionStart,
          selectionEnd,
          savedAt: Date.now(),
          version,
        };
        drafts.set(conversationId, draft);
        return draft;
      }
      case 'file.stageChunk':
        return { receivedBytes: 0 };
      case 'conversation.create':
        return { conversationId: `new:${of<'conversation.create'>().clientConversationId}` };
      case 'sync.retryNow':
      case 'conversation.show':
      case 'conversation.rewrite':
      case 'conversation.update':
      case 'conversation.report':
      case 'message.edit':
      case 'message.delete':
      case 'reaction.set':
      case 'read.mark':
      case 'read.markUnread':
      case 'typing.set':
      case 'file.stageBegin':
      case 'file.stageEnd':
      case 'file.unstage':
      case 'canned.remove':
      case 'stickers.keep':
      case 'stickers.remove':
      case 'media.fetch':
      case 'media.stop':
        return null;
      case 'media.states':
        return {};
      case 'canned.list':
      case 'canned.files':
      case 'cards.search':
      case 'cards.ofMessage':
      case 'conversation.files':
      case 'stickers.list':
        return [];
      case 'canned.export':
        return '{}';
      case 'file.stageFromMedia':
      case 'canned.save':
      case 'canned.import':
        throw new Error('The fixture keeps no files and no canned replies');
      default:
        return unreachable(method);
    }
  };

  const answerHost = (method: HostMethod): unknown => {
    switch (method) {
      case 'host.info':
        return host;
      case 'demo.open':
        session = { ...session, account: { ...fallbackAccount(account), demo: true, signedIn: true } };
        emit({ type: 'session', session });
        return null;
      case 'shell.openExternal':
      case 'media.open':
        return { opened: true };
      case 'file.saveText':
      case 'media.saveAs':
        return { saved: true };
      case 'media.showInFolder':
        return { shown: true };
      case 'window.title':
      case 'session.keep':
        return null;
      default:
        return unreachable(method);
    }
  };

  const call = async <Value>(
    method: EngineMethod | HostMethod,
    input: unknown,
    run: () => unknown,
  ): Promise<Envelope<Value>> => {
    calls.push({ method, input });
    await (holds.get(method) ?? Promise.resolve());
    const error = failures.get(method);
    if (error) return { ok: false, error };
    const value = run();
    if (value === NOT_FOUND) return { ok: false, error: { code: 'NOT_FOUND', message: 'not there', details: {} } };
    return { ok: true, value: value as Value, stamp: stamp() };
  };

  const listen = <Listener>(listeners: Set<Listener>, listener: Listener): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };

  return {
    engine: <Name extends EngineMethod>(method: Name, input: EngineInput<Name>) =>
      call<EngineOutput<Name>>(method, input, () => options.answer?.(method, input) ?? answer(method, input)),
    host: <Name extends HostMethod>(method: Name, input: HostInput<Name>) =>
      call<HostOutput<Name>>(method, input, () => answerHost(method)),
    onEngineEvent: (listener) => listen(engineListeners, listener),
    onHostEvent: (listener) => listen(hostListeners, listener),
    onChannel: (listener) => listen(channelListeners, listener),
    async stage(file, stageOptions, onProgress) {
      onProgress(1);
      const value: StagedFile = {
        stageId: stageOptions.stageId,
        filename: file.name,
        kind: file.type.startsWith('image/') ? 'image' : 'document',
        contentType: file.type === '' ? 'application/octet-stream' : file.type,
        sizeBytes: file.size,
        width: stageOptions.width,
        height: stageOptions.height,
        mediaId: stageOptions.stageId,
      };
      staged.set(value.stageId, value);
      return Promise.resolve({ ok: true as const, value, stamp: stamp() });
    },
    calls,
    emit,
    emitStamped,
    emitHost(event) {
      for (const listener of hostListeners) listener(event);
    },
    setChannel(state) {
      for (const listener of channelListeners) listener(state);
    },
    change,
    upsert,
    remove(...ids) {
      for (const id of ids) conversations.delete(id);
      change({ removedConversations: ids });
    },
    setStatus(part) {
      status = { ...status, ...part };
      emit({ type: 'sync', status });
    },
    setSession(part) {
      session = { ...session, ...part };
      emit({ type: 'session', session });
    },
    failWith(method, error) {
      if (error) failures.set(method, error);
      else failures.delete(method);
    },
    hold(method) {
      let release = (): void => undefined;
      holds.set(
        method,
        new Promise((resolve) => {
          release = resolve;
        }),
      );
      return () => {
        holds.delete(method);
        release();
      };
    },
    restart() {
      epoch += 1;
      revision = 0;
    },
    rows: () => [...conversations.values()],
    stamp,
  };
}

const NOT_FOUND = Symbol('not found');

function fallbackAccount(account: AccountInfo | null): AccountInfo {
  return (
    account ?? {
      accountId: 'fixture',
      apiUrl: 'http://127.0.0.1',
      userId: 7,
      name: 'Dimas Saputra',
      email: 'dimas@contoh.id',
      pictureUrl: null,
      demo: false,
      signedIn: true,
      tokenExpiresAt: null,
    }
  );
}
