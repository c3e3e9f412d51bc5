import { useWords } from '../i18n/use-words.ts';
import { useLayout, useSession } from '../state/desk.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { DemoButton } from './DemoButton.tsx';
import { SignInForm } from './SignInForm.tsx';
import styles from './sign-in.module.css';

/** For the same account, over the desk: nothing that is on screen or half written goes away. */
export function SignInAgainDialog() {
  const words = useWords();
  const account = useSession()?.account ?? null;
  const open = useLayout((state) => state.dialog === 'sign-in-again');
  const openDialog = useLayout((state) => state.openDialog);
  if (!account) return null;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => openDialog(next ? 'sign-in-again' : 'none')}
      title={words('signedOut.dialog')}
      size="narrow"
    >
      {account.demo ? (
        <DemoButton onOpened={() => openDialog('none')} />
      ) : (
        <SignInForm
          again
          contact={account.email ?? ''}
          lead={<p className={styles['lead']}>{words('signIn.againLead', { host: new URL(account.apiUrl).host })}</p>}
          onSignedIn={() => openDialog('none')}
        />
      )}
    </Dialog>
  );
}
