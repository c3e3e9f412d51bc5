import { join } from 'node:path';
import type { Envelope } from '#shared/contract/definition.ts';
import type { FromSyncServer, ToSyncServer } from '#shared/contract/sync-channel.ts';
import type { AccountInfo } from '#shared/domain/account.ts';

/**
 * A sync server that keeps nothing and needs no network, for tests of the hosts. Calls it gives a meaning of its own: `session.get` says what
 * it was told to open, `settings.set` sends an event to every page, `sync.retryNow` dies in the middle, `session.leave` leaves the account.
 */

let dataDir = '';
let opened: unknown = null;
let revision = 0;

function send(message: FromSyncServer): void {
  process.send?.(message);
}

function stamped<Value>(value: Value): Envelope<Value> {
  return { ok: true, value, stamp: { epoch: String(process.pid), revision } };
}

function accountOf(demo: boolean, userId: number | null): AccountInfo {
  return {
    accountId: (demo ? 'd' : 'a').repeat(32),
    apiUrl: 'http://127.0.0.1',
    userId: userId ?? 1,
    name: 'Dewi',
    email: null,
    pictureUrl: null,
    demo,
    signedIn: true,
    tokenExpiresAt: null,
  };
}

function start(message: Extract<ToSyncServer, { type: 'start' }>): void {
  ({ dataDir, open: opened } = message);
  const { open } = message;
  if (open.kind === 'profile' && open.token === 'refused') {
    send({ type: 'fatal', code: 'TOKEN_UNREADABLE', message: 'The token can not be read' });
    process.disconnect();
    return;
  }
  if (open.kind === 'profile') {
    send({ type: 'account', account: accountOf(open.demo, open.profile.userId), token: open.token });
  }
  send({ type: 'ready', account: null });
}

function call({ id, method, input }: Extract<ToSyncServer, { type: 'call' }>): void {
  const answer = (value: unknown): void => send({ type: 'answer', id, envelope: stamped(value) });
  if (method === 'sync.retryNow') process.exit(1);
  if (method === 'settings.set') {
    revision += 1;
    const event = { type: 'typing', conversationId: '1', people: [] } as const;
    send({ type: 'event', stamped: { stamp: { epoch: String(process.pid), revision }, event } });
    answer(input);
  } else if (method === 'session.leave') {
    send({ type: 'account', account: null, token: null });
    answer(null);
  } else answer({ method, opened, pid: process.pid });
}

const MEDIA: Readonly<Record<string, { readonly name: string; readonly contentType: string }>> = {
  clip: { name: 'clip.mp4', contentType: 'video/mp4' },
  page: { name: 'page.html', contentType: 'text/html' },
  outside: { name: '../outside.txt', contentType: 'text/plain' },
  gone: { name: 'gone.png', contentType: 'image/png' },
};

function media(message: Extract<ToSyncServer, { type: 'media' }>): void {
  const file = MEDIA[message.mediaId];
  send({
    type: 'media-file',
    id: message.id,
    envelope:
      file === undefined
        ? { ok: false, error: { code: 'NOT_FOUND', message: 'No such file', details: {} } }
        : stamped({
            path: join(dataDir, file.name),
            contentType: file.contentType,
            sizeBytes: 0,
            filename: `berkas "é" ${message.mediaId}`,
          }),
  });
}

process.on('message', (received) => {
  const message = received as ToSyncServer;
  if (message.type === 'start') start(message);
  else if (message.type === 'call') call(message);
  else if (message.type === 'media') media(message);
  else if (message.type === 'open') {
    opened = message;
    send({ type: 'account', account: accountOf(message.demo, message.profile.userId), token: message.token });
    send({ type: 'answer', id: message.id, envelope: stamped(null) });
  } else if (message.type === 'stop') process.disconnect();
});
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
