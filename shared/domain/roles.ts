import type { PersonRole } from './message.ts';

export interface RoleFacts {
  readonly userId: number | null;
  readonly shopId: number | null;
  /** As the server names it; null for a sender who is no participant. */
  readonly role: string | null;
}

/**
 * Whose side a participant is on. Agents are the roles admin and agent, an owner with a shop, and my own shop; anybody else is a customer: the
 * API makes whoever opens a conversation its `owner` (docs/api.md section 12).
 */
export function roleOf(
  facts: RoleFacts,
  me: { readonly userId: number; readonly shopIds: ReadonlySet<number> },
): PersonRole {
  if (facts.userId === null && facts.shopId === null) return 'system';
  if (facts.userId === me.userId) return 'me';
  if (facts.shopId !== null && me.shopIds.has(facts.shopId)) return 'agent';
  if (facts.role === 'admin' || facts.role === 'agent') return 'agent';
  if (facts.role === 'owner' && facts.shopId !== null) return 'agent';
  return 'customer';
}
