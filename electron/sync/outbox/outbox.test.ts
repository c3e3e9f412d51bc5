import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CodedError } from '#shared/errors.ts';
import { ApiFailure } from '../api/failure.ts';
import { COLLEAGUE, CUSTOMER } from './fake-server.testing.ts';
import { Desk } from './testing.ts';

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
  desk.outbox.start();
});
afterEach(async () => {
  await desk.outbox.stop(0);
  desk.local.remove();
});

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
  return 'none';
};

describe('the straight path', () => {
  test('a message leaves at once, in a level conversation, and is sent', async () => {
    desk.online();
    const id = desk.send('Halo');
    await desk.time.advance(1_000);
    expect(desk.path(id)).toBe('queued sending sent');
    expect(desk.server.of(7)).toEqual(['Halo']);
    expect(desk.store.outbox.get(id)).toMatchObject({ messageId: 100, compared: true, notKept: [], attempts: 1 });
    expect(desk.server.requests.map((request) => request.what)).toEqual(['level', 'send']);
  });

  test('the draft is cleared with the message, in one transaction', () => {
    desk.store.write((_, touched) =>
      desk.store.drafts.save(
        { conversationId: '7', text: 'Halo', files: [], replyTo: null, selectionStart: 4, selectionEnd: 4, version: 3 },
        1,
        touched,
      ),
    );
    const before = desk.local.published.length;
    const id = desk.send('Halo');
    const event = desk.local.published[before]!;
    expect(event.outbox.has(id)).toBe(true);
    expect(event.drafts.has('7')).toBe(true);
    expect(desk.store.drafts.find('7')).toBeNull();
  });

  test('what is sent in a reply thread leaves the draft of the conversation alone, and comes back into that of the thread', () => {
    const write = (text: string, parentMessageId: number | null) =>
      desk.store.write((_, touched) =>
        desk.store.drafts.save(
          {
            conversationId: '7',
            parentMessageId,
            text,
            files: [],
            replyTo: null,
            selectionStart: 0,
            selectionEnd: 0,
            version: 3,
          },
          1,
          touched,
        ),
      );
    write('di percakapan', null);
    write('di utas', 12);
    const id = desk.send('di utas', { parentMessageId: 12 });
    expect(desk.store.drafts.find('7')?.text).toBe('di percakapan');
    expect(desk.store.drafts.find('7', 12)).toBeNull();
    desk.outbox.act(id, 'edit');
    expect(desk.store.drafts.find('7')?.text).toBe('di percakapan');
    expect(desk.store.drafts.find('7', 12)?.text).toBe('di utas');
  });

  test('the same id twice is one message', async () => {
    desk.online();
    const id = desk.send('Halo', { clientMessageId: 'x' });
    desk.send('Halo', { clientMessageId: 'x' });
    await desk.time.advance(1_000);
    desk.send('Halo', { clientMessageId: 'x' });
    await desk.time.advance(1_000);
    expect(id).toBe('x');
    expect(desk.server.of(7)).toEqual(['Halo']);
  });

  test('offline it waits and says so; back online everything leaves in order, one after the other', async () => {
    desk.offline();
    const ids = ['satu', 'dua', 'tiga'].map((text) => desk.send(text));
    const other = desk.send('lain', { conversationId: '8' });
    await desk.time.advance(60_000);
    expect(ids.map((id) => desk.state(id))).toEqual(Array.from({ length: 3 }, () => 'queued(offline)'));
    expect(desk.server.requests).toEqual([]);
    expect(desk.outbox.pace()).toEqual({ waiting: 4, sending: 0, secondsLeft: null });
    desk.online();
    await desk.time.advance(50);
    expect(desk.state(ids[0]!)).toBe('queued(levelling)');
    expect(desk.state(ids[1]!)).toBe('queued(turn)');
    await desk.time.advance(5_000);
    expect(desk.server.of(7)).toEqual(['satu', 'dua', 'tiga']);
    expect(desk.server.of(8)).toEqual(['lain']);
    expect(desk.state(other)).toBe('sent');
  });

  test('a restart keeps the queue and its order', async () => {
    const ids = ['satu', 'dua'].map((text) => desk.send(text));
    await desk.kill();
    desk.restart();
    expect(ids.map((id) => desk.state(id))).toEqual(['queued(levelling)', 'queued(levelling)']);
    desk.online();
    await desk.time.advance(5_000);
    expect(desk.server.of(7)).toEqual(['satu', 'dua']);
  });

  test('what can not be sent is refused before it is queued', () => {
    expect(code(() => desk.send('  \n '))).toBe('EMPTY_MESSAGE');
    expect(code(() => desk.send('x'.repeat(10_001)))).toBe('MESSAGE_TOO_LONG');
    expect(code(() => desk.send('a', { files: ['nobody'] }))).toBe('NOT_FOUND');
    const files = Array.from({ length: 11 }, (_, index) => desk.file(`f${index}`));
    expect(code(() => desk.send('a', { files }))).toBe('TOO_MANY_FILES');
    const large = ['a', 'b', 'c'].map((name) => desk.file(name, 70 * 1024 * 1024, 'video'));
    expect(code(() => desk.send('a', { files: large }))).toBe('TOTAL_TOO_LARGE');
    expect(code(() => desk.send('a', { conversationId: `new:${'0'.repeat(36)}` }))).toBe('NOT_FOUND');
    expect(desk.outbox.list()).toEqual([]);
  });

  test('a message that is only a file carries its name', async () => {
    desk.online();
    const id = desk.send('', { files: [desk.file('struk')] });
    await desk.time.advance(1_000);
    expect(desk.server.of(7)).toEqual(['struk.jpg']);
    expect(desk.store.outbox.get(id)).toMatchObject({ state: 'sent', payload: { typed: '' } });
    expect(desk.released).toEqual(['struk']);
  });
});

