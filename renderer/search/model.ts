import type { SearchHit } from '#shared/contract/engine.ts';
import type { ConversationId } from '#shared/domain/message.ts';

export interface HitGroup {
  readonly conversationId: ConversationId;
  readonly title: string;
  readonly hits: readonly SearchHit[];
}

/** By conversation, the one with the newest hit first. */
export function grouped(hits: readonly SearchHit[]): readonly HitGroup[] {
  return [...Map.groupBy(hits, (hit) => hit.conversationId)].map(([conversationId, list]) => ({
    conversationId,
    title: list[0]?.conversationTitle ?? '',
    hits: list,
  }));
}

export interface MarkedPart {
  readonly text: string;
  readonly marked: boolean;
}

/** A line or two of room: what is marked first has a few words before it. */
const SHOWN = 220;
const BEFORE = 40;

/** The stretch of a text around its first mark, cut at its marks. */
export function snippet(text: string, marks: SearchHit['marks']): readonly MarkedPart[] {
  const first = marks[0]?.[0] ?? 0;
  const wanted = Math.max(0, first - BEFORE);
  // Not in the middle of a word.
  const space = wanted === 0 ? 0 : text.lastIndexOf(' ', wanted) + 1;
  const from = wanted - space > 20 ? wanted : space;
  const to = Math.min(text.length, from + SHOWN);
  const parts: MarkedPart[] = [];
  const push = (start: number, end: number, marked: boolean): void => {
    if (end > start) parts.push({ text: text.slice(start, end).replaceAll(/\s+/g, ' '), marked });
  };
  let at = from;
  if (from > 0) parts.push({ text: '…', marked: false });
  for (const [start, end] of marks) {
    if (start < at || start >= to) continue;
    push(at, start, false);
    push(start, Math.min(end, to), true);
    at = Math.min(end, to);
  }
  push(at, to, false);
  if (to < text.length) parts.push({ text: '…', marked: false });
  return parts;
}
