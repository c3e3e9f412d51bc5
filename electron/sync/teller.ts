import type { FromSyncServer } from '#shared/contract/sync-channel.ts';
import type { Counts } from '#shared/domain/conversation.ts';
import { CountsSource } from './counts-source.ts';
import type { EngineParts } from './engine-parts.ts';
import { errorInfo } from './envelope.ts';
import type { MediaCache } from './media/cache.ts';
import { NotificationSource } from './notify/notification-source.ts';
import type { Log, Timers } from './ports.ts';
import type { Publisher } from './publisher.ts';
import { isDamage } from './store/sqlite.ts';
import { Touched } from './store/touched.ts';
import { ChangeComposer } from './views/change-event.ts';
import { MuteEnds } from './views/mute-ends.ts';
import type { LocalReader } from './views/readers.ts';

export interface TellerNeeds {
  readonly parts: Omit<EngineParts, 'counts'>;
  readonly localReader: LocalReader;
  readonly media: Pick<MediaCache, 'forget'>;
  readonly userId: number;
  readonly timers: Timers;
  readonly log: Log;
  readonly uuid: () => string;
  readonly publisher: Publisher;
  readonly send: (message: FromSyncServer) => void;
  /** The account's name, e-mail and picture, as far as the server has told them. */
  readonly me: () => unknown;
  readonly sessionChanged: () => void;
  readonly damaged: () => void;
}

/** Conversations are read into the index in slices of this length, so that calls come through meanwhile. */
const WARM_SLICE_MS = 8;

/** Tells the page and the host what has changed, once after each commit of either store. */
export class Teller {
  readonly #needs: TellerNeeds;
  readonly #composer: ChangeComposer;
  readonly #notifications: NotificationSource;
  readonly #muteEnds: MuteEnds;
  readonly #counts: CountsSource;
  /** By conversation: the trouble that its open thread was last told of, as JSON. */
  readonly #toldTroubles = new Map<number, string>();
  #lastCounts = '';
  #lastMe = 'null';
  #running = false;

  constructor(needs: TellerNeeds) {
    this.#needs = needs;
    const { timers, parts, localReader, userId, send } = needs;
    const { clock, index, outbox, mirror, reader, views } = parts;
    this.#counts = new CountsSource({
      index,
      outbox,
      countMessages: () => mirror.conversations.countMessages(null),
      clock,
      timers,
      again: () => {
        this.changed(new Touched());
      },
    });
    this.#muteEnds = new MuteEnds(index, clock, timers, (ids) => {
      const touched = new Touched();
      for (const id of ids) touched.conversation(Number(id));
      this.changed(touched);
    });
    this.#composer = new ChangeComposer({
      views,
      mirror: reader,
      local: localReader,
      index,
      counts: () => this.counts,
      shown: () => new Set(this.#shownIds()),
    });
    this.#notifications = new NotificationSource({ mirror: reader, views, me: userId, now: () => clock.now(), send });
  }

  start(): void {
    this.#running = true;
    this.#lastMe = JSON.stringify(this.#needs.me());
    this.#warm();
  }

  stop(): void {
    this.#running = false;
    this.#muteEnds.stop();
  }

  get counts(): Counts {
    return this.#counts.counts;
  }

  changed(touched: Touched): void {
    if (!this.#running) return;
    this.guard(() => {
      this.#show(touched);
    });
  }

  /** What can't be read is said in the open thread at once, and no longer than it lasts. */
  troubleChanged(): void {
    const touched = new Touched();
    for (const id of this.#shownIds()) {
      const trouble = JSON.stringify(this.#needs.parts.inbound.trouble(id));
      if (trouble === (this.#toldTroubles.get(id) ?? 'null')) continue;
      this.#toldTroubles.set(id, trouble);
      touched.conversation(id);
    }
    if (!touched.empty) this.changed(touched);
  }

  /** Messages that were not mirrored before. */
  arrived(conversationId: number, messageIds: readonly number[]): void {
    this.guard(() => {
      this.#notifications.onArrived(conversationId, messageIds);
    });
  }

  /** To the host: for the badge, the tray, and the question before the end. Nothing before every conversation has been read. */
  tellCounts(): void {
    if (!this.#needs.parts.index.isWhole) return;
    const { counts } = this;
    const text = JSON.stringify(counts);
    if (text === this.#lastCounts) return;
    this.#lastCounts = text;
    this.#needs.send({ type: 'counts', counts });
  }

  /** What goes wrong in telling of a change must not stop what made it. */
  guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      const { damaged, log, publisher, uuid, parts } = this.#needs;
      if (isDamage(error)) {
        damaged();
        return;
      }
      log({ level: 'error', event: 'a change could not be shown', details: { code: errorInfo(error).message } });
      // Whoever shows anything reads it anew.
      publisher.restart(uuid());
      publisher.publish({ type: 'sync', status: parts.status.status });
    }
  }

  #show(touched: Touched): void {
    const { publisher, parts } = this.#needs;
    this.#forgetDeletedFiles(touched);
    const event = this.#composer.compose(touched);
    if (event === null) return;
    publisher.publish(event);
    if (event.aliases.length > 0) parts.windows.again();
    this.#notifications.onChange(event);
    if (event.counts !== null) this.tellCounts();
    if (touched.outbox.size > 0) parts.status.changed();
    if (touched.conversations.size > 0) {
      this.#muteEnds.changed();
      this.#tellWhoIAm();
    }
  }

  /** What is deleted on the server is not kept here either. */
  #forgetDeletedFiles(touched: Touched): void {
    const { parts, media, log } = this.#needs;
    for (const [conversationId, messageIds] of touched.messages) {
      for (const messageId of messageIds) {
        if (parts.local.cache.ofMessage(conversationId, messageId).length === 0) continue;
        const [message] = parts.reader.messages(conversationId, [messageId]);
        if (message?.deleted !== true) continue;
        media.forget(conversationId, messageId).catch((error: unknown) => {
          const { code } = errorInfo(error);
          log({ level: 'warn', event: 'files of a deleted message are still here', details: { code } });
        });
      }
    }
  }

  /** A token names nobody: the name comes with the first conversation. */
  #tellWhoIAm(): void {
    const me = JSON.stringify(this.#needs.me());
    if (me === this.#lastMe) return;
    this.#lastMe = me;
    this.#needs.sessionChanged();
  }

  #shownIds(): number[] {
    const { windows, local } = this.#needs.parts;
    return windows.conversations.flatMap((id) => local.aliases.serverId(id) ?? []);
  }

  #warm(): void {
    if (!this.#running) return;
    const { index, clock } = this.#needs.parts;
    if (index.warm(WARM_SLICE_MS, () => clock.monotonic())) {
      this.#muteEnds.changed();
      this.tellCounts();
      this.changed(new Touched());
      return;
    }
    this.#needs.timers.setTimeout(() => {
      this.#warm();
    }, 0);
  }
}
