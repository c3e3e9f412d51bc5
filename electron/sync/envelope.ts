import type { Envelope } from '#shared/contract/definition.ts';
import { CodedError, type ErrorInfo } from '#shared/errors.ts';
import { codeOf } from './api/failure-code.ts';
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
    details: {
      status: failure.status,
      fields: failure.fieldErrors,
      detail: failure.detail,
      ...(failure.kind === 'redirected' && failure.detail !== null ? { location: failure.detail } : {}),
    },
  };
}
