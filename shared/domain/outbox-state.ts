/**
 * The life of an item in the outbox: one exhaustive table says which step may follow which. The engine moves rows by it, the interface offers
 * actions by it, and the simulation checks every observed step against it.
 */

export const OUTBOX_STATES = [
  'queued',
  'sending',
  'checking',
  'unconfirmed',
  'held',
  'failed',
  'sent',
  'discarded',
] as const;

/**
 * - `queued`: waits for its turn, the pace, the network, sign-in, its target or the undo time
 * - `sending`: a request is under way
 * - `checking`: the answer was lost; the server is being read before anything is repeated
 * - `unconfirmed`: reading did not settle it; the agent decides
 * - `held`: somebody answered meanwhile, or what it replies to failed; the agent decides
 * - `failed`: will not happen by itself; kept with its reason
 * - `sent`, `discarded`: ends
 */
export type OutboxState = (typeof OUTBOX_STATES)[number];

const NEXT: Readonly<Record<OutboxState, readonly OutboxState[]>> = {
  queued: ['sending', 'held', 'failed', 'discarded'],
  sending: ['sent', 'queued', 'checking', 'failed'],
  checking: ['sent', 'queued', 'unconfirmed', 'failed'],
  unconfirmed: ['sent', 'queued', 'failed', 'discarded'],
  held: ['queued', 'failed', 'discarded'],
  failed: ['queued', 'discarded'],
  sent: [],
  discarded: [],
};

export function mayFollow(from: OutboxState, to: OutboxState): boolean {
  return NEXT[from].includes(to);
}

export function isFinal(state: OutboxState): boolean {
  return NEXT[state].length === 0;
}

/** Why a queued item has not left yet, most pressing first. */
export type WaitReason =
  | 'undo'
  | 'offline'
  | 'signed-out'
  | 'server-down'
  | 'levelling'
  | 'target'
  | 'conversation'
  | 'turn'
  | 'pace'
  | 'retry';

export type HoldReason = 'newer-answer' | 'target-failed';

/** What an agent can do with an unsent item; `send` is the word for a held one, `confirm`/`resend` for an unconfirmed one. */
export type OutboxAction = 'retry' | 'edit' | 'discard' | 'cancel' | 'send-anyway' | 'mark-sent';

const ACTIONS: Readonly<Record<OutboxState, readonly OutboxAction[]>> = {
  queued: ['edit', 'cancel'],
  // While a request is under way or being checked, editing and discarding wait for the answer; see `OutboxRow.pendingIntent`.
  sending: ['edit', 'discard'],
  checking: ['edit', 'discard'],
  unconfirmed: ['send-anyway', 'mark-sent', 'edit', 'discard'],
  held: ['send-anyway', 'edit', 'discard'],
  failed: ['retry', 'edit', 'discard'],
  sent: [],
  discarded: [],
};

export function actionsFor(state: OutboxState): readonly OutboxAction[] {
  return ACTIONS[state];
}