describe('level first', () => {
  test('no lane moves after a disconnection until its conversation has been read', async () => {
    desk.online();
    desk.send('a');
    await desk.time.advance(1_000);
    desk.offline();
    desk.send('b');
    desk.online();
    await desk.time.advance(1_000);
    expect(desk.server.requests.map((request) => request.what)).toEqual(['level', 'send', 'level', 'send']);
  });

  test('where messages can not be read nothing is sent, it says why, and goes on when the server is mended', async () => {
    desk.server.readFailure = new ApiFailure({ kind: 'server-error', status: 500 });
    desk.online();
    const id = desk.send('a');
    await desk.time.advance(120_000);
    expect(desk.state(id)).toBe('queued(levelling)');
    expect(desk.outbox.unsent(desk.store.outbox.get(id))?.error?.code).toBe('SERVER_ERROR');
    expect(desk.server.sends()).toBe(0);
    const asked = desk.server.requests.length;
    expect(asked).toBeLessThan(12);
    desk.server.readFailure = null;
    await desk.time.advance(120_000);
    expect(desk.path(id)).toBe('queued sending sent');
  });
});

describe('stale context', () => {
  test('a newer answer of another agent holds the message and what is behind it; the customer holds nothing', async () => {
    const seen = desk.server.add(7, CUSTOMER, 'Apakah masih ada?');
    const id = desk.send('Masih kak', { newestShownMessageId: seen.id });
    const next = desk.send('Mau kirim ke mana?', { newestShownMessageId: seen.id });
    const elsewhere = desk.send('Halo', { conversationId: '8' });
    desk.server.add(8, CUSTOMER, 'Halo?');
    const answer = desk.server.add(7, COLLEAGUE, 'Sudah habis kak');
    desk.online();
    await desk.time.advance(5_000);
    expect([desk.state(id), desk.state(next), desk.state(elsewhere)]).toEqual([
      'held(newer-answer)',
      'queued(turn)',
      'sent',
    ]);
    expect(desk.outbox.act(id, 'send-anyway')).toBe('done');
    await desk.time.advance(2_000);
    expect(desk.server.of(7)).toEqual(['Apakah masih ada?', 'Sudah habis kak', 'Masih kak']);
    expect(desk.state(next)).toBe('held(newer-answer)');
    expect(desk.outbox.act(next, 'discard')).toBe('done');
    expect(desk.store.outbox.get(id).newestShownMessageId).toBe(answer.id);
  });

  test('an answer that comes while the message waits for its turn holds it too', async () => {
    desk.realtime = true;
    desk.online();
    for (let index = 0; index < 27; index++) desk.send(`isi ${index}`, { conversationId: String(100 + index) });
    await desk.time.advance(2_000);
    const id = desk.send('Masih kak');
    await desk.time.advance(1_000);
    expect(desk.state(id)).toBe('queued(pace)');
    desk.event(desk.server.add(7, COLLEAGUE, 'Sudah saya jawab'));
    await desk.time.advance(60_000);
    expect(desk.state(id)).toBe('held(newer-answer)');
    expect(desk.server.of(7)).toEqual(['Sudah saya jawab']);
  });
});

