/**
 * A sync server that says what a test tells it to, in the place of the real one: for what the host does with news that can't be had on demand
 * (a burst of messages, a read elsewhere). It listens on the socket in DESK_SCRIPT, takes one JSON message a line, and writes back what the
 * host sent.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const parentPort = process.parentPort;
const clients = new Set();
const heard = [];
const stamp = { epoch: 'scripted', revision: 0 };

const settings = {
  language: 'en',
  theme: 'system',
  enterSends: true,
  undoSendSeconds: 0,
  readPolicy: 'on-view',
  sendTyping: true,
};
const extension = 'available';
const session = {
  account: null,
  settings,
  extensions: {
    read: extension,
    reactions: extension,
    edit: extension,
    delete: extension,
    report: extension,
    update: extension,
    contacts: extension,
  },
};
/** What calls are answered with; a test changes it. */
const answers = new Map(Object.entries({ 'session.get': session }));

function tell(message) {
  heard.push(message);
  for (const client of clients) client.write(`${JSON.stringify(message)}\n`);
}

function answer(message) {
  const value = answers.get(message.method);
  return value === undefined
    ? { ok: false, error: { code: 'NOT_FOUND', message: 'not in the script', details: {} } }
    : { ok: true, value, stamp };
}

parentPort.on('message', ({ data }) => {
  tell(data);
  switch (data.type) {
    case 'start':
      parentPort.postMessage({ type: 'ready', account: null });
      return;
    case 'call':
      parentPort.postMessage({ type: 'answer', id: data.id, envelope: answer(data) });
      return;
    case 'media':
      parentPort.postMessage({
        type: 'media-file',
        id: data.id,
        envelope: answers.has(`media ${data.mediaId}`)
          ? { ok: true, value: answers.get(`media ${data.mediaId}`), stamp: null }
          : { ok: false, error: { code: 'NOT_FOUND', message: '', details: {} } },
      });
      return;
    case 'stage-path':
      parentPort.postMessage({
        type: 'staged',
        id: data.id,
        envelope: { ok: true, value: { path: data.path }, stamp },
      });
      return;
    case 'stop':
      process.exit(0);
  }
});

// A process that was killed leaves its socket behind.
rmSync(process.env.DESK_SCRIPT, { force: true });
createServer((client) => {
  clients.add(client);
  client.on('close', () => clients.delete(client));
  client.on('error', () => clients.delete(client));
  for (const message of heard) client.write(`${JSON.stringify(message)}\n`);
  createInterface({ input: client }).on('line', (line) => {
    const command = JSON.parse(line);
    if (command.answer !== undefined) answers.set(command.answer, command.value);
    else if (command.die !== undefined) process.kill(process.pid, 'SIGKILL');
    else parentPort.postMessage(command);
  });
}).listen(process.env.DESK_SCRIPT);
