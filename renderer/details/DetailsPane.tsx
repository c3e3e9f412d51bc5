import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import { Facts } from '#renderer/cards/Facts.tsx';
import { composersOf } from '#renderer/composer/state/composers.ts';
import type { Formats } from '#renderer/i18n/formats.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import type { Words } from '#renderer/i18n/words.ts';
import { useConversationRow, useSyncStatus } from '#renderer/state/desk.ts';
import { useNow } from '#renderer/state/now.ts';
import { useThreadActionsOf } from '#renderer/thread/actions.ts';
import { Card } from '#renderer/thread/Card.tsx';
import type { ThreadOffer } from '#renderer/thread/context.ts';
import { ThreadActionsContext, ThreadOfferContext } from '#renderer/thread/context.ts';
import type { OpenDialog } from '#renderer/thread/MessageDialogs.tsx';
import { MessageDialogs } from '#renderer/thread/MessageDialogs.tsx';
import { withKeys } from '#renderer/thread/model/keys.ts';
import { threadsOf } from '#renderer/thread/state/threads.ts';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Loading, SkeletonBar } from '#renderer/ui/Skeleton.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { ConversationDetails, ParticipantRow } from '#shared/domain/conversation.ts';
import type { CardRow, ConversationId } from '#shared/domain/message.ts';
import styles from './details.module.css';
import { Files } from './Files.tsx';
import { cardsSeen, filesSeen } from './model/seen.ts';
import { presenceLook } from './model/presence.ts';
import { People, presenceOf } from './People.tsx';

/** Fills `complementary "Details"`, which the shell provides with its heading and close button. */
export function DetailsPane({ conversationId }: { readonly conversationId: ConversationId }) {
  const words = useWords();
  const bridge = useBridge();
  const thread = useMemo(() => threadsOf(bridge).open(conversationId), [bridge, conversationId]);
  const composer = useMemo(() => composersOf(bridge).of(conversationId, null), [bridge, conversationId]);
  const details = useStore(thread.store, (state) => state.details);
  const rows = useStore(thread.store, (state) => state.window.rows);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const actions = useThreadActionsOf({ thread, composer, bridge, setDialog, setPanel: ignore });
  const offer = useOffer();
  const cards = useMemo(() => cardsSeen(rows), [rows]);
  const files = useMemo(() => filesSeen(rows), [rows]);

  if (details === null) {
    return (
      <div className={styles['in']}>
        <Loading label={words('details.loading')}>
          <div className={styles['skeleton']}>
            <SkeletonBar width={62} />
            <SkeletonBar width={46} thin />
            <SkeletonBar width={88} />
          </div>
        </Loading>
      </div>
    );
  }
  const orders = cards.filter((card) => card.kind !== 'product');
  const products = cards.filter((card) => card.kind === 'product');
  return (
    <ThreadActionsContext value={actions}>
      <ThreadOfferContext value={offer}>
        <div className={styles['in']}>
          <Customer details={details} onCopy={(text) => actions.copy(text, 'text')} />
          {orders.length > 0 && (
            <Section title={words('details.orders')} count={orders.length}>
              <div className={styles['cards']}>
                {withKeys(orders, cardKey).map(([key, card]) => (
                  <Card key={key} card={card} />
                ))}
              </div>
            </Section>
          )}
          {products.length > 0 && (
            <Section title={words('details.products')} count={products.length}>
              <div className={styles['cards']}>
                {withKeys(products, cardKey).map(([key, card]) => (
                  <Card key={key} card={card} />
                ))}
              </div>
            </Section>
          )}
          {details.metadata.length > 0 && (
            <Section title={words('details.about')} aside={words('details.metadata')}>
              <Facts rows={details.metadata} className={styles['about']} />
            </Section>
          )}
          {files.length > 0 && (
            <Section title={words('details.files')} count={files.length} aside={words('details.seenSoFar')}>
              <Files files={files} onView={actions.view} onSave={actions.save} />
            </Section>
          )}
          <Section title={words('details.people')} count={details.participants.length}>
            <People details={details} />
          </Section>
        </div>
        <MessageDialogs
          open={dialog}
          onClose={() => setDialog(null)}
          onDelete={ignore}
          onOpenLink={(url) => actions.openLink(url, true)}
          onCopyLink={(url) => actions.copy(url, 'link')}
        />
      </ThreadOfferContext>
    </ThreadActionsContext>
  );
}

