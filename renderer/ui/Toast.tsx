import { useEffect } from 'react';
import { create } from 'zustand';
import { Button } from './Button.tsx';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import styles from './toast.module.css';

export interface ToastContent {
  readonly text: string;
  readonly icon?: IconName;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Milliseconds it stays; long enough to read and to reach its button. */
  readonly staysMs?: number;
}

interface Toasts {
  readonly items: readonly (ToastContent & { readonly id: number })[];
}

const useToasts = create<Toasts>()(() => ({ items: [] }));
let lastId = 0;

/** For what happened and can be undone; never for what the sync line says. Returns how to take it away again. */
export function showToast(content: ToastContent): () => void {
  lastId += 1;
  const id = lastId;
  useToasts.setState(({ items }) => ({ items: [...items.slice(-2), { ...content, id }] }));
  return () => dismiss(id);
}

function dismiss(id: number): void {
  useToasts.setState(({ items }) => ({ items: items.filter((item) => item.id !== id) }));
}

/** Stands once in the app. */
export function ToastHost({ label }: { readonly label: string }) {
  const items = useToasts((state) => state.items);
  return (
    <div className={styles['host']} role="status" aria-label={label}>
      {items.map((item) => (
        <ToastItem key={item.id} {...item} />
      ))}
    </div>
  );
}

function ToastItem({ id, text, icon, action, staysMs = 6000 }: ToastContent & { readonly id: number }) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), staysMs);
    return () => clearTimeout(timer);
  }, [id, staysMs]);
  return (
    <div className={styles['toast']}>
      {icon && <Icon name={icon} size="sm" />}
      <span className={styles['text']}>{text}</span>
      {action && (
        <Button
          variant="quiet"
          size="sm"
          onClick={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.label}
        </Button>
      )}
    </div>
  );
}
