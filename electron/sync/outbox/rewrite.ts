import type { EngineParsed } from '#shared/contract/engine.ts';
import { CodedError } from '#shared/errors.ts';
import type { JsonObject } from '../api/types.ts';
import type { LocalStore } from '../store/local/local-store.ts';
import { checkLength } from './enqueue.ts';
import type { Outbox } from './outbox.ts';

/** What the agent changes in an item before it is tried again. Nothing that may be on the server already is changed. */

/** See `conversation.rewrite`. Throws NOT_FOUND or INVALID_STATE. */
export function rewriteConversation(
  local: LocalStore,
  outbox: Pick<Outbox, 'act'>,
  input: EngineParsed<'conversation.rewrite'>,
): void {
  const row = local.outbox.ofConversation(input.conversationId).find((item) => item.kind === 'create-conversation');
  if (row?.kind !== 'create-conversation') throw new CodedError('NOT_FOUND', 'It is not being created');
  if (row.state !== 'failed' && row.state !== 'queued') {
    throw new CodedError('INVALID_STATE', `Not possible while ${row.state}`, { state: row.state, action: 'edit' });
  }
  const payload = {
    title: input.title,
    type: input.type,
    participantIds: [...new Set(input.participantIds)],
    metadata: JSON.parse(JSON.stringify(input.metadata)) as JsonObject,
  };
  local.write((_, touched) => {
    local.outbox.rewrite(row, payload, touched);
  });
  if (row.state === 'failed') outbox.act(row.clientId, 'retry');
}

/** Throws NOT_FOUND, INVALID_STATE, EMPTY_MESSAGE or MESSAGE_TOO_LONG. */
export function rewriteAsText(local: LocalStore, clientMessageId: string, text: string): void {
  const row = local.outbox.find(clientMessageId);
  if (row?.kind !== 'message') throw new CodedError('NOT_FOUND', 'No such message');
  if (row.state !== 'failed') throw new CodedError('INVALID_STATE', `Not possible while ${row.state}`);
  if (text.trim() === '') throw new CodedError('EMPTY_MESSAGE', 'Nothing to send');
  checkLength(text);
  local.write((_, touched) => {
    const plain = { ...row.payload, typed: text, content: text, contentType: 'text', metadata: {} };
    local.outbox.rewrite(row, plain, touched);
  });
}
