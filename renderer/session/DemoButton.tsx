import { useState } from 'react';
import type { ErrorInfo } from '#shared/errors.ts';
import { describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { useDesk } from '../state/desk.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import styles from './sign-in.module.css';

/** Starts the small Zukses on this computer and opens its account. */
export function DemoButton({ onOpened }: { readonly onOpened?: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const { bridge } = useDesk();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const open = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const envelope = await bridge.host('demo.open', {});
    setBusy(false);
    if (envelope.ok) onOpened?.();
    else setError(envelope.error);
  };
  return (
    <div className={styles['demo']}>
      <Button size="lg" wide aria-disabled={busy} onClick={() => !busy && void open()}>
        {busy ? words('signIn.demoOpening') : words('signIn.demo')}
      </Button>
      <p className={styles['hint']}>{words('signIn.demoHint')}</p>
      {error && (
        <Notice tone="danger" icon="fail" alert>
          <p>{describeError(words, formats, error)}</p>
        </Notice>
      )}
    </div>
  );
}
