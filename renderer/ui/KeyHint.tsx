import styles from './key-hint.module.css';
import { isMac } from './platform.ts';

const MAC: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩' };

/** A shortcut as key caps, `Ctrl+Shift+F`; on a Mac with its own signs. */
export function KeyHint({ keys }: { readonly keys: string }) {
  const caps = keys.split('+').map((key) => (isMac ? (MAC[key] ?? key) : key));
  return <kbd className={styles['key']}>{caps.join(isMac ? '' : ' ')}</kbd>;
}
