import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiFailure } from '../api/failure.ts';
import { CUSTOMER, ME, type Fault } from './fake-server.testing.ts';
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

/** Servers that keep our id, and servers that drop all but the text. */
const SERVERS = [
  ['that keeps our id', true],
  ['that keeps only the text', false],
] as const;

function kind(keeps: boolean): void {
  desk.server.keepsIds = keeps;
  desk.server.keepsFiles = keeps;
  desk.server.keepsReplies = keeps;
  desk.server.partialAnswers = !keeps;
}

const sendTimes = (): number[] => desk.server.requests.filter((r) => r.what === 'send').map((r) => r.at);

describe.each(SERVERS)('a lost answer, on a server %s', (_, keeps) => {
  beforeEach(() => kind(keeps));

  test('of a message that arrived: found by reading, never repeated', async () => {
    desk.online();
    desk.server.faults.push('drop-after');
    const id = desk.send('  Halo\r\nkak  ');
    await desk.time.advance(120_000);
    expect(desk.path(id)).toBe('queued sending checking sent');
    expect(desk.server.sends()).toBe(1);
    expect(desk.store.outbox.get(id).messageId).toBe(100);
  });

  test('of a message that did not arrive: checked at once and 5 s later after a broken connection, then sent again', async () => {
    desk.online();
    desk.server.faults.push('drop-before');
    const id = desk.send('Halo');
    await desk.time.advance(60_000);
    expect(desk.path(id)).toBe('queued sending checking queued sending sent');
    expect(desk.server.of(7)).toEqual(['Halo']);
    const [first, second] = sendTimes();
    expect(second! - first!).toBeGreaterThanOrEqual(5_000);
    expect(second! - first!).toBeLessThan(8_000);
  });

  test('after a time-out: not before 60 s, however often reading finds nothing', async () => {
    desk.online();
    desk.server.faults.push({ fail: { kind: 'timed-out' } });
    const id = desk.send('Halo');
    await desk.time.advance(58_000);
    expect(desk.state(id)).toBe('checking');
    expect(desk.server.sends()).toBe(1);
    await desk.time.advance(10_000);
    expect(desk.path(id)).toBe('queued sending checking queued sending sent');
    expect(desk.server.of(7)).toEqual(['Halo']);
  });

  test.each([1_000, 20_000, 59_000])(
    'that the server commits %i ms after we gave up: found, not doubled',
    async (late) => {
      desk.online();
      desk.server.faults.push({ late });
      const id = desk.send('Halo');
      const next = desk.send('Masih ada?');
      await desk.time.advance(200_000);
      expect(desk.server.of(7)).toEqual(['Halo', 'Masih ada?']);
      expect([desk.state(id), desk.state(next)]).toEqual(['sent', 'sent']);
      expect(desk.server.sends()).toBe(2);
    },
  );

  test('that the server commits even later: seen right before it would be sent again', async () => {
    desk.online();
    for (let index = 0; index < 26; index++) desk.send('isi', { conversationId: String(100 + index) });
    await desk.time.advance(20_000);
    desk.server.faults.push({ late: 80_000 });
    const id = desk.send('Halo');
    await desk.time.advance(30_000);
    // The budget is used up when it may be repeated, and the late commit falls into that wait.
    for (let index = 0; index < 40; index++) desk.send('isi', { conversationId: String(200 + index) });
    await desk.time.advance(300_000);
    expect(desk.state(id)).toBe('sent');
    expect(desk.server.of(7)).toEqual(['Halo']);
  });

  test('of a 500 that had committed', async () => {
    desk.online();
    desk.server.faults.push({ fail: { kind: 'server-error', status: 500 }, committed: true });
    const id = desk.send('Halo');
    await desk.time.advance(20_000);
    expect(desk.path(id)).toBe('queued sending checking sent');
    expect(desk.server.of(7)).toEqual(['Halo']);
  });

  test.each([502, 504, 503])('of a %i is settled like a time-out', async (status) => {
    desk.online();
    desk.server.faults.push({ fail: { kind: 'server-error', status } });
    desk.send('Halo');
    await desk.time.advance(59_000);
    expect(desk.server.sends()).toBe(1);
    await desk.time.advance(10_000);
    expect(desk.server.of(7)).toEqual(['Halo']);
  });

  test('where nothing can be read nothing is repeated', async () => {
    desk.online();
    desk.server.faults.push('drop-after');
    const id = desk.send('Halo');
    desk.level.add(7);
    desk.server.readFailure = new ApiFailure({ kind: 'server-error', status: 500 });
    await desk.time.advance(30 * 60_000);
    expect(desk.state(id)).toBe('checking');
    expect(desk.outbox.unsent(desk.store.outbox.get(id))?.error?.code).toBe('SERVER_ERROR');
    expect(desk.server.sends()).toBe(1);
    desk.server.readFailure = null;
    desk.offline();
    desk.online();
    await desk.time.advance(2_000);
    expect(desk.path(id)).toBe('queued sending checking sent');
  });

  test('what is behind it waits until it is settled: order is kept', async () => {
    desk.online();
    desk.server.faults.push({ late: 30_000 });
    const ids = ['satu', 'dua', 'tiga'].map((text) => desk.send(text));
    await desk.time.advance(25_000);
    expect(ids.map((id) => desk.state(id))).toEqual(['checking', 'queued(turn)', 'queued(turn)']);
    await desk.time.advance(120_000);
    expect(desk.server.of(7)).toEqual(['satu', 'dua', 'tiga']);
  });

  test('a kill in the middle of sending is settled at the next start', async () => {
    for (const arrived of [true, false]) {
      desk.online();
      desk.server.faults.push({ hang: true });
      const text = arrived ? 'sampai' : 'hilang';
      const id = desk.send(text);
      await desk.time.advance(5_000);
      expect(desk.state(id)).toBe('sending');
      await desk.kill();
      if (arrived) desk.server.commitSend({ conversationId: 7, content: text, metadata: { client_message_id: id } });
      await desk.time.advance(1_000);
      desk.restart();
      expect(desk.store.outbox.get(id).state).toBe('checking');
      desk.online();
      await desk.time.advance(30_000);
      expect(desk.state(id)).toBe(arrived ? 'sent' : 'checking');
      await desk.time.advance(90_000);
      expect(desk.state(id)).toBe('sent');
      expect(desk.server.of(7).filter((content) => content === text)).toHaveLength(1);
    }
  });

  test('a kill while checking goes on checking, and a clock that was set forward meanwhile shortens nothing', async () => {
    desk.online();
    desk.server.faults.push({ late: 50_000 });
    const id = desk.send('Halo');
    await desk.time.advance(5_000);
    await desk.kill();
    desk.time.jump(86_400_000);
    await desk.time.advance(5_000);
    desk.restart();
    desk.online();
    await desk.time.advance(300_000);
    expect(desk.server.of(7)).toEqual(['Halo']);
    expect(desk.state(id)).toBe('sent');
    expect(desk.server.sends()).toBe(1);
  });

  test('a kill in the middle of sending, and a clock that was set forward: what still comes is waited for', async () => {
    desk.online();
    desk.send('Pagi');
    await desk.time.advance(5_000);
    desk.server.latency = 8_000;
    desk.server.orphansArrive = () => true;
    const id = desk.send('Halo');
    await desk.time.advance(5_000);
    expect(desk.state(id)).toBe('sending');
    await desk.kill();
    desk.time.jump(86_400_000);
    desk.server.latency = 100;
    desk.restart();
    desk.online();
    await desk.time.advance(300_000);
    expect(desk.server.of(7)).toEqual(['Pagi', 'Halo']);
    expect(desk.state(id)).toBe('sent');
    expect(desk.server.sends()).toBe(2);
  });

  test('an event that comes before the answer makes no second bubble, and the answer binds', async () => {
    desk.realtime = true;
    desk.server.latency = 100;
    desk.online();
    const id = desk.send('Halo');
    await desk.time.advance(150);
    // The event overtakes the answer.
    const early = desk.server.add(7, ME, 'Halo', keeps ? { metadata: { client_message_id: id } } : {});
    await desk.time.advance(20);
    const bound = desk.store.outbox.get(id).messageId;
    expect([bound, ...desk.store.outbox.hidden(7)]).toEqual(keeps ? [early.id] : [null, early.id]);
    await desk.time.advance(5_000);
    expect(desk.state(id)).toBe('sent');
    expect(desk.store.outbox.hidden(7).size).toBe(0);
    expect(desk.store.outbox.get(id).messageId).toBe(101);
  });

  test('nor does it where only a preview comes before the answer, which shows neither id nor file', async () => {
    desk.server.latency = 100;
    desk.online();
    // What the server keeps has been learnt.
    desk.send('Dulu');
    await desk.time.advance(1_000);
    const id = desk.send('Halo');
    await desk.time.advance(50);
    const early = desk.server.add(7, ME, 'Halo');
    desk.preview(early);
    expect(desk.state(id)).toBe('sending');
    expect([...desk.store.outbox.hidden(7)]).toEqual([early.id]);
    await desk.time.advance(5_000);
    expect(desk.state(id)).toBe('sent');
    expect(desk.store.outbox.hidden(7).size).toBe(0);
  });

  test('an event settles a lost answer before the next reading', async () => {
    desk.realtime = true;
    desk.online();
    desk.server.faults.push({ late: 3_000 });
    const id = desk.send('Halo');
    await desk.time.advance(4_000);
    expect(desk.path(id)).toBe('queued sending checking sent');
  });

  test('another device of mine writes something else: it is left alone', async () => {
    desk.realtime = true;
    desk.online();
    desk.server.faults.push('drop-before');
    const id = desk.send('Halo');
    await desk.time.advance(300);
    desk.server.add(7, ME, 'Dari HP');
    await desk.time.advance(20_000);
    expect(desk.server.of(7)).toEqual(['Dari HP', 'Halo']);
    expect(desk.state(id)).toBe('sent');
  });

  test('a customer writes the same words: that is no match', async () => {
    desk.online();
    desk.server.faults.push('drop-before');
    desk.send('Oke');
    await desk.time.advance(250);
    desk.server.add(7, CUSTOMER, 'Oke');
    await desk.time.advance(20_000);
    expect(desk.server.of(7)).toEqual(['Oke', 'Oke']);
    expect(desk.server.sends()).toBe(2);
  });

  test('the same words twice are two messages, each with an id of its own', async () => {
    desk.online();
    desk.server.faults.push('drop-after', 'drop-after');
    const ids = [desk.send('Oke'), desk.send('Oke')];
    await desk.time.advance(60_000);
    expect(desk.server.of(7)).toEqual(['Oke', 'Oke']);
    expect(ids.map((id) => desk.store.outbox.get(id).messageId)).toEqual([100, 101]);
  });

  test.each<[string, Fault]>([
    ['a captive portal', { fail: { kind: 'captive-portal', status: 200, mayHaveCommitted: true } }],
    ['an unreadable success', { fail: { kind: 'unreadable', status: 200, mayHaveCommitted: true } }],
    ['a redirect', { fail: { kind: 'redirected', status: 301, mayHaveCommitted: true } }],
  ])('%s in place of an answer is not known, and waits as long as a time-out', async (_name, fault) => {
    desk.online();
    desk.server.faults.push(fault);
    desk.send('Halo');
    await desk.time.advance(59_000);
    expect(desk.server.sends()).toBe(1);
    await desk.time.advance(10_000);
    expect(desk.server.of(7)).toEqual(['Halo']);
  });

  test('what provably never left goes again, without a check', async () => {
    desk.online();
    desk.server.faults.push('never-sent');
    const id = desk.send('Halo');
    await desk.time.advance(5_000);
    expect(desk.path(id)).toBe('queued sending queued sending sent');
  });
});

