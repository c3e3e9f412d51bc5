import type { ErrorCode } from '#shared/errors.ts';
import type { ApiFailure } from './failure.ts';

/** docs/api.md section 9: an `error_code` of the API names itself, everything else goes by its kind. */
export function codeOf(failure: ApiFailure): ErrorCode {
  if (failure.apiCode !== null) return failure.apiCode;
  switch (failure.kind) {
    case 'offline':
    case 'never-sent':
    case 'reset':
    case 'aborted':
      return 'OFFLINE';
    case 'timed-out':
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
    case 'unavailable-route':
    case 'unreadable':
      return 'SERVER_ERROR';
    case 'other':
      return 'REFUSED';
    default:
      return failure.kind satisfies never;
  }
}
