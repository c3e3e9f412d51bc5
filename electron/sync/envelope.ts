import type { Envelope } from '#shared/contract/definition.ts';
import { CodedError, type ErrorCode, type ErrorInfo, unreachable } from '#shared/errors.ts';
import { ApiFailure } from './api/failure.ts';
import type { Log } from './ports.ts';

/** Any error as it crosses the contract. What nobody foresaw becomes INTERNAL, and its kind is logged without its words. */
export function errorInfo(error: unknown): ErrorInfo {
  if (error instanceof CodedError) return error.info;
  if (error instanceof ApiFailure) return failureInfo(error);
  return { code: 'INTERNAL', message: error instanceof Error ? error.name : 'unknown', details: {} };
}

export function failureEnvelope(error: unknown, log: Log): Envelope<never> {
  const info = errorInfo(error);
  if (info.code === 'INTERNAL') {
    const stack = error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 4).join(' ') : '';
    log({ level: 'error', event: 'a call failed unexpectedly', details: { kind: info.message, stack } });
  }
  return { ok: false, error: info };
}

export function failureInfo(failure: ApiFailure): ErrorInfo {
  return {
    code: codeOf(failure),
    message: failure.message,
    details: { status: failure.status, fields: failure.fieldErrors, detail: failure.detail },
  };
}

/** docs/api.md section 9: an `error_code` of the API names itself, everything else goes by its kind. */
function codeOf(failure: ApiFailure): ErrorCode {
  if (failure.apiCode !== null) return failure.apiCode;
  switch (failure.kind) {
    case 'offline':
    case 'never-sent':
    case 'reset':
      return 'OFFLINE';
    case 'timed-out':
    case 'aborted':
      return 'TIMED_OUT';
    case 'captive-portal':
      return 'CAPTIVE_PORTAL';
    case 'redirected':
      return 'REDIRECTED';
    case 'auth':
      return 'NOT_SIGNED_IN';
    case 'forbidden':
      return 'UNAUTHORIZED_CONVERSATION';
    case 'not-found':
      return 'CONVERSATION_NOT_FOUND';
    case 'closed':
      return 'CONVERSATION_CLOSED';
    case 'validation':
      return 'VALIDATION_FAILED';
    case 'too-large':
      return 'ATTACHMENT_TOO_LARGE';
    case 'unsupported-type':
      return 'UNSUPPORTED_MEDIA_TYPE';
    case 'too-long':
      return 'MESSAGE_TOO_LONG';
    case 'invalid-type':
      return 'INVALID_MESSAGE_TYPE';
    case 'invalid-participant':
      return 'INVALID_PARTICIPANT';
    case 'rate-limited':
      return 'RATE_LIMIT_EXCEEDED';
    case 'server-error':
    case 'unreadable':
      return 'SERVER_ERROR';
    case 'unavailable-route':
      return 'EXTENSION_UNAVAILABLE';
    case 'other':
      return 'REFUSED';
    default:
      return unreachable(failure.kind);
  }
}
