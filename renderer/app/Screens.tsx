import { useEffect } from 'react';
import { describeEnd, describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { SignInScreen } from '../session/SignInScreen.tsx';
import { useDesk, useSessionState } from '../state/desk.ts';
import { Brand } from '../ui/Brand.tsx';
import { Button } from '../ui/Button.tsx';
import { useLater } from '../ui/Skeleton.tsx';
import { Shell } from './Shell.tsx';
import { useLateAnswers } from './use-late-answers.ts';
import { usePageTitle } from './use-page-title.ts';
import styles from './app.module.css';

/** A lost channel is said only after it could not be found again by itself. */
const SAY_LOST_AFTER_MS = 2_500;

/** What fills the window: the desk, the sign-in screen, or why there is neither. */
export function Screens() {
  const session = useSessionState((state) => state.session);
  const accountId = session?.account?.accountId ?? null;
  if (session === null) return <Opening />;
  return accountId === null ? <SignedOut /> : <Account key={accountId} />;
}

function SignedOut() {
  usePageTitle();
  return <SignInScreen />;
}

function Account() {
  const desk = useDesk();
  useEffect(() => desk.startAccount(), [desk]);
  useEffect(() => {
    // Chosen on the sign-in screen, before there was an account to keep it.
    const { pending } = desk.look.getState();
    if (Object.keys(pending).length === 0) return;
    desk.look.taken();
    void desk.changeSettings(pending);
  }, [desk]);
  usePageTitle();
  useLateAnswers();
  return <Shell />;
}

function Opening() {
  const words = useWords();
  const formats = useFormats();
  const { session } = useDesk();
  const { channel, engine, engineReason, error } = useSessionState((state) => state);
  const late = useLater(SAY_LOST_AFTER_MS);
  const slow = useLater(300);
  if (engine === 'failed') {
    const why = describeEnd(words, formats, engineReason);
    return (
      <main className={styles['message']}>
        <Brand />
        <h1 className={styles['messageTitle']}>{words('app.engineFailed.title')}</h1>
        {why === null ? <p>{words('app.engineFailed.text')}</p> : <p>{why}</p>}
        {why === null && engineReason !== null && <p>{words('app.engineFailed.reason', { reason: engineReason })}</p>}
      </main>
    );
  }
  if (late && (channel === 'lost' || error?.code === 'ENGINE_UNAVAILABLE')) {
    return (
      <main className={styles['message']}>
        <Brand />
        <h1 className={styles['messageTitle']}>{words('signIn.notConnected.title')}</h1>
        <p>{words('signIn.notConnected.text')}</p>
      </main>
    );
  }
  if (error && error.code !== 'ENGINE_UNAVAILABLE') {
    return (
      <main className={styles['message']}>
        <Brand />
        <p>{describeError(words, formats, error)}</p>
        <div className={styles['messageActions']}>
          <Button variant="primary" onClick={() => session.feed.refresh()}>
            {words('ui.tryAgain')}
          </Button>
        </div>
      </main>
    );
  }
  return (
    <main className={styles['message']} aria-busy="true">
      {slow && (
        <>
          <Brand />
          <p role="status">{words('app.loading')}</p>
        </>
      )}
    </main>
  );
}
