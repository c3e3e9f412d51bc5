import { useRef } from 'react';
import { DetailsPane } from '../details/DetailsPane.tsx';
import { useWords } from '../i18n/use-words.ts';
import { InboxPane } from '../inbox/InboxPane.tsx';
import { NewConversationDialog } from '../new-conversation/NewConversationDialog.tsx';
import { Rail } from '../rail/Rail.tsx';
import { SignInAgainDialog } from '../session/SignInAgainDialog.tsx';
import { SettingsDialog } from '../settings/SettingsDialog.tsx';
import { useLayout } from '../state/desk.ts';
import { ShortcutsDialog } from '../switcher/ShortcutsDialog.tsx';
import { Switcher } from '../switcher/Switcher.tsx';
import { SyncLine } from '../sync-line/SyncLine.tsx';
import { ThreadPane } from '../thread/ThreadPane.tsx';
import { cx } from '../ui/cx.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './app.module.css';
import { useDrawerFocus, useTurnFocus } from './use-pane-focus.ts';
import { useShellKeys } from './use-shell-keys.ts';

/** Rail, inbox, thread, details and the sync line; the landmarks stand here, the panes fill them. */
export function Shell() {
  const words = useWords();
  const open = useLayout((state) => state.open);
  const pane = useLayout((state) => state.pane);
  const view = useLayout((state) => state.view);
  const detailsShown = useLayout((state) => state.detailsShown);
  const drawerOpen = useLayout((state) => state.drawerOpen);
  const setDrawerOpen = useLayout((state) => state.setDrawerOpen);
  const main = useRef<HTMLElement>(null);
  const drawer = useRef<HTMLElement>(null);
  useShellKeys();
  useTurnFocus(main, open === null ? 'inbox' : pane);
  useDrawerFocus(drawer, drawerOpen, setDrawerOpen);

  const details = open !== null;
  return (
    <div
      className={cx(
        styles['shell'],
        details && detailsShown && view !== 'search' && styles['withDetails'],
        view === 'search' && styles['searching'],
        drawerOpen && styles['withDrawer'],
      )}
      data-pane={open === null ? 'inbox' : pane}
    >
      {open !== null && (
        <button
          type="button"
          className={styles['skip']}
          onClick={() => main.current?.querySelector<HTMLElement>('textarea')?.focus()}
        >
          {words('app.skip')}
        </button>
      )}
      <Rail />
      <InboxPane />
      <main ref={main} className={styles['thread']} tabIndex={-1} aria-label={words('app.conversation')}>
        {open === null ? (
          <div className={styles['choose']}>
            <EmptyState icon="thread" title={words('app.choose')}>
              {words('app.chooseHint')}
            </EmptyState>
          </div>
        ) : (
          <ThreadPane key={open.conversationId} conversationId={open.conversationId} />
        )}
      </main>
      {details && (
        <aside ref={drawer} className={styles['details']} aria-label={words('details.label')}>
          <header className={styles['detailsHead']}>
            <h2 className={styles['detailsTitle']}>{words('details.label')}</h2>
            <IconButton
              icon="x"
              label={words('details.close')}
              className={styles['drawerOnly']}
              onClick={() => setDrawerOpen(false)}
            />
          </header>
          <div className={styles['detailsBody']}>
            <DetailsPane key={open.conversationId} conversationId={open.conversationId} />
          </div>
        </aside>
      )}
      {drawerOpen && (
        // For the pointer only; the keyboard has Escape and the close button.
        <div className={styles['drawerScrim']} aria-hidden="true" onClick={() => setDrawerOpen(false)} />
      )}
      <SyncLine />
      <SettingsDialog />
      <SignInAgainDialog />
      <NewConversationDialog />
      <Switcher />
      <ShortcutsDialog />
    </div>
  );
}
