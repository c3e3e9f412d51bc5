import { API_ERROR_CODES, type ApiErrorCode } from '#shared/errors.ts';
import { isRecord, text, type Raw } from './decode/primitives.ts';
import { ApiFailure, type ApiFailureFacts, type ApiFailureKind } from './failure.ts';

/** What a failure means, from the little that servers, proxies and network stacks say (docs/api.md sections 9 and 12). */

const KIND_OF_CODE: Readonly<Record<ApiErrorCode, ApiFailureKind>> = {
  CONVERSATION_NOT_FOUND: 'not-found',
  UNAUTHORIZED_CONVERSATION: 'forbidden',
  INVALID_MESSAGE_TYPE: 'invalid-type',
  ATTACHMENT_TOO_LARGE: 'too-large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported-type',
  MESSAGE_TOO_LONG: 'too-long',
  INVALID_PARTICIPANT: 'invalid-participant',
  CONVERSATION_CLOSED: 'closed',
  RATE_LIMIT_EXCEEDED: 'rate-limited',
};

/** Refusals that say by their status alone that nothing was done, whoever sent them. */
const SURE_REFUSALS: ReadonlySet<number> = new Set([401, 404, 405, 407, 411, 413, 414, 415, 425, 429, 431]);

/**
 * Null for a success. `parsed` is the body as JSON, undefined where it is none.
 */
export function refusal(
  response: Response,
  url: string,
  body: string,
  parsed: unknown,
  serverDate: number | null,
): ApiFailure | null {
  const { status } = response;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400))
    return redirection(response, url, serverDate);
  const envelope = isRecord(parsed) ? parsed : null;
  const refusedAnyway = response.ok && envelope !== null && saysNo(envelope);
  if (response.ok && !refusedAnyway) return null;
  const apiCode = apiCodeOf(envelope);
  const fieldErrors = fieldErrorsOf(envelope, status);
  const message = messageOf(envelope, fieldErrors);
  const facts: Omit<ApiFailureFacts, 'kind' | 'mayHaveCommitted'> = {
    status,
    apiCode,
    message,
    fieldErrors,
    retryAfterMs: retryAfter(response.headers, serverDate),
    serverDate,
    detail: parsed === undefined && isPage(response.headers, body) ? 'page' : null,
  };
  const kind = kindOf(status, apiCode, [message, codeTextOf(envelope)], fieldErrors, envelope, facts.detail === 'page');
  return new ApiFailure({ ...facts, kind, mayHaveCommitted: mayHaveCommitted(status, envelope, apiCode) });
}

function mayHaveCommitted(status: number, envelope: Raw | null, apiCode: ApiErrorCode | null): boolean {
  if (status < 400) return apiCode === null;
  if (status >= 500 || status === 408) return true;
  return envelope === null && !SURE_REFUSALS.has(status);
}

/** A success status whose envelope says that it failed. */
function saysNo(envelope: Raw): boolean {
  if (envelope['success'] === false) return true;
  if ('id' in envelope) return false;
  const status = envelope['status'];
  return status === false || status === 'error' || status === 'fail' || status === 'failed';
}

function kindOf(
  status: number,
  apiCode: ApiErrorCode | null,
  said: readonly [message: string, code: string],
  fieldErrors: ApiFailureFacts['fieldErrors'],
  envelope: Raw | null,
  isPageOfSomebody: boolean,
): ApiFailureKind {
  // A firewall or a proxy in between: the API refuses a conversation in JSON.
  if (status === 511 || (status === 403 && isPageOfSomebody)) return 'captive-portal';
  if (status === 501) return 'unavailable-route';
  if (status >= 500) return 'server-error';
  if (apiCode !== null) return KIND_OF_CODE[apiCode];
  if (TOKEN_STATUSES.has(status) || said.some(speaksOfToken)) return 'auth';
  switch (status) {
    case 403:
      return 'forbidden';
    case 404:
      return envelope === null || speaksOfRoute(envelope, said[0]) ? 'unavailable-route' : 'not-found';
    case 405:
      return 'unavailable-route';
    case 408:
      return 'timed-out';
    case 410:
      return 'not-found';
    case 413:
      return 'too-large';
    case 415:
      return 'unsupported-type';
    case 423:
      return 'closed';
    case 425:
    case 429:
      return 'rate-limited';
    case 400:
    case 422:
      return validation(fieldErrors);
    default:
      return 'other';
  }
}

