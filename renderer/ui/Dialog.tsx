import { Dialog as Radix } from 'radix-ui';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/use-words.ts';
import { cx } from './cx.ts';
import type { FocusOrigin } from './focus-origin.ts';
import { focusOrigin, returnFocus } from './focus-origin.ts';
import { IconButton } from './IconButton.tsx';
import styles from './overlay.module.css';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Its accessible name and its heading. */
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons at the foot; the primary one last. */
  readonly footer?: ReactNode;
  readonly size?: 'narrow' | 'wide';
  readonly className?: string | undefined;
}

export function Dialog({ open, onOpenChange, title, children, footer, size = 'wide', className }: DialogProps) {
  const words = useWords();
  const origin = useRef<FocusOrigin>([]);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles['scrim']} />
        <Radix.Content
          className={cx(styles['dialog'], size === 'narrow' && styles['dialogNarrow'], className)}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            origin.current = focusOrigin();
            focusFirstField(event);
          }}
          onCloseAutoFocus={(event) => {
            // None of the dialogs has a trigger of its own, to which it would go otherwise.
            event.preventDefault();
            returnFocus(origin.current);
          }}
          onEscapeKeyDown={leaveToOpenList}
        >
          <div className={styles['dialogHead']}>
            <Radix.Title className={styles['dialogTitle']}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={words('ui.close')} icon="x" tooltip={false} />
            </Radix.Close>
          </div>
          <div className={styles['dialogBody']}>{children}</div>
          {footer !== undefined && <div className={styles['dialogFoot']}>{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** On a field whose open list of suggestions is closed by Escape: that comes first, then the dialog. Lists that are always there have no such mark. */
export const CLOSED_BY_ESCAPE = 'data-closed-by-escape';

function leaveToOpenList(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.matches(`[${CLOSED_BY_ESCAPE}="true"]`) === true) event.preventDefault();
}

/** A dialog that asks begins in its first field, not on its close button. */
function focusFirstField(event: Event): void {
  const content = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
  const field =
    content?.querySelector<HTMLElement>('[data-autofocus]') ??
    content?.querySelector<HTMLElement>('input:not([type="hidden"]):not([hidden]), textarea');
  if (!field) return;
  event.preventDefault();
  field.focus();
}