function cardKey({ kind, ids, title }: CardRow): string {
  return `${kind}:${ids[0] ?? title ?? ''}`;
}

function ignore(): void {
  // Nothing in this pane leads there.
}

/** Cards need to know only whether links can be opened. */
function useOffer(): ThreadOffer {
  const connection = useSyncStatus()?.connection ?? 'online';
  const offline = connection === 'offline' || connection === 'captive-portal';
  return useMemo(() => ({ write: false, react: false, edit: false, remove: false, offline }), [offline]);
}

export function Section({
  title,
  count,
  aside,
  children,
}: {
  readonly title: string;
  readonly count?: number;
  readonly aside?: string;
  readonly children: ReactNode;
}) {
  const formats = useFormats();
  return (
    <section className={styles['section']} aria-label={title}>
      <h3 className={styles['heading']}>
        {title}
        {count !== undefined && count > 1 && <span className={styles['count']}>{formats.number(count)}</span>}
        {aside !== undefined && <span className={styles['aside']}>{aside}</span>}
      </h3>
      {children}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt title={name}>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Customer({
  details,
  onCopy,
}: {
  readonly details: ConversationDetails;
  readonly onCopy: (text: string) => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const inboxRow = useConversationRow(details.row.id);
  const row = inboxRow ?? details.row;
  const customer = leadOf(details);
  const presence = customer === null ? null : presenceOf(customer, words, formats, now);
  const look = customer === null ? null : presenceLook(customer, now);
  const email = customer?.email ?? null;
  return (
    <section className={styles['section']} aria-label={words('details.customer')}>
      <div className={styles['person']}>
        <span className={cx(look !== null && styles['presenceDot'])} data-presence={look}>
          <Avatar person={customer?.person ?? row.counterpart} size="lg" fallbackName={row.title} />
        </span>
        <div>
          <p className={styles['name']}>{customer?.person.name ?? row.title}</p>
          <p className={styles['role']}>
            {[
              customer === null ? null : words(`thread.role.${customer.person.role}`),
              customer?.person.shopName ?? null,
              presence,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </p>
        </div>
      </div>
      <dl className={styles['facts']}>
        {email !== null && (
          <Fact name={words('details.email')}>
            <span>{email}</span>
            <IconButton
              className={styles['small']}
              icon="copy"
              iconSize="xs"
              label={words('details.copyEmail')}
              onClick={() => onCopy(email)}
            />
          </Fact>
        )}
        {row.needsReplySince !== null && (
          <Fact name={words('details.waiting')}>
            {words('details.waitingSince', {
              age: waited(now - row.needsReplySince, words, formats),
              time: formats.moment(row.needsReplySince, now),
            })}
          </Fact>
        )}
        {details.createdAt !== null && (
          <Fact name={words('details.opened')}>{formats.dateTime(details.createdAt)}</Fact>
        )}
      </dl>
    </section>
  );
}

/** Hours say little beyond two days. */
function waited(milliseconds: number, words: Words, formats: Formats): string {
  const days = Math.floor(milliseconds / 86_400_000);
  return days >= 2 ? words('details.days', { count: days }) : formats.duration(Math.max(0, milliseconds));
}

/** The customer whom the conversation is about: the one the inbox shows, else the first that is one. */
function leadOf({ row, participants }: ConversationDetails): ParticipantRow | null {
  const customers = participants.filter((one) => one.person.role === 'customer');
  const shown = customers.find((one) => one.person.userId !== null && one.person.userId === row.counterpart?.userId);
  return shown ?? customers[0] ?? null;
}
