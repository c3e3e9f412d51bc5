import { ERROR_CODES, type ErrorInfo } from '#shared/errors.ts';
import { CONTENT_MAX_CHARACTERS, FILES_PER_MESSAGE, FILES_TOTAL_BYTES } from '#shared/limits.ts';
import type { Formats } from './formats.ts';
import type { Words } from './words.ts';

/** An error in the agent's words. Details are used where they are there; nothing depends on them. */
export function describeError(words: Words, formats: Formats, error: ErrorInfo): string {
  const { code } = error;
  const filename = text(error.details['filename']);
  const status = number(error.details['status']);
  const limitBytes =
    number(error.details['limitBytes']) ?? number(error.details['maxBytes']) ?? number(error.details['limit']);
  switch (code) {
    case 'ATTACHMENT_TOO_LARGE':
      return filename !== null && limitBytes !== null
        ? words('error.ATTACHMENT_TOO_LARGE.named', { filename, limit: formats.fileSize(limitBytes) })
        : words('error.ATTACHMENT_TOO_LARGE');
    case 'FILE_TYPE_MISMATCH': {
      const found = text(error.details['found']);
      if (filename === null) return words('error.FILE_TYPE_MISMATCH');
      return found === null
        ? words('error.FILE_TYPE_MISMATCH.named', { filename })
        : words('error.FILE_TYPE_MISMATCH.found', { filename, found: found.toUpperCase() });
    }
    case 'UNSUPPORTED_MEDIA_TYPE':
    case 'FILE_EMPTY':
    case 'FILE_DAMAGED':
      return filename === null ? words(`error.${code}`) : words(`error.${code}.named`, { filename });
    case 'MESSAGE_TOO_LONG':
      return words('error.MESSAGE_TOO_LONG', {
        limit: formats.number(number(error.details['limit']) ?? CONTENT_MAX_CHARACTERS),
      });
    case 'TOO_MANY_FILES':
      return words('error.TOO_MANY_FILES', {
        limit: formats.number(number(error.details['limit']) ?? FILES_PER_MESSAGE),
      });
    case 'TOTAL_TOO_LARGE':
      return words('error.TOTAL_TOO_LARGE', { limit: formats.fileSize(limitBytes ?? FILES_TOTAL_BYTES) });
    case 'PROFILE_INVALID': {
      const key = text(error.details['key']) ?? text(error.details['path']);
      return key === null ? words('error.PROFILE_INVALID') : words('error.PROFILE_INVALID.named', { key });
    }
    case 'REDIRECTED': {
      const location = text(error.details['location']);
      return location === null ? words('error.REDIRECTED') : words('error.REDIRECTED.named', { location });
    }
    case 'SERVER_ERROR':
      return status === null ? words('error.SERVER_ERROR') : words('error.SERVER_ERROR.status', { status });
    case 'REFUSED':
      return withServerWords(
        words,
        status === null ? words('error.REFUSED') : words('error.REFUSED.status', { status }),
        error.message,
      );
    case 'SIGN_IN_REFUSED':
    case 'VALIDATION_FAILED':
      return withServerWords(words, words(`error.${code}`), error.message);
    case 'CONVERSATION_NOT_FOUND':
    case 'UNAUTHORIZED_CONVERSATION':
    case 'INVALID_MESSAGE_TYPE':
    case 'INVALID_PARTICIPANT':
    case 'CONVERSATION_CLOSED':
    case 'RATE_LIMIT_EXCEEDED':
    case 'BAD_REQUEST':
    case 'FORBIDDEN_SENDER':
    case 'UNKNOWN_METHOD':
    case 'ENGINE_UNAVAILABLE':
    case 'NOT_SIGNED_IN':
    case 'ACCOUNT_IN_USE':
    case 'NEWER_DATABASE':
    case 'DISK_FULL':
    case 'READ_ONLY':
    case 'STORAGE_FAILED':
    case 'NOT_FOUND':
    case 'INVALID_STATE':
    case 'EMPTY_MESSAGE':
    case 'EDIT_CONFLICT':
    case 'CANCELLED':
    case 'SHORTCUT_TAKEN':
    case 'SHORTCUT_INVALID':
    case 'IMPORT_UNREADABLE':
    case 'TOKEN_EXPIRED':
    case 'TOKEN_UNREADABLE':
    case 'USER_ID_NEEDED':
    case 'ADDRESS_INVALID':
    case 'OFFLINE':
    case 'TIMED_OUT':
    case 'CAPTIVE_PORTAL':
    case 'EXTENSION_UNAVAILABLE':
    case 'INTERNAL':
      return words(`error.${code}`);
    default:
      // An engine newer than this window may send a code that it does not know.
      return (code satisfies never) && words('error.INTERNAL');
  }
}

/** Why the data store ended, in words; null where it gave no reason that says more than that it ended. */
export function describeEnd(words: Words, formats: Formats, reason: string | null): string | null {
  const code = ERROR_CODES.find((known) => known === reason);
  if (code === undefined || code === 'ENGINE_UNAVAILABLE' || code === 'INTERNAL') return null;
  return describeError(words, formats, { code, message: '', details: {} });
}

/** These codes carry the server's own words (docs/api.md section 9); a page of HTML is not one. */
function withServerWords(words: Words, sentence: string, message: string): string {
  const said = message.trim();
  return said === '' || said.startsWith('<') || said.length > 300
    ? sentence
    : `${sentence} ${words('error.serverSaid', { message: said })}`;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
