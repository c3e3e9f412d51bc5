import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { typeIcon, typeReference, typeWord } from '#renderer/inbox/conversation-type.ts';
import { useConversationRow, useDesk, useLayout, useSyncStatus } from '#renderer/state/desk.ts';
import { useNow } from '#renderer/state/now.ts';
import { withKeys } from '#renderer/thread/model/keys.ts';
import { nameOf } from '#renderer/thread/model/name.ts';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { cx } from '#renderer/ui/cx.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Segmented } from '#renderer/ui/Field.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import { SidePane } from '#renderer/ui/SidePane.tsx';
import type { SearchHit } from '#shared/contract/engine.ts';
import type { HitGroup } from './model.ts';
import { grouped, snippet } from './model.ts';
import { MOST_HITS } from './search-store.ts';
import { SearchField } from './SearchField.tsx';
import styles from './search.module.css';

/** Hits of one conversation that are shown before the rest is asked for. */
const SHOWN_FIRST = 3;

/** What is on this computer, searched as one types; a hit opens its message in the thread beside. */
export function SearchPane() {
  const words = useWords();
  const { search, layout } = useDesk();
  const { text, within } = useStore(search);
  const openId = useLayout((state) => state.open?.conversationId ?? null);
  const pane = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const take = (): void => {
      field.current?.focus();
      field.current?.select();
    };
    const input = field.current;
    const { text, asked } = search.getState();
    // What has just been typed, above the inbox, is gone on with; what was searched before is replaced.
    if (text === asked) take();
    else {
      input?.focus();
      input?.setSelectionRange(text.length, text.length);
    }
    return search.subscribe((state, before) => {
      if (state.focus !== before.focus) take();
    });
  }, [search]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const hits = [...(pane.current?.querySelectorAll<HTMLElement>('[data-hit]') ?? [])];
    const at = hits.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown') hits[Math.min(hits.length - 1, at + 1)]?.focus();
    else if (event.key === 'ArrowUp' && at > 0) hits[at - 1]?.focus();
    else if (event.key === 'ArrowUp' && at === 0) field.current?.focus();
    else if (event.key === 'Escape' && at >= 0) field.current?.focus();
    else if (event.key === 'Escape' && text !== '') search.setText('');
    else if (event.key === 'Escape') layout.getState().show('inbox');
    else return;
    event.preventDefault();
  };

  const scope = within ?? openId;
  return (
    // Arrow keys go from the field into the results and back.
    <SidePane ref={pane} aria-label={words('search.label')} onKeyDown={onKeyDown}>
      <div className={styles['head']}>
        <SearchField ref={field} hint={words('search.placeholder')} />
      </div>
      {scope !== null && (
        <div className={styles['scope']}>
          <Segmented
            label={words('search.where')}
            value={within === null ? 'everywhere' : 'here'}
            options={[
              { value: 'everywhere', label: words('search.everywhere') },
              { value: 'here', label: words('search.here') },
            ]}
            onChange={(value) => search.setWithin(value === 'here' ? scope : null)}
          />
          {within !== null && <WithinName conversationId={within} />}
        </div>
      )}
      <Results />
      <Foot />
    </SidePane>
  );
}

function WithinName({ conversationId }: { readonly conversationId: string }) {
  const row = useConversationRow(conversationId);
  return <span className={styles['within']}>{row?.title ?? ''}</span>;
}

