import type { MessageChanges, ThreadPage } from '#shared/contract/engine.ts';
import { isBare, isSameThing } from '#shared/domain/card.ts';
import type { HoleRow, MessageRow, QuoteRow } from '#shared/domain/message.ts';
import { quotedFiles } from '#shared/domain/quoted-files.ts';
import { typedText } from './plain-text.ts';

/** The stretch of a conversation that is in memory: pure data and the rules by which pages and events go into it. */
export interface ThreadWindow {
  /** On the server, in order of server id, each id once. */
  readonly rows: readonly MessageRow[];
  /** Not on the server yet, in the order written. Empty while the window does not reach the newest message. */
  readonly unsent: readonly MessageRow[];
  /** Stretches between rows that the mirror lacks, by `beforeId`. */
  readonly holes: readonly HoleRow[];
  readonly older: ThreadPage['older'];
  /** Messages above the last row are mirrored but not in this window. */
  readonly newer: boolean;
}

export function windowOf(page: ThreadPage): ThreadWindow {
  return {
    rows: uniqueById(page.rows),
    unsent: page.newer ? [] : page.unsent,
    holes: sortedHoles(page.holes),
    older: page.older,
    newer: page.newer,
  };
}

/** A page that was asked for `before` the first row. */
export function withOlder(window: ThreadWindow, page: ThreadPage): ThreadWindow {
  return {
    ...window,
    rows: uniqueById([...page.rows, ...window.rows]),
    holes: sortedHoles([...window.holes, ...page.holes]),
    older: page.older,
  };
}

/** A page that was asked for `after` the last row. */
export function withNewer(window: ThreadWindow, page: ThreadPage): ThreadWindow {
  return {
    ...window,
    rows: uniqueById([...window.rows, ...page.rows]),
    unsent: page.newer ? [] : page.unsent,
    holes: sortedHoles([...window.holes, ...page.holes]),
    newer: page.newer,
  };
}

export interface Merged {
  readonly window: ThreadWindow;
  /** The event says more than rows can: the pages have to be read again. */
  readonly reread: boolean;
}

/**
 * What one transaction changed. Rows outside the window stay outside: those below are read when the agent scrolls there, those above when the
 * window gets there. A row in a hole means that the hole is smaller now, which only a page can tell.
 */
export function withChanges(window: ThreadWindow, changes: MessageChanges): Merged {
  let reread = changes.reread;
  const removed = new Set(changes.removed);
  const incoming = new Map(changes.rows.map((row) => [row.key, row]));
  const incomingIds = new Set(changes.rows.flatMap((row) => (row.messageId === null ? [] : [row.messageId])));

  const stays = (row: MessageRow): boolean =>
    !removed.has(row.key) &&
    !incoming.has(row.key) &&
    (row.messageId === null || row.unsent !== null || !incomingIds.has(row.messageId));

  const first = window.rows[0]?.messageId ?? null;
  const last = window.rows.at(-1)?.messageId ?? null;
  const known = new Set(window.rows.map((row) => row.key));
  const knownIds = new Set(window.rows.map((row) => row.messageId));

  let older = window.older;
  let newer = window.newer;
  const fresh: MessageRow[] = [];
  for (const row of changes.rows) {
    const id = row.messageId;
    if (id === null || row.unsent !== null) continue;
    if (known.has(row.key) || knownIds.has(id)) {
      fresh.push(row);
      continue;
    }
    if (inHole(id, window.holes)) {
      reread = true;
      continue;
    }
    if (first !== null && id < first) {
      // Read by page when the agent scrolls there: between it and the first row something may be missing.
      older = 'mirrored';
      continue;
    }
    if (window.newer && (last === null || id > last)) {
      newer = true;
      continue;
    }
    fresh.push(row);
  }

  const rows = fresh.length === 0 && removed.size === 0 ? window.rows : byId([...window.rows.filter(stays), ...fresh]);
  const quoted = quotedNow(changes.rows);
  const unsent = unsentAfter(window, changes, stays);
  return { window: { ...window, rows: mapped(rows, quoted), unsent: mapped(unsent, quoted), older, newer }, reread };
}