describe('on a server that keeps our id', () => {
  test('the same words from another device of mine are not taken for it, and there is never a question', async () => {
    desk.online();
    desk.send('Perkenalan');
    await desk.time.advance(1_000);
    desk.server.faults.push('drop-before');
    const id = desk.send('Oke');
    await desk.time.advance(250);
    desk.server.add(7, ME, 'Oke');
    desk.server.add(7, ME, 'Oke');
    await desk.time.advance(30_000);
    expect(desk.path(id)).toBe('queued sending checking queued sending sent');
    expect(desk.store.outbox.get(id).messageId).toBe(103);
  });

  test('a message that was given up and taken back to the queue is recognised when it comes after all', async () => {
    desk.realtime = true;
    desk.online();
    desk.server.faults.push({ late: 70_000 });
    const id = desk.send('Halo');
    await desk.time.advance(50_000);
    desk.offline();
    await desk.time.advance(30_000);
    desk.online();
    await desk.time.advance(30_000);
    expect(desk.state(id)).toBe('sent');
    expect(desk.server.of(7)).toEqual(['Halo']);
  });

  test('a failed message that turns out to be there counts as sent', async () => {
    desk.online();
    desk.server.faults.push({ fail: { kind: 'other', status: 409, mayHaveCommitted: false }, committed: true });
    const id = desk.send('Halo');
    await desk.time.advance(1_000);
    expect(desk.state(id)).toBe('failed');
    desk.event(desk.server.messages[0]!);
    expect(desk.path(id)).toBe('queued sending failed queued sending sent');
  });
});

