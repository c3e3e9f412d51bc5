import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react';
import { Virtuoso } from 'react-virtuoso';
import type { IndexLocationWithAlign, VirtuosoHandle } from 'react-virtuoso';
import { useStore } from 'zustand';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { SelectionBar } from '#renderer/forward/SelectionBar.tsx';
import { useSettings } from '#renderer/state/desk.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { MessageKey, MessageRow } from '#shared/domain/message.ts';
import { useThreadStore } from './answered-by.ts';
import { Guard } from './Guard.tsx';
import { DayLine, HoleLine, NewLine } from './LogLines.tsx';
import { Message } from './Message.tsx';
import { selectedMessages } from './copy-selection.ts';
import { copiedLines } from './model/copied-lines.ts';
import type { ThreadItem } from './model/items.ts';
import { SelectedSpan } from './selected-span.ts';
import { seenIn, useEachFrame } from './sight.ts';
import styles from './thread.module.css';

/** How long a message that was jumped to stays ringed. */
const MARK_MS = 2_000;
/** Frames after which a message is taken as shown, whatever the list says: about two seconds. */
const SCROLL_TRIES = 120;

/** Nearer to the end than this is at the end. */
const AT_BOTTOM_PX = 48;

interface ListContext {
  readonly markedKey: MessageKey | null;
}

