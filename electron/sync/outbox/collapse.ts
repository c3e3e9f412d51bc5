import type { ActionKind, ActionRow, PayloadOf } from '../store/local/rows.ts';

/**
 * What a new action does to those of the same conversation that have not left yet (docs/api.md section 11.3): react and take back cancel each
 * other, only the newest read mark is kept, an edit replaces an edit. What is under way is left alone. What failed stands in nobody's way: the
 * same asked for again is asked for anew, and the old failure has nothing more to say.
 */

export type NewAction = {
  [Kind in ActionKind]: { readonly kind: Kind; readonly payload: PayloadOf[Kind] };
}[ActionKind];

export interface Collapse {
  /** Queued and failed items that are not needed any more. */
  readonly drop: readonly ActionRow[];
  /** A queued item that takes over what was asked; it keeps its place. */
  readonly rewrite: { readonly row: ActionRow; readonly payload: ActionRow['payload'] } | null;
  /** Whether the action itself is still queued. */
  readonly add: boolean;
}

const ADD: Collapse = { drop: [], rewrite: null, add: true };
const NOTHING: Collapse = { drop: [], rewrite: null, add: false };

/** `unended`: this conversation's actions that have not ended, failed ones included, in order. */
export function collapse(action: NewAction, unended: readonly ActionRow[]): Collapse {
  const plan = collapseWaiting(
    action,
    unended.filter((row) => row.state !== 'failed'),
  );
  const outdated = unended.filter((row) => row.state === 'failed' && replaces(action, row));
  return outdated.length === 0 ? plan : { ...plan, drop: [...plan.drop, ...outdated] };
}

/** Whether the new action asks for what the failed one asked for, or makes it pointless. */
function replaces(action: NewAction, failed: ActionRow): boolean {
  switch (action.kind) {
    case 'read':
      return failed.kind === 'read';
    case 'react':
    case 'unreact':
      return (
        (failed.kind === 'react' || failed.kind === 'unreact') &&
        failed.payload.messageId === action.payload.messageId &&
        failed.payload.emoji === action.payload.emoji
      );
    case 'edit':
      return failed.kind === 'edit' && failed.payload.messageId === action.payload.messageId;
    case 'delete':
      return changesMessage(failed, action.payload.messageId);
    case 'mute':
    case 'update':
      return failed.kind === action.kind && Object.keys(failed.payload).every((field) => field in action.payload);
    case 'report':
      return false;
    default:
      return action satisfies never;
  }
}

function changesMessage(row: ActionRow, messageId: number): boolean {
  switch (row.kind) {
    case 'react':
    case 'unreact':
    case 'edit':
    case 'delete':
      return row.payload.messageId === messageId;
    case 'read':
    case 'mute':
    case 'update':
    case 'report':
      return false;
    default:
      return row satisfies never;
  }
}

function collapseWaiting(action: NewAction, pending: readonly ActionRow[]): Collapse {
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
      const moot = queued.filter((row) => changesMessage(row, messageId));
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
      row.payload.emoji === emoji,
  );
  if (last === undefined) return ADD;
  if (last.kind === action.kind) return NOTHING;
  return last.state === 'queued' ? { drop: [last], rewrite: null, add: false } : ADD;
}
