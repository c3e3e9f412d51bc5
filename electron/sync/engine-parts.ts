import type { Counts } from '#shared/domain/conversation.ts';
import type { CannedReplies } from './canned/canned-replies.ts';
import type { Inbound } from './inbound/inbound.ts';
import type { MediaParts } from './media/media-handlers.ts';
import type { Staging } from './media/staging.ts';
import type { Connection } from './network/connection.ts';
import type { OpenWindows } from './open-windows.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { PeopleSearch } from './people-search.ts';
import type { Clock } from './ports.ts';
import type { LocalStore } from './store/local/local-store.ts';
import type { Mirror } from './store/mirror/mirror.ts';
import type { ViewReader } from './store/mirror/view-reader.ts';
import type { SyncStatusSource } from './sync-status-source.ts';
import type { ConversationIndex } from './views/conversation-index.ts';
import type { TrustedHosts } from './views/hosts.ts';
import type { Views } from './views/views.ts';

/** What the contract's handlers work with. */
export interface EngineParts extends MediaParts {
  readonly clock: Clock;
  readonly mirror: Mirror;
  readonly reader: ViewReader;
  readonly local: LocalStore;
  readonly views: Views;
  readonly index: ConversationIndex;
  readonly inbound: Inbound;
  readonly outbox: Outbox;
  readonly staging: Staging;
  readonly canned: CannedReplies;
  readonly hosts: TrustedHosts;
  readonly connection: Connection;
  readonly people: PeopleSearch;
  readonly windows: OpenWindows;
  readonly status: SyncStatusSource;
  counts(): Counts;
  /** Answering counts as having read. */
  readsOnReply(): boolean;
}
