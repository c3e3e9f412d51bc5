import { Facts } from '#renderer/cards/Facts.tsx';
import { statusLook } from '#renderer/cards/model/status.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { mediaUrl } from '#renderer/media/media-url.ts';
import { useMedia } from '#renderer/media/use-media.ts';
import { useSyncStatus } from '#renderer/state/desk.ts';
import { useNow } from '#renderer/state/now.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { LinkButton } from '#renderer/ui/LinkButton.tsx';
import { Pill } from '#renderer/ui/Pill.tsx';
import { cx } from '#renderer/ui/cx.ts';
import { isBare } from '#shared/domain/card.ts';
import type { CardRow, OrderItem } from '#shared/domain/message.ts';
import styles from './card.module.css';
import { useThreadActions } from './context.ts';
import { withKeys } from './model/keys.ts';
import { cardKind, cardName } from './model/name.ts';

/** An order or a product as it was when the message was written: always with its age (docs/api.md section 4.4). */
export function Card({ card }: { readonly card: CardRow }) {
  const words = useWords();
  return (
    // A region each would make as many landmarks as there are cards.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would bring a form's semantics
    <div className={styles['card']} role="group" aria-label={cardName(card, words)}>
      {isBare(card) ? <Bare card={card} /> : <Snapshot card={card} />}
    </div>
  );
}

/** Only what it is about, and the way there: what nobody told can't be drawn, and has no age. */
function Bare({ card }: { readonly card: CardRow }) {
  return (
    <div className={styles['bare']}>
      <Head card={card} />
      <Actions card={card} />
    </div>
  );
}

function Snapshot({ card }: { readonly card: CardRow }) {
  return (
    <>
      {card.kind === 'product' ? <Product card={card} /> : <Order card={card} />}
      {card.extra.length > 0 && <Facts rows={card.extra} className={styles['extra']} />}
      <Foot card={card} />
    </>
  );
}

function Head({ card }: { readonly card: CardRow }) {
  const words = useWords();
  // A button alone says by itself where it leads.
  if (card.kind === 'unknown' && card.title === null && card.actionUrl !== null) return null;
  return (
    <p className={styles['head']}>
      <Icon name={card.kind === 'unknown' ? 'info' : card.kind} size="sm" />
      {cardKind(card, words)}
      {card.title !== null && <b>{card.title}</b>}
      <Status status={card.status} />
    </p>
  );
}

function Order({ card }: { readonly card: CardRow }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <>
      <Head card={card} />
      {withKeys(card.items, (item) => item.name).map(([key, item]) => (
        <Item key={key} item={item} />
      ))}
      {card.total !== null && (
        <p className={styles['total']}>
          <span>{words('thread.card.total')}</span>
          <span>{formats.rupiah(card.total)}</span>
        </p>
      )}
    </>
  );
}

function Item({ item }: { readonly item: OrderItem }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <div className={cx(styles['item'], item.imageUrl === null && styles['itemPlain'])}>
      {item.imageUrl !== null && <CardPicture url={item.imageUrl} className={styles['thumb']} />}
      <span className={styles['name']}>{item.name}</span>
      <span className={styles['sub']}>
        {item.quantity !== null && words('thread.card.quantity', { count: item.quantity })}
      </span>
      {item.price !== null && <span className={styles['money']}>{formats.rupiah(item.price)}</span>}
    </div>
  );
}

/** Decoration beside its name: what can't be had is a sign of a product, and no broken picture. */
function CardPicture({ url, className }: { readonly url: string; readonly className: string | undefined }) {
  const media = useMedia({ mediaId: url.slice(mediaUrl({ mediaId: '' }).length) });
  if (media.failed) {
    return (
      <span className={cx(className, styles['noPicture'])}>
        <Icon name="product" />
      </span>
    );
  }
  return <img className={className} src={media.src} alt="" loading="lazy" onError={media.onError} />;
}

function Product({ card }: { readonly card: CardRow }) {
  const words = useWords();
  const formats = useFormats();
  const price = card.total ?? card.items[0]?.price ?? null;
  const picture = card.imageUrl ?? card.items[0]?.imageUrl ?? null;
  return (
    <div className={styles['product']}>
      {picture === null ? (
        <span className={styles['productIcon']}>
          <Icon name="product" />
        </span>
      ) : (
        <CardPicture url={picture} className={styles['productPicture']} />
      )}
      <p className={styles['productText']}>
        <span className={styles['kind']}>
          <Icon name="product" size="xs" />
          <span>{card.shopName === null ? cardKind(card, words) : `${cardKind(card, words)} · ${card.shopName}`}</span>
        </span>
        {card.title !== null && (
          <span className={styles['productName']} title={card.title}>
            {card.title}
          </span>
        )}
        {price !== null && <span className={styles['price']}>{formats.rupiah(price)}</span>}
      </p>
      <span className={styles['pills']}>
        {card.stock !== null && <Stock count={card.stock} />}
        {/* That it is on sale is what its stock says already. */}
        {(card.stock === null || !isOnSale(card.status)) && <Status status={card.status} />}
      </span>
    </div>
  );
}

function Status({ status }: { readonly status: string | null }) {
  const words = useWords();
  if (status === null || status === '') return null;
  const look = statusLook(status);
  return (
    <span className={styles['pill']}>
      {look === null ? (
        <Pill>{status}</Pill>
      ) : (
        <Pill tone={look.tone} icon={look.icon}>
          {words(look.word)}
        </Pill>
      )}
    </span>
  );
}

function Stock({ count }: { readonly count: number }) {
  const words = useWords();
  return count > 0 ? (
    <Pill tone="success">{words('content.stock', { count })}</Pill>
  ) : (
    <Pill tone="danger" icon="x">
      {words('content.outOfStock')}
    </Pill>
  );
}

function isOnSale(status: string | null): boolean {
  return status !== null && statusLook(status)?.word === 'status.active';
}

function Foot({ card }: { readonly card: CardRow }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const age =
    card.asOf === null
      ? words('thread.card.ageUnknown')
      : words('thread.card.asOfAge', { time: formats.moment(card.asOf, now), age: formats.age(card.asOf, now) });
  return (
    <div className={styles['foot']}>
      <span>{age}</span>
      <Actions card={card} />
    </div>
  );
}

/** Opens its page in the browser; without a network the link can be taken along instead. */
function Actions({ card: { kind, actionUrl, actionAllowed } }: { readonly card: CardRow }) {
  const words = useWords();
  const actions = useThreadActions();
  // Where the server does not answer the line says that we are offline; its pages would not answer either.
  const connection = useSyncStatus()?.connection ?? 'online';
  const offline = connection === 'offline' || connection === 'captive-portal' || connection === 'server-down';
  if (actionUrl === null) return null;
  return (
    <span className={styles['acts']}>
      {offline && (
        <LinkButton onClick={() => actions.copy(actionUrl, 'link')}>{words('thread.action.copyLink')}</LinkButton>
      )}
      <LinkButton
        disabled={offline}
        title={offline ? words('content.needsNetwork') : undefined}
        onClick={() => actions.openLink(actionUrl, actionAllowed)}
      >
        {words(OPEN[kind])}
      </LinkButton>
    </span>
  );
}

const OPEN = {
  order: 'thread.card.openOrder',
  product: 'thread.card.openProduct',
  unknown: 'thread.card.open',
} as const satisfies Record<CardRow['kind'], string>;