describe('on a server that drops our id', () => {
  beforeEach(() => kind(false));

  test('two that look like it: the agent is asked, nothing is sent, what is behind waits', async () => {
    desk.online();
    desk.server.faults.push('drop-before');
    const id = desk.send('Oke');
    const behind = desk.send('Lanjut');
    await desk.time.advance(220);
    desk.server.add(7, ME, 'Oke');
    desk.server.add(7, ME, ' Oke ');
    await desk.time.advance(60_000);
    expect([desk.state(id), desk.state(behind)]).toEqual(['unconfirmed', 'queued(turn)']);
    expect(desk.server.sends()).toBe(1);
    expect(desk.outbox.act(id, 'mark-sent')).toBe('done');
    await desk.time.advance(5_000);
    expect(desk.store.outbox.get(id)).toMatchObject({ state: 'sent', messageId: 100 });
    expect(desk.server.of(7)).toEqual(['Oke', ' Oke ', 'Lanjut']);
  });

  test('the agent says send: it is sent, once, without another question', async () => {
    desk.online();
    desk.server.faults.push('drop-before');
    const id = desk.send('Oke');
    await desk.time.advance(220);
    desk.server.add(7, ME, 'Oke');
    desk.server.add(7, ME, 'Oke');
    await desk.time.advance(60_000);
    desk.outbox.act(id, 'send-anyway');
    await desk.time.advance(60_000);
    expect(desk.server.of(7)).toEqual(['Oke', 'Oke', 'Oke']);
    expect(desk.store.outbox.get(id)).toMatchObject({ state: 'sent', messageId: 102 });
  });

  test('the same words from before the attempt are no match', async () => {
    desk.server.add(7, ME, 'Oke');
    desk.online();
    desk.server.faults.push('drop-before');
    const id = desk.send('Oke');
    await desk.time.advance(30_000);
    expect(desk.server.of(7)).toEqual(['Oke', 'Oke']);
    expect(desk.store.outbox.get(id).messageId).toBe(101);
  });

  test('what another item has claimed is no match', async () => {
    desk.online();
    desk.server.faults.push('drop-before', {
      fail: { kind: 'validation', status: 422, mayHaveCommitted: false },
    });
    const id = desk.send('Oke');
    await desk.time.advance(30_000);
    expect(desk.path(id)).toBe('queued sending checking queued sending failed');
    desk.send('Oke');
    await desk.time.advance(1_000);
    desk.outbox.act(id, 'retry');
    await desk.time.advance(1_000);
    expect(desk.server.of(7)).toEqual(['Oke', 'Oke']);
    expect(desk.store.outbox.get(id).messageId).toBe(101);
  });

  test('what was not kept is said, and the text counts as sent', async () => {
    desk.online();
    const target = desk.server.add(7, CUSTOMER, 'Bisa kirim foto?');
    const id = desk.send('Ini kak', {
      files: [desk.file('foto')],
      replyTo: { messageId: target.id, clientMessageId: null },
      metadata: { order_id: 5 },
      newestShownMessageId: target.id,
    });
    await desk.time.advance(5_000);
    expect(desk.store.outbox.get(id)).toMatchObject({
      state: 'sent',
      compared: true,
      notKept: ['files', 'reply', 'metadata'],
    });
    expect(desk.released).toEqual([]);
    expect(desk.store.outbox.sentOf(7, 0, 999)).toEqual([
      { messageId: 101, clientId: id, notKept: ['files', 'reply', 'metadata'] },
    ]);
  });

  test('a lost answer of a message with a file, which is not kept, is found by its text', async () => {
    desk.online();
    desk.server.faults.push('drop-after');
    const id = desk.send('Ini kak', { files: [desk.file('foto')] });
    await desk.time.advance(30_000);
    expect(desk.store.outbox.get(id)).toMatchObject({ state: 'sent', messageId: 100, notKept: ['files'] });
    expect(desk.server.sends()).toBe(1);
  });
});

