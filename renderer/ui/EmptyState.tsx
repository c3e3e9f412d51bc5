import type { ReactNode } from 'react';
import styles from './empty-state.module.css';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';

export interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  /** The next step, as buttons. */
  readonly actions?: ReactNode;
}

/** Empty, error and no access: what is so, what was kept, the next step. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      <Icon name={icon} size="xl" className={styles['icon']} />
      <h3 className={styles['title']}>{title}</h3>
      {children !== undefined && <p className={styles['text']}>{children}</p>}
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
