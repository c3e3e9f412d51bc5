import type { ComponentProps, FocusEvent, KeyboardEvent } from 'react';
import { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { VirtuosoHandle } from 'react-virtuoso';
import { Virtuoso } from 'react-virtuoso';
import type { ConversationRow } from '#shared/domain/conversation.ts';
import type { ConversationId, TypingPerson } from '#shared/domain/message.ts';
import { describeError } from '../i18n/describe-error.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import { useDesk, useInbox, useLayout } from '../state/desk.ts';
import { useNow } from '../state/now.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { InboxRow } from './InboxRow.tsx';
import styles from './inbox.module.css';

const NOBODY: readonly TypingPerson[] = [];

interface ListContext {
  readonly activeId: string | undefined;
  readonly label: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly more: 'none' | 'loading' | 'failed';
  readonly retry: () => void;
  readonly moreText: string;
  readonly retryText: string;
}

/**
 * The listbox. It has the focus itself and names the active option (`aria-activedescendant`): a row that is scrolled away and taken out of
 * the page can't take the focus with it.
 */
export function ConversationList() {
  const words = useWords();
  const formats = useFormats();
  const { inbox } = useDesk();
  const rows = useInbox((state) => state.rows);
  const typing = useInbox((state) => state.typing);
  const filter = useInbox((state) => state.filter);
  const next = useInbox((state) => state.next);
  const loadingMore = useInbox((state) => state.loadingMore);
  const moreError = useInbox((state) => state.moreError);
  const openId = useLayout((state) => state.open?.conversationId ?? null);
  const openConversation = useLayout((state) => state.openConversation);
  const now = useNow();
  const listId = useId();
  const virtuoso = useRef<VirtuosoHandle>(null);
  const [cursor, setCursor] = useState<ConversationId | null>(null);
  const active = cursor ?? openId ?? rows[0]?.id ?? null;
  const activeIndex = rows.findIndex((row) => row.id === active);
  const scroller = useSteadyRows(rows, filter);

  // Another conversation was opened: the keyboard goes on from there.
  useEffect(() => setCursor(null), [openId]);
  useEffect(() => {
    const index = rows.findIndex((row) => row.id === openId);
    if (index >= 0) virtuoso.current?.scrollIntoView({ index, behavior: 'auto' });
    // Only when another one is opened: a live change must not move the list.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, [openId, filter]);

  const open = useCallback((id: ConversationId) => openConversation(id), [openConversation]);
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const row = rows[activeIndex];
      const target = keyTarget(event.key, activeIndex, rows.length);
      if (target !== null) {
        event.preventDefault();
        const moved = rows[target];
        if (moved) setCursor(moved.id);
        virtuoso.current?.scrollIntoView({ index: target, behavior: 'auto' });
      } else if ((event.key === 'Enter' || event.key === ' ') && row) {
        event.preventDefault();
        open(row.id);
        // On to writing; once the thread that opens has drawn its box.
        if (event.key === 'Enter') requestAnimationFrame(() => requestAnimationFrame(focusMessageBox));
      }
    },
    [activeIndex, rows, open],
  );

  const context = useMemo<ListContext>(
    () => ({
      activeId: active === null || activeIndex < 0 ? undefined : optionId(listId, active),
      label: words('inbox.conversations'),
      onKeyDown,
      more: moreError ? 'failed' : loadingMore ? 'loading' : 'none',
      retry: () => inbox.loadMore(),
      moreText: moreError
        ? `${words('inbox.errorMore')} ${describeError(words, formats, moreError)}`
        : words('inbox.loadingMore'),
      retryText: words('ui.tryAgain'),
    }),
    [active, activeIndex, listId, words, formats, onKeyDown, moreError, loadingMore, inbox],
  );

  return (
    <Virtuoso<ConversationRow, ListContext>
      // Another list begins at its top.
      key={filter}
      ref={virtuoso}
      className={styles['rows']}
      data={rows}
      context={context}
      computeItemKey={(_index, row) => row.id}
      components={COMPONENTS}
      scrollerRef={scroller}
      increaseViewportBy={400}
      endReached={() => inbox.loadMore()}
      itemContent={(index, row) => (
        <InboxRow
          id={optionId(listId, row.id)}
          row={row}
          typing={typing.get(row.id) ?? NOBODY}
          selected={row.id === openId}
          active={row.id === active}
          position={index + 1}
          setSize={next === null ? rows.length : -1}
          now={now}
          showWait={filter === 'needs-reply'}
          onOpen={open}
        />
      )}
    />
  );
}

function optionId(listId: string, conversationId: ConversationId): string {
  return `${listId}-${conversationId}`;
}

/** Where a key leads; null for keys that do not move. */
function keyTarget(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'PageDown':
      return Math.min(count - 1, index + 8);
    case 'PageUp':
      return Math.max(0, index - 8);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/**
 * Live sorting without jumping: when rows move while the list is scrolled, what is at the top of the screen stays there. At the very top
 * nothing is held, so that what is new comes into view.
 */
function useSteadyRows(
  rows: readonly ConversationRow[],
  filter: string,
): (element: HTMLElement | Window | null) => void {
  const element = useRef<HTMLElement | null>(null);
  const before = useRef({ rows, filter });
  useLayoutEffect(() => {
    const last = before.current;
    before.current = { rows, filter };
    const list = element.current;
    if (!list || last.filter !== filter || last.rows === rows) return;
    const first = list.querySelector<HTMLElement>('[role="option"]');
    const height = first?.parentElement?.getBoundingClientRect().height ?? 0;
    if (height === 0 || list.scrollTop < height) return;
    const anchor = last.rows[Math.floor(list.scrollTop / height)];
    const movedTo = anchor ? rows.findIndex((row) => row.id === anchor.id) : -1;
    const movedFrom = anchor ? last.rows.indexOf(anchor) : -1;
    // A row that itself jumped to the top is no anchor: the one below it is.
    const steady = anchor && movedTo < movedFrom - 1 ? last.rows[movedFrom + 1] : anchor;
    if (!steady) return;
    const to = rows.findIndex((row) => row.id === steady.id);
    const from = last.rows.indexOf(steady);
    if (to >= 0 && to !== from) list.scrollTop += (to - from) * height;
  }, [rows, filter]);
  return useCallback((scroller) => {
    element.current = scroller instanceof HTMLElement ? scroller : null;
  }, []);
}

function focusMessageBox(): void {
  document.querySelector<HTMLElement>('main textarea')?.focus();
}

/** A click on a row would leave the focus on it; the list keeps it. */
function keepFocus(event: FocusEvent<HTMLElement>): void {
  if (event.target.getAttribute('role') === 'option') event.currentTarget.focus({ preventScroll: true });
}

function Scroller({ context, children, ref, ...rest }: ComponentProps<'div'> & { context?: ListContext }) {
  return (
    <div
      {...rest}
      ref={ref}
      role="listbox"
      aria-label={context?.label}
      aria-activedescendant={context?.activeId}
      tabIndex={0}
      onKeyDown={context?.onKeyDown}
      onFocus={keepFocus}
    >
      {children}
    </div>
  );
}

function Item({
  context: _context,
  item: _item,
  children,
  ...rest
}: ComponentProps<'div'> & { context?: ListContext; item?: unknown }) {
  return (
    <div {...rest} role="presentation" className={styles['item']}>
      {children}
    </div>
  );
}

function List({ context: _context, children, ref, ...rest }: ComponentProps<'div'> & { context?: ListContext }) {
  return (
    <div {...rest} ref={ref} role="presentation">
      {children}
    </div>
  );
}

function Footer({ context }: { readonly context?: ListContext }) {
  if (!context || context.more === 'none') return <div className={styles['end']} role="presentation" />;
  return (
    <div className={styles['more']} role="presentation">
      <span>{context.moreText}</span>
      {context.more === 'failed' && <LinkButton onClick={context.retry}>{context.retryText}</LinkButton>}
    </div>
  );
}

function Header() {
  return <div className={styles['start']} role="presentation" />;
}

const COMPONENTS = { Scroller, Item, List, Footer, Header };
