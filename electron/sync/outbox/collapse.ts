import type { ActionKind, ActionRow, PayloadOf } from '../store/local/rows.ts';

/**
 * What a new action does to those of the same conversation that have not left yet (docs/api.md section 11.3): react and take back cancel each
 * other, only the newest read mark is kept, an edit replaces an edit. What is under way is left alone.
 */

export type NewAction = {
  [Kind in ActionKind]: { readonly kind: Kind; readonly payload: PayloadOf[Kind] };
}[ActionKind];

export interface Collapse {
  /** Queued items that are not needed any more. */
  readonly drop: readonly ActionRow[];
  /** A queued item that takes over what was asked; it keeps its place. */
  readonly rewrite: { readonly row: ActionRow; readonly payload: ActionRow['payload'] } | null;
  /** Whether the action itself is still queued. */
  readonly add: boolean;
}

const ADD: Collapse = { drop: [], rewrite: null, add: true };
const NOTHING: Collapse = { drop: [], rewrite: null, add: false };

/** `pending`: this conversation's actions that have not ended, in order. */
export function collapse(action: NewAction, pending: readonly ActionRow[]): Collapse {
  const queued = pending.filter((row) => row.state === 'queued');
  switch (action.kind) {
    case 'read': {
      const before = queued.filter((row) => row.kind === 'read');
      const newest = Math.max(0, ...pending.flatMap((row) => (row.kind === 'read' ? row.payload.messageId : [])));
      if (newest >= action.payload.messageId) return NOTHING;
      return { drop: before, rewrite: null, add: true };
    }
    case 'react':
    case 'unreact':
      return reaction(action, pending);
    case 'edit': {
      const { messageId } = action.payload;
      if (pending.some((row) => row.kind === 'delete' && row.payload.messageId === messageId)) return NOTHING;
      const before = queued.find((row) => row.kind === 'edit' && row.payload.messageId === messageId);
      if (before?.kind !== 'edit') return ADD;
      // The server still has what the first of them was made from.
      const { original: _, ...payload } = action.payload;
      const { original } = before.payload;
      return {
        drop: [],
        rewrite: { row: before, payload: original === undefined ? payload : { ...payload, original } },
        add: false,
      };
    }
    case 'delete': {
      const { messageId } = action.payload;
      if (pending.some((row) => row.kind === 'delete' && row.payload.messageId === messageId)) return NOTHING;
      const moot = queued.filter(
        (row) =>
          (row.kind === 'edit' || row.kind === 'react' || row.kind === 'unreact') &&
          row.payload.messageId === messageId,
      );
      return { drop: moot, rewrite: null, add: true };
    }
    case 'mute':
    case 'update': {
      const before = queued.find((row) => row.kind === action.kind);
      if (before === undefined) return ADD;
      return {
        drop: [],
        rewrite: { row: before, payload: { ...before.payload, ...action.payload } },
        add: false,
      };
    }
    case 'report':
      return ADD;
    default:
      return action satisfies never;
  }
}

/** Judged by the last thing asked for this emoji on this message: what is under way counts as done. */
function reaction(action: Extract<NewAction, { kind: 'react' | 'unreact' }>, pending: readonly ActionRow[]): Collapse {
  const { messageId, emoji } = action.payload;
  const last = pending.findLast(
    (row) =>
      (row.kind === 'react' || row.kind === 'unreact') &&
      row.payload.messageId === messageId &&
      row.payload.emoji === emoji &&
      row.state !== 'failed',
  );
  if (last === undefined) return ADD;
  if (last.kind === action.kind) return NOTHING;
  return last.state === 'queued' ? { drop: [last], rewrite: null, add: false } : ADD;
}
