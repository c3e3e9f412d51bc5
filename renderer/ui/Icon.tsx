import { cx } from './cx.ts';
import type { IconName } from './icon-names.ts';
import styles from './icon.module.css';

export type { IconName } from './icon-names.ts';

export interface IconProps {
  readonly name: IconName;
  /** md 20, sm 16, xs 14, xl 28 px. */
  readonly size?: 'xs' | 'sm' | 'md' | 'xl';
  readonly className?: string | undefined;
}

/** Always decoration: the word stands beside it, or in the label of its control. */
export function Icon({ name, size = 'md', className }: IconProps) {
  return (
    <svg className={cx(styles['icon'], size !== 'md' && styles[size], className)} aria-hidden="true" focusable="false">
      <use href={`#i-${name}`} />
    </svg>
  );
}
