import type { ApiErrorCode } from '#shared/errors.ts';

/**
 * Why a call to the API gave no value (docs/api.md section 9).
 *
 * - `offline`: no route, no name service; never left. `never-sent`: refused, no TLS, or stopped before anything was handed over.
 * - `timed-out`, `reset`: it left, and no whole answer came back.
 * - `captive-portal`: somebody else answered, with a page. `redirected`: the server sent us elsewhere; nothing is followed.
 * - `auth`: sign in again. `forbidden`, `not-found`, `closed`: of this conversation.
 * - `unavailable-route`: the server does not know the path or the method (405, 501, or a 404 without the JSON envelope).
 * - `unreadable`: it said success and could not be understood.
 * - `aborted`: by our own signal.
 */
export type ApiFailureKind =
  | 'offline'
  | 'never-sent'
  | 'timed-out'
  | 'reset'
  | 'captive-portal'
  | 'redirected'
  | 'auth'
  | 'forbidden'
  | 'not-found'
  | 'closed'
  | 'validation'
  | 'too-large'
  | 'unsupported-type'
  | 'too-long'
  | 'invalid-type'
  | 'invalid-participant'
  | 'rate-limited'
  | 'server-error'
  | 'unavailable-route'
  | 'unreadable'
  | 'aborted'
  | 'other';

export interface ApiFailureFacts {
  readonly kind: ApiFailureKind;
  readonly status: number | null;
  readonly apiCode: ApiErrorCode | null;
  /** The server's own words, or empty. Never a page of HTML. */
  readonly message: string;
  readonly fieldErrors: Readonly<Record<string, readonly string[]>>;
  readonly retryAfterMs: number | null;
  /** False only if the request provably never left, or was refused by an answer that only a refusal can have. */
  readonly mayHaveCommitted: boolean;
  readonly serverDate: number | null;
  /** A fixed word for logs and diagnostics: a network error's code, `token-missing`, `token-expired`, … */
  readonly detail: string | null;
}

export class ApiFailure extends Error implements ApiFailureFacts {
  readonly kind: ApiFailureKind;
  readonly status: number | null;
  readonly apiCode: ApiErrorCode | null;
  readonly fieldErrors: Readonly<Record<string, readonly string[]>>;
  readonly retryAfterMs: number | null;
  readonly mayHaveCommitted: boolean;
  readonly serverDate: number | null;
  readonly detail: string | null;

  constructor(facts: Partial<ApiFailureFacts> & Pick<ApiFailureFacts, 'kind'>, options?: { cause?: unknown }) {
    super(facts.message ?? '', options);
    this.name = 'ApiFailure';
    this.kind = facts.kind;
    this.status = facts.status ?? null;
    this.apiCode = facts.apiCode ?? null;
    this.fieldErrors = facts.fieldErrors ?? {};
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.mayHaveCommitted = facts.mayHaveCommitted ?? true;
    this.serverDate = facts.serverDate ?? null;
    this.detail = facts.detail ?? null;
  }
}

/** Nothing between here and the API works: it concerns every request, not this one. */
export function isNetworkWide(failure: ApiFailure): boolean {
  switch (failure.kind) {
    case 'offline':
    case 'never-sent':
    case 'timed-out':
    case 'reset':
    case 'captive-portal':
      return true;
    case 'redirected':
    case 'auth':
    case 'forbidden':
    case 'not-found':
    case 'closed':
    case 'validation':
    case 'too-large':
    case 'unsupported-type':
    case 'too-long':
    case 'invalid-type':
    case 'invalid-participant':
    case 'rate-limited':
    case 'server-error':
    case 'unavailable-route':
    case 'unreadable':
    case 'aborted':
    case 'other':
      return false;
    default:
      return failure.kind satisfies never;
  }
}

/** The server has said its last word on the conversation that was asked for (docs/api.md section 9). */
export function endsConversation(failure: ApiFailure): boolean {
  return failure.kind === 'forbidden' || failure.kind === 'not-found' || failure.kind === 'closed';
}