/** Which validation failure it is, where the fields tell. */
function validation(fieldErrors: ApiFailureFacts['fieldErrors']): ApiFailureKind {
  for (const [field, problems] of Object.entries(fieldErrors)) {
    const words = problems.join(' ');
    if (field.startsWith('participant_ids') && /invalid|exist|tidak valid/i.test(words)) return 'invalid-participant';
    if (field === 'conversation_id' && /invalid|exist|found|tidak/i.test(words)) return 'not-found';
    if (field === 'content' && /greater than|too long|at most|maksimal|melebihi/i.test(words)) return 'too-long';
    if (field === 'content_type' && /invalid|tidak valid/i.test(words)) return 'invalid-type';
  }
  return 'validation';
}

/** Beside 401: "page expired", "login time-out" and "invalid token" of frameworks and proxies. */
const TOKEN_STATUSES: ReadonlySet<number> = new Set([401, 419, 440, 498]);

const REFUSED_TOKEN =
  /expired|invalid|required|not provided|not valid|missing|absent|black ?list|revoked|pars(?:ed|able)|malformed|could not be|kedaluwarsa|kadaluarsa|kadaluwarsa|tidak valid|tidak sah|tidak ditemukan|diperlukan|wajib/i;

/** Some servers refuse a token with 400, 403 or 422 and words of their own, or a code like `token_expired`. */
function speaksOfToken(words: string): boolean {
  const said = words.replaceAll(/[_-]+/g, ' ');
  if (/unauthenticated|not authenticated/i.test(said)) return true;
  if (/\b(?:session|sesi|login)\b.*(?:expired|berakhir|habis|kedaluwarsa)/i.test(said)) return true;
  return (/\b(?:token|jwt)\b/i.test(said) && REFUSED_TOKEN.test(said)) || /signature has expired/i.test(said);
}

/** An unknown route of a framework, not a missing record: its envelope is not the API's. */
function speaksOfRoute(envelope: Raw, message: string): boolean {
  if (envelope['success'] === false || 'error_code' in envelope || 'errors' in envelope) return false;
  return message === '' || /\broute\b|\burl\b|\bpath\b|NotFoundHttpException/i.test(message);
}

function apiCodeOf(envelope: Raw | null): ApiErrorCode | null {
  const code = envelope?.['error_code'] ?? envelope?.['code'];
  return API_ERROR_CODES.find((known) => known === code) ?? null;
}

/** A code that the document does not have. */
function codeTextOf(envelope: Raw | null): string {
  const code = envelope?.['error_code'] ?? envelope?.['code'] ?? envelope?.['error'];
  return typeof code === 'string' ? code.slice(0, 100) : '';
}

const ENVELOPE_FIELDS: ReadonlySet<string> = new Set([
  'success',
  'status',
  'message',
  'error',
  'error_code',
  'code',
  'errors',
  'data',
]);

/** `errors` of the envelope, or the bare map that some servers send instead of one. */
function fieldErrorsOf(envelope: Raw | null, status: number): Readonly<Record<string, readonly string[]>> {
  if (envelope === null) return {};
  if (isRecord(envelope['errors'])) return problems(envelope['errors']);
  if (status !== 400 && status !== 422) return {};
  const keys = Object.keys(envelope);
  const bare = keys.length > 0 && keys.every((key) => !ENVELOPE_FIELDS.has(key) && isProblem(envelope[key]));
  return bare ? problems(envelope) : {};
}

function isProblem(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}

function problems(map: Raw): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const [field, value] of Object.entries(map).slice(0, 50)) {
    if (field === '__proto__') continue;
    const words = (Array.isArray(value) ? value : [value]).flatMap((item: unknown) => text(item)?.slice(0, 500) ?? []);
    if (words.length > 0) found[field] = words;
  }
  return found;
}

