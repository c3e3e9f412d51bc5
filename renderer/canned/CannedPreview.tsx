import { useWords } from '#renderer/i18n/use-words.ts';
import { withKeys } from '#renderer/thread/model/keys.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { CannedReply, CannedValues } from '#shared/domain/canned-reply.ts';
import styles from './canned.module.css';
import { templateParts } from './model/values.ts';

/** The first line as it will stand in the message: what was filled in, and what is missing. */
export function CannedPreview({
  reply,
  values,
  variables = false,
}: {
  readonly reply: CannedReply;
  readonly values: CannedValues;
  /** Outside a conversation nothing is filled in, and nothing is missing. */
  readonly variables?: boolean;
}) {
  const words = useWords();
  const parts = templateParts(reply.text, values);
  const holes = variables ? 0 : new Set(parts.filter((part) => part.kind === 'hole').map((part) => part.text)).size;
  return (
    <>
      <span className={styles['preview']}>
        {withKeys(parts, (part) => part.text.slice(0, 40)).map(([key, part]) =>
          part.kind === 'text' ? (
            <span key={key}>{part.text}</span>
          ) : (
            <span key={key} className={part.kind === 'hole' && !variables ? styles['hole'] : styles['filled']}>
              {part.text}
            </span>
          ),
        )}
      </span>
      {(holes > 0 || reply.files.length > 0) && (
        <span className={styles['notes']}>
          {holes > 0 && (
            <span className={styles['warning']}>
              <Icon name="alert" size="xs" />
              {words('canned.blanks', { count: holes })}
            </span>
          )}
          {reply.files.length > 0 && (
            <span>
              <Icon name="clip" size="xs" />
              {words('canned.files', { count: reply.files.length })}
            </span>
          )}
        </span>
      )}
    </>
  );
}