/** The same array where every row stayed the same: whoever draws it goes by that. */
function mapped(rows: readonly MessageRow[], change: (row: MessageRow) => MessageRow): readonly MessageRow[] {
  const next = rows.map(change);
  return next.every((row, index) => row === rows[index]) ? rows : next;
}

/** Who quotes a message that was deleted or edited shows it as it is now: an event tells only of the message itself. */
function quotedNow(changed: readonly MessageRow[]): (row: MessageRow) => MessageRow {
  const byMessage = new Map(changed.map((row) => [row.messageId, row]));
  return (row) => {
    const { quote } = row;
    const target = quote === null || quote.messageId === null ? undefined : byMessage.get(quote.messageId);
    if (quote === null || target === undefined) return row;
    const text = target.deleted ? null : typedText(target);
    const files = quotedFiles(target.deleted ? [] : target.attachments);
    const { key } = target;
    // Where it was not on this computer before, nobody knew who had written it.
    const senderName = quote.senderName ?? (target.sender.name || null);
    const now: QuoteRow = { ...quote, key, senderName, text, ...files, deleted: target.deleted };
    return isSame(quote, now) ? row : { ...row, quote: now };
  };
}

function isSame(a: QuoteRow, b: QuoteRow): boolean {
  return (
    a.key === b.key &&
    a.senderName === b.senderName &&
    a.text === b.text &&
    a.attachmentKind === b.attachmentKind &&
    a.attachmentCount === b.attachmentCount &&
    a.pictureId === b.pictureId &&
    a.deleted === b.deleted
  );
}

/** Whether anything that was told tells more of an order or a product of which a card in the window knows no more than its name. */
export function fillsCard({ rows, unsent }: ThreadWindow, told: readonly MessageChanges[]): boolean {
  const bare = [...rows, ...unsent].flatMap((row) => row.cards).filter((card) => card.ids.length > 0 && isBare(card));
  if (bare.length === 0) return false;
  if (told.some((changes) => changes.reread)) return true;
  const full = told.flatMap((changes) => changes.rows.flatMap((row) => row.cards)).filter((card) => !isBare(card));
  return bare.some((one) => full.some((other) => isSameThing(one, other)));
}

function unsentAfter(
  window: ThreadWindow,
  changes: MessageChanges,
  stays: (row: MessageRow) => boolean,
): readonly MessageRow[] {
  if (window.newer) return window.unsent;
  const changed = new Map(changes.rows.filter((row) => row.unsent !== null).map((row) => [row.key, row]));
  const next: MessageRow[] = [];
  for (const row of window.unsent) {
    const replacement = changed.get(row.key);
    if (replacement !== undefined) {
      next.push(replacement);
      changed.delete(row.key);
    } else if (stays(row)) {
      next.push(row);
    }
  }
  return [...next, ...changed.values()];
}

function inHole(id: number, holes: readonly HoleRow[]): boolean {
  return holes.some((hole) => id < hole.beforeId && id > (hole.afterId ?? 0));
}

function byId(rows: MessageRow[]): MessageRow[] {
  return rows.sort((a, b) => (a.messageId ?? 0) - (b.messageId ?? 0));
}

/** Later rows win: a page read again is newer than what it replaces. */
function uniqueById(rows: readonly MessageRow[]): readonly MessageRow[] {
  const map = new Map<number, MessageRow>();
  for (const row of rows) if (row.messageId !== null) map.set(row.messageId, row);
  return byId([...map.values()]);
}

function sortedHoles(holes: readonly HoleRow[]): readonly HoleRow[] {
  return [...new Map(holes.map((hole) => [hole.beforeId, hole])).values()].sort((a, b) => a.beforeId - b.beforeId);
}
