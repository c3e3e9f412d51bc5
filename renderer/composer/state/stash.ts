import type { EngineInput } from '#shared/contract/engine.ts';

/**
 * What the engine could not take: kept in the tab's own storage until it can, so that neither a restart of the engine nor a reload loses a word.
 * Gone as soon as the engine has it.
 */
export interface Stashed {
  readonly draft: EngineInput<'draft.save'> | null;
  /** Handed over, but not answered: repeated with the same id, which gives the same answer. */
  readonly pending: EngineInput<'message.send'> | null;
  /** Whose it is; null where that was not known. */
  readonly accountId: string | null;
}

const PREFIX = 'zukses.unsaved.';

function storage(): Storage | null {
  try {
    return globalThis.sessionStorage;
  } catch {
    // Forbidden in some frames; then memory is all there is.
    return null;
  }
}

export function stash(key: string, value: Stashed): void {
  try {
    if (value.draft === null && value.pending === null) storage()?.removeItem(PREFIX + key);
    else storage()?.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full: the text stays in memory, and the line beside Send says that it is not saved.
    storage()?.removeItem(PREFIX + key);
  }
}

/** Nothing where it is another account's: the same conversation may be on this tab for several. */
export function stashed(key: string, accountId: string | null): Stashed | null {
  const text = storage()?.getItem(PREFIX + key) ?? null;
  if (text === null) return null;
  try {
    // Written by this page itself.
    const kept = JSON.parse(text) as Stashed;
    return kept.accountId !== null && accountId !== null && kept.accountId !== accountId ? null : kept;
  } catch {
    storage()?.removeItem(PREFIX + key);
    return null;
  }
}
