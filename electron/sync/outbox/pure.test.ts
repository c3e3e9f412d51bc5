import { describe, expect, test } from 'vitest';
import { ApiFailure, type ApiFailureFacts } from '../api/failure.ts';
import type { MirroredMessage } from './needs.ts';
import { compare } from './kept.ts';
import { matchOf, normalized, type MatchKnowledge, type SentFacts } from './match.ts';
import { blamesFileFields, errorOf, outcomeOf } from './outcome.ts';
import { apiMessage } from './fake-server.testing.ts';
import { Deadlines } from './deadlines.ts';
import { VirtualTime } from '#tests/support/virtual-time.ts';

const sent: SentFacts = {
  clientId: 'c',
  content: 'Halo',
  replyToMessageId: null,
  files: [],
  withoutId: false,
  doubtful: false,
};
const unknown: MatchKnowledge = { keepsIds: null, keepsFiles: null, keepsReplies: null };

function message(id: number, more: Partial<MirroredMessage> = {}): MirroredMessage {
  return {
    id,
    content: 'Halo',
    deleted: false,
    replyToMessageId: null,
    clientMessageId: null,
    attachments: [],
    ownReactions: [],
    ...more,
  };
}

describe('the match', () => {
  const match = (
    candidates: MirroredMessage[],
    more: Partial<SentFacts> = {},
    knowledge: Partial<MatchKnowledge> = {},
  ) => matchOf({ ...sent, ...more }, candidates, new Set([50]), { ...unknown, ...knowledge });

  test('by our id goes before everything', () => {
    const candidates = [message(1), message(2, { clientMessageId: 'c', content: 'diubah' }), message(3)];
    expect(match(candidates)).toEqual({ kind: 'one', messageId: 2, by: 'id' });
  });

  test.each<[string, MirroredMessage, Partial<SentFacts>, Partial<MatchKnowledge>, string]>([
    ['trimmed, with other line ends', message(1, { content: 'a\nb' }), { content: ' a\r\nb ' }, {}, 'one'],
    ['other words', message(1, { content: 'Hai' }), {}, {}, 'none'],
    ['somebody else’s id', message(1, { clientMessageId: 'x' }), {}, {}, 'none'],
    ['claimed', message(50), {}, {}, 'none'],
    ['deleted', message(1, { deleted: true }), {}, {}, 'none'],
    ['a server that keeps ids', message(1), {}, { keepsIds: true }, 'none'],
    ['… but it went with a new conversation', message(1), { withoutId: true }, { keepsIds: true }, 'one'],
    ['another quote', message(1, { replyToMessageId: 4 }), { replyToMessageId: 5 }, {}, 'none'],
    ['a quote that was dropped', message(1), { replyToMessageId: 5 }, {}, 'one'],
    ['no quote on a server that keeps them', message(1), { replyToMessageId: 5 }, { keepsReplies: true }, 'none'],
    ['a quote where none was sent', message(1, { replyToMessageId: 5 }), {}, {}, 'none'],
    ['doubtful', message(1), { doubtful: true }, {}, 'several'],
  ])('%s', (_, candidate, facts, knowledge, kind) => {
    expect(match([candidate], facts, knowledge).kind).toBe(kind);
  });

  test('files by name and size, as far as the server keeps them', () => {
    const files = [
      { filename: 'a.jpg', sizeBytes: 10 },
      { filename: 'a.jpg', sizeBytes: 20 },
    ];
    const kept = message(1, {
      attachments: [
        { filename: 'a.jpg', sizeBytes: 20 },
        { filename: null, sizeBytes: 10 },
      ],
    });
    const other = message(1, {
      attachments: [
        { filename: 'a.jpg', sizeBytes: 10 },
        { filename: 'a.jpg', sizeBytes: 10 },
      ],
    });
    expect(match([kept], { files }).kind).toBe('one');
    expect(match([other], { files }).kind).toBe('none');
    expect(match([message(1)], { files }).kind).toBe('one');
    expect(match([message(1)], { files }, { keepsFiles: true }).kind).toBe('none');
    expect(match([kept]).kind).toBe('none');
  });

  test('normalising', () => expect(normalized(' \ta\r\nb\rc \n')).toBe('a\nb\nc'));
});

