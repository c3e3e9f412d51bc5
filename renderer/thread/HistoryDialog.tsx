import { LOCALES } from '#renderer/i18n/language.ts';
import { useFormats, useLanguage, useWords } from '#renderer/i18n/use-words.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Pill } from '#renderer/ui/Pill.tsx';
import { VisuallyHidden } from '#renderer/ui/VisuallyHidden.tsx';
import type { MessageRow } from '#shared/domain/message.ts';
import styles from './history.module.css';
import { withKeys } from './model/keys.ts';
import { nameOf } from './model/name.ts';
import type { DiffPart } from './model/text-diff.ts';
import type { Version } from './model/versions.ts';
import { versionsOf } from './model/versions.ts';

/** All versions of a message, each with what it changed in the one before, by whom, when and why. */
export function HistoryDialog({ row, onClose }: { readonly row: MessageRow; readonly onClose: () => void }) {
  const words = useWords();
  const language = useLanguage();
  const versions = versionsOf(row, LOCALES[language]);
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={words('thread.history.title')}>
      {row.deleted ? (
        <p className={styles['note']}>{words('thread.quote.deleted')}</p>
      ) : (
        <ol className={styles['versions']}>
          {withKeys(versions, (version) => `${version.at ?? ''}`).map(([key, version], index) => (
            <li key={key} className={styles['version']}>
              <Origin version={version} row={row} isNow={index === 0} />
              <p className={styles['text']} dir="auto">
                {version.changes === null ? version.text : <Changes parts={version.changes} />}
              </p>
            </li>
          ))}
        </ol>
      )}
      {!row.deleted && row.edits.length === 0 && <p className={styles['note']}>{words('thread.history.unknown')}</p>}
    </Dialog>
  );
}

function Origin({
  version: { editor, at, changes, reason },
  row,
  isNow,
}: {
  readonly version: Version;
  readonly row: MessageRow;
  readonly isNow: boolean;
}) {
  const words = useWords();
  const formats = useFormats();
  const named = editor ?? row.sender.name;
  const name = named !== '' ? named : editor === null ? nameOf(row.sender, words) : words('thread.someone');
  return (
    <div className={styles['origin']}>
      <p>
        <b>{words(changes === null ? 'thread.history.written' : 'thread.history.changed', { name })}</b>
        {at !== null && (
          <time dateTime={new Date(at).toISOString()} className={styles['time']}>
            {formats.dateTime(at)}
          </time>
        )}
        {isNow && <Pill>{words('thread.history.now')}</Pill>}
      </p>
      {reason !== null && reason !== '' && <p>{words('thread.history.reason', { reason })}</p>}
    </div>
  );
}

/** Line and underline say it without colour; to those who listen it is said in words, which few screen readers do of themselves. */
function Changes({ parts }: { readonly parts: readonly DiffPart[] }) {
  const words = useWords();
  return withKeys(parts, (part) => part.kind).map(([key, { kind, text }]) => {
    switch (kind) {
      case 'same':
        return <span key={key}>{text}</span>;
      case 'removed':
        return (
          <del key={key} className={styles['removed']}>
            <VisuallyHidden>{words('thread.history.removed')} </VisuallyHidden>
            {text}
          </del>
        );
      case 'added':
        return (
          <ins key={key} className={styles['added']}>
            <VisuallyHidden>{words('thread.history.added')} </VisuallyHidden>
            {text}
          </ins>
        );
      default:
        return kind satisfies never;
    }
  });
}