function Results() {
  const words = useWords();
  const formats = useFormats();
  const { search } = useDesk();
  const { hits, asked, error, text } = useStore(search);
  if (error !== null) {
    return (
      <div className={styles['results']}>
        <EmptyState icon="alert" title={words('search.failed')}>
          {describeError(words, formats, error)}
        </EmptyState>
      </div>
    );
  }
  if (text.trim() === '' || hits === null) {
    return (
      <div className={styles['results']}>
        {text.trim() === '' && (
          <EmptyState icon="search" title={words('search.empty.title')}>
            {words('search.empty.text')}
          </EmptyState>
        )}
      </div>
    );
  }
  if (hits.length === 0) {
    return (
      <div className={styles['results']} role="status">
        <EmptyState icon="search" title={words('search.none.title', { text: asked.trim() })}>
          {words('search.none.text')}
        </EmptyState>
      </div>
    );
  }
  const groups = grouped(hits);
  return (
    <div className={styles['results']}>
      <p className={styles['sum']} role="status">
        <b>
          {hits.length === MOST_HITS
            ? words('search.most', { count: MOST_HITS })
            : words('search.count', { count: hits.length })}
        </b>{' '}
        {words('search.inConversations', { count: groups.length })}
      </p>
      {groups.map((group) => (
        <Group key={group.conversationId} group={group} />
      ))}
    </div>
  );
}

function Group({ group }: { readonly group: HitGroup }) {
  const words = useWords();
  const row = useConversationRow(group.conversationId);
  const [all, setAll] = useState(false);
  const shown = all ? group.hits : group.hits.slice(0, SHOWN_FIRST);
  const rest = group.hits.length - shown.length;
  const reference = row === null ? null : typeReference(row, words);
  return (
    <section className={styles['group']} aria-label={group.title}>
      <h2 className={styles['groupHead']}>
        {row !== null && <Avatar person={row.counterpart} fallbackName={row.title} size="sm" />}
        <span className={styles['groupTitle']}>{group.title}</span>
        {row !== null && (
          <span className={styles['groupType']}>
            <Icon name={typeIcon(row.type)} size="xs" />
            {typeWord(row.type, words)} {reference}
          </span>
        )}
        <span className={styles['groupCount']}>{words('search.count', { count: group.hits.length })}</span>
      </h2>
      <ul>
        {shown.map((hit) => (
          <li key={hit.message.key}>
            <Hit hit={hit} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <LinkButton className={styles['more']} onClick={() => setAll(true)}>
          {words('search.more', { count: rest, title: group.title })}
        </LinkButton>
      )}
    </section>
  );
}

function Hit({ hit }: { readonly hit: SearchHit }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(60_000);
  const { layout } = useDesk();
  const { message, marks } = hit;
  const selected = useLayout(
    ({ open }) => open?.conversationId === hit.conversationId && open.messageId === message.messageId,
  );
  const files = message.attachments.map((attachment) => attachment.filename);
  return (
    <button
      type="button"
      data-hit=""
      className={cx(styles['hit'], selected && styles['selected'])}
      aria-current={selected ? 'true' : undefined}
      onClick={() => layout.getState().openConversation(hit.conversationId, message.messageId)}
    >
      <span className={styles['hitHead']}>
        <span>{nameOf(message.sender, words)}</span> <time>{formats.moment(message.createdAt, now)}</time>
      </span>{' '}
      {message.content !== '' && (
        <span className={styles['hitText']} dir="auto">
          {withKeys(snippet(message.content, marks), (part) => part.text).map(([key, part]) =>
            part.marked ? <mark key={key}>{part.text}</mark> : <span key={key}>{part.text}</span>,
          )}
        </span>
      )}
      {files.length > 0 && (
        <span className={styles['hitFiles']}>
          <Icon name="file" size="sm" />
          {formats.list(files)}
        </span>
      )}
    </button>
  );
}

/** Only what is on this computer is searched: how much that is, and what may still be missing. */
function Foot() {
  const words = useWords();
  const { search } = useDesk();
  const searched = useStore(search, (state) => state.searched);
  const backfill = useSyncStatus()?.backfill ?? null;
  return (
    <footer className={styles['foot']}>
      <Icon name="computer" size="sm" />
      <p>
        {searched !== null && words('search.searched', { count: searched })}{' '}
        {backfill !== null ? words('search.backfill', { count: backfill.conversationsLeft }) : words('search.onlyHere')}
      </p>
    </footer>
  );
}
