import type { Formats } from '#renderer/i18n/formats.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import type { Words } from '#renderer/i18n/words.ts';
import type { MediaState } from '#shared/domain/media.ts';
import type { ErrorInfo } from '#shared/errors.ts';

/** `45 % · 1.2 MB of 2.6 MB`; without a known size only what has come. */
export function amountWords(received: number, total: number | null, words: Words, formats: Formats): string {
  if (total === null || total <= 0) return words('files.soFar', { done: formats.fileSize(received) });
  return words('files.progress', {
    percent: formats.percent(Math.min(1, received / total)),
    done: formats.fileSize(received),
    total: formats.fileSize(total),
  });
}

/** How far a download is, and whether it goes on from an earlier try. */
export function comingWords(state: Extract<MediaState, { state: 'coming' }>, words: Words, formats: Formats): string {
  const amount = amountWords(state.receivedBytes, state.totalBytes, words, formats);
  return state.start === 'anew' ? amount : `${amount} · ${words(`files.${state.start}`)}`;
}

/** Why a file that is not here did not come, with how much of it is kept; null where nothing was tried. */
export function awayWords(
  state: Extract<MediaState, { state: 'away' }>,
  words: Words,
  formats: Formats,
): string | null {
  const { error, receivedBytes, totalBytes } = state;
  const percent = totalBytes === null || receivedBytes === 0 ? null : formats.percent(receivedBytes / totalBytes);
  switch (error?.code) {
    case undefined:
      return null;
    case 'CANCELLED':
      return percent === null ? words('files.stopped') : words('files.stoppedAt', { percent });
    case 'OFFLINE':
    case 'TIMED_OUT':
      return percent === null ? null : words('files.brokeAt', { percent });
    case 'NOT_FOUND':
      return words('files.gone');
    case 'SERVER_ERROR':
      return words('files.refused');
    default:
      return error === null ? null : describeError(words, formats, error);
  }
}

/** As a sentence, after what the agent wanted could not be done. */
export function fetchProblem(error: ErrorInfo, words: Words, formats: Formats): string {
  switch (error.code) {
    case 'OFFLINE':
    case 'TIMED_OUT':
    case 'CAPTIVE_PORTAL':
      return words('files.why.offline');
    case 'NOT_FOUND':
      return words('files.why.gone');
    case 'SERVER_ERROR':
      return words('files.why.refused');
    default:
      return describeError(words, formats, error);
  }
}
