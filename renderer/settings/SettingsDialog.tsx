import { Tabs } from 'radix-ui';
import { CannedPage } from '../canned/CannedPage.tsx';
import { useWords } from '../i18n/use-words.ts';
import { useLayout } from '../state/desk.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { GeneralPage } from './GeneralPage.tsx';
import styles from './settings.module.css';

/** Each choice works at once; there is nothing to save. */
export function SettingsDialog() {
  const words = useWords();
  const dialog = useLayout((state) => state.dialog);
  const openDialog = useLayout((state) => state.openDialog);
  const open = dialog === 'settings' || dialog === 'canned-replies';
  return (
    <Dialog open={open} onOpenChange={(next) => openDialog(next ? 'settings' : 'none')} title={words('settings.title')}>
      <Tabs.Root
        value={dialog}
        onValueChange={(page) => openDialog(page === 'canned-replies' ? 'canned-replies' : 'settings')}
      >
        <Tabs.List className={styles['pages']} aria-label={words('settings.pages')}>
          <Tabs.Trigger className={styles['page']} value="settings">
            {words('settings.page.general')}
          </Tabs.Trigger>
          <Tabs.Trigger className={styles['page']} value="canned-replies">
            {words('canned.title')}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content className={styles['content']} value="settings">
          <GeneralPage />
        </Tabs.Content>
        <Tabs.Content className={styles['content']} value="canned-replies">
          <CannedPage />
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  );
}
