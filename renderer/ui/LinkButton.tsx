import type { ComponentProps } from 'react';
import styles from './control.module.css';
import { cx } from './cx.ts';

export interface LinkButtonProps extends ComponentProps<'button'> {
  readonly danger?: boolean;
}

/** A button that looks like a link: for actions in a line of text. */
export function LinkButton({ danger = false, className, children, ...rest }: LinkButtonProps) {
  return (
    <button type="button" className={cx(styles['link'], danger && styles['linkDanger'], className)} {...rest}>
      {children}
    </button>
  );
}
