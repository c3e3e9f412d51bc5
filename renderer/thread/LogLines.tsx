import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useNow } from '#renderer/state/now.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import type { HoleRow, Milliseconds } from '#shared/domain/message.ts';
import styles from './thread.module.css';

export function DayLine({ at }: { readonly at: Milliseconds }) {
  const formats = useFormats();
  const now = useNow(60_000);
  return (
    <div className={styles['day']} role="separator">
      {formats.day(at, now)}
    </div>
  );
}

export function NewLine({ count }: { readonly count: number }) {
  const words = useWords();
  return (
    <div className={styles['new']} role="separator">
      {words('thread.new', { count })}
    </div>
  );
}

/** What is not on this computer between two messages. */
export function HoleLine({
  filling,
  onFill,
}: {
  readonly hole: HoleRow;
  readonly filling: boolean;
  readonly onFill: () => void;
}) {
  const words = useWords();
  return (
    <div className={styles['hole']}>
      <Icon name="gap" size="sm" />
      <span>{words('thread.hole')}</span>
      {filling ? (
        <span>{words('thread.hole.loading')}</span>
      ) : (
        <LinkButton onClick={onFill}>{words('thread.hole.load')}</LinkButton>
      )}
    </div>
  );
}
