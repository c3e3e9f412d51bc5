import { describeError } from '#renderer/i18n/describe-error.ts';
import type { Formats } from '#renderer/i18n/formats.ts';
import type { Words } from '#renderer/i18n/words.ts';
import { unreachable } from '#shared/errors.ts';
import type { Refusal } from './state/composer-state.ts';

/** Why a file was not taken, with the limit and a way out. */
export function refusalWords(refusal: Refusal, words: Words, formats: Formats): string {
  const { filename } = refusal;
  switch (refusal.code) {
    case 'UNSUPPORTED_MEDIA_TYPE':
      return refusal.extension === ''
        ? words('composer.refused.noType', { filename })
        : words('composer.refused.type', {
            filename,
            extension: refusal.extension,
            way: words(`composer.way.${refusal.way}`),
          });
    case 'ATTACHMENT_TOO_LARGE':
      return words('composer.refused.size', {
        filename,
        size: formats.fileSize(refusal.sizeBytes),
        kind: words(`composer.kinds.${refusal.kind}`),
        limit: formats.fileSize(refusal.maxBytes),
      });
    case 'FILE_EMPTY':
      return words('composer.refused.empty', { filename });
    case 'TOO_MANY_FILES':
      return words('composer.refused.count', { filename, limit: formats.number(refusal.max) });
    case 'TOTAL_TOO_LARGE':
      return words('composer.refused.total', { filename, limit: formats.fileSize(refusal.maxBytes) });
    case 'UNREADABLE':
      return words('composer.refused.folder', { filename });
    case 'ENGINE':
      return describeError(words, formats, {
        ...refusal.error,
        details: { filename, ...refusal.error.details },
      });
    default:
      return unreachable(refusal);
  }
}