function messageOf(envelope: Raw | null, fieldErrors: ApiFailureFacts['fieldErrors']): string {
  const own = [envelope?.['message'], envelope?.['error'], envelope?.['errors']].find(
    (value) => typeof value === 'string',
  );
  const first = Object.values(fieldErrors)[0]?.[0];
  const words = typeof own === 'string' && own !== '' ? own : (first ?? '');
  return /<[a-z!/]/i.test(words) ? '' : words.slice(0, 500);
}

/** `Retry-After` in seconds or as a date; else the reset moment that some servers give instead. */
function retryAfter(headers: Headers, serverDate: number | null): number | null {
  const value = headers.get('retry-after');
  if (value !== null && /^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.ceil(Number(value) * 1000);
  const until = value === null ? Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000 : Date.parse(value);
  if (Number.isNaN(until) || serverDate === null) return null;
  return Math.max(0, until - serverDate);
}

/** Portals send people to a page of their own, for the moment; a server that has moved says so for good. */
function redirection(response: Response, url: string, serverDate: number | null): ApiFailure {
  const target = locationHost(response.headers.get('location'), url);
  const elsewhere = target !== null && target !== new URL(url).host;
  const forTheMoment = response.status === 302 || response.status === 303 || response.status === 307;
  return new ApiFailure({
    kind: elsewhere && forTheMoment ? 'captive-portal' : 'redirected',
    status: response.status === 0 ? null : response.status,
    serverDate,
    detail: target,
  });
}

function locationHost(location: string | null, base: string): string | null {
  return location !== null && URL.canParse(location, base) ? new URL(location, base).host : null;
}

export function isPage(headers: Headers, body: string): boolean {
  return (
    (headers.get('content-type') ?? '').includes('text/html') || /^\s*<(!doctype|html|\?xml|head|body)/i.test(body)
  );
}

/** Error codes of Node, undici and Chromium with which nothing can have reached the server. */
const OFFLINE =
  /^(ENOTFOUND|EAI_AGAIN|EAI_FAIL|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL)$|ERR_INTERNET_DISCONNECTED|ERR_NAME_NOT_RESOLVED|ERR_NAME_RESOLUTION_FAILED|ERR_ADDRESS_UNREACHABLE|ERR_NETWORK_CHANGED_BEFORE/;
const NEVER_SENT =
  /^(ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|CERT_|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_INVALID_URL|ERR_SSL)|ERR_CONNECTION_REFUSED|ERR_CONNECTION_TIMED_OUT|ERR_PROXY|ERR_TUNNEL|ERR_CERT|ERR_SSL|ERR_NO_SUPPORTED_PROXIES|ERR_BLOCKED_BY_CLIENT/;
const TIMED_OUT = /^(ETIMEDOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$|ERR_TIMED_OUT/;

/** A rejection of `fetch`, or of reading its body. */
export function networkFailure(error: unknown): ApiFailure {
  const codes = codesOf(error);
  const first = codes[0] ?? null;
  for (const code of codes) {
    if (OFFLINE.test(code))
      return new ApiFailure({ kind: 'offline', mayHaveCommitted: false, detail: code }, { cause: error });
    if (NEVER_SENT.test(code)) {
      return new ApiFailure({ kind: 'never-sent', mayHaveCommitted: false, detail: code }, { cause: error });
    }
    if (TIMED_OUT.test(code)) return new ApiFailure({ kind: 'timed-out', detail: code }, { cause: error });
  }
  return new ApiFailure({ kind: 'reset', detail: first }, { cause: error });
}

/** Codes along the chain of causes; Chromium puts its code into the message. A connection tried over several addresses fails with all of theirs. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  const queue: unknown[] = [error];
  for (let seen = 0; seen < 12 && queue.length > 0; seen++) {
    const current = queue.shift();
    if (!(current instanceof Error)) continue;
    const { code } = current as { code?: unknown };
    if (typeof code === 'string') codes.push(code);
    const chromium = /net::(ERR_[A-Z_]+)/.exec(current.message);
    if (chromium?.[1] !== undefined) codes.push(chromium[1]);
    if (current instanceof AggregateError) queue.push(...(current.errors as unknown[]));
    queue.push(current.cause);
  }
  return codes;
}
