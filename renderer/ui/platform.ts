/** Only for the names of keys and their modifier; features ask the host's capabilities instead. */
export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** The modifier of shortcuts: ⌘ on a Mac, Ctrl elsewhere. */
export function hasMainModifier(event: { readonly ctrlKey: boolean; readonly metaKey: boolean }): boolean {
  return isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
}
