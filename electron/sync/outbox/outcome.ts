import type { ErrorCode, ErrorInfo } from '#shared/errors.ts';
import { codeOf } from '../api/failure-code.ts';
import type { ApiFailure } from '../api/failure.ts';
import type { Settle } from '../store/local/rows.ts';

/**
 * What the failure of a write means for its item (docs/api.md section 13.3).
 *
 * - `again`: it was not carried out. `network`: nothing gets through; `rate`: too many; `signed-out`; `server`: this server, for a while.
 * - `check`: nobody knows; the server is read before anything is repeated.
 * - `fail`: refused for good. `end`: the whole conversation is.
 * - `missing`: the server does not know this kind of request.
 */
export type Outcome =
  | { readonly kind: 'again'; readonly why: 'network' | 'rate' | 'signed-out' | 'server' | 'stopped' }
  | { readonly kind: 'check'; readonly settle: Settle }
  | { readonly kind: 'fail' }
  | { readonly kind: 'end'; readonly why: 'forbidden' | 'not-found' | 'closed' }
  | { readonly kind: 'missing' };

export function outcomeOf(failure: ApiFailure): Outcome {
  switch (failure.kind) {
    case 'offline':
    case 'never-sent':
      return failure.mayHaveCommitted ? check('late') : { kind: 'again', why: 'network' };
    case 'aborted':
      return failure.mayHaveCommitted ? check('late') : { kind: 'again', why: 'stopped' };
    case 'reset':
      return failure.mayHaveCommitted ? check('soon') : { kind: 'again', why: 'network' };
    case 'timed-out':
    case 'captive-portal':
    case 'redirected':
      return failure.mayHaveCommitted ? check('late') : { kind: 'again', why: 'network' };
    case 'unreadable':
      return check('late');
    case 'server-error':
      if (!failure.mayHaveCommitted) return { kind: 'again', why: 'server' };
      return check(failure.status === 500 ? 'soon' : 'late');
    case 'rate-limited':
      return { kind: 'again', why: 'rate' };
    case 'auth':
      return { kind: 'again', why: 'signed-out' };
    case 'unavailable-route':
      return { kind: 'missing' };
    case 'forbidden':
    case 'not-found':
    case 'closed':
      return { kind: 'end', why: failure.kind };
    case 'validation':
    case 'too-large':
    case 'unsupported-type':
    case 'too-long':
    case 'invalid-type':
    case 'invalid-participant':
    case 'other':
      return failure.mayHaveCommitted ? check('late') : { kind: 'fail' };
    default:
      return failure.kind satisfies never;
  }
}

function check(settle: Settle): Outcome {
  return { kind: 'check', settle };
}

/** The code under which the interface words a failure. */
export function errorOf(failure: ApiFailure): ErrorInfo {
  return {
    code: codeOf(failure),
    message: failure.message,
    details: {
      ...(failure.status === null ? {} : { status: failure.status }),
      ...(Object.keys(failure.fieldErrors).length === 0 ? {} : { fields: failure.fieldErrors }),
      ...fileOf(failure),
    },
  };
}

/** The server has said no to what was asked, in whatever form: a success status with an envelope that says it failed, or a page. */
export function isRefusal(code: ErrorCode): boolean {
  return REFUSALS.has(code);
}

const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'VALIDATION_FAILED',
  'REFUSED',
  'ATTACHMENT_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'MESSAGE_TOO_LONG',
  'INVALID_MESSAGE_TYPE',
  'INVALID_PARTICIPANT',
]);

/** Which of the files it is about, where the server says so (docs/api.md section 7.4). */
function fileOf(failure: ApiFailure): { fileIndex?: number } {
  for (const field of Object.keys(failure.fieldErrors)) {
    const index = /^attachments[.[](\d+)/.exec(field)?.[1];
    if (index !== undefined) return { fileIndex: Number(index) };
  }
  return {};
}

/** The server wants the files under another field name: an error about `attachments` as a whole (docs/api.md section 7.4). */
export function blamesFileFields(failure: ApiFailure): boolean {
  return failure.kind === 'validation' && Object.hasOwn(failure.fieldErrors, 'attachments');
}
