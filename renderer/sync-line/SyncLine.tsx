import { useState } from 'react';
import { unreachable } from '#shared/errors.ts';
import { describeEnd, describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { useCounts, useDesk, useLayout, useSessionState, useSyncStatus } from '../state/desk.ts';
import { useNow } from '../state/now.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/Icon.tsx';
import { Popover } from '../ui/Popover.tsx';
import type { SyncSentence } from './sentence.ts';
import { syncSentence } from './sentence.ts';
import { SyncFactList } from './SyncFactList.tsx';
import styles from './sync-line.module.css';

/** Bottom left, always: one true thing, and by a click what it is about. */
export function SyncLine() {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(10_000);
  const [open, setOpen] = useState(false);
  const status = useSyncStatus();
  const counts = useCounts();
  const channel = useSessionState((state) => state.channel);
  const engine = useSessionState((state) => state.engine);
  const sentence = syncSentence({ channel, engine, status, counts }, words, formats, now);
  return (
    <div className={cx(styles['line'], styles[sentence.tone])} role="status" aria-label={words('sync.label')}>
      <Popover
        label={words('sync.more')}
        side="top"
        open={open}
        onOpenChange={setOpen}
        trigger={
          // Lies over the whole line under a name of its own: the sentence is the status's, and changes while the button stays what it is.
          <button type="button" className={styles['button']} aria-label={words('sync.more')} />
        }
      >
        <About sentence={sentence} close={() => setOpen(false)} />
      </Popover>
      <Icon name={sentence.icon} size="sm" className={styles['icon']} />
      <span className={styles['main']}>{sentence.main}</span>
      <span className={styles['more']}>{sentence.more}</span>
    </div>
  );
}

function About({ sentence, close }: { readonly sentence: SyncSentence; readonly close: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const { bridge } = useDesk();
  const status = useSyncStatus();
  const counts = useCounts();
  const show = useLayout((state) => state.show);
  const openDialog = useLayout((state) => state.openDialog);
  const now = useNow(1_000);
  const [asked, setAsked] = useState(false);
  const reason = useSessionState((state) => state.engineReason);

  const text = (): string => {
    switch (sentence.topic) {
      case 'channel-lost':
        return words('sync.about.channelLost');
      case 'engine-failed':
        return describeEnd(words, formats, reason) ?? words('sync.about.engineFailed');
      case 'engine-restarting':
        return words('sync.about.engineRestarting');
      case 'trouble':
        return status?.trouble ? describeError(words, formats, status.trouble) : '';
      case 'signed-out':
        return words('sync.about.signedOut');
      case 'offline':
        return words('sync.about.offline');
      case 'captive-portal':
        return words('sync.about.portal');
      case 'server-down':
        return words('sync.about.serverDown');
      case 'starting':
        return words('sync.about.starting');
      case 'catching-up':
        return words('sync.about.catchingUp');
      case 'sending':
        return words('sync.about.sending');
      case 'realtime-off':
        return words('sync.about.realtimeOff');
      case 'up-to-date':
        return status?.lastUpToDateAt == null
          ? words('sync.about.upToDateNever')
          : words('sync.about.upToDate', { time: formats.moment(status.lastUpToDateAt, now) });
      default:
        return unreachable(sentence.topic);
    }
  };

  const canTry =
    status !== null && !['channel-lost', 'engine-failed', 'engine-restarting', 'signed-out'].includes(sentence.topic);
  const hasOutbox = counts !== null && counts.waiting + counts.failed > 0;
  return (
    <div className={styles['about']}>
      <p className={styles['heading']}>
        <Icon name={sentence.icon} size="sm" className={cx(styles['icon'], styles[`${sentence.tone}Icon`])} />
        {sentence.main}
      </p>
      <p className={styles['text']}>{text()}</p>
      {status && <SyncFactList status={status} counts={counts} now={now} />}
      <div className={styles['actions']}>
        {hasOutbox && (
          <Button
            size="sm"
            onClick={() => {
              show('outbox');
              close();
            }}
          >
            {words('sync.openOutbox')}
          </Button>
        )}
        {sentence.topic === 'signed-out' && (
          <Button
            size="sm"
            variant="primary"
            onClick={() => {
              close();
              openDialog('sign-in-again');
            }}
          >
            {words('sync.signIn')}
          </Button>
        )}
        {canTry && (
          <Button
            size="sm"
            variant={sentence.tone === 'off' ? 'primary' : 'secondary'}
            icon="retry"
            disabled={asked}
            onClick={() => {
              setAsked(true);
              // Whatever comes of it, the line says it.
              void bridge.engine('sync.retryNow', {}).finally(() => setAsked(false));
            }}
          >
            {words('sync.tryNow')}
          </Button>
        )}
      </div>
    </div>
  );
}
