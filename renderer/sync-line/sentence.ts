import type { EngineLife } from '#shared/contract/host.ts';
import type { Counts } from '#shared/domain/conversation.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { unreachable, type ErrorInfo } from '#shared/errors.ts';
import type { Formats } from '../i18n/formats.ts';
import type { Words } from '../i18n/words.ts';
import type { IconName } from '../ui/icon-names.ts';

export interface SyncFacts {
  readonly channel: 'open' | 'lost';
  readonly engine: EngineLife;
  readonly status: SyncStatus | null;
  readonly counts: Counts | null;
}

/** What the line is about; the popover explains it and offers what helps. */
export type SyncTopic =
  | 'channel-lost'
  | 'engine-failed'
  | 'engine-restarting'
  | 'trouble'
  | 'signed-out'
  | 'offline'
  | 'captive-portal'
  | 'server-down'
  | 'starting'
  | 'catching-up'
  | 'sending'
  | 'realtime-off'
  | 'up-to-date';

export interface SyncSentence {
  readonly topic: SyncTopic;
  readonly tone: 'ok' | 'busy' | 'off' | 'bad';
  readonly icon: IconName;
  /** One true sentence; never cut. */
  readonly main: string;
  /** One detail; cut first, may be empty. */
  readonly more: string;
}

/** One sentence of many facts: what keeps the agent's work from moving comes before what merely goes on. */
export function syncSentence(facts: SyncFacts, words: Words, formats: Formats, now: number): SyncSentence {
  const { channel, engine, status, counts } = facts;
  if (channel === 'lost') {
    return line('channel-lost', 'bad', 'offline', words('sync.channelLost'), words('sync.channelLostMore'));
  }
  if (engine === 'failed') return line('engine-failed', 'bad', 'alert', words('sync.engineFailed'));
  if (engine === 'restarting') return line('engine-restarting', 'busy', 'sync', words('sync.engineRestarting'));
  if (status === null || engine === 'starting') return line('starting', 'busy', 'sync', words('sync.starting'));
  if (status.trouble) return troubleLine(status.trouble, words, formats, now);
  return connectionLine(status, counts, words, formats, now);
}

function connectionLine(
  status: SyncStatus,
  counts: Counts | null,
  words: Words,
  formats: Formats,
  now: number,
): SyncSentence {
  const { connection, sending } = status;
  const unsent = counts?.waiting ?? sending.waiting;
  const since = status.since === null ? '' : words('sync.since', { time: formats.moment(status.since, now) });
  switch (connection) {
    case 'signed-out':
      return line(
        'signed-out',
        'bad',
        'key',
        words('sync.signedOut'),
        unsent > 0 ? words('sync.waiting', { count: unsent }) : '',
      );
    case 'offline':
      return unsent > 0
        ? line(
            'offline',
            'off',
            'offline',
            words('sync.offlineWaiting', { count: unsent }),
            sending.secondsLeft === null
              ? since
              : words('sync.onceBack', { duration: formats.duration(sending.secondsLeft * 1000) }),
          )
        : line('offline', 'off', 'offline', words('sync.offline'), since);
    case 'captive-portal':
      return line('captive-portal', 'off', 'globe', words('sync.portal'), since);
    case 'server-down':
      return line(
        'server-down',
        'off',
        'offline',
        unsent > 0 ? words('sync.offlineWaiting', { count: unsent }) : words('sync.serverDown'),
        unsent > 0 ? words('sync.serverDownMore') : since,
      );
    case 'starting':
      return line('starting', 'busy', 'sync', words('sync.starting'));
    case 'online':
      return onlineLine(status, counts, words, formats, now);
    default:
      return unreachable(connection);
  }
}