describe('pace', () => {
  test('27 in any minute, the rest waits and says how long', async () => {
    desk.online();
    const ids = Array.from({ length: 34 }, (_, index) => desk.send(`m${index}`, { conversationId: String(index) }));
    await desk.time.advance(3_000);
    expect(desk.server.sends()).toBe(27);
    expect(desk.outbox.pace()).toMatchObject({ waiting: 7, sending: 0, secondsLeft: 59 });
    expect(ids.filter((id) => desk.state(id) === 'queued(pace)')).toHaveLength(7);
    await desk.time.advance(60_000);
    expect(desk.server.sends()).toBe(34);
    expect(desk.outbox.pace()).toEqual({ waiting: 0, sending: 0, secondsLeft: null });
  });

  test('text never waits behind a file of another conversation', async () => {
    desk.online();
    desk.server.latency = 30_000;
    for (let index = 0; index < 6; index++)
      desk.send('foto', { conversationId: String(10 + index), files: [desk.file(`f${index}`)] });
    await desk.time.advance(40_000);
    desk.server.latency = 100;
    const id = desk.send('teks', { conversationId: '50' });
    await desk.time.advance(1_000);
    expect(desk.state(id)).toBe('sent');
    expect(desk.server.requests.filter((r) => r.what === 'send')).toHaveLength(3);
    await desk.time.advance(300_000);
    expect(desk.outbox.list()).toEqual([]);
  });

  test('a 429 keeps the place, obeys Retry-After and is not taken for an answer lost', async () => {
    desk.online();
    desk.server.faults.push({
      fail: { kind: 'rate-limited', status: 429, retryAfterMs: 20_000, mayHaveCommitted: false },
    });
    const [first, second] = [desk.send('a'), desk.send('b')];
    await desk.time.advance(15_000);
    expect(desk.path(first)).toBe('queued sending queued');
    expect(desk.state(second)).toBe('queued(turn)');
    expect(desk.server.sends()).toBe(1);
    await desk.time.advance(10_000);
    expect(desk.server.of(7)).toEqual(['a', 'b']);
  });
});

describe('what is learnt about the server', () => {
  test('files are counted once it has shown that it counts them', async () => {
    desk.online();
    desk.server.faults.push({
      fail: { kind: 'rate-limited', status: 429, retryAfterMs: 1_000, mayHaveCommitted: false },
    });
    const files = ['a', 'b', 'c'].map((name) => desk.file(name));
    const first = desk.send('foto', { files });
    await desk.time.advance(200_000);
    expect(desk.state(first)).toBe('sent');
    const times = [0, 1].map((index) => {
      desk.send('lagi', {
        conversationId: String(20 + index),
        files: ['x', 'y', 'z'].map((n) => desk.file(`${n}${index}`)),
      });
      return index;
    });
    await desk.time.advance(30_000);
    expect(times.map((index) => desk.server.of(20 + index).length)).toEqual([1, 0]);
    await desk.time.advance(120_000);
    expect(desk.outbox.list()).toEqual([]);
  });

  test('the other name of the file field is tried once and remembered', async () => {
    desk.online();
    desk.server.faults.push({
      fail: {
        kind: 'validation',
        status: 422,
        fieldErrors: { attachments: ['harus berupa larik'] },
        mayHaveCommitted: false,
      },
    });
    const id = desk.send('foto', { files: [desk.file('f')] });
    await desk.time.advance(5_000);
    expect(desk.path(id)).toBe('queued sending queued sending sent');
    const inputs = desk.server.requests.filter((r) => r.what === 'send').map((r) => r.detail);
    expect(inputs).toMatchObject([{ bareFileFields: false }, { bareFileFields: true }]);
  });

  test('a type of message that it refuses is remembered for a day', async () => {
    desk.online();
    desk.server.faults.push({ fail: { kind: 'invalid-type', status: 400, mayHaveCommitted: false } });
    desk.send('kartu', { contentType: 'order_card' });
    await desk.time.advance(5_000);
    expect(desk.outbox.refusedTypes()).toEqual(['order_card']);
    await desk.time.advance(86_400_000);
    expect(desk.outbox.refusedTypes()).toEqual([]);
  });
});