describe('what an outcome means', () => {
  const judge = (facts: Partial<ApiFailureFacts> & Pick<ApiFailureFacts, 'kind'>) => outcomeOf(new ApiFailure(facts));

  test.each<[Partial<ApiFailureFacts> & Pick<ApiFailureFacts, 'kind'>, unknown]>([
    [
      { kind: 'offline', mayHaveCommitted: false },
      { kind: 'again', why: 'network' },
    ],
    [
      { kind: 'never-sent', mayHaveCommitted: false },
      { kind: 'again', why: 'network' },
    ],
    [{ kind: 'reset' }, { kind: 'check', settle: 'soon' }],
    [
      { kind: 'server-error', status: 500 },
      { kind: 'check', settle: 'soon' },
    ],
    [
      { kind: 'server-error', status: 503 },
      { kind: 'check', settle: 'late' },
    ],
    [{ kind: 'timed-out' }, { kind: 'check', settle: 'late' }],
    [
      { kind: 'captive-portal', status: 200 },
      { kind: 'check', settle: 'late' },
    ],
    [
      { kind: 'unreadable', status: 200 },
      { kind: 'check', settle: 'late' },
    ],
    [
      { kind: 'rate-limited', status: 429, mayHaveCommitted: false },
      { kind: 'again', why: 'rate' },
    ],
    [
      { kind: 'auth', status: 401, mayHaveCommitted: false },
      { kind: 'again', why: 'signed-out' },
    ],
    [{ kind: 'unavailable-route', status: 405, mayHaveCommitted: false }, { kind: 'missing' }],
    [
      { kind: 'closed', status: 403, mayHaveCommitted: false },
      { kind: 'end', why: 'closed' },
    ],
    [{ kind: 'too-large', status: 413, mayHaveCommitted: false }, { kind: 'fail' }],
    [
      { kind: 'other', status: 400 },
      { kind: 'check', settle: 'late' },
    ],
    [
      { kind: 'aborted', mayHaveCommitted: false },
      { kind: 'again', why: 'stopped' },
    ],
  ])('%o', (facts, expected) => expect(judge(facts)).toEqual(expected));

  test('the error names the server’s code, its fields and the file it is about', () => {
    const failure = new ApiFailure({
      kind: 'too-large',
      status: 413,
      message: 'Terlalu besar',
      fieldErrors: { 'attachments.2': ['terlalu besar'] },
    });
    expect(errorOf(failure)).toEqual({
      code: 'ATTACHMENT_TOO_LARGE',
      message: 'Terlalu besar',
      details: { status: 413, fields: { 'attachments.2': ['terlalu besar'] }, fileIndex: 2 },
    });
    expect(blamesFileFields(failure)).toBe(false);
    expect(blamesFileFields(new ApiFailure({ kind: 'validation', fieldErrors: { attachments: ['wajib'] } }))).toBe(
      true,
    );
  });
});

describe('what was not kept', () => {
  const server = {
    id: 1,
    conversationId: 7,
    senderUserId: 1,
    content: 'Halo',
    contentType: 'text',
    metadata: {},
    replyToMessageId: null,
    attachments: [],
    deleted: false,
    reactions: new Set<string>(),
  };
  const parts = {
    contentType: 'order_card',
    replyToMessageId: 5,
    metadata: { a: 1, b: {}, c: [1, '2'] },
    fileCount: 1,
  };

  test('an answer that does not say leaves it open; a message that was read says it', () => {
    expect(compare(parts, apiMessage(server, true), false)).toEqual({ notKept: [], complete: false });
    expect(compare(parts, apiMessage(server), true)).toEqual({
      notKept: ['files', 'reply', 'content-type', 'metadata'],
      complete: true,
    });
  });

  test('other spellings of the same are kept, and more than was sent is fine', () => {
    const kept = {
      ...server,
      contentType: 'order_card',
      replyToMessageId: 5,
      metadata: { a: '1', b: [], c: [1, 2], more: true },
      attachments: [{ filename: 'x.jpg', sizeBytes: 1 }],
    };
    expect(compare(parts, apiMessage(kept), false)).toEqual({ notKept: [], complete: true });
  });

  test('nothing but text needs no look', () => {
    const text = { contentType: 'text', replyToMessageId: null, metadata: {}, fileCount: 0 };
    expect(compare(text, apiMessage(server, true), false)).toEqual({ notKept: [], complete: true });
  });
});

describe('deadlines', () => {
  test('survive clock changes, and a restart believes them only so far', async () => {
    const time = new VirtualTime(1_000_000);
    const deadlines = new Deadlines(time);
    expect(deadlines.set('a', 5_000)).toBe(1_005_000);
    time.jump(-900_000);
    await time.advance(2_000);
    expect(deadlines.left('a')).toBe(3_000);
    deadlines.restore('b', 1_005_000, 60_000);
    expect(deadlines.left('b')).toBe(60_000);
    deadlines.restoreMonotonic('c', time.monotonic() + 30_000, 60_000);
    expect(deadlines.left('c')).toBe(30_000);
    // The computer was started again, or the wait is longer than it may be: the longest.
    deadlines.restoreMonotonic('d', time.monotonic() + 90_000, 60_000);
    expect(deadlines.left('d')).toBe(60_000);
    deadlines.restoreMonotonic('e', time.monotonic() - 1, 60_000);
    expect(deadlines.left('e')).toBe(0);
  });
});
