import { CodedError } from '#shared/errors.ts';

/** A file system's error with a code that crosses the contract. */
export function fileError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CodedError) return error;
  const { code } = error as { code?: unknown };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new CodedError('DISK_FULL', 'The disk is full', {}, { cause: error });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new CodedError('READ_ONLY', 'The folder can not be written', {}, { cause: error });
    case 'ENOENT':
      return new CodedError('NOT_FOUND', 'No such file', {}, { cause: error });
    default:
      return error;
  }
}