describe('refusals', () => {
  const forbidden = new ApiFailure({
    kind: 'forbidden',
    status: 403,
    apiCode: 'UNAUTHORIZED_CONVERSATION',
    mayHaveCommitted: false,
  });

  test('403 fails every queued item of the conversation at once, without a further request', async () => {
    desk.server.refuses = (what, id) => (what === 'send' && id === 7 ? forbidden : null);
    const ids = ['a', 'b', 'c'].map((text) => desk.send(text));
    desk.outbox.enqueueAction({ kind: 'read', payload: { messageId: 5 }, conversationId: 7 });
    const other = desk.send('lain', { conversationId: '8' });
    desk.online();
    await desk.time.advance(10_000);
    expect(ids.map((id) => desk.state(id))).toEqual(['failed', 'failed', 'failed']);
    expect(desk.store.outbox.get(ids[2]!).error?.code).toBe('UNAUTHORIZED_CONVERSATION');
    expect(desk.state(other)).toBe('sent');
    expect(desk.server.sends()).toBe(2);
    expect(desk.refused).toEqual(['7:forbidden']);
  });

  test('a conversation that can not be read any more fails what waits for it', async () => {
    desk.server.refuses = (what, id) =>
      what === 'level' && id === 7 ? new ApiFailure({ kind: 'not-found', status: 404, mayHaveCommitted: false }) : null;
    const id = desk.send('a');
    desk.online();
    await desk.time.advance(10_000);
    expect(desk.path(id)).toBe('queued failed');
    expect(desk.server.sends()).toBe(0);
  });

  test('a closed conversation still says whether what was being settled arrived: nobody is asked', async () => {
    const closed = new ApiFailure({
      kind: 'closed',
      status: 403,
      apiCode: 'CONVERSATION_CLOSED',
      mayHaveCommitted: false,
    });
    desk.server.refuses = (what, id) => (what !== 'send' && what !== 'level' && id === 7 ? closed : null);
    desk.server.faults.push({ late: 30_000 });
    desk.online();
    const id = desk.send('a');
    await desk.time.advance(1_000);
    expect(desk.state(id)).toBe('checking');
    desk.outbox.enqueueAction({ kind: 'read', payload: { messageId: 5 }, conversationId: 7 });
    await desk.time.advance(2_000);
    expect(desk.refused).toEqual(['7:closed']);
    expect(desk.state(id)).toBe('checking');
    await desk.time.advance(100_000);
    expect(desk.path(id)).toBe('queued sending checking sent');
  });

  test('a refusal of one message is marked on it and the lane goes on; retry goes to the end of the lane', async () => {
    desk.online();
    desk.server.faults.push({
      fail: { kind: 'validation', status: 422, message: 'Isi tidak valid', mayHaveCommitted: false },
    });
    const first = desk.send('a');
    const second = desk.send('b');
    await desk.time.advance(2_000);
    expect([desk.state(first), desk.state(second)]).toEqual(['failed', 'sent']);
    expect(desk.store.outbox.get(first).error).toMatchObject({ code: 'VALIDATION_FAILED', message: 'Isi tidak valid' });
    desk.offline();
    const third = desk.send('c');
    expect(desk.outbox.act(first, 'retry')).toBe('done');
    desk.online();
    await desk.time.advance(5_000);
    expect(desk.state(third)).toBe('sent');
    expect(desk.server.of(7)).toEqual(['b', 'c', 'a']);
  });

  test('an expired token pauses all lanes, loses nothing, and goes on after sign-in', async () => {
    desk.online();
    desk.server.faults.push({ fail: { kind: 'auth', status: 401, mayHaveCommitted: false } });
    const ids = ['7', '8'].map((conversationId) => desk.send(`zu ${conversationId}`, { conversationId }));
    desk.server.onCommit = () => undefined;
    await desk.time.advance(150);
    desk.outbox.onConnection('signed-out');
    await desk.time.advance(100_000);
    expect(desk.failures.map((failure) => failure.kind)).toContain('auth');
    expect(desk.state(ids[0]!)).toBe('queued(signed-out)');
    desk.outbox.onSignedIn();
    desk.outbox.onConnection('online');
    await desk.time.advance(5_000);
    expect(ids.map((id) => desk.state(id))).toEqual(['sent', 'sent']);
  });

  test('a refusal that came with a success is for good when it has come twice and nothing is there', async () => {
    desk.online();
    const no = { fail: { kind: 'other', status: 200, message: 'Kata ini dilarang' } } as const;
    desk.server.faults.push(no, no);
    const id = desk.send('Terlarang');
    const next = desk.send('Boleh');
    await desk.time.advance(70_000);
    expect(desk.server.sends()).toBe(2);
    await desk.time.advance(70_000);
    expect([desk.state(id), desk.state(next)]).toEqual(['failed', 'sent']);
    expect(desk.store.outbox.get(id).error).toMatchObject({ code: 'REFUSED', message: 'Kata ini dilarang' });
    expect(desk.server.of(7)).toEqual(['Boleh']);
  });

  test('eight 5xx to one message while others are sent are for good; without others it goes on waiting', async () => {
    desk.online();
    const broken = new ApiFailure({ kind: 'server-error', status: 503, mayHaveCommitted: true });
    desk.server.refuses = (what, id) => (what === 'send' && id === 7 ? broken : null);
    const bad = desk.send('a');
    await desk.time.advance(3 * 3_600_000);
    expect(desk.store.outbox.get(bad).serverErrors).toBeGreaterThan(8);
    expect(desk.state(bad)).not.toBe('failed');
    desk.send('b', { conversationId: '8' });
    await desk.time.advance(1_200_000);
    expect(desk.state(bad)).toBe('failed');
    expect(desk.store.outbox.get(bad).error?.code).toBe('SERVER_ERROR');
  });
});

