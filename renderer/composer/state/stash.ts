import type { EngineInput } from '#shared/contract/engine.ts';

/**
 * What the engine could not take: kept in the tab's own storage until it can, so that neither a restart of the engine nor a reload loses a word.
 * Gone as soon as the engine has it.
 */
export interface Stashed {
  readonly draft: EngineInput<'draft.save'> | null;
  /** Handed over, but not answered: repeated with the same id, which gives the same answer. */
  readonly pending: EngineInput<'message.send'> | null;
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

export function stashed(key: string): Stashed | null {
  const text = storage()?.getItem(PREFIX + key) ?? null;
  if (text === null) return null;
  try {
    // Written by this page itself.
    return JSON.parse(text) as Stashed;
  } catch {
    storage()?.removeItem(PREFIX + key);
    return null;
  }
}
