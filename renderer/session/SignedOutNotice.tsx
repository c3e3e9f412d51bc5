import { useWords } from '../i18n/use-words.ts';
import { useLayout, useSession } from '../state/desk.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './signed-out.module.css';

/** The server no longer takes this sign-in: everything goes on here, nothing leaves. */
export function SignedOutNotice() {
  const words = useWords();
  const account = useSession()?.account ?? null;
  const openDialog = useLayout((state) => state.openDialog);
  if (!account || account.signedIn) return null;
  return (
    <div className={styles['notice']}>
      <Icon name="key" className={styles['icon']} />
      <p className={styles['text']}>
        <b>{words('signedOut.title')}</b> {words('signedOut.text')}
      </p>
      <Button size="sm" variant="primary" onClick={() => openDialog('sign-in-again')}>
        {words('signedOut.action')}
      </Button>
    </div>
  );
}
