import type { NotKept } from '#shared/domain/message.ts';
import type { ApiMessage, JsonObject, JsonValue } from '../api/types.ts';

/** What the server did not keep of what was sent (docs/api.md section 13.7). */

export interface SentParts {
  readonly contentType: string;
  readonly replyToMessageId: number | null;
  /** Without our own id. */
  readonly metadata: JsonObject;
  readonly fileCount: number;
}

export interface Comparison {
  readonly notKept: readonly NotKept[];
  /** False while the server has not said all that is needed: an answer may have only some of the fields. */
  readonly complete: boolean;
}

/** `whole`: the message was read from the list, so what it does not mention is not there. */
export function compare(sent: SentParts, message: ApiMessage, whole: boolean): Comparison {
  const notKept: NotKept[] = [];
  let complete = true;
  const judge = <T>(part: NotKept, needed: boolean, told: T | undefined, kept: (value: T) => boolean): void => {
    if (!needed) return;
    if (told === undefined && !whole) complete = false;
    else if (told === undefined || !kept(told)) notKept.push(part);
  };
  judge('files', sent.fileCount > 0, message.attachments, (files) => files.length >= sent.fileCount);
  judge('reply', sent.replyToMessageId !== null, message.replyToMessageId, (id) => id === sent.replyToMessageId);
  judge('content-type', sent.contentType !== 'text', message.contentType, (type) => type === sent.contentType);
  judge('metadata', Object.keys(sent.metadata).length > 0, message.metadata, (value) => holds(value, sent.metadata));
  return { notKept, complete };
}

/** Whether everything of `wanted` is in what the server gave back; it may hold more. */
function holds(value: JsonValue, wanted: JsonObject): boolean {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.entries(wanted).every(([key, part]) => same(value[key], part));
}

function same(a: JsonValue | undefined, b: JsonValue): boolean {
  if (a === undefined) return b === null;
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b || looseNumber(a, b);
  if (Array.isArray(a) || Array.isArray(b)) {
    // PHP has one empty container for both.
    if (isEmpty(a) && isEmpty(b)) return true;
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => same(item, b[index] ?? null));
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key] ?? null));
}

function isEmpty(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Numbers come back as strings, booleans as 0 and 1 (docs/api.md section 12.1). */
function looseNumber(a: JsonValue, b: JsonValue): boolean {
  if (typeof a === 'object' || typeof b === 'object') return false;
  return String(Number(a)) !== 'NaN' && a !== '' && b !== '' && Number(a) === Number(b);
}

/** Our own id in what the server keeps of a message; undefined where it did not mention metadata. */
export function echoedId(message: ApiMessage, key: 'client_message_id'): string | null | undefined {
  if (message.metadata === undefined) return undefined;
  return idIn(message.metadata, key);
}

export function idIn(metadata: JsonValue | undefined, key: string): string | null {
  if (metadata === undefined || metadata === null || typeof metadata !== 'object' || Array.isArray(metadata))
    return null;
  const id = metadata[key];
  return typeof id === 'string' ? id : null;
}
