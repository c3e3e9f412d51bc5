import { describe, expect, it } from 'vitest';
import type { Counts } from '#shared/domain/conversation.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { formatsFor } from '../i18n/formats.ts';
import type { Language } from '../i18n/language.ts';
import { wordsFor } from '../i18n/words.ts';
import type { SyncFacts } from './sentence.ts';
import { syncSentence } from './sentence.ts';

const now = new Date(2025, 8, 26, 10, 42, 30).getTime();
const STATUS: SyncStatus = {
  connection: 'online',
  since: null,
  nextTryAt: null,
  realtime: 'on',
  pollSeconds: null,
  catchUp: null,
  backfill: null,
  lastUpToDateAt: now - 20_000,
  clockOff: null,
  sending: { waiting: 0, sending: 0, secondsLeft: null },
  trouble: null,
};
const COUNTS: Counts = {
  unread: 0,
  unreadConversations: 0,
  allConversations: 148,
  mineConversations: 23,
  needsReply: 0,
  waiting: 0,
  needsChoice: 0,
  failed: 0,
  messages: 48_210,
};

function say(
  status: Partial<SyncStatus>,
  counts: Partial<Counts> = {},
  facts: Partial<SyncFacts> = {},
  language: Language = 'en',
): string {
  const sentence = syncSentence(
    {
      channel: 'open',
      engine: 'running',
      status: { ...STATUS, ...status },
      counts: { ...COUNTS, ...counts },
      ...facts,
    },
    wordsFor(language),
    formatsFor(language),
    now,
  );
  return [sentence.tone, sentence.main, sentence.more].join(' | ');
}

describe('the sync line', () => {
  it('says the one thing that is true', () => {
    expect(say({})).toBe('ok | Up to date · 10:42 | 48,210 messages on this computer');
    expect(say({}, {}, {}, 'id')).toBe('ok | Terbaru · 10.42 | 48.210 pesan di komputer ini');
    expect(say({ catchUp: { done: 3, total: 12 } })).toBe('busy | Catching up 3 of 12 | ');
    expect(say({ realtime: 'off', pollSeconds: 15 })).toBe('off | Live updates off, checking every 15 s | ');
    expect(say({ connection: 'signed-out' }, { waiting: 4 })).toBe('bad | Sign in again to send | 4 waiting');
    expect(say({ connection: 'captive-portal' })).toBe('off | This network wants a sign-in | ');
  });

  it('counts what waits while offline', () => {
    const offline = { connection: 'offline', since: now - 31 * 60_000 } as const;
    expect(say({ ...offline, sending: { waiting: 4, sending: 0, secondsLeft: 8 } }, { waiting: 4 })).toBe(
      'off | Offline · 4 waiting to send | about 8 s once back',
    );
    expect(say(offline)).toBe('off | Offline | since 10:11');
  });

  it('says when something is being sent, and when it waits for a choice', () => {
    const sending = { sending: { waiting: 4, sending: 1, secondsLeft: null } };
    expect(say(sending, { waiting: 8, needsChoice: 3 })).toBe('busy | Sending 1 of 5 | 3 need your choice');
    // One of them is a change to a message that is there: it is counted with the rest.
    expect(say({}, { waiting: 1 })).toBe('busy | 1 waiting to send | ');
    expect(say({ ...sending, catchUp: { done: 3, total: 12 } }, { waiting: 5 })).toBe(
      'busy | Catching up 3 of 12 | 5 waiting to send',
    );
    expect(say({ sending: { waiting: 7, sending: 0, secondsLeft: 40 } }, { waiting: 7 })).toBe(
      'busy | 7 waiting to send | about 40 s',
    );
    expect(say({}, { waiting: 1, needsChoice: 1 })).toBe('off | 1 needs your choice | ');
  });

  it('never calls it fine when it is not', () => {
    const full = { trouble: { code: 'DISK_FULL', message: '', details: {} } } as const;
    expect(say(full)).toBe('bad | This computer is out of space | nothing new is kept');
    expect(say({}, { failed: 2 })).toBe('ok | Up to date · 10:42 | 2 not sent');
    expect(say({}, {}, { channel: 'lost' })).toBe('bad | Lost touch with Zukses Desk | trying again');
    expect(say({}, {}, { engine: 'failed' })).toBe('bad | Data store stopped | ');
    expect(say({}, {}, { engine: 'restarting' })).toBe('busy | Data store is starting again | ');
    expect(say({}, {}, { status: null })).toBe('busy | Starting | ');
    expect(say({ lastUpToDateAt: null })).toBe('ok | Connected | 48,210 messages on this computer');
  });
});
