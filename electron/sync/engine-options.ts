import type { ServerProfile } from '#shared/contract/server-profile.ts';
import type { FromSyncServer } from '#shared/contract/sync-channel.ts';
import type { AccountFolder } from './account/account-folder.ts';
import type { EnginePorts } from './ports.ts';
import type { Publisher } from './publisher.ts';
import type { OpenedLocal } from './store/local/open-local.ts';

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
