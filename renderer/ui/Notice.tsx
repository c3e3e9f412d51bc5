import type { ReactNode } from 'react';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import { cx } from './cx.ts';
import styles from './notice.module.css';

/** A framed message in place: warning "needs you or needs time", danger "will not happen by itself". */
export function Notice({
  tone,
  icon,
  children,
  alert = false,
}: {
  readonly tone: 'warning' | 'danger' | 'neutral';
  readonly icon: IconName;
  readonly children: ReactNode;
  /** Spoken at once when it appears. */
  readonly alert?: boolean;
}) {
  return (
    <div className={cx(styles['notice'], styles[tone])} {...(alert ? { role: 'alert' } : {})}>
      <Icon name={icon} className={styles['icon']} />
      <div className={styles['body']}>{children}</div>
    </div>
  );
}
