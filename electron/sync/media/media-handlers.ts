import type { EngineHandlers } from '#shared/contract/engine.ts';
import type { MediaFile } from '#shared/contract/sync-channel.ts';
import type { ConversationFile, MediaState, Sticker } from '#shared/domain/media.ts';
import { CodedError } from '#shared/errors.ts';
import type { Clock } from '../ports.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import type { ViewReader } from '../store/mirror/view-reader.ts';
import { attachmentsOf } from '../views/attachments.ts';
import type { TrustedHosts } from '../views/hosts.ts';
import type { Views } from '../views/views.ts';
import { nameForContent } from './file-types.ts';
import type { Staging } from './staging.ts';

export interface MediaParts {
  readonly clock: Clock;
  readonly local: LocalStore;
  readonly reader: ViewReader;
  readonly views: Views;
  readonly hosts: TrustedHosts;
  readonly staging: Staging;
  /** Staged, cached, or fetched now. */
  readonly openMedia: (mediaId: string) => Promise<MediaFile>;
  readonly mediaState: (mediaId: string) => Promise<MediaState>;
  readonly stopMedia: (mediaId: string) => void;
}

type MediaHandlers = Pick<
  EngineHandlers,
  | 'file.stageFromMedia'
  | 'media.states'
  | 'media.fetch'
  | 'media.stop'
  | 'conversation.files'
  | 'stickers.list'
  | 'stickers.keep'
  | 'stickers.remove'
>;

/** Stickers of conversations beside the agent's own: so many are worth looking through. */
const MOST_SEEN_STICKERS = 60;

/** Files that are here already: shown together, sent again, kept. */
export function mediaHandlers(parts: MediaParts): MediaHandlers {
  const { clock, local, reader, views, hosts, staging, openMedia, mediaState, stopMedia } = parts;
  return {
    'file.stageFromMedia': async ({ stageId, mediaId, asSticker }) => {
      const file = await openMedia(mediaId);
      const filename = nameForContent(file.filename, file.contentType);
      return staging.fromPath({ path: file.path, filename, stageId, asSticker, width: null, height: null });
    },

    'media.states': async ({ mediaIds }) => {
      const states = await Promise.all(mediaIds.map(async (mediaId) => [mediaId, await mediaState(mediaId)] as const));
      return Object.fromEntries(states);
    },
    'media.fetch': async ({ mediaId }) => {
      await openMedia(mediaId);
      return null;
    },
    'media.stop': ({ mediaId }) => {
      stopMedia(mediaId);
      return null;
    },

    'conversation.files': ({ conversationId, limit }) => {
      const serverId = local.aliases.serverId(conversationId);
      if (serverId === null) return [];
      return views.messages(serverId, reader.messagesWithFiles(serverId, limit)).flatMap((row): ConversationFile[] => {
        const { messageId } = row;
        if (messageId === null || row.deleted) return [];
        const { sender, createdAt: sentAt } = row;
        return row.attachments.map((attachment) => ({
          conversationId: row.conversationId,
          messageId,
          sender,
          sentAt,
          attachment,
        }));
      });
    },

    'stickers.list': () => {
      const own = local.stickers.all().map(({ mediaId, filename, stageId }): Sticker => ({
        mediaId,
        filename,
        stageId,
      }));
      const known = new Set<string>();
      const seen = reader.seenStickers(MOST_SEEN_STICKERS * 3).flatMap(({ conversationId, messageId, id }) => {
        const [message] = reader.messages(conversationId, [messageId]);
        const record = message?.attachments.find((one) => one.id === id);
        if (message === undefined || message.deleted || record === undefined) return [];
        // The same picture sent many times is one sticker; nothing better than name and size is known before it is fetched.
        const same = `${record.filename ?? ''} ${record.sizeBytes ?? 0}`;
        if (known.has(same)) return [];
        known.add(same);
        const [row] = attachmentsOf({ ...message, attachments: [record] }, hosts.loadsByItself);
        return row?.autoLoad === true ? [{ mediaId: row.mediaId, filename: row.filename, stageId: null }] : [];
      });
      return [...own, ...seen.slice(0, MOST_SEEN_STICKERS)];
    },
    'stickers.keep': ({ stageId }) => {
      const file = local.staged.find(stageId)?.file ?? null;
      if (file === null) throw new CodedError('NOT_FOUND', 'No such staged file', { stageId });
      if (file.kind !== 'sticker') throw new CodedError('INVALID_STATE', 'Not staged as a sticker', { stageId });
      local.write(() => {
        local.stickers.put(stageId, clock.now());
      });
      return null;
    },
    'stickers.remove': ({ stageId }) => {
      local.write(() => {
        local.stickers.remove(stageId);
      });
      staging.release([stageId]);
      return null;
    },
  };
}