describe('undo time', () => {
  test('a message can be taken back while it runs, and leaves after it; what is behind waits', async () => {
    desk.store.write((_, touched) => desk.store.settings.set({ undoSendSeconds: 5 }, 1, touched));
    desk.online();
    const first = desk.send('satu');
    const second = desk.send('dua');
    await desk.time.advance(4_000);
    expect([desk.state(first), desk.state(second)]).toEqual(['queued(undo)', 'queued(undo)']);
    expect(desk.outbox.act(first, 'edit')).toBe('done');
    expect(desk.store.drafts.find('7')?.text).toBe('satu');
    await desk.time.advance(2_000);
    expect(desk.path(first)).toBe('queued discarded');
    expect(desk.server.of(7)).toEqual(['dua']);
  });

  test.each([3, 5, 10] as const)('of %i s is as long as that, and no longer', async (undoSendSeconds) => {
    desk.store.write((_, touched) => desk.store.settings.set({ undoSendSeconds }, 1, touched));
    desk.online();
    const id = desk.send('satu');
    await desk.time.advance(undoSendSeconds * 1_000 - 50);
    expect(desk.state(id)).toBe('queued(undo)');
    expect(desk.server.of(7)).toEqual([]);
    await desk.time.advance(1_000);
    expect(desk.state(id)).toBe('sent');
  });

  test('a clock that is set back does not stretch it', async () => {
    desk.store.write((_, touched) => desk.store.settings.set({ undoSendSeconds: 5 }, 1, touched));
    desk.online();
    const id = desk.send('satu');
    desk.time.jump(-3_600_000);
    await desk.time.advance(6_000);
    expect(desk.state(id)).toBe('sent');
  });
});

