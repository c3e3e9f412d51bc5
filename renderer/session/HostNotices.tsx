import { useState } from 'react';
import { useWords } from '../i18n/use-words.ts';
import { useSessionState } from '../state/desk.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './signed-out.module.css';

/** What the host has to say at start, e.g. that the key store is not protected; worded by the host, once. */
export function HostNotices() {
  const words = useWords();
  const notices = useSessionState((state) => state.host?.notices ?? null);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  return notices
    ?.filter((notice) => !dismissed.includes(notice))
    .map((notice) => (
      <div key={notice} className={styles['notice']}>
        <Icon name="alert" className={styles['icon']} />
        <p className={styles['text']}>{notice}</p>
        <IconButton
          icon="x"
          size="sm"
          iconSize="sm"
          label={words('ui.dismiss')}
          onClick={() => setDismissed([...dismissed, notice])}
        />
      </div>
    ));
}
