import { useWords } from '../i18n/use-words.ts';
import { AccountMenu } from '../rail/AccountMenu.tsx';
import { SearchField } from '../search/SearchField.tsx';
import { useLayout, useSession, useSessionState } from '../state/desk.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Pill } from '../ui/Pill.tsx';
import styles from './inbox.module.css';

/** The way to what is not in sight, to a new conversation, and which account it is when that matters. */
export function PaneHead() {
  const words = useWords();
  const show = useLayout((state) => state.show);
  const openDialog = useLayout((state) => state.openDialog);
  const bridgeIsTab = useSessionState((state) => state.host?.kind !== 'desktop');
  const demo = useSession()?.account?.demo ?? false;
  return (
    <header className={styles['head']}>
      <SearchField hint={words('search.field')} onAsk={() => show('search')} />
      {demo && (
        <span title={words('rail.demoLong')}>
          <Pill tone="accent">{words('rail.demo')}</Pill>
        </span>
      )}
      <IconButton
        icon="compose"
        label={words('newConversation.open')}
        keys={bridgeIsTab ? 'Alt+N' : 'Ctrl+N'}
        onClick={() => openDialog('new-conversation')}
      />
      <div className={styles['narrowOnly']}>
        <AccountMenu side="bottom" align="end" />
      </div>
    </header>
  );
}
