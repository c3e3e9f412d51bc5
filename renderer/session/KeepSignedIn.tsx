import { useId, useState } from 'react';
import { useWords } from '../i18n/use-words.ts';
import { useDesk, useSessionState } from '../state/desk.ts';
import { Notice } from '../ui/Notice.tsx';
import styles from './sign-in.module.css';

/** What happens to the sign-in when the program ends: said where it is settled, asked where only the agent can settle it. */
export function KeepSignedIn() {
  const words = useWords();
  const { bridge } = useDesk();
  const name = useId();
  const keep = useSessionState((state) => state.host?.capabilities.keepSignedIn ?? null);
  const [choice, setChoice] = useState(false);
  if (keep === null) return null;
  if (keep !== 'ask') return <p className={styles['hint']}>{words(`signIn.keep.${keep}`)}</p>;
  const choose = (next: boolean): void => {
    setChoice(next);
    void bridge.host('session.keep', { keep: next });
  };
  return (
    <Notice tone="warning" icon="key">
      <fieldset className={styles['keep']}>
        <legend>{words('signIn.keep.ask')}</legend>
        <label className={styles['check']}>
          <input type="radio" name={name} checked={!choice} onChange={() => choose(false)} />
          <span>{words('signIn.keep.forget')}</span>
        </label>
        <label className={styles['check']}>
          <input type="radio" name={name} checked={choice} onChange={() => choose(true)} />
          <span>
            {words('signIn.keep.file')}
            <span className={styles['hint']}>{words('signIn.keep.fileHint')}</span>
          </span>
        </label>
      </fieldset>
    </Notice>
  );
}
