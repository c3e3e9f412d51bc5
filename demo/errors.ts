import type { ApiErrorCode } from '#shared/errors.ts';

export type FieldErrors = Record<string, string[]>;

/** A refusal as the API words it (docs/api.md section 9). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: ApiErrorCode | null;
  readonly errors: FieldErrors | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    details: { code?: ApiErrorCode; errors?: FieldErrors; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = details.code ?? null;
    this.errors = details.errors ?? null;
    this.headers = details.headers ?? {};
  }
}

/** The documented 400: no `error_code`, a map of fields. */
export function validationFailed(errors: FieldErrors): ApiError {
  return new ApiError(400, 'Validation failed', { errors });
}

export const conversationNotFound = (): ApiError =>
  new ApiError(404, 'Conversation not found', { code: 'CONVERSATION_NOT_FOUND' });

export const unauthorizedConversation = (): ApiError =>
  new ApiError(403, 'You do not have access to this conversation', { code: 'UNAUTHORIZED_CONVERSATION' });

/** The document gives this code no status; of those it lists for sending, 403 is the one that fits. */
export const conversationClosed = (): ApiError =>
  new ApiError(403, 'This conversation is closed', { code: 'CONVERSATION_CLOSED' });

export const messageNotFound = (): ApiError => new ApiError(404, 'Message not found');
