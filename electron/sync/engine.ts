import type { EngineMethod } from '#shared/contract/engine.ts';
import type { ServerProfile } from '#shared/contract/server-profile.ts';
import type { FromSyncServer, MediaFile, ToSyncServer } from '#shared/contract/sync-channel.ts';
import type { Extensions, ServerTraits } from '#shared/domain/account.ts';
import type { StagedFile } from '#shared/domain/draft.ts';
import type { MediaState } from '#shared/domain/media.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { CodedError, unreachable } from '#shared/errors.ts';
import type { AccountFolder } from './account/account-folder.ts';
import { OutboxMirror } from './adapters/outbox-mirror.ts';
import { LocalRateStorage } from './adapters/rate-storage.ts';
import { ApiClient } from './api/client.ts';
import { ApiFailure } from './api/failure.ts';
import type { EngineParts } from './engine-parts.ts';
import { CannedReplies } from './canned/canned-replies.ts';
import { CountsSource } from './counts-source.ts';
import { errorInfo } from './envelope.ts';
import { guardedTimers } from './guarded-timers.ts';
import { accountHandlers, type AccountHandlers } from './handlers.ts';
import { Inbound } from './inbound/inbound.ts';
import { MediaCache } from './media/cache.ts';
import { keepSent } from './media/keep-sent.ts';
import { Staging } from './media/staging.ts';
import { Connection } from './network/connection.ts';
import { RateLimiter } from './network/rate-limiter.ts';
import { NotificationSource } from './notify/notification-source.ts';
import { OpenWindows } from './open-windows.ts';
import { Outbox } from './outbox/outbox.ts';
import { PeopleSearch } from './people-search.ts';
import type { EnginePorts, Timers } from './ports.ts';
import type { Publisher } from './publisher.ts';
import type { LocalStore } from './store/local/local-store.ts';
import type { OpenedLocal } from './store/local/open-local.ts';
import type { Mirror } from './store/mirror/mirror.ts';
import { openMirror, setMirrorAside } from './store/mirror/open-mirror.ts';
import { isDamage, isNoRoom, storageError } from './store/sqlite.ts';
import { StorageTrouble } from './store/storage-trouble.ts';
import { ViewReader } from './store/mirror/view-reader.ts';
import { Touched } from './store/touched.ts';
import { SyncStatusSource, syncStatusOf } from './sync-status-source.ts';
import { ChangeComposer } from './views/change-event.ts';
import { ConversationIndex } from './views/conversation-index.ts';
import { trustedHosts } from './views/hosts.ts';
import { mediaSource } from './views/media-source.ts';
import { MuteEnds } from './views/mute-ends.ts';
import { LocalReader } from './views/readers.ts';
import { Views } from './views/views.ts';

export interface EngineOptions {
  readonly ports: EnginePorts;
  readonly folder: AccountFolder;
  readonly local: OpenedLocal;
  readonly profile: ServerProfile;
  readonly userId: number;
  readonly token: string | null;
  readonly publisher: Publisher;
  readonly send: (message: FromSyncServer) => void;
  /** The API no longer takes the token. */
  readonly tokenRefused: () => void;
  readonly sessionChanged: () => void;
  /** SQLite has reported that a file is broken. */
  readonly damaged: () => void;
}

/** Conversations are read into the index in slices of this length, so that calls come through meanwhile. */
const WARM_SLICE_MS = 8;
/** A check of the whole mirror begins this long after the start. */
const CHECK_AFTER_MS = 5_000;

