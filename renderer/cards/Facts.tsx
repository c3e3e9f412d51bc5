import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { withKeys } from '#renderer/thread/model/keys.ts';
import { cx } from '#renderer/ui/cx.ts';
import styles from './facts.module.css';
import type { Fact } from './model/facts.ts';
import { factOf } from './model/facts.ts';

/** More than this many lines that nobody has words for are folded away. */
const PLAIN_SHOWN = 4;

/** What is told by key and value: the known in words, then the rest plainly; much of the rest is folded away. */
export function Facts({
  rows,
  className,
}: {
  readonly rows: readonly (readonly [string, string])[];
  readonly className?: string | undefined;
}) {
  const words = useWords();
  const formats = useFormats();
  const facts = rows.map((row) => factOf(row, words, formats));
  const known = facts.filter((fact) => fact.known);
  const plain = facts.filter((fact) => !fact.known);
  const folded = plain.length > PLAIN_SHOWN;
  const shown = folded ? known : [...known, ...plain];
  return (
    <div className={cx(styles['box'], className)}>
      {shown.length > 0 && <List facts={shown} />}
      {folded && (
        <details className={styles['fold']}>
          <summary>{words('content.more', { count: plain.length })}</summary>
          <List facts={plain} />
        </details>
      )}
    </div>
  );
}

function List({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles['facts']}>
      {withKeys(facts, (fact) => fact.key).map(([key, fact]) => (
        <div key={key} className={styles['row']}>
          <dt title={fact.key}>{fact.label}</dt>
          <dd dir="auto">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
