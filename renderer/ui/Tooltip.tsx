import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { KeyHint } from './KeyHint.tsx';
import styles from './overlay.module.css';

/** Stands once around the app. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={200} disableHoverableContent>
      {children}
    </Radix.Provider>
  );
}

/** Repeats the name of a control for the eye; the control carries its own accessible name. */
export function Tooltip({
  label,
  keys,
  side = 'bottom',
  children,
}: {
  readonly label: string;
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles['tooltip']} side={side} sideOffset={4} collisionPadding={8} aria-hidden="true">
          {label}
          {keys !== undefined && <KeyHint keys={keys} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
