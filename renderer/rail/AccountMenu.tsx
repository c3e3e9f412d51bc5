import { accountPerson } from './account-person.ts';
import { useWords } from '../i18n/use-words.ts';
import { useDesk, useLayout, useSession, useSessionState, useSyncStatus } from '../state/desk.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { cx } from '../ui/cx.ts';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../ui/Menu.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import styles from './rail.module.css';

/** Who one is here, and the ways out: what is on this computer stays in every case. */
export function AccountMenu({
  side = 'right',
  align = 'start',
}: {
  readonly side?: 'right' | 'bottom';
  readonly align?: 'start' | 'end';
}) {
  const words = useWords();
  const { bridge } = useDesk();
  const account = useSession()?.account ?? null;
  const connection = useSyncStatus()?.connection ?? null;
  const channel = useSessionState((state) => state.channel);
  const openDialog = useLayout((state) => state.openDialog);
  if (!account) return null;
  // A token alone names nobody.
  const name = account.name !== '' ? account.name : (account.email ?? words('rail.nameless', { id: account.userId }));
  const online = channel === 'open' && connection === 'online';
  return (
    <Menu
      side={side}
      align={align}
      trigger={
        <button type="button" className={styles['me']}>
          <VisuallyHidden>
            {words(account.signedIn ? 'rail.account' : 'rail.accountSignedOut', { name })}
          </VisuallyHidden>
          <span className={cx(styles['presence'], !online && styles['away'])}>
            <Avatar person={accountPerson(account)} className={styles['avatar']} />
          </span>
        </button>
      }
    >
      <MenuLabel>
        <span className={styles['who']}>{name}</span>
        <span className={styles['where']}>
          {account.demo ? words('rail.demoLong') : (account.email ?? new URL(account.apiUrl).host)}
        </span>
      </MenuLabel>
      <MenuLine />
      <MenuItem icon="settings" onSelect={() => openDialog('settings')}>
        {words('rail.settings')}
      </MenuItem>
      {!account.demo && !account.signedIn && (
        <MenuItem icon="key" onSelect={() => openDialog('sign-in-again')}>
          {words('rail.signInAgain')}
        </MenuItem>
      )}
      <MenuItem icon={account.demo ? 'back' : 'direct'} onSelect={() => void bridge.engine('session.leave', {})}>
        {account.demo ? words('rail.leaveDemo') : words('rail.switchAccount')}
      </MenuItem>
      {!account.demo && account.signedIn && (
        <MenuItem icon="lock" onSelect={() => void bridge.engine('session.signOut', {})}>
          {words('rail.signOut')}
        </MenuItem>
      )}
      <MenuLine />
      <MenuLabel>
        <span className={styles['where']}>{words('rail.leaveHint')}</span>
      </MenuLabel>
    </Menu>
  );
}
