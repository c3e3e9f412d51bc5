/** First script of a utility process: makes `process.parentPort` and then runs the app's module. */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { MessagePortMain, RemotePorts } from './message-ports.ts';
import { describeProcess, installModuleHooks } from './module-hooks.ts';
import { setOnline } from './net.ts';
import { decodeClone, encodeClone } from './page/codec.ts';
import { chromeVersion, electronVersion } from './runtime-info.ts';
import { strictEmitter } from './strict.ts';
import type { FromUtility, ToUtility } from './utility-process.ts';

const sendToParent = process.send?.bind(process);
if (!sendToParent) throw new Error('electron stand-in: a utility process is started by its parent only');
const send = (message: FromUtility): void => {
  if (process.connected) sendToParent(message);
};

const ports = new RemotePorts(
  {
    portMessage: (port, data, names) => send({ kind: 'port-message', port, data, ports: names }),
    portClose: (port) => send({ kind: 'port-close', port }),
  },
  'utility',
);

class ParentPort
  extends strictEmitter('ParentPort', 'process.parentPort')
  implements Pick<Electron.ParentPort, 'postMessage'>
{
  #waiting: object[] | undefined = [];

  constructor() {
    super();
    // Messages wait for the first listener, as they do in Electron.
    EventEmitter.prototype.on.call(this, 'newListener', (event: string) => {
      if (event !== 'message' || !this.#waiting) return;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      queueMicrotask(() => {
        for (const message of waiting) this.emit('message', message);
      });
    });
  }
  postMessage(message: unknown): void {
    send({ kind: 'message', data: encodeClone(message) });
  }
  _received(data: unknown, received: MessagePortMain[]): void {
    const event = { data, ports: received };
    if (this.#waiting) this.#waiting.push(event);
    else this.emit('message', event);
  }
}

const parentPort = new ParentPort();

process.on('message', (message: ToUtility) => {
  switch (message.kind) {
    case 'message':
      parentPort._received(
        decodeClone(message.data),
        message.ports.map((name) => MessagePortMain._for(ports.take(name))),
      );
      return;
    case 'port-message':
      ports.received(message.port, message.data, message.ports);
      return;
    case 'port-close':
      ports.closed(message.port);
      return;
    case 'online':
      setOnline(message.online);
      return;
    default:
  }
});
// Electron ends a utility process whose app is gone.
process.on('disconnect', () => process.exit(0));
// Electron only warns here.
process.on('unhandledRejection', (reason) => console.error('Unhandled rejection in a utility process:', reason));

Object.defineProperty(process, 'parentPort', { value: parentPort, enumerable: true });
Object.defineProperty(process, 'send', { value: undefined, configurable: true });
describeProcess('utility', { electron: electronVersion, chrome: chromeVersion });
installModuleHooks(new URL('electron-utility.ts', import.meta.url).href);
const [, , modulePath = '', ...args] = process.argv;
process.argv = [process.env['STANDIN_EXECUTABLE'] ?? process.execPath, modulePath, ...args];
await import(pathToFileURL(modulePath).href);
