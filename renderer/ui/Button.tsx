import type { ComponentProps } from 'react';
import styles from './control.module.css';
import { cx } from './cx.ts';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';

export interface ButtonProps extends ComponentProps<'button'> {
  /** `danger` is red text, never a red button. One `primary` in view per decision. */
  readonly variant?: 'secondary' | 'primary' | 'quiet' | 'danger' | 'quiet-danger';
  readonly size?: 'sm' | 'md' | 'lg';
  readonly wide?: boolean;
  readonly icon?: IconName;
}

export function Button({
  variant = 'secondary',
  size = 'md',
  wide = false,
  icon,
  className,
  type = 'button',
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      // oxlint-disable-next-line react/button-has-type -- the type is always set, by default to `button`
      type={type}
      className={cx(
        styles['button'],
        variant === 'primary' && styles['primary'],
        (variant === 'quiet' || variant === 'quiet-danger') && styles['quiet'],
        (variant === 'danger' || variant === 'quiet-danger') && styles['danger'],
        size !== 'md' && styles[size],
        wide && styles['wide'],
        className,
      )}
      {...rest}
    >
      {icon && <Icon name={icon} size="sm" />}
      {children}
    </button>
  );
}
