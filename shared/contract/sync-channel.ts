import type { AccountInfo } from '../domain/account.ts';
import type { Counts } from '../domain/conversation.ts';
import type { StagedFile } from '../domain/draft.ts';
import type { ConversationId } from '../domain/message.ts';
import type { EngineMethod, StampedEvent } from './engine.ts';
import type { Envelope } from './definition.ts';
import type { ServerProfile } from './server-profile.ts';

/**
 * The private channel between a host and the sync server it runs: the relayed contract, and what must not pass through the renderer: the
 * token, counts for tray and badge, notification requests, media paths, power and network news.
 */

/** What a host has to open an account with. A null token opens it signed out. */
export interface AccountOpening {
  readonly profile: ServerProfile;
  readonly token: string | null;
  readonly demo: boolean;
}

export type ToSyncServer =
  | {
      readonly type: 'start';
      /** Absolute; the accounts' folders are made in it. */
      readonly dataDir: string;
      readonly open:
        | { readonly kind: 'none' }
        /** The account of last time, by its folder; its profile is kept there. */
        | { readonly kind: 'last'; readonly accountId: string; readonly token: string | null }
        | ({ readonly kind: 'profile' } & AccountOpening);
    }
  | { readonly type: 'call'; readonly id: number; readonly method: EngineMethod; readonly input: unknown }
  | ({ readonly type: 'open'; readonly id: number } & AccountOpening)
  /** By path, in the desktop host: the page never names one. */
  | {
      readonly type: 'stage-path';
      readonly id: number;
      readonly path: string;
      readonly stageId: string;
      readonly asSticker: boolean;
      readonly width: number | null;
      readonly height: number | null;
    }
  | { readonly type: 'media'; readonly id: number; readonly mediaId: string }
  | { readonly type: 'power'; readonly news: 'suspend' | 'resume' | 'lock' | 'unlock' }
  | { readonly type: 'network'; readonly online: boolean }
  | { readonly type: 'stop' };

/** Where a cached or staged file lies, for the host to serve it. */
export interface MediaFile {
  readonly path: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly filename: string;
}

export interface NotificationRequest {
  readonly conversationId: ConversationId;
  readonly messageId: number;
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
}

export type FromSyncServer =
  /** The process is up and has opened what it was told to; calls are answered from here on. */
  | { readonly type: 'ready'; readonly account: AccountInfo | null }
  | { readonly type: 'answer'; readonly id: number; readonly envelope: Envelope<unknown> }
  | { readonly type: 'staged'; readonly id: number; readonly envelope: Envelope<StagedFile> }
  | { readonly type: 'media-file'; readonly id: number; readonly envelope: Envelope<MediaFile> }
  | { readonly type: 'event'; readonly stamped: StampedEvent }
  /** Signed in (keep the token), signed out (null: forget it), or another account was opened. */
  | { readonly type: 'account'; readonly account: AccountInfo | null; readonly token: string | null }
  | { readonly type: 'counts'; readonly counts: Counts }
  | { readonly type: 'notify'; readonly requests: readonly NotificationRequest[] }
  /** Read elsewhere: take their notifications away. */
  | { readonly type: 'unnotify'; readonly conversationId: ConversationId; readonly upToMessageId: number }
  /** Deleted: what they said is shown nowhere any more. */
  | { readonly type: 'withdraw'; readonly conversationId: ConversationId; readonly messageId: number }
  /** The process can't go on; it exits after this. */
  | { readonly type: 'fatal'; readonly code: string; readonly message: string };
