import type { OutboxEntry } from '#shared/contract/engine.ts';
import type { ConversationRow, NewConversation } from '#shared/domain/conversation.ts';
import type { ConversationId, Person, UnsentState } from '#shared/domain/message.ts';
import { PLAIN_MESSAGE } from '#shared/domain/message.ts';
import type { RowOf } from '../store/local/rows.ts';
import { draftPreview } from './draft-view.ts';
import { firstText } from './json.ts';
import type { Me } from './people.ts';
import { People } from './people.ts';
import type { LocalReader, MirrorReader } from './readers.ts';

/**
 * A conversation that exists only on this computer so far; also one that was discarded, for as long as messages of it are kept. Null where nothing is left.
 */
export function newConversationRow(
  id: ConversationId,
  local: LocalReader,
  mirror: MirrorReader,
  me: Me,
): ConversationRow | null {
  const messages = local.unsent(id);
  const active = local.store.outbox.ofConversation(id).find((row) => row.kind === 'create-conversation');
  const creation = active ?? (messages.length > 0 ? discardedCreation(id, local) : null);
  if (creation?.kind !== 'create-conversation') return null;
  const { payload } = creation;
  const isDiscarded = creation.state === 'discarded';
  const first = messages.at(-1) ?? null;
  const people = new People(me, [], (userId) => mirror.person(userId));
  const failed = creation.state === 'failed' ? 1 : 0;
  const [other] = payload.participantIds;
  const person = other === undefined ? null : mirror.person(other);
  return {
    id,
    type: payload.type,
    title: payload.title,
    reference: firstText(payload.metadata, 'order_number', 'product_name', 'shop_name'),
    counterpart:
      person === null
        ? null
        : {
            userId: person.id,
            shopId: null,
            name: person.name ?? '',
            shopName: null,
            pictureUrl: null,
            role: 'customer',
          },
    participantCount: payload.participantIds.length + 1,
    isOpen: !isDiscarded,
    lock: isDiscarded ? 'discarded' : null,
    lastActivityAt: Math.max(creation.createdAt, first?.createdAt ?? 0),
    preview:
      first === null
        ? null
        : {
            kind: first.files.length > 0 ? 'attachment' : 'text',
            text: first.content,
            senderName: people.me().name,
            own: true,
            attachmentKind: first.files[0]?.kind ?? null,
            attachmentCount: first.files.length,
          },
    draft: draftPreview(local.store.drafts.ofConversation(id)),
    unread: 0,
    mutedUntil: null,
    mine: true,
    needsReplySince: null,
    mark: failed > 0 || isDiscarded ? 'failed' : 'waiting',
    waitingCount: messages.length + (isDiscarded ? 0 : 1),
    failedCount: failed + messages.filter((item) => item.state === 'failed').length,
    heldCount: messages.filter((item) => item.state === 'held' || item.state === 'unconfirmed').length,
  };
}

/** Its id names the item that was to create it. */
function discardedCreation(id: ConversationId, local: LocalReader) {
  const row = local.store.outbox.find(id.slice('new:'.length));
  return row?.state === 'discarded' ? row : null;
}

/** What was asked for, for as long as the server does not have it. */
export function creationOf(
  id: ConversationId,
  local: LocalReader,
  personOf: (userId: number) => Person,
): NewConversation | null {
  const found = creationIn(id, local);
  if (found === null) return null;
  const { title, type, participantIds, metadata } = found.row.payload;
  return { title, type, metadata, people: participantIds.map((userId) => personOf(userId)), unsent: found.unsent };
}

/** It waits like a message does: the outbox lists it under its title. */
export function creationEntry(id: ConversationId, local: LocalReader, me: Person): OutboxEntry | null {
  const found = creationIn(id, local);
  if (found === null) return null;
  const { row, unsent } = found;
  return {
    conversationId: id,
    conversationTitle: row.payload.title,
    creates: true,
    change: null,
    message: {
      ...PLAIN_MESSAGE,
      key: `o:${row.clientId}`,
      conversationId: id,
      messageId: null,
      sender: me,
      own: true,
      content: row.payload.title,
      createdAt: row.createdAt,
      unsent,
    },
  };
}

function creationIn(
  id: ConversationId,
  local: LocalReader,
): { readonly row: RowOf<'create-conversation'>; readonly unsent: UnsentState } | null {
  const row = local.store.outbox.ofConversation(id).find((item) => item.kind === 'create-conversation');
  if (row?.kind !== 'create-conversation') return null;
  const unsent = local.stateOf(row);
  return unsent === null ? null : { row, unsent };
}