describe('replies to waiting messages', () => {
  test('wait for their target and carry its id', async () => {
    const target = desk.send('pertama');
    desk.send('jawaban', { replyTo: { messageId: null, clientMessageId: target } });
    desk.online();
    await desk.time.advance(2_000);
    const [first, second] = desk.server.messages;
    expect(second?.replyToMessageId).toBe(first?.id);
  });

  test('are held when it fails: without the quote, or again behind it', async () => {
    desk.online();
    const fail = { fail: { kind: 'too-long', status: 400, mayHaveCommitted: false } } as const;
    desk.server.faults.push(fail);
    const target = desk.send('pertama');
    const reply = desk.send('jawaban', { replyTo: { messageId: null, clientMessageId: target } });
    await desk.time.advance(2_000);
    expect([desk.state(target), desk.state(reply)]).toEqual(['failed', 'held(target-failed)']);
    desk.outbox.act(target, 'retry');
    await desk.time.advance(2_000);
    expect(desk.server.of(7)).toEqual(['pertama', 'jawaban']);
    expect(desk.server.messages[1]?.replyToMessageId).toBe(desk.server.messages[0]?.id);

    desk.server.faults.push(fail);
    const lost = desk.send('ketiga');
    const orphan = desk.send('keempat', { replyTo: { messageId: null, clientMessageId: lost } });
    await desk.time.advance(2_000);
    expect(desk.outbox.act(orphan, 'send-anyway', { withoutReply: true })).toBe('done');
    await desk.time.advance(2_000);
    expect(desk.server.messages.at(-1)).toMatchObject({ content: 'keempat', replyToMessageId: null });
  });
});

describe('acting on a message whose answer is out', () => {
  test('discard becomes a deletion on the server once it is there', async () => {
    desk.online();
    const id = desk.send('ups');
    await desk.time.advance(150);
    expect(desk.state(id)).toBe('sending');
    expect(desk.outbox.act(id, 'discard')).toBe('when-answered');
    expect(desk.outbox.unsent(desk.store.outbox.get(id))?.pendingIntent).toBe('discard');
    await desk.time.advance(2_000);
    expect(desk.intents).toEqual([
      { clientMessageId: id, intent: 'discard', outcome: 'deleting', conversationId: '7', messageId: 100 },
    ]);
    expect(desk.server.messages[0]?.deleted).toBe(true);
  });

  test('edit brings it back where it turns out not to have arrived', async () => {
    desk.online();
    desk.server.faults.push('drop-before');
    const id = desk.send('ups');
    await desk.time.advance(250);
    expect(desk.state(id)).toBe('checking');
    expect(desk.outbox.act(id, 'edit')).toBe('when-answered');
    await desk.time.advance(10_000);
    expect(desk.path(id)).toBe('queued sending checking queued discarded');
    expect(desk.store.drafts.find('7')?.text).toBe('ups');
    expect(desk.intents[0]?.outcome).toBe('back-in-draft');
    expect(desk.server.sends()).toBe(1);
  });

  test('what has been sent says so; what may not be done now is refused', async () => {
    desk.online();
    const id = desk.send('a');
    await desk.time.advance(1_000);
    expect(desk.outbox.act(id, 'discard')).toBe('already-delivered');
    const waiting = desk.send('b', { conversationId: '9' });
    expect(code(() => desk.outbox.act(waiting, 'retry'))).toBe('INVALID_STATE');
    expect(code(() => desk.outbox.act('nobody', 'retry'))).toBe('NOT_FOUND');
  });

  test('an upload of which not everything has left is stopped, and goes for good', async () => {
    desk.online();
    desk.server.latency = 30_000;
    const id = desk.send('foto', { files: [desk.file('f')] });
    await desk.time.advance(30_050);
    expect(desk.state(id)).toBe('sending');
    const before = desk.local.published.length;
    await desk.time.advance(1_000);
    // How far it was when the line stood still is told, and once is enough.
    expect(desk.local.published.slice(before).filter((touched) => touched.outbox.has(id))).toHaveLength(1);
    await desk.time.advance(20_000);
    expect(desk.outbox.progress(id)).toBe(0.5);
    desk.outbox.act(id, 'discard');
    await desk.time.advance(1_000);
    expect(desk.path(id)).toBe('queued sending queued discarded');
    expect(desk.server.messages).toEqual([]);
  });
});