/** One account's engine: starts, catches up, stops; owns the parts, and answers the contract for them. */
export class Engine {
  readonly local: LocalStore;
  readonly #options: EngineOptions;
  readonly #mirror: Mirror;
  readonly #parts: EngineParts;
  readonly #handlers: AccountHandlers;
  readonly #composer: ChangeComposer;
  readonly #notifications: NotificationSource;
  readonly #media: MediaCache;
  readonly #storage: StorageTrouble;
  readonly #timers: Timers;
  readonly #muteEnds: MuteEnds;
  readonly #counts: CountsSource;
  #token: string | null;
  /** By conversation: the trouble that its open thread was last told of, as JSON. */
  readonly #toldTroubles = new Map<number, string>();
  #lastCounts = '';
  #lastMe = 'null';
  #running = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#token = options.token;
    const { ports, folder, profile, userId } = options;
    const { clock, random, log } = ports;
    const timers = guardedTimers(ports.timers, (error) => this.#answerTo(error));
    this.#timers = timers;
    const { store: local } = options.local;
    this.local = local;

    const opened = openMirror(
      {
        path: folder.mirrorFile,
        me: userId,
        now: () => clock.now(),
        publish: (touched) => {
          this.publish(touched);
        },
      },
      log,
    );
    const { mirror } = opened;
    this.#mirror = mirror;
    const reader = new ViewReader(mirror);

    const status = new SyncStatusSource(
      () => syncStatusOf(connection.facts, inbound.status, outbox.pace(), this.#storage.info),
      (value) => {
        options.publisher.publish({ type: 'sync', status: value });
      },
    );
    this.#storage = new StorageTrouble(() => {
      this.#guard(() => {
        status.changed();
      });
    });
    for (const store of [mirror.store, local]) this.#storage.watch(store);
    const connection = new Connection(clock, timers, random, (facts) => {
      outbox.onConnection(facts.state);
      if (facts.state === 'signed-out' && this.#token !== null) options.tokenRefused();
      status.changed();
    });
    const limiter = new RateLimiter(clock, timers, new LocalRateStorage(local, clock));
    const api = new ApiClient({
      fetch: ports.fetch,
      clock,
      timers,
      apiUrl: profile.apiUrl,
      authEndpoint: profile.authEndpoint,
      token: () => this.#token,
      nextTicket: mirror.tickets.next,
      uuid: () => random.uuid(),
    });
    const inbound = new Inbound({
      api,
      mirror,
      limiter,
      connection,
      realtime: ports.realtime,
      profile,
      clock,
      timers,
      random,
      log,
      hooks: {
        changed: () => {
          status.changed();
        },
        onOwnMessages: (conversationId, messages) => {
          outbox.onOwnMessages(conversationId, messages);
        },
        onLevel: (conversationId) => {
          outbox.onLevel(conversationId);
        },
        onTrouble: () => {
          this.#tellTroubles();
        },
        onFailure: (error) => {
          if (isDamage(error)) options.damaged();
        },
        onArrived: (conversationId, messages) => {
          this.#guard(() => {
            this.#notifications.onArrived(
              conversationId,
              messages.map((message) => message.id),
            );
          });
        },
        onTyping: (conversationId, people) => {
          options.publisher.publish({ type: 'typing', conversationId: String(conversationId), people });
        },
      },
    });
    const staging = new Staging({ store: local, files: ports.files, clock, random, mediaDir: folder.mediaDir });
    const outbox: Outbox = new Outbox({
      store: local,
      api,
      pace: limiter,
      levels: inbound,
      mirror: new OutboxMirror(mirror, reader),
      connection,
      files: {
        prepare: (files) => staging.prepare(files),
        release: (stageIds, message) => {
          keepSent(this.#media, staging, stageIds, message).catch((error: unknown) => {
            log({
              level: 'warn',
              event: 'keeping sent files failed',
              details: { reason: error instanceof Error ? error.name : 'unknown' },
            });
          });
        },
      },
      clock,
      timers,
      random,
      log,
      userId,
      extensions: profile.extensions,
      news: {
        paceChanged: () => {
          status.changed();
        },
        intentSettled: ({ clientMessageId, conversationId, intent, outcome }) => {
          options.publisher.publish({ type: 'intent', clientMessageId, conversationId, intent, outcome });
        },
        extensionsChanged: options.sessionChanged,
        serverLearnt: options.sessionChanged,
      },
    });

    const canned = new CannedReplies({
      local,
      staging,
      clock,
      random,
      changed: (replies) => {
        options.publisher.publish({ type: 'canned', replies });
      },
    });
    const hosts = trustedHosts(profile);
    const localReader = new LocalReader(local, outbox);
    const views = new Views(reader, localReader, hosts, userId);
    const index = new ConversationIndex({
      row: (id) => views.conversation(id),
      ids: () => [...localReader.newConversations(), ...reader.conversationIds().map(String)],
      now: () => clock.now(),
    });
    this.#counts = new CountsSource({
      index,
      outbox,
      countMessages: () => mirror.conversations.countMessages(null),
      clock,
      timers,
      again: () => {
        this.publish(new Touched());
      },
    });
    this.#muteEnds = new MuteEnds(index, clock, timers, (ids) => {
      const touched = new Touched();
      for (const id of ids) touched.conversation(Number(id));
      this.publish(touched);
    });
    const windows = new OpenWindows((windowId, conversationId, focused) => {
      inbound.show(windowId, conversationId === null ? null : local.aliases.serverId(conversationId), focused);
      inbound.setActive(windows.focused);
    });
    this.#media = new MediaCache({
      store: local,
      files: ports.files,
      fetch: ports.fetch,
      clock,
      timers,
      mediaDir: folder.mediaDir,
      source: (mediaId) => mediaSource(mediaId, reader, hosts),
      refresh: async (mediaId) => {
        const message = mediaSource(mediaId, reader, hosts)?.message ?? null;
        if (message === null) return false;
        const read = await inbound.reread(message.conversationId, message.messageId);
        return read !== null && !(read instanceof ApiFailure);
      },
      onState: (mediaId, state) => {
        options.publisher.publish({ type: 'media', mediaId, state });
      },
    });
    this.#parts = {
      clock,
      mirror,
      reader,
      local,
      views,
      index,
      inbound,
      outbox,
      staging,
      canned,
      hosts,
      connection,
      people: new PeopleSearch({
        api,
        mirror,
        local,
        views,
        clock,
        timers,
        extensions: profile.extensions,
        online: () => connection.facts.state === 'online',
        extensionsChanged: options.sessionChanged,
      }),
      windows,
      status,
      openMedia: (mediaId) => this.openMedia(mediaId),
      mediaState: (mediaId) => this.#mediaState(mediaId),
      stopMedia: (mediaId) => {
        this.#media.cancel(mediaId);
      },
      counts: () => this.#counts.counts,
      readsOnReply: () => local.settings.read().readPolicy === 'on-reply',
    };
    this.#handlers = accountHandlers(this.#parts);
    this.#composer = new ChangeComposer({
      views,
      mirror: reader,
      local: localReader,
      index,
      counts: () => this.#counts.counts,
      shown: () => new Set(this.#shownIds()),
    });
    this.#notifications = new NotificationSource({
      mirror: reader,
      views,
      me: userId,
      now: () => clock.now(),
      send: options.send,
    });
  }

  /** Reads nothing from the network before it returns: what is mirrored can be shown at once. */
  start(): void {
    const { outbox, inbound, connection } = this.#parts;
    this.#running = true;
    this.#lastMe = JSON.stringify(this.me());
    this.#warm();
    if (this.#token === null) {
      connection.signedOut();
      outbox.onSignedOut();
    }
    outbox.start();
    inbound.start();
    this.#tellCounts();
    this.#checkAfterUncleanEnd();
    void this.#sweepMedia();
  }

  /** Copies of files that no draft and no message holds any more, and beginnings of downloads that nobody goes on with. */
  async #sweepMedia(): Promise<void> {
    try {
      await this.#parts.staging.sweep();
      await this.#media.sweep();
    } catch (error) {
      if (!this.#running) return;
      const { code } = errorInfo(error);
      this.#options.ports.log({ level: 'warn', event: 'media files not swept', details: { code } });
    }
  }

  /** The mirror is large: it is checked whole only where the last engine did not end in order, and not before the first screens are there. */
  #checkAfterUncleanEnd(): void {
    const { state } = this.#mirror;
    const wasUnclean = state.get('running') === true;
    if (!wasUnclean) {
      this.#mirror.write(() => {
        state.set('running', true);
      });
      return;
    }
    this.#timers.setTimeout(() => {
      if (this.#running && !this.#mirror.store.quickCheck()) this.#options.damaged();
    }, CHECK_AFTER_MS);
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#muteEnds.stop();
    await Promise.all([this.#parts.outbox.stop(), this.#parts.inbound.stop()]);
    await this.#media.stop();
    this.#noteOrderlyEnd();
    this.#options.local.keeper.stop();
    this.#mirror.close();
    this.local.close();
  }

  /** Where even this can't be written, the next start looks the mirror through: that costs time and nothing else. */
  #noteOrderlyEnd(): void {
    try {
      this.#mirror.write(() => {
        this.#mirror.state.set('running', false);
      });
    } catch (error) {
      const { code } = errorInfo(error);
      this.#options.ports.log({ level: 'warn', event: 'orderly end not noted', details: { code } });
    }
  }

  /** Stops as well as it can, and takes a broken mirror out of the way of the next start. */
  async stopDamaged(): Promise<void> {
    this.#running = false;
    this.#muteEnds.stop();
    await Promise.allSettled([this.#parts.outbox.stop(), this.#parts.inbound.stop(), this.#media.stop()]);
    this.abandonDamaged();
  }

  /** As `abandon`, with a look at the mirror; what runs is told to end, and finds the files closed. */
  abandonDamaged(): void {
    const ends = [this.#parts.outbox.stop(0), this.#parts.inbound.stop(), this.#media.stop()];
    void Promise.allSettled(ends);
    const isWhole = this.#mirror.store.quickCheck();
    this.abandon();
    if (!isWhole) setMirrorAside(this.#options.folder.mirrorFile, this.now());
  }

  /** See OpenAccount.abandon. */
  abandon(): void {
    this.#running = false;
    this.#muteEnds.stop();
    this.#options.local.keeper.stop();
    this.#mirror.close();
    this.local.close();
  }

  handle(method: EngineMethod, input: unknown): unknown {
    if (!Object.hasOwn(this.#handlers, method)) throw new CodedError('UNKNOWN_METHOD', 'No such method');
    // The dispatcher has parsed the input with the schema of this very method.
    const handler = this.#handlers[method as keyof AccountHandlers] as (parsed: unknown) => unknown;
    try {
      const result = handler(input);
      return result instanceof Promise ? result.catch((error: unknown) => this.#noticed(error)) : result;
    } catch (error) {
      return this.#noticed(error);
    }
  }

  /** Throws the error again, after looking whether it speaks of damage. */
  #noticed(error: unknown): never {
    if (isDamage(error)) this.#options.damaged();
    throw error;
  }

  /** Whether an error that nobody waits for is none that should end the process: damage is mended, and a full disk has been said. */
  #answerTo(error: unknown): boolean {
    const coded = storageError(error);
    if (isDamage(coded)) this.#options.damaged();
    else if (isNoRoom(coded)) {
      const { code } = errorInfo(coded);
      this.#options.ports.log({ level: 'warn', event: 'the storage refused something', details: { code } });
    } else return false;
    return true;
  }

  /** After each commit of either store. */
  publish(touched: Touched): void {
    if (!this.#running) return;
    this.#guard(() => {
      this.#show(touched);
    });
  }

  /** What goes wrong in telling of a change must not stop what made it. */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      if (isDamage(error)) {
        this.#options.damaged();
        return;
      }
      const { ports, publisher } = this.#options;
      ports.log({ level: 'error', event: 'a change could not be shown', details: { code: errorInfo(error).message } });
      // Whoever shows anything reads it anew.
      publisher.restart(ports.random.uuid());
      publisher.publish({ type: 'sync', status: this.#parts.status.status });
    }
  }

  #show(touched: Touched): void {
    this.#forgetDeletedFiles(touched);
    const event = this.#composer.compose(touched);
    if (event === null) return;
    this.#options.publisher.publish(event);
    if (event.aliases.length > 0) this.#parts.windows.again();
    this.#notifications.onChange(event);
    if (event.counts !== null) this.#tellCounts();
    if (touched.outbox.size > 0) this.#parts.status.changed();
    if (touched.conversations.size > 0) {
      this.#muteEnds.changed();
      this.#tellWhoIAm();
    }
  }

  /** What is deleted on the server is not kept here either. */
  #forgetDeletedFiles(touched: Touched): void {
    for (const [conversationId, messageIds] of touched.messages) {
      for (const messageId of messageIds) {
        if (this.local.cache.ofMessage(conversationId, messageId).length === 0) continue;
        const [message] = this.#parts.reader.messages(conversationId, [messageId]);
        if (message?.deleted !== true) continue;
        this.#media.forget(conversationId, messageId).catch((error: unknown) => {
          const { code } = errorInfo(error);
          this.#options.ports.log({
            level: 'warn',
            event: 'files of a deleted message are still here',
            details: { code },
          });
        });
      }
    }
  }

  /** What can't be read is said in the open thread at once, and no longer than it lasts. */
  #tellTroubles(): void {
    const touched = new Touched();
    for (const id of this.#shownIds()) {
      const trouble = JSON.stringify(this.#parts.inbound.trouble(id));
      if (trouble === (this.#toldTroubles.get(id) ?? 'null')) continue;
      this.#toldTroubles.set(id, trouble);
      touched.conversation(id);
    }
    if (!touched.empty) this.publish(touched);
  }

  /** A token names nobody: the name comes with the first conversation. */
  #tellWhoIAm(): void {
    const me = JSON.stringify(this.me());
    if (me === this.#lastMe) return;
    this.#lastMe = me;
    this.#options.sessionChanged();
  }

  signedIn(token: string): void {
    this.#token = token;
    this.#parts.connection.signedIn();
    this.#parts.outbox.onSignedIn();
    this.#parts.inbound.signedIn();
  }

  signedOut(): void {
    this.#token = null;
    this.#parts.connection.signedOut();
    this.#parts.outbox.onSignedOut();
    this.#parts.inbound.signedOut();
  }

  powerNews(news: Extract<ToSyncServer, { type: 'power' }>['news']): void {
    switch (news) {
      case 'suspend':
      case 'lock':
        return;
      case 'resume':
      case 'unlock':
        this.#parts.inbound.wake(news === 'resume');
        return;
      default:
        unreachable(news);
    }
  }

  networkNews(online: boolean): void {
    if (online) this.#parts.inbound.wake();
    else this.#parts.connection.networkGone();
  }

  stagePath(input: Extract<ToSyncServer, { type: 'stage-path' }>): Promise<StagedFile> {
    return this.#parts.staging.fromPath(input);
  }

  openMedia(mediaId: string): Promise<MediaFile> {
    const staged = this.#parts.staging.media(mediaId);
    return staged === null ? this.#media.open(mediaId) : Promise.resolve(staged);
  }

  async #mediaState(mediaId: string): Promise<MediaState> {
    return this.#parts.staging.media(mediaId) === null ? this.#media.state(mediaId) : { state: 'here' };
  }

  settings(): Settings {
    return this.local.settings.read();
  }

  extensions(): Extensions {
    return this.#parts.outbox.extensions();
  }

  server(): ServerTraits {
    return { linkHosts: this.#options.profile.linkHosts, refusedTypes: this.#parts.outbox.refusedTypes() };
  }

  me(): { readonly name: string | null; readonly email: string | null; readonly pictureUrl: string | null } | null {
    const person = this.#parts.reader.person(this.#options.userId);
    if (person === null) return null;
    return {
      name: person.name,
      email: person.email,
      pictureUrl: this.#parts.views.person(person).pictureUrl,
    };
  }

  now(): number {
    return this.#parts.clock.now();
  }

  #shownIds(): number[] {
    return this.#parts.windows.conversations.flatMap((id) => this.local.aliases.serverId(id) ?? []);
  }

  #warm(): void {
    if (!this.#running) return;
    const { clock } = this.#options.ports;
    if (this.#parts.index.warm(WARM_SLICE_MS, () => clock.monotonic())) {
      this.#muteEnds.changed();
      this.#tellCounts();
      return;
    }
    this.#timers.setTimeout(() => {
      this.#warm();
    }, 0);
  }

  #tellCounts(): void {
    const { counts } = this.#counts;
    const text = JSON.stringify(counts);
    if (text === this.#lastCounts) return;
    this.#lastCounts = text;
    this.#options.send({ type: 'counts', counts });
  }
}
