import type { KeyboardEvent } from 'react';
import { useRef } from 'react';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { useCounts, useDesk, useInbox } from '../state/desk.ts';
import styles from './inbox.module.css';

const TABS = ['unread', 'all', 'mine'] as const;

/** Unread, All, Mine; arrows move and choose. */
export function InboxTabs({ panelId }: { readonly panelId: string }) {
  const words = useWords();
  const formats = useFormats();
  const { inbox } = useDesk();
  const counts = useCounts();
  const filter = useInbox((state) => state.filter);
  const list = useRef<HTMLDivElement>(null);
  const count = {
    unread: counts?.unreadConversations,
    all: counts?.allConversations,
    mine: counts?.mineConversations,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || event.altKey) return;
    event.preventDefault();
    const at = TABS.findIndex((tab) => tab === filter);
    const to = (at + step + TABS.length) % TABS.length;
    inbox.setFilter(TABS[to] ?? 'all');
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus();
  };
  return (
    <div
      ref={list}
      className={styles['tabs']}
      role="tablist"
      aria-label={words('inbox.tabs')}
      onKeyDown={onKeyDown}
      tabIndex={-1}
    >
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          className={styles['tab']}
          aria-selected={filter === tab}
          aria-controls={panelId}
          tabIndex={filter === tab ? 0 : -1}
          onClick={() => inbox.setFilter(tab)}
        >
          {words(`inbox.tab.${tab}`)}
          {count[tab] !== undefined && <span className={styles['count']}>{formats.number(count[tab])}</span>}
        </button>
      ))}
    </div>
  );
}
