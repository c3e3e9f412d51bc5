import { OutboxMirror } from './adapters/outbox-mirror.ts';
import { LocalRateStorage } from './adapters/rate-storage.ts';
import { ApiClient } from './api/client.ts';
import type { ApiMessage } from './api/types.ts';
import type { EngineOptions } from './engine-options.ts';
import { Inbound } from './inbound/inbound.ts';
import type { Staging } from './media/staging.ts';
import { Connection } from './network/connection.ts';
import { RateLimiter } from './network/rate-limiter.ts';
import { Outbox } from './outbox/outbox.ts';
import type { Timers } from './ports.ts';
import type { Mirror } from './store/mirror/mirror.ts';
import type { ViewReader } from './store/mirror/view-reader.ts';
import { isDamage } from './store/sqlite.ts';
import type { StorageTrouble } from './store/storage-trouble.ts';
import { SyncStatusSource, syncStatusOf } from './sync-status-source.ts';
import type { Teller } from './teller.ts';

export interface ServerParts {
  readonly connection: Connection;
  readonly api: ApiClient;
  readonly inbound: Inbound;
  readonly outbox: Outbox;
  /** What the sync line says of them, and of the storage beneath them. */
  readonly status: SyncStatusSource;
}

/** Ties together what reads from the server, what sends to it, and what knows whether it can be reached. */
export function serverParts(
  options: EngineOptions,
  needs: {
    readonly mirror: Mirror;
    readonly reader: ViewReader;
    readonly staging: Staging;
    readonly storage: StorageTrouble;
    readonly timers: Timers;
    /** Null while nobody is signed in. */
    readonly token: () => string | null;
    readonly teller: () => Teller;
    /** A message with these staged files is on the server. */
    readonly onFilesSent: (stageIds: readonly string[], message: ApiMessage) => void;
  },
): ServerParts {
  const { ports, profile, userId, publisher } = options;
  const { store: local } = options.local;
  const { clock, random, log } = ports;
  const { mirror, reader, staging, storage, timers, token, teller, onFilesSent } = needs;

  const status = new SyncStatusSource(
    () => syncStatusOf(connection.facts, inbound.status, outbox.pace(), storage.info),
    (value) => {
      publisher.publish({ type: 'sync', status: value });
    },
  );
  const statusChanged = (): void => {
    status.changed();
  };
  const connection = new Connection(clock, timers, random, (facts) => {
    outbox.onConnection(facts.state);
    if (facts.state === 'signed-out' && token() !== null) options.tokenRefused();
    status.changed();
  });
  const limiter = new RateLimiter(clock, timers, new LocalRateStorage(local, clock));
  const api = new ApiClient({
    fetch: ports.fetch,
    clock,
    timers,
    apiUrl: profile.apiUrl,
    authEndpoint: profile.authEndpoint,
    token,
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
      changed: statusChanged,
      onOwnMessages: (conversationId, messages) => {
        outbox.onOwnMessages(conversationId, messages);
      },
      onLevel: (conversationId) => {
        outbox.onLevel(conversationId);
      },
      onTrouble: () => {
        teller().troubleChanged();
      },
      onFailure: (error) => {
        if (isDamage(error)) options.damaged();
      },
      onArrived: (conversationId, messages) => {
        teller().arrived(
          conversationId,
          messages.map((message) => message.id),
        );
      },
      onTyping: (conversationId, people) => {
        publisher.publish({ type: 'typing', conversationId: String(conversationId), people });
      },
    },
  });
  const outbox: Outbox = new Outbox({
    store: local,
    api,
    pace: limiter,
    levels: inbound,
    mirror: new OutboxMirror(mirror, reader),
    connection,
    files: { prepare: (files) => staging.prepare(files), release: onFilesSent },
    clock,
    timers,
    random,
    log,
    userId,
    extensions: profile.extensions,
    news: {
      paceChanged: statusChanged,
      intentSettled: ({ clientMessageId, conversationId, intent, outcome }) => {
        publisher.publish({ type: 'intent', clientMessageId, conversationId, intent, outcome });
      },
      extensionsChanged: options.sessionChanged,
      arrived: (conversationId, messages) => {
        inbound.answered(conversationId, messages);
      },
      serverLearnt: options.sessionChanged,
    },
  });
  return { connection, api, inbound, outbox, status };
}