describe('what was recovered from a damaged file', () => {
  test('is looked for before it is sent; what only looks like it is a question', async () => {
    const ids = ['a', 'b', 'c'].map((text) =>
      desk.send(text, { conversationId: text === 'a' ? '7' : text === 'b' ? '8' : '9' }),
    );
    desk.store.write((tx) => tx.exec(`update outbox set recovered = 1, ambiguous = 1, state = 'sending'`));
    await desk.kill();
    desk.server.add(7, ME, 'a', { metadata: { client_message_id: ids[0]! } });
    desk.server.add(8, ME, 'b');
    desk.restart();
    desk.online();
    await desk.time.advance(300_000);
    expect(ids.map((id) => desk.state(id))).toEqual(['sent', 'sent', 'sent']);
    // This server has shown that it keeps our ids: the look-alike is somebody else's.
    expect(desk.server.of(8)).toEqual(['b', 'b']);
    expect(desk.server.of(9)).toEqual(['c']);
  });

  test('one message that came back with its id is enough to know: no look-alike makes a question', async () => {
    const id = desk.send('Siap');
    desk.store.write((tx) => tx.exec(`update outbox set recovered = 1, ambiguous = 1, state = 'sending'`));
    await desk.kill();
    desk.server.add(7, ME, 'Siap', { metadata: { client_message_id: 'of another computer' } });
    desk.server.add(7, ME, 'Siap');
    desk.restart();
    desk.online();
    await desk.time.advance(300_000);
    expect(desk.state(id)).toBe('sent');
    expect(desk.server.of(7)).toEqual(['Siap', 'Siap', 'Siap']);
  });

  test('on a server that drops our id a look-alike is a question', async () => {
    kind(false);
    const id = desk.send('b');
    desk.store.write((tx) => tx.exec(`update outbox set recovered = 1, ambiguous = 1, state = 'sending'`));
    await desk.kill();
    desk.server.add(7, ME, 'b');
    desk.restart();
    desk.online();
    await desk.time.advance(300_000);
    expect(desk.state(id)).toBe('unconfirmed');
    expect(desk.server.of(7)).toEqual(['b']);
  });
});

describe('a full disk', () => {
  test('an answer that can not be written down is written later; nothing is sent twice', async () => {
    desk.online();
    const id = desk.send('Halo');
    const { write } = desk.store;
    await desk.time.advance(150);
    let broken = true;
    desk.store.write = function <T>(work: Parameters<typeof write<T>>[0]): T {
      if (broken) throw new Error('disk full');
      return write.call(this, work) as T;
    };
    await desk.time.advance(20_000);
    expect(desk.store.outbox.get(id).state).toBe('sending');
    broken = false;
    await desk.time.advance(20_000);
    expect(desk.path(id)).toBe('queued sending sent');
    expect(desk.server.sends()).toBe(1);
  });
});