function onlineLine(
  status: SyncStatus,
  counts: Counts | null,
  words: Words,
  formats: Formats,
  now: number,
): SyncSentence {
  const { catchUp, sending, realtime, pollSeconds, lastUpToDateAt } = status;
  const choice = counts && counts.needsChoice > 0 ? words('sync.needsChoice', { count: counts.needsChoice }) : '';
  const failed = counts && counts.failed > 0 ? words('sync.failed', { count: counts.failed }) : '';
  // What is under way or will go by itself: messages, and changes that could not be made at once.
  const moving = counts ? counts.waiting - counts.needsChoice : sending.waiting + sending.sending;
  if (catchUp) {
    return line(
      'catching-up',
      'busy',
      'sync',
      catchUp.total > 0
        ? words('sync.catchingUp', { done: formats.number(catchUp.done), total: formats.number(catchUp.total) })
        : words('sync.catchingUpList'),
      moving > 0 ? words('sync.sendingMore', { count: moving }) : '',
    );
  }
  const about =
    sending.secondsLeft === null ? '' : words('sync.left', { duration: formats.duration(sending.secondsLeft * 1000) });
  if (sending.sending > 0) {
    const total = Math.max(moving, sending.sending);
    return line(
      'sending',
      'busy',
      'sync',
      words('sync.sending', { done: formats.number(sending.sending), total: formats.number(total) }),
      choice !== '' ? choice : about,
    );
  }
  if (moving > 0) {
    const main = words('sync.sendingMore', { count: moving });
    return line('sending', 'busy', 'clock', main, choice !== '' ? choice : about);
  }
  if (choice !== '') return line('sending', 'off', 'held', choice, failed);
  if (realtime === 'off' || realtime === 'unavailable') {
    return line(
      'realtime-off',
      'off',
      'bolt',
      pollSeconds === null
        ? words('sync.realtimeOffNoPoll')
        : words('sync.realtimeOff', { seconds: formats.number(pollSeconds) }),
      failed,
    );
  }
  const main =
    lastUpToDateAt === null
      ? words('sync.upToDateNever')
      : words('sync.upToDate', { time: formats.moment(lastUpToDateAt, now) });
  return line('up-to-date', 'ok', 'done', main, failed !== '' ? failed : quietDetail(status, counts, words, formats));
}

function quietDetail(status: SyncStatus, counts: Counts | null, words: Words, formats: Formats): string {
  if (status.clockOff !== null) return clockWords(status.clockOff, words, formats);
  if (status.backfill && status.backfill.conversationsLeft > 0) {
    return words('sync.backfill', { count: status.backfill.conversationsLeft });
  }
  return counts === null || counts.messages === 0
    ? ''
    : words('sync.messages', { count: counts.messages, number: formats.number(counts.messages) });
}

/** `clockOff`: the server's clock less this computer's. */
function clockWords(clockOff: number, words: Words, formats: Formats): string {
  const duration = formats.duration(Math.abs(clockOff));
  return clockOff > 0 ? words('sync.clockBehind', { duration }) : words('sync.clockAhead', { duration });
}

function troubleLine(trouble: ErrorInfo, words: Words, formats: Formats, now: number): SyncSentence {
  const bad = (main: string, more = ''): SyncSentence => line('trouble', 'bad', 'alert', main, more);
  switch (trouble.code) {
    case 'DISK_FULL':
      return bad(words('sync.diskFull'), words('sync.diskFullMore'));
    case 'READ_ONLY':
      return bad(words('sync.readOnly'), words('sync.diskFullMore'));
    case 'STORAGE_FAILED':
      return bad(words('sync.storageFailed'), words('sync.diskFullMore'));
    case 'REDIRECTED':
      return bad(words('sync.redirected'), textOf(trouble, 'location'));
    case 'SERVER_ERROR': {
      const at = trouble.details['at'];
      const tried = typeof at === 'number' ? words('sync.lastTried', { time: formats.moment(at, now) }) : '';
      if (trouble.details['endpoint'] === 'messages') return bad(words('sync.noMessages'), tried);
      return bad(trouble.details['endpoint'] === 'conversations' ? words('sync.noList') : words('sync.trouble'), tried);
    }
    default:
      return bad(words('sync.trouble'));
  }
}

function textOf({ details }: ErrorInfo, key: string): string {
  const value = details[key];
  return typeof value === 'string' ? value : '';
}

function line(topic: SyncTopic, tone: SyncSentence['tone'], icon: IconName, main: string, more = ''): SyncSentence {
  return { topic, tone, icon, main, more };
}
