import styles from './badge.module.css';
import { cx } from './cx.ts';

/** A count in the accent; above 999 it says so. Name it elsewhere for screen readers. */
export function Badge({
  count,
  quiet = false,
  className,
}: {
  readonly count: number;
  readonly quiet?: boolean;
  readonly className?: string | undefined;
}) {
  return (
    <span className={cx(styles['badge'], quiet && styles['quiet'], className)} aria-hidden="true">
      {count > 999 ? '999+' : count}
    </span>
  );
}
