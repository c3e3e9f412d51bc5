import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useLayout } from '#renderer/state/desk.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { IconName } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Menu, MenuItem } from '#renderer/ui/Menu.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import styles from './thread.module.css';

const TYPE_ICONS: Readonly<Record<string, IconName>> = {
  private: 'direct',
  group: 'group',
  order_support: 'order',
  product_support: 'product',
  system: 'system',
};

const KNOWN = ['private', 'group', 'order_support', 'product_support', 'system'] as const;

export function ThreadHead({
  row,
  onMarkRead,
  onMarkUnread,
}: {
  readonly row: ConversationRow | null;
  readonly onMarkRead: () => void;
  readonly onMarkUnread: () => void;
}) {
  const words = useWords();
  const showInbox = useLayout((state) => state.showInbox);
  return (
    <header className={styles['head']}>
      <IconButton
        className={styles['onlyNarrow']}
        icon="back"
        label={words('thread.back')}
        onClick={() => showInbox()}
      />
      <div className={styles['who']}>
        <h1 className={styles['title']}>{row?.title ?? ''}</h1>
        {row !== null && <SecondLine row={row} />}
      </div>
      <DetailsButtons />
      <Menu align="end" trigger={<IconButton icon="more" label={words('thread.moreActions')} />}>
        {(row?.unread ?? 0) > 0 && (
          <MenuItem icon="checks" onSelect={onMarkRead}>
            {words('thread.markRead')}
          </MenuItem>
        )}
        <MenuItem icon="inbox" keys="Ctrl+U" onSelect={onMarkUnread}>
          {words('thread.markUnread')}
        </MenuItem>
      </Menu>
    </header>
  );
}

/** A pane where there is room for it, a drawer where there is not. */
function DetailsButtons() {
  const words = useWords();
  const { detailsShown, drawerOpen, setDetailsShown, setDrawerOpen } = useLayout((state) => state);
  return (
    <>
      <IconButton
        className={styles['notDrawer']}
        icon="panel"
        label={words('thread.showDetails')}
        aria-pressed={detailsShown}
        onClick={() => setDetailsShown(!detailsShown)}
      />
      <IconButton
        className={styles['onlyDrawer']}
        icon="panel"
        label={words('thread.showDetails')}
        aria-expanded={drawerOpen}
        onClick={() => setDrawerOpen(!drawerOpen)}
      />
    </>
  );
}

function SecondLine({ row }: { readonly row: ConversationRow }) {
  const words = useWords();
  const formats = useFormats();
  const known = KNOWN.find((type) => type === row.type);
  return (
    <p className={styles['sub']}>
      <span className={styles['kind']}>
        <Icon name={TYPE_ICONS[row.type] ?? 'info'} size="xs" />
        {known === undefined ? row.type : words(`type.${known}`)}
        {row.reference !== null && <span className={styles['reference']}>{row.reference}</span>}
      </span>
      <span className={cx(row.isOpen && styles['stateOpen'])}>
        {words(row.isOpen ? 'thread.open' : 'thread.closed')}
      </span>
      {row.participantCount > 2 && (
        <span className={cx(styles['gives'], styles['notNarrow'])}>
          {words('type.people', { count: row.participantCount })}
        </span>
      )}
      {row.counterpart?.shopName !== null && row.counterpart?.shopName !== undefined && (
        <span className={cx(styles['gives'], styles['notNarrow'])}>{row.counterpart.shopName}</span>
      )}
      {row.mutedUntil !== null && (
        <span className={cx(styles['gives'], styles['notNarrow'])}>
          <Icon name="mute" size="xs" /> {formats.dateTime(row.mutedUntil)}
        </span>
      )}
    </p>
  );
}
