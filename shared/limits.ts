/** Limits of the Chat API. Source: docs/api.md sections 5, 7 and 10. MB = 1024 × 1024 bytes. */

const MB = 1024 * 1024;

export const CONTENT_MAX_CHARACTERS = 10_000;
/** The measured server stores text in a column of this many bytes and answers 500 beyond it (docs/api.md section 12). */
export const CONTENT_MAX_BYTES = 65_535;
export const CONTENT_COUNTER_FROM = 9_000;
/** What can be kept while it is written, to be sent as several messages. UTF-16 units. */
export const DRAFT_MAX_CHARACTERS = 200_000;
export const REPORT_REASON_MAX_CHARACTERS = 512;

export const FILES_PER_MESSAGE = 10;
export const FILES_TOTAL_BYTES = 200 * MB;

export type FileKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';

export const FILE_KINDS: Readonly<
  Record<FileKind, { readonly extensions: readonly string[]; readonly maxBytes: number }>
> = {
  image: { extensions: ['jpg', 'jpeg', 'png', 'gif', 'webp'], maxBytes: 10 * MB },
  video: { extensions: ['mp4', 'mov', 'avi'], maxBytes: 100 * MB },
  audio: { extensions: ['mp3', 'wav'], maxBytes: 50 * MB },
  document: { extensions: ['pdf', 'doc', 'docx'], maxBytes: 25 * MB },
  sticker: { extensions: ['png', 'gif'], maxBytes: 2 * MB },
};

export type RateBucket = 'conversations' | 'messages' | 'send' | 'create' | 'upload';

/** Requests a minute, per user. */
export const RATE_LIMITS: Readonly<Record<RateBucket, number>> = {
  conversations: 60,
  messages: 120,
  send: 30,
  create: 10,
  upload: 5,
};

export const RATE_WINDOW_MS = 60_000;

/** The largest number of requests the client allows itself in any window: the limit less 10 %, the reserve rounded up. */
export function rateBudget(bucket: RateBucket): number {
  const limit = RATE_LIMITS[bucket];
  return limit - Math.ceil(limit / 10);
}

/** A file is moved over the contract in chunks of this many bytes. */
export const STAGE_CHUNK_BYTES = MB;

/** Typing: sent at most this often while it goes on, and shown no longer than that after the last sign of it (docs/api.md section 8). */
export const TYPING_SEND_EVERY_MS = 3_000;
export const TYPING_SHOWN_MS = 6_000;
