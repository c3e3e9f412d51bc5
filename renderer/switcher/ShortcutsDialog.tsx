import { useWords } from '#renderer/i18n/use-words.ts';
import type { WordKey } from '#renderer/i18n/words.ts';
import { useLayout, useSessionState, useSettings } from '#renderer/state/desk.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { KeyHint } from '#renderer/ui/KeyHint.tsx';
import styles from './switcher.module.css';

type Plain = Extract<WordKey, `shortcuts.${string}`>;
type Line = readonly [Plain, ...string[]];

/** `?`: every key that does something. */
export function ShortcutsDialog() {
  const words = useWords();
  const open = useLayout((state) => state.dialog === 'shortcuts');
  const openDialog = useLayout((state) => state.openDialog);
  const inTab = useSessionState((state) => state.host?.kind !== 'desktop');
  const { enterSends } = useSettings();
  const groups: readonly (readonly [Plain, readonly Line[]])[] = [
    [
      'shortcuts.everywhere',
      [
        ['shortcuts.switcher', 'Ctrl+K'],
        ['shortcuts.new', inTab ? 'Alt+N' : 'Ctrl+N'],
        ['shortcuts.searchAll', 'Ctrl+Shift+F'],
        ['shortcuts.searchHere', 'Ctrl+F'],
        ['shortcuts.settings', 'Ctrl+,'],
        ['shortcuts.all', '?'],
      ],
    ],
    [
      'shortcuts.list',
      [
        ['shortcuts.next', 'Alt+↓', 'Alt+↑'],
        ['shortcuts.nextUnread', 'Alt+Shift+↓', 'Alt+Shift+↑'],
        ['shortcuts.markUnread', 'Ctrl+U'],
        ['shortcuts.back', 'Alt+←'],
      ],
    ],
    [
      'shortcuts.message',
      [
        ['shortcuts.move', '↓', '↑'],
        ['shortcuts.reply', 'R'],
        ['shortcuts.react', 'E'],
      ],
    ],
    [
      'shortcuts.write',
      [
        ['shortcuts.send', enterSends ? 'Enter' : 'Ctrl+Enter'],
        ['shortcuts.break', enterSends ? 'Shift+Enter' : 'Enter'],
        ['shortcuts.canned', '/'],
        ['shortcuts.emoji', ':'],
        ['shortcuts.escape', 'Esc'],
      ],
    ],
  ];
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => openDialog(next ? 'shortcuts' : 'none')}
      title={words('shortcuts.title')}
    >
      <div className={styles['shortcuts']}>
        {groups.map(([title, lines]) => (
          <section key={title}>
            <h3>{words(title)}</h3>
            <dl>
              {lines.flatMap(([label, ...keys]) => [
                <dt key={label}>{words(label)}</dt>,
                <dd key={`${label}:keys`} className={styles['keys']}>
                  {keys.map((one) => (
                    <KeyHint key={one} keys={one} />
                  ))}
                </dd>,
              ])}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
