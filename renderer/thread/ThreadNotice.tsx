import { useStore } from 'zustand';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useBridge } from '#renderer/bridge/context.ts';
import { CreationNotice } from '#renderer/new-conversation/CreationNotice.tsx';
import { useLayout, useSyncStatus } from '#renderer/state/desk.ts';
import { useNow } from '#renderer/state/now.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { IconName } from '#renderer/ui/Icon.tsx';
import type { ReactNode } from 'react';
import { useThreadStore } from './answered-by.ts';
import { ask } from './state/ask.ts';
import styles from './thread.module.css';

/** Above the thread: what holds everything up, what holds this conversation up, what waits for the agent. Nothing where all is well. */
export function ThreadNotice() {
  const words = useWords();
  const notices = [useConnectionNotice(), useTroubleNotice(), useHeldNotice()].filter((notice) => notice !== null);
  const creation = useStore(useThreadStore().store, (state) => state.details?.creation ?? null);
  if (notices.length === 0 && creation === null) return null;
  return (
    <section className={styles['notices']} aria-label={words('thread.notice')}>
      {notices}
      <CreationNotice />
    </section>
  );
}

function Strip({
  icon,
  title,
  text,
  action,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}) {
  return (
    <div className={styles['strip']}>
      <Icon name={icon} className={styles['stripIcon']} />
      <p>
        <b>{title}</b> {text}
      </p>
      {action}
    </div>
  );
}

function useConnectionNotice(): ReactNode {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(60_000);
  const bridge = useBridge();
  const status = useSyncStatus();
  const openDialog = useLayout((state) => state.openDialog);
  if (status === null) return null;
  const since = status.since === null ? null : formats.moment(status.since, now);
  const tryNow = (
    <Button size="sm" onClick={() => void ask(bridge, 'sync.retryNow', {})}>
      {words('thread.notice.tryNow')}
    </Button>
  );
  switch (status.connection) {
    case 'online':
    case 'starting':
      return null;
    case 'offline':
      return (
        <Strip
          key="connection"
          icon="offline"
          title={since === null ? words('thread.notice.offlineNow') : words('thread.notice.offline', { time: since })}
          text={words('thread.notice.offlineText')}
          action={tryNow}
        />
      );
    case 'captive-portal':
      return (
        <Strip
          key="connection"
          icon="globe"
          title={words('thread.notice.captive')}
          text={words('thread.notice.captiveText')}
          action={tryNow}
        />
      );
    case 'server-down':
      return (
        <Strip
          key="connection"
          icon="cloud"
          title={
            since === null ? words('thread.notice.serverDownNow') : words('thread.notice.serverDown', { time: since })
          }
          text={words('thread.notice.serverDownText')}
          action={tryNow}
        />
      );
    case 'signed-out':
      return (
        <Strip
          key="connection"
          icon="key"
          title={words('thread.notice.signedOut')}
          text={words('thread.notice.signedOutText')}
          action={
            <Button size="sm" onClick={() => openDialog('sign-in-again')}>
              {words('thread.notice.signIn')}
            </Button>
          }
        />
      );
    default:
      return status.connection satisfies never;
  }
}

function useTroubleNotice(): ReactNode {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(60_000);
  const trouble = useStore(useThreadStore().store, (state) => state.details?.trouble ?? null);
  const connection = useSyncStatus()?.connection ?? 'online';
  // What holds everything up has been said already.
  if (trouble === null || connection !== 'online') return null;
  return (
    <Strip
      key="trouble"
      icon="alert"
      title={
        trouble.status === null
          ? words('thread.notice.trouble')
          : words('thread.notice.troubleStatus', {
              status: `${trouble.status}`,
              time: formats.moment(trouble.at, now),
            })
      }
      text={words('thread.notice.troubleText')}
    />
  );
}

function useHeldNotice(): ReactNode {
  const words = useWords();
  const thread = useThreadStore();
  const unsent = useStore(thread.store, (state) => state.window.unsent);
  const waiting = unsent.filter((row) => row.unsent?.state === 'held' || row.unsent?.state === 'unconfirmed');
  const [first] = waiting;
  if (first === undefined) return null;
  return (
    <Strip
      key="held"
      icon="held"
      title={words('thread.notice.held', { count: waiting.length })}
      text={words('thread.notice.heldText')}
      action={
        <Button size="sm" onClick={() => thread.scrollTo(first.key, 'center', true)}>
          {words('thread.notice.showHeld')}
        </Button>
      }
    />
  );
}
