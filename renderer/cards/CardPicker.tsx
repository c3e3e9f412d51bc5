import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useLinkHosts } from '#renderer/state/desk.ts';
import { useNow } from '#renderer/state/now.ts';
import { cardKind } from '#renderer/thread/model/name.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { cx } from '#renderer/ui/cx.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { SeenCard } from '#shared/contract/engine.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import styles from './cards.module.css';
import { cardLink, cardOfLink } from './model/card-text.ts';

const ASK_AFTER_MS = 120;
const SHOWN = 30;
/** Among these a pasted link is looked for. */
const MOST = 50;

/** Products and orders that came up on this computer, the open conversation's first. */
export function CardPicker({
  conversationId,
  onPick,
}: {
  readonly conversationId: ConversationId | null;
  readonly onPick: (card: SeenCard) => void;
}) {
  const words = useWords();
  const listId = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const { cards, fresh } = useSeenCards(text, conversationId);
  // Pressed before the answer to what was typed: it takes the first of that answer.
  const entered = useRef(false);
  useEffect(() => {
    if (!entered.current || !fresh) return;
    entered.current = false;
    const first = cards?.[0];
    if (first !== undefined) onPick(first);
  }, [fresh, cards, onPick]);
  const at = Math.min(active, (cards?.length ?? 1) - 1);
  const current = cards?.[at] ?? null;

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const count = cards?.length ?? 0;
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !fresh) {
      event.preventDefault();
      entered.current = true;
    } else if (count === 0) {
      return;
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = (at + (event.key === 'ArrowDown' ? 1 : count - 1)) % count;
      setActive(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && current !== null) {
      event.preventDefault();
      onPick(current);
    }
  };

  return (
    <div className={styles['picker']}>
      <input
        className={styles['field']}
        type="search"
        role="combobox"
        aria-label={words('cards.search')}
        aria-expanded={(cards?.length ?? 0) > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={current === null ? undefined : `${listId}-${at}`}
        placeholder={words('cards.placeholder')}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
          entered.current = false;
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label={words('cards.list')} className={styles['list']}>
        {cards?.map((seen, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the field's, which has the focus
          <div
            key={keyOf(seen)}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={cx(styles['option'], index === at && styles['active'])}
            onMouseDown={(event) => event.preventDefault()}
            onMouseMove={() => setActive(index)}
            onClick={() => onPick(seen)}
          >
            <SeenCardLine seen={seen} />
          </div>
        ))}
      </div>
      {cards?.length === 0 && (
        <p className={styles['none']}>{words(text.trim() === '' ? 'cards.noneYet' : 'cards.noneFound')}</p>
      )}
    </div>
  );
}

function keyOf({ card, contentType, metadata }: SeenCard): string {
  return `${contentType}:${JSON.stringify(metadata['order_id'] ?? metadata['product_id'] ?? card.title)}`;
}

/** One line: what it is, its name, its sum, how old the data is. */
export function SeenCardLine({ seen }: { readonly seen: SeenCard }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const { card, here } = seen;
  const details = [
    cardKind(card, words),
    card.total === null ? null : formats.rupiah(card.total),
    card.asOf === null ? null : words('thread.card.asOf', { time: formats.moment(card.asOf, now) }),
  ].filter((part) => part !== null);
  return (
    <span className={styles['line']}>
      <Icon name={card.kind === 'product' ? 'product' : 'order'} size="sm" />
      <span className={styles['name']}>{card.title ?? cardKind(card, words)}</span>
      {here && <span className={styles['here']}>{words('cards.here')}</span>}
      <span className={styles['details']}>{details.join(' · ')}</span>
    </span>
  );
}

/** Null until the first answer. `fresh`: they answer what is typed now. */
function useSeenCards(
  text: string,
  conversationId: ConversationId | null,
): { readonly cards: readonly SeenCard[] | null; readonly fresh: boolean } {
  const bridge = useBridge();
  const linkHosts = useLinkHosts();
  const [answered, setAnswered] = useState<{ of: string; cards: readonly SeenCard[] } | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () => {
        const link = cardLink(text, linkHosts);
        const wanted = link === null ? { text: text.trim().slice(0, 200), limit: SHOWN } : { text: '', limit: MOST };
        void ask(bridge, 'cards.search', { ...wanted, conversationId }).then((answer) => {
          if (!current || !answer.ok) return;
          const linked = link === null ? null : cardOfLink(link, answer.value);
          setAnswered({ of: text, cards: link === null ? answer.value : linked === null ? [] : [linked] });
        });
      },
      text === '' ? 0 : ASK_AFTER_MS,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [bridge, text, conversationId, linkHosts]);
  return { cards: answered?.cards ?? null, fresh: answered?.of === text };
}
