import type { EngineParsed, ThreadPage } from '#shared/contract/engine.ts';
import type { HoleRow } from '#shared/domain/message.ts';
import type { KnownRange, MessageRecord } from '../store/mirror/records.ts';
import type { MirrorReader } from './readers.ts';

type From = EngineParsed<'thread.page'>['from'];

/** Which mirrored messages a page shows, and between which ids it is bounded. */
export interface Window {
  readonly records: readonly MessageRecord[];
  /** The page ends here by request, although newer messages are mirrored. */
  readonly newer: boolean;
  /** For `before`: the id above the page, whose gap to the last row belongs to it. */
  readonly upperId: number | null;
}

export function windowOf(
  mirror: MirrorReader,
  conversationId: number,
  from: From,
  limit: number,
  ownReadId: number,
): Window {
  switch (from.kind) {
    case 'newest':
      return { records: mirror.newest(conversationId, limit), newer: false, upperId: null };
    case 'unread': {
      const first = mirror.firstUnread(conversationId, ownReadId);
      if (first === null) return windowOf(mirror, conversationId, { kind: 'newest' }, limit, ownReadId);
      return around(mirror, conversationId, first, limit);
    }
    case 'around':
      return around(mirror, conversationId, from.messageId, limit);
    case 'before':
      return { records: mirror.before(conversationId, from.messageId, limit), newer: true, upperId: from.messageId };
    case 'after': {
      const rows = mirror.after(conversationId, from.messageId, limit + 1);
      return { records: rows.slice(0, limit), newer: rows.length > limit, upperId: null };
    }
    default:
      return from satisfies never;
  }
}

/** A third above, the rest from the message on: what comes next is read more often than what came before. */
function around(mirror: MirrorReader, conversationId: number, messageId: number, limit: number): Window {
  const above = Math.max(1, Math.floor(limit / 3));
  const before = mirror.before(conversationId, messageId, above);
  const rest = limit - before.length;
  const after = mirror.after(conversationId, messageId - 1, rest + 1);
  if (after.length <= rest) {
    // Near the end: the page reaches the newest message, so it may as well be full.
    return {
      records: mirror.newest(conversationId, Math.max(limit, before.length + after.length)),
      newer: false,
      upperId: null,
    };
  }
  return { records: [...before, ...after.slice(0, rest)], newer: true, upperId: null };
}

/** Stretches within the window that no known range covers: nobody can say that nothing is there. */
export function holesOf(window: Window, ranges: readonly KnownRange[]): HoleRow[] {
  const bounds = window.records.map((record) => record.id);
  if (window.upperId !== null) bounds.push(window.upperId);
  const holes: HoleRow[] = [];
  for (let index = 1; index < bounds.length; index += 1) {
    const afterId = bounds[index - 1] as number;
    const beforeId = bounds[index] as number;
    if (beforeId - afterId <= 1) continue;
    const covered = ranges.some((range) => range.low <= afterId + 1 && range.high >= beforeId - 1);
    if (!covered) holes.push({ afterId, beforeId });
  }
  return holes;
}

/** What lies below the window's first row. */
export function olderOf(
  mirror: MirrorReader,
  conversationId: number,
  window: Window,
  ranges: readonly KnownRange[],
): ThreadPage['older'] {
  const first = window.records[0];
  if (first === undefined) return ranges.some((range) => range.low === 0) ? 'none' : 'unknown';
  if (mirror.before(conversationId, first.id, 1).length > 0) return 'mirrored';
  const reachesBeginning = ranges.some((range) => range.low === 0 && range.high >= first.id - 1);
  return reachesBeginning ? 'none' : 'unknown';
}
