import { describeError } from '#renderer/i18n/describe-error.ts';
import type { Formats } from '#renderer/i18n/formats.ts';
import type { Words } from '#renderer/i18n/words.ts';
import type { MessageRow, Milliseconds, UnsentState } from '#shared/domain/message.ts';
import type { ErrorInfo } from '#shared/errors.ts';
import { unreachable } from '#shared/errors.ts';

export interface ReasonFacts {
  readonly words: Words;
  readonly formats: Formats;
  readonly now: Milliseconds;
  /** Its turn in the conversation, from 1. */
  readonly turn: number | null;
  readonly offline: boolean;
}

/** Why an item is not on the server yet, in a few words after its state; empty where the state says it all. */
export function reasonOf(row: MessageRow, unsent: UnsentState, facts: ReasonFacts): string {
  const { words, formats } = facts;
  if (unsent.pendingIntent !== null) return words(`thread.intent.${unsent.pendingIntent}`);
  switch (unsent.state) {
    case 'queued':
      return waitReason(unsent, facts);
    case 'sending': {
      const progress = row.attachments.filter((one) => one.progress !== null);
      if (progress.length === 0) return '';
      const fraction = progress.reduce((sum, one) => sum + (one.progress ?? 0), 0) / progress.length;
      return words('thread.sending.progress', { percent: formats.percent(fraction) });
    }
    case 'checking':
      return words(facts.offline ? 'thread.checking.offline' : 'thread.checking');
    case 'unconfirmed':
      return words('thread.unconfirmed');
    case 'held':
      if (unsent.hold === 'target-failed') return words('thread.held.targetFailed');
      // The guard above it says who answered.
      return '';
    case 'failed':
      return unsent.error === null ? '' : failure(unsent.error, facts);
    default:
      return unreachable(unsent.state);
  }
}

/** As short as a line below a bubble has to be; the long sentence where there is no short one. */
function failure(error: ErrorInfo, { words, formats }: ReasonFacts): string {
  const limit = error.details['limitBytes'] ?? error.details['maxBytes'];
  switch (error.code) {
    case 'ATTACHMENT_TOO_LARGE':
      return typeof limit === 'number'
        ? words('thread.fail.tooLargeLimit', { limit: formats.fileSize(limit) })
        : words('thread.fail.tooLarge');
    case 'UNSUPPORTED_MEDIA_TYPE':
      return words('thread.fail.fileType');
    case 'CONVERSATION_CLOSED':
      return words('thread.fail.closed');
    case 'CONVERSATION_NOT_FOUND':
      return words('thread.fail.notFound');
    case 'UNAUTHORIZED_CONVERSATION':
      return words('thread.fail.noAccess');
    case 'MESSAGE_TOO_LONG':
      return words('thread.fail.tooLong');
    case 'INVALID_MESSAGE_TYPE':
      return words('thread.fail.messageType');
    default:
      return describeError(words, formats, error);
  }
}

function waitReason(unsent: UnsentState, { words, formats, now, turn }: ReasonFacts): string {
  const { wait, nextAttemptAt } = unsent;
  const inTime = nextAttemptAt !== null && nextAttemptAt > now ? formats.duration(nextAttemptAt - now) : null;
  switch (wait) {
    case null:
      return '';
    case 'undo':
      return inTime === null ? words('thread.wait.undoNow') : words('thread.wait.undo', { time: inTime });
    case 'pace':
      return inTime === null ? words('thread.wait.pace') : words('thread.wait.paceIn', { time: inTime });
    case 'retry':
      return inTime === null ? words('thread.wait.retry') : words('thread.wait.retryIn', { time: inTime });
    case 'target':
    case 'conversation':
      return words(`thread.wait.${wait}`);
    case 'offline':
    case 'signed-out':
    case 'server-down':
    case 'levelling':
    case 'turn':
      // The banner and the sync line say why all of them wait; here only the place in the line is news.
      return turn !== null && turn > 1
        ? words('thread.wait.turnPosition', { position: turn })
        : words(`thread.wait.${wait}`);
    default:
      return unreachable(wait);
  }
}
