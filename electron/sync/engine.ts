import type { EngineMethod } from '#shared/contract/engine.ts';
import type { MediaFile, ToSyncServer } from '#shared/contract/sync-channel.ts';
import type { Extensions, ServerTraits } from '#shared/domain/account.ts';
import type { StagedFile } from '#shared/domain/draft.ts';
import type { MediaState } from '#shared/domain/media.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { CodedError, unreachable } from '#shared/errors.ts';
import { ApiFailure } from './api/failure.ts';
import { CannedReplies } from './canned/canned-replies.ts';
import type { EngineOptions } from './engine-options.ts';
import type { EngineParts } from './engine-parts.ts';
import { errorInfo } from './envelope.ts';
import { guardedTimers } from './guarded-timers.ts';
import { accountHandlers, type AccountHandlers } from './handlers.ts';
import { MediaCache } from './media/cache.ts';
import { keepSent } from './media/keep-sent.ts';
import { Staging } from './media/staging.ts';
import { OpenWindows } from './open-windows.ts';
import { PeopleSearch } from './people-search.ts';
import { serverParts } from './server-parts.ts';
import { OrderlyEnd } from './orderly-end.ts';
import type { LocalStore } from './store/local/local-store.ts';
import type { Mirror } from './store/mirror/mirror.ts';
import { openMirror, setMirrorAside } from './store/mirror/open-mirror.ts';
import { isDamage, isNoRoom, storageError } from './store/sqlite.ts';
import { StorageTrouble } from './store/storage-trouble.ts';
import { ViewReader } from './store/mirror/view-reader.ts';
import type { Touched } from './store/touched.ts';
import { Teller } from './teller.ts';
import { ConversationIndex } from './views/conversation-index.ts';
import { trustedHosts } from './views/hosts.ts';
import { mediaSource } from './views/media-source.ts';
import { LocalReader } from './views/readers.ts';
import { Views } from './views/views.ts';

/** One account's engine: starts, catches up, stops; owns the parts, and answers the contract for them. */
export class Engine {
  readonly local: LocalStore;
  readonly #options: EngineOptions;
  readonly #mirror: Mirror;
  readonly #parts: EngineParts;
  readonly #handlers: AccountHandlers;
  readonly #teller: Teller;
  readonly #media: MediaCache;
  readonly #end: OrderlyEnd;
  #token: string | null;
  #running = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#token = options.token;
    const { ports, folder, profile, userId, publisher } = options;
    const { clock, random, log } = ports;
    const { store: local } = options.local;
    this.local = local;
    const timers = guardedTimers(ports.timers, (error) => this.#answerTo(error));
    const { mirror } = openMirror(
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
    this.#mirror = mirror;
    this.#end = new OrderlyEnd(mirror, timers, log, options.damaged);
    const reader = new ViewReader(mirror);
    const staging = new Staging({ store: local, files: ports.files, clock, random, mediaDir: folder.mediaDir });
    const storage = new StorageTrouble(() => {
      this.#teller.guard(() => {
        status.changed();
      });
    });
    const { connection, api, inbound, outbox, status } = serverParts(options, {
      mirror,
      reader,
      staging,
      storage,
      timers,
      token: () => this.#token,
      teller: () => this.#teller,
      onFilesSent: (stageIds, message) => {
        keepSent(this.#media, staging, stageIds, message).catch((error: unknown) => {
          log({
            level: 'warn',
            event: 'keeping sent files failed',
            details: { reason: error instanceof Error ? error.name : 'unknown' },
          });
        });
      },
    });
    const hosts = trustedHosts(profile);
    const localReader = new LocalReader(local, outbox);
    const views = new Views(reader, localReader, hosts, userId);
    const index = new ConversationIndex({
      rows: (ids) => views.conversations(ids),
      waiting: () => localReader.conversationsWaiting(),
      mirrored: () => reader.conversationIds().map(String),
      now: () => clock.now(),
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
        publisher.publish({ type: 'media', mediaId, state });
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
      canned: new CannedReplies({
        local,
        staging,
        clock,
        random,
        changed: (replies) => {
          publisher.publish({ type: 'canned', replies });
        },
      }),
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
      counts: () => this.#teller.counts,
      readsOnReply: () => local.settings.read().readPolicy === 'on-reply',
    };
    this.#handlers = accountHandlers(this.#parts);
    this.#teller = new Teller({
      parts: this.#parts,
      localReader,
      media: this.#media,
      userId,
      timers,
      log,
      uuid: () => random.uuid(),
      publisher,
      send: options.send,
      me: () => this.me(),
      sessionChanged: options.sessionChanged,
      damaged: options.damaged,
    });
    for (const store of [mirror.store, local]) storage.watch(store);
  }

  /** Reads nothing from the network before it returns: what is mirrored can be shown at once. */
  start(): void {
    const { outbox, inbound, connection } = this.#parts;
    this.#running = true;
    this.#teller.start();
    if (this.#token === null) {
      connection.signedOut();
      outbox.onSignedOut();
    }
    outbox.start();
    inbound.start();
    this.#teller.tellCounts();
    this.#end.started();
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

  async stop(): Promise<void> {
    this.#halt();
    await Promise.all([this.#parts.outbox.stop(), this.#parts.inbound.stop()]);
    await this.#media.stop();
    this.#end.note();
    this.#options.local.keeper.stop();
    this.#mirror.close();
    this.local.close();
  }

  /** Stops as well as it can, and takes a broken mirror out of the way of the next start. */
  async stopDamaged(): Promise<void> {
    this.#halt();
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
    this.#halt();
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
    if (this.#running) this.#teller.changed(touched);
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

  #halt(): void {
    this.#running = false;
    this.#teller.stop();
    this.#parts.status.stop();
    this.#end.stop();
  }
}
