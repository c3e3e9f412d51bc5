/**
 * Error codes that cross the contract. The renderer words each of them in the agent's language; `message` in an envelope is for logs and
 * for what a server said in its own words.
 */

/** `error_code` values of the API (docs/api.md section 9). */
export const API_ERROR_CODES = [
  'CONVERSATION_NOT_FOUND',
  'UNAUTHORIZED_CONVERSATION',
  'INVALID_MESSAGE_TYPE',
  'ATTACHMENT_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'MESSAGE_TOO_LONG',
  'INVALID_PARTICIPANT',
  'CONVERSATION_CLOSED',
  'RATE_LIMIT_EXCEEDED',
] as const;

export type ApiErrorCode = (typeof API_ERROR_CODES)[number];

export const ERROR_CODES = [
  ...API_ERROR_CODES,
  /** The contract call itself was malformed or came from where it may not come from. */
  'BAD_REQUEST',
  'FORBIDDEN_SENDER',
  'UNKNOWN_METHOD',
  /** The sync server is starting, restarting or gone; the call can be repeated. */
  'ENGINE_UNAVAILABLE',
  'NOT_SIGNED_IN',
  'ACCOUNT_IN_USE',
  'NEWER_DATABASE',
  'DISK_FULL',
  'READ_ONLY',
  'STORAGE_FAILED',
  'NOT_FOUND',
  'INVALID_STATE',
  'EMPTY_MESSAGE',
  /** Somebody else has changed the message since the agent began to; `current` in the details is what it says now. */
  'EDIT_CONFLICT',
  /** Canned replies: the word after `/` is taken, or can't be one; the file to import is none. */
  'SHORTCUT_TAKEN',
  'SHORTCUT_INVALID',
  'IMPORT_UNREADABLE',
  'FILE_TYPE_MISMATCH',
  'FILE_EMPTY',
  'FILE_DAMAGED',
  'TOO_MANY_FILES',
  'TOTAL_TOO_LARGE',
  /** The agent stopped it. */
  'CANCELLED',
  /** Sign-in. */
  'SIGN_IN_REFUSED',
  'TOKEN_EXPIRED',
  'TOKEN_UNREADABLE',
  'USER_ID_NEEDED',
  'PROFILE_INVALID',
  'ADDRESS_INVALID',
  /** The network between here and the API. */
  'OFFLINE',
  'TIMED_OUT',
  'CAPTIVE_PORTAL',
  'REDIRECTED',
  'SERVER_ERROR',
  'VALIDATION_FAILED',
  'EXTENSION_UNAVAILABLE',
  'REFUSED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorInfo {
  readonly code: ErrorCode;
  /** Not shown as it is, except where the code says that it holds the server's own words (SIGN_IN_REFUSED, VALIDATION_FAILED, REFUSED). */
  readonly message: string;
  /** Small, serialisable facts for the words: a file's name, a limit, a status, field errors. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** An error with a code, inside one process. It crosses no process as itself: an envelope carries its `info`. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
    this.details = details;
  }

  get info(): ErrorInfo {
    return { code: this.code, message: this.message, details: this.details };
  }
}

/** For the `default` of an exhaustive switch: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}`);
}
