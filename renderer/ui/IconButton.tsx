import type { ComponentProps } from 'react';
import styles from './control.module.css';
import { cx } from './cx.ts';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  /** Its accessible name, and its tooltip. */
  readonly label: string;
  readonly icon: IconName;
  readonly size?: 'sm' | 'md';
  /** Shortcut shown in the tooltip, e.g. `Ctrl+K`. */
  readonly keys?: string;
  readonly iconSize?: 'xs' | 'sm' | 'md';
  /** Where the word stands elsewhere, or the tooltip would cover what it is about. */
  readonly tooltip?: boolean;
}

export function IconButton({
  label,
  icon,
  size = 'md',
  keys,
  iconSize = 'md',
  tooltip = true,
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      className={cx(styles['iconButton'], size === 'sm' && styles['iconButtonSm'], className)}
      {...rest}
    >
      <Icon name={icon} size={iconSize} />
    </button>
  );
  return tooltip ? (
    <Tooltip label={label} keys={keys}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}
