import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useNow } from '#renderer/state/now.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { MessageRow } from '#shared/domain/message.ts';
import styles from './message.module.css';
import type { ShownReaders } from './model/items.ts';

/** Under the newest own message that was read: by whom, and when the last of them did. */
export function Readers({ row, shown }: { readonly row: MessageRow; readonly shown: Exclude<ShownReaders, 'none'> }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(60_000);
  const read = row.receipts.filter((receipt) => receipt.status === 'read' && receipt.name !== '');
  if (read.length === 0) return null;
  const names = formats.list(
    read.map((receipt) => (read.length === 1 ? (receipt.name.split(/\s+/)[0] ?? '') : receipt.name)),
  );
  const times = read.flatMap((receipt) => (receipt.at === null ? [] : [receipt.at]));
  const [timed, untimed] =
    shown === 'newest'
      ? (['thread.readBy', 'thread.readByNames'] as const)
      : (['thread.readUpTo', 'thread.readUpToNames'] as const);
  return (
    <p className={styles['readers']}>
      <Icon name="checks" size="sm" />
      {times.length === 0
        ? words(untimed, { names })
        : words(timed, { names, time: formats.moment(Math.max(...times), now) })}
    </p>
  );
}
