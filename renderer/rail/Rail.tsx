import { useFormats, useWords } from '../i18n/use-words.ts';
import { useCounts, useDesk, useLayout } from '../state/desk.ts';
import type { RailView } from '../state/layout-store.ts';
import { Badge } from '../ui/Badge.tsx';
import { cx } from '../ui/cx.ts';
import type { IconName } from '../ui/icon-names.ts';
import { Icon } from '../ui/Icon.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { ThemeMenu } from './ThemeMenu.tsx';
import styles from './rail.module.css';

/** `navigation "Main"`. An item appears when it works, not before. */
export function Rail() {
  const words = useWords();
  const counts = useCounts();
  const openDialog = useLayout((state) => state.openDialog);
  const unsent = counts === null ? 0 : counts.waiting + counts.failed;
  return (
    <nav className={styles['rail']} aria-label={words('rail.main')}>
      <div className={styles['account']}>
        <AccountMenu />
      </div>
      <ul className={styles['list']}>
        <Item
          view="inbox"
          icon="inbox"
          label={words('rail.inbox')}
          count={counts?.unread ?? 0}
          detail={words('rail.unread', { count: counts?.unread ?? 0 })}
        />
        <Item
          view="needs-reply"
          icon="clock"
          label={words('rail.needsReply')}
          count={counts?.needsReply ?? 0}
          quiet
          detail={words('rail.needsReplyCount', { count: counts?.needsReply ?? 0 })}
        />
        <Item
          view="outbox"
          icon="send"
          label={words('rail.outbox')}
          count={unsent}
          quiet={(counts?.failed ?? 0) === 0 && (counts?.needsChoice ?? 0) === 0}
          detail={words('rail.outboxCount', { count: unsent })}
        />
        <Item view="search" icon="search" label={words('rail.search')} count={0} detail="" />
      </ul>
      <ul className={cx(styles['list'], styles['foot'])}>
        <li>
          <ThemeMenu
            trigger={
              <button type="button" className={styles['item']}>
                <Icon name="theme" />
                {words('rail.theme')}
              </button>
            }
          />
        </li>
        <li>
          <button type="button" className={styles['item']} onClick={() => openDialog('settings')}>
            <Icon name="settings" />
            {words('rail.settings')}
          </button>
        </li>
      </ul>
    </nav>
  );
}

function Item({
  view,
  icon,
  label,
  count,
  detail,
  quiet = false,
}: {
  readonly view: RailView;
  readonly icon: IconName;
  readonly label: string;
  readonly count: number;
  /** The count in words. */
  readonly detail: string;
  readonly quiet?: boolean;
}) {
  const formats = useFormats();
  const { layout } = useDesk();
  const current = useLayout((state) => state.view);
  return (
    <li>
      <button
        type="button"
        className={styles['item']}
        aria-current={current === view ? 'page' : undefined}
        title={count > 999 ? formats.number(count) : undefined}
        onClick={() => layout.getState().show(view)}
      >
        <Icon name={icon} />
        {label}
        {count > 0 && (
          <>
            <Badge count={count} quiet={quiet} className={styles['badge']} />
            <VisuallyHidden>, {detail}</VisuallyHidden>
          </>
        )}
      </button>
    </li>
  );
}