/** The messages, of which only those near the screen are drawn. Built anew for each opening of the conversation. */
export function MessageLog({ focused }: { readonly focused: boolean }) {
  const words = useWords();
  const formats = useFormats();
  const thread = useThreadStore();
  const { readPolicy } = useSettings();
  const view = useRef<VirtuosoHandle>(null);
  const items = useItems();
  const { firstItemIndex, opening, scroll } = useStore(thread.store);
  const [markedKey, setMarkedKey] = useState<MessageKey | null>(null);
  const latest = useRef(items);
  useEffect(() => {
    latest.current = items;
  }, [items]);

  // The list calls it with what scrolls, and with nothing when it goes.
  const { scroller, take, grown } = useStickyBottom();

  const look = useEachFrame(() => {
    if (scroller.current === null) return;
    const seen = seenIn(scroller.current);
    if (seen !== null) thread.see(seen, readPolicy === 'on-view');
  });

  useEffect(() => thread.focused(focused), [thread, focused]);
  // Whatever was drawn anew may have brought something else on screen.
  useEffect(look);

  // Where the list begins is decided once for each opening.
  const [start, setStart] = useState<{ opening: number; at: IndexLocationWithAlign }>(() => ({
    opening,
    at: startOf(items, thread.place),
  }));
  if (start.opening !== opening) setStart({ opening, at: startOf(items, thread.place) });

  useEffect(() => {
    if (scroll === null) return undefined;
    const index = latest.current.findIndex((item) => item.key === scroll.key);
    if (index < 0) return undefined;
    // A list that has just been built measures itself first, and on a busy computer for a while: it is asked until the message is in view.
    let tries = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const go = (): void => {
      view.current?.scrollToIndex({ index, align: scroll.align, behavior: 'auto' });
      tries += 1;
      if (tries < SCROLL_TRIES && !isInView(scroller.current, scroll.key)) {
        frame = requestAnimationFrame(go);
      } else if (scroll.mark) {
        setMarkedKey(scroll.key);
        timer = setTimeout(() => setMarkedKey(null), MARK_MS);
        focusSoon(scroller, scroll.key);
      }
    };
    let frame = requestAnimationFrame(go);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [scroll, scroller]);

  const moveTo = useCallback(
    (index: number): void => {
      const item = latest.current[index];
      if (item === undefined) return;
      view.current?.scrollIntoView({
        index,
        behavior: 'auto',
        done: () => focusSoon(scroller, item.key),
      });
    },
    [scroller],
  );

  const [span] = useState(() => new SelectedSpan());
  const rows = (): readonly MessageRow[] => latest.current.map((item) => item.row);
  const onCopy = (event: ClipboardEvent<HTMLElement>): void => {
    // The page tells of a changed selection a little later; a quick hand copies before.
    if (scroller.current !== null) span.note(scroller.current, document.getSelection());
    const parts = selectedMessages(rows(), span);
    if (parts.length === 0) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', copiedLines(parts, words, formats));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Menus and pickers of a message stand elsewhere on the page, but their keys come by here.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    const article = event.target instanceof HTMLElement ? event.target.closest('article') : null;
    // Keys inside a message's own controls belong to them.
    if (article !== null && event.target !== article) return;
    const at = article === null ? -1 : latest.current.findIndex((item) => item.key === article.dataset['key']);
    const last = latest.current.length - 1;
    switch (event.key) {
      case 'ArrowUp':
        event.preventDefault();
        moveTo(at < 0 ? lastSeen(scroller.current, latest.current) : Math.max(0, at - 1));
        break;
      case 'ArrowDown':
        event.preventDefault();
        moveTo(at < 0 ? lastSeen(scroller.current, latest.current) : Math.min(last, at + 1));
        break;
      case 'Home':
        event.preventDefault();
        moveTo(0);
        break;
      case 'End':
        event.preventDefault();
        if (thread.store.getState().window.newer) void thread.toNewest();
        else moveTo(last);
        break;
      default:
    }
  };

  return (
    <>
      <Virtuoso<ThreadItem, ListContext>
        key={opening}
        ref={view}
        className={styles['log']}
        role="log"
        aria-label={words('thread.messages')}
        aria-live="off"
        tabIndex={0}
        data={items}
        context={{ markedKey }}
        computeItemKey={(_index, item) => item.key}
        itemContent={drawItem}
        firstItemIndex={firstItemIndex}
        initialTopMostItemIndex={start.at}
        components={COMPONENTS}
        increaseViewportBy={{ top: 600, bottom: 400 }}
        atBottomThreshold={AT_BOTTOM_PX}
        alignToBottom
        followOutput={(atBottom) => (atBottom || isOwnUnsent(latest.current.at(-1)) ? 'auto' : false)}
        atBottomStateChange={(atBottom) => {
          thread.atBottom(atBottom);
          look();
        }}
        startReached={() => {
          // What only the server may have is asked for by itself once; after a failure the agent decides.
          if (thread.store.getState().olderError === null) void thread.loadOlder();
        }}
        endReached={() => void thread.loadNewer()}
        rangeChanged={look}
        onScroll={look}
        onKeyDown={onKeyDown}
        onCopy={onCopy}
        scrollerRef={take}
        totalListHeightChanged={grown}
      />
      <SelectionBar log={() => scroller.current} rows={rows} span={span} />
    </>
  );
}

interface StickyBottom {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly take: (element: HTMLElement | Window | null) => void;
  /** The height of all rows together has changed. */
  readonly grown: () => void;
}

/** What was at the end stays at the end: when the composer grows, when a notice comes, when the last message gets a reaction. */
function useStickyBottom(): StickyBottom {
  const scroller = useRef<HTMLElement | null>(null);
  const observer = useRef<ResizeObserver | null>(null);
  /** Heights when it was last looked at; the position has not moved since by itself. */
  const before = useRef({ frame: 0, content: 0 });
  useEffect(() => () => observer.current?.disconnect(), []);
  const settle = useCallback((): void => {
    const box = scroller.current;
    if (box === null) return;
    const { frame, content } = before.current;
    const below = content - box.scrollTop - frame;
    const tighter = box.clientHeight < frame || box.scrollHeight > content;
    if (content > 0 && tighter && below <= AT_BOTTOM_PX) box.scrollTop = box.scrollHeight;
    before.current = { frame: box.clientHeight, content: box.scrollHeight };
  }, []);
  const take = useCallback(
    (element: HTMLElement | Window | null): void => {
      observer.current?.disconnect();
      observer.current = null;
      scroller.current = element instanceof HTMLElement ? element : null;
      before.current = { frame: 0, content: 0 };
      if (scroller.current === null || typeof ResizeObserver === 'undefined') return;
      observer.current = new ResizeObserver(settle);
      observer.current.observe(scroller.current);
    },
    [settle],
  );
  return { scroller, take, grown: settle };
}

/** Items of the window as it is now; those that did not change stay the same objects. */
function useItems(): readonly ThreadItem[] {
  const thread = useThreadStore();
  const window = useStore(thread.store, (state) => state.window);
  const divider = useStore(thread.store, (state) => state.divider);
  return useMemo(() => thread.items(window, divider), [thread, window, divider]);
}

function startOf(
  items: readonly ThreadItem[],
  place: { readonly key: MessageKey; readonly offset: number } | null,
): IndexLocationWithAlign {
  const first = items.findIndex((item) => item.newCount !== null);
  // A little of what was read stays in view above the line.
  if (first >= 0) return { index: first, align: 'start', offset: -72 };
  const left = place === null ? -1 : items.findIndex((item) => item.key === place.key);
  if (left >= 0 && place !== null) return { index: left, align: 'start', offset: place.offset };
  return { index: 'LAST', align: 'end' };
}

function isOwnUnsent(item: ThreadItem | undefined): boolean {
  return item?.row.own === true && item.row.unsent !== null;
}

function lastSeen(scroller: HTMLElement | null, items: readonly ThreadItem[]): number {
  const frame = scroller?.getBoundingClientRect();
  if (scroller === null || frame === undefined) return items.length - 1;
  const seen = [...scroller.querySelectorAll<HTMLElement>('article[data-key]')].findLast(
    (article) => article.getBoundingClientRect().top < frame.bottom,
  );
  const index = items.findIndex((item) => item.key === seen?.dataset['key']);
  return index < 0 ? items.length - 1 : index;
}

/** Drawn, shown, and not above or below what is on screen. Without layout, drawn is enough. */
function isInView(scroller: HTMLElement | null, key: MessageKey): boolean {
  const article = scroller?.querySelector<HTMLElement>(`article[data-key="${CSS.escape(key)}"]`);
  if (!scroller || !article) return false;
  const frame = scroller.getBoundingClientRect();
  if (frame.height === 0) return true;
  const box = article.getBoundingClientRect();
  return getComputedStyle(article).visibility === 'visible' && box.top < frame.bottom && box.bottom > frame.top;
}

/** The row may be drawn a frame or two after the list was told to go there. */
function focusSoon(scroller: { readonly current: HTMLElement | null }, key: MessageKey, tries = 10): void {
  const article = scroller.current?.querySelector<HTMLElement>(`article[data-key="${CSS.escape(key)}"]`);
  if (article) article.focus({ preventScroll: true });
  else if (tries > 0) requestAnimationFrame(() => focusSoon(scroller, key, tries - 1));
}

function drawItem(_index: number, item: ThreadItem, { markedKey }: ListContext) {
  return <LogItem item={item} marked={item.key === markedKey} />;
}

const COMPONENTS = { Header: ListHead, Footer: ListFoot };

const LogItem = memo(function LogItem({ item, marked }: { readonly item: ThreadItem; readonly marked: boolean }) {
  const thread = useThreadStore();
  const filling = useStore(thread.store, (state) => state.filling);
  const { hole } = item;
  return (
    <div className={cx(styles['item'], item.isNext && styles['itemNext'])}>
      {hole !== null && (
        <HoleLine hole={hole} filling={filling?.beforeId === hole.beforeId} onFill={() => void thread.fill(hole)} />
      )}
      {item.day !== null && <DayLine at={item.day} />}
      {item.newCount !== null && <NewLine count={item.newCount} />}
      {item.guard !== null && <Guard held={item.guard} />}
      <Message
        row={item.row}
        isNext={item.isNext}
        hasNext={item.hasNext}
        turn={item.turn}
        readers={item.readers}
        marked={marked}
      />
    </div>
  );
});

/** Above the first message, of one height whatever it says: the beginning, or how older ones come. */
function ListHead() {
  const words = useWords();
  const formats = useFormats();
  const thread = useThreadStore();
  const { loadingOlder, olderError, window } = useStore(thread.store);
  if (window.rows.length === 0 && window.older === 'none') return null;
  return (
    <div className={styles['listHead']}>
      {window.older === 'none' ? (
        <p>{words('thread.beginning')}</p>
      ) : loadingOlder ? (
        <p>{words('thread.older.loading')}</p>
      ) : (
        <p>
          {olderError !== null && (
            <>
              <Icon name="gap" size="sm" />
              {words('thread.older.failed', { reason: describeError(words, formats, olderError) })}
            </>
          )}
          <LinkButton onClick={() => void thread.loadOlder()}>{words('thread.older.load')}</LinkButton>
        </p>
      )}
    </div>
  );
}

function ListFoot() {
  return <div className={styles['listFoot']} />;
}
