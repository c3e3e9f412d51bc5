import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { cx } from './cx.ts';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';

/** A state in a word, with its icon where it has one. */
export function Pill({
  tone = 'neutral',
  icon,
  children,
}: {
  readonly tone?: 'neutral' | 'accent' | 'success' | 'warning' | 'danger';
  readonly icon?: IconName;
  readonly children: ReactNode;
}) {
  return (
    <span className={cx(styles['pill'], tone !== 'neutral' && styles[tone])}>
      {icon && <Icon name={icon} size="xs" />}
      {children}
    </span>
  );
}
