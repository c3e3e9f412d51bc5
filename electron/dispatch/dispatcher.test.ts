import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Envelope } from '#shared/contract/definition.ts';
import type { HostHandlers } from '#shared/contract/host.ts';
import { CodedError } from '#shared/errors.ts';
import { Dispatcher } from './dispatcher.ts';
import type { HostLogEntry } from './host-log.ts';

const relay = { call: vi.fn<(method: string, input: unknown) => Promise<Envelope<unknown>>>() };
const openExternal = vi.fn<HostHandlers['shell.openExternal']>();
const entries: HostLogEntry[] = [];

const host: HostHandlers = {
  'host.info': () => {
    throw new Error('secret words');
  },
  'demo.open': () => null,
  'session.keep': () => null,
  'shell.openExternal': openExternal,
  'file.saveText': () => ({ saved: false }),
  'media.saveAs': () => ({ saved: false }),
  'media.open': () => {
    throw new CodedError('NOT_FOUND', 'No such file', { mediaId: 'x' });
  },
  'media.showInFolder': () => ({ shown: false }),
  'window.title': () => null,
};

let dispatcher: Dispatcher;

function dispatch(side: unknown, method: unknown, input: unknown, trusted = true): Promise<Envelope<unknown>> {
  return dispatcher.dispatch({ side, method, input, trusted });
}

async function codeOf(envelope: Promise<Envelope<unknown>>): Promise<string | null> {
  const answer = await envelope;
  return answer.ok ? null : answer.error.code;
}

beforeEach(() => {
  entries.length = 0;
  dispatcher = new Dispatcher({ engine: relay, host, log: (entry) => entries.push(entry) });
  relay.call.mockReset().mockResolvedValue({ ok: true, value: 'relayed', stamp: { epoch: 'e', revision: 7 } });
  openExternal.mockReset().mockReturnValue({ opened: true });
});

describe('Dispatcher', () => {
  it('relays a parsed engine call and gives its envelope back as it is', async () => {
    expect(await dispatch('engine', 'draft.get', { conversationId: '12' })).toEqual({
      ok: true,
      value: 'relayed',
      stamp: { epoch: 'e', revision: 7 },
    });
    expect(relay.call).toHaveBeenCalledExactlyOnceWith('draft.get', { conversationId: '12' });
  });

  it('passes on what the schema made of an input, not the input', async () => {
    await dispatch('engine', 'session.signIn', {
      profile: { apiUrl: 'https://chat.example' },
      credentials: { kind: 'password', contact: 'a', password: 'b' },
    });
    expect(relay.call.mock.calls[0]?.[1]).toMatchObject({ profile: { authEndpoint: '/broadcasting/auth' } });
  });

  it('runs a host handler', async () => {
    expect(await dispatch('host', 'shell.openExternal', { url: 'https://zukses.com' })).toEqual({
      ok: true,
      value: { opened: true },
      stamp: null,
    });
  });

  it('refuses a sender that the transport does not trust, whatever it asks', async () => {
    expect(await codeOf(dispatch('engine', 'session.get', {}, false))).toBe('FORBIDDEN_SENDER');
    expect(await codeOf(dispatch('nonsense', 'nonsense', 1, false))).toBe('FORBIDDEN_SENDER');
    expect(relay.call).not.toHaveBeenCalled();
  });

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'no.such',
    '',
    12,
    null,
    undefined,
    {},
    ['session.get'],
  ])('knows no method %j', async (method) => {
    expect(await codeOf(dispatch('engine', method, {}))).toBe('UNKNOWN_METHOD');
    expect(await codeOf(dispatch('host', method, {}))).toBe('UNKNOWN_METHOD');
  });

  it('keeps the two sides apart', async () => {
    expect(await codeOf(dispatch('host', 'session.get', {}))).toBe('UNKNOWN_METHOD');
    expect(await codeOf(dispatch('engine', 'host.info', {}))).toBe('UNKNOWN_METHOD');
    expect(await codeOf(dispatch('__proto__', 'session.get', {}))).toBe('UNKNOWN_METHOD');
  });

  it('refuses an input that is not what the method takes, and logs none of it', async () => {
    const answer = await dispatch('engine', 'draft.get', { conversationId: 'kirim ke rumah', 'rahasia sekali': 1 });
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST', details: { method: 'draft.get' } } });
    expect(JSON.stringify(entries)).not.toMatch(/kirim|rahasia/);
    expect(entries).toHaveLength(1);
    expect(relay.call).not.toHaveBeenCalled();
  });

  it('refuses cycles and prototype keys in open parts of an input', async () => {
    const base = {
      clientConversationId: '6f1d2c9e-3b52-4b7f-9a3c-0d7b0c6f4a11',
      title: 'x',
      type: 'private',
      participantIds: [1],
      firstMessage: null,
    };
    const metadata: Record<string, unknown> = {};
    metadata['self'] = metadata;
    expect(await codeOf(dispatch('engine', 'conversation.create', { ...base, metadata }))).toBe('BAD_REQUEST');
    const hostile: unknown = JSON.parse('{"__proto__":{"polluted":true}}');
    expect(await codeOf(dispatch('engine', 'conversation.create', { ...base, metadata: hostile }))).toBe('BAD_REQUEST');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('answers with the code of a coded error, and with INTERNAL and no words for any other', async () => {
    expect(await dispatch('host', 'media.open', { mediaId: 'x' })).toEqual({
      ok: false,
      error: { code: 'NOT_FOUND', message: 'No such file', details: { mediaId: 'x' } },
    });
    expect(await dispatch('host', 'host.info', {})).toEqual({
      ok: false,
      error: { code: 'INTERNAL', message: 'Error', details: {} },
    });
    relay.call.mockRejectedValue(new Error('secret words'));
    expect(await codeOf(dispatch('engine', 'session.get', {}))).toBe('INTERNAL');
    expect(JSON.stringify(entries)).not.toContain('secret');
  });

  it('does not let a caller gone wild fill the log', async () => {
    for (let call = 0; call < 2_500; call += 1) await dispatch('engine', 'no.such', {});
    expect(entries.length).toBeLessThan(40);
    expect(entries.at(-1)?.details).toMatchObject({ count: 2_000 });
  });
});
