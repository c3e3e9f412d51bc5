/**
 * Message channels whose ends may sit in the main process, in a page or in a utility process. All ends meet here:
 * every message passes through the main process as the codec's text and is never decoded on the way.
 */
import { decodeClone, encodeClone } from './page/codec.ts';
import { refuseUnknownOptions, strictEmitter } from './strict.ts';

export interface PortMessage {
  readonly data: string;
  readonly ports: readonly PortEnd[];
}

/** Who currently holds an end and wants its messages. */
export interface PortHolder {
  message(message: PortMessage): void;
  close(): void;
}

/** One end of a channel. Messages wait while nobody holds it, as they do in a port that was not started. */
export class PortEnd {
  #peer: PortEnd | undefined;
  #holder: PortHolder | undefined;
  #waiting: PortMessage[] = [];
  #closed = false;

  static pair(): [PortEnd, PortEnd] {
    const first = new PortEnd();
    const second = new PortEnd();
    first.#peer = second;
    second.#peer = first;
    return [first, second];
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Hands this end over to a holder, with everything that came in the meantime; `undefined` leaves it waiting. */
  give(holder: PortHolder | undefined): void {
    this.#holder = holder;
    if (!holder) return;
    for (const message of this.#waiting.splice(0)) holder.message(message);
    if (this.#closed) holder.close();
  }

  send(message: PortMessage): void {
    const peer = this.#peer;
    if (!peer || peer.#closed) return;
    if (peer.#holder) peer.#holder.message(message);
    else peer.#waiting.push(message);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const peer = this.#peer;
    if (peer && !peer.#closed) {
      peer.#closed = true;
      peer.#holder?.close();
    }
  }
}

const endsOfPorts = new WeakMap<MessagePortMain, PortEnd>();

/** The main process's (and the utility process's) view of one end. */
export class MessagePortMain
  extends strictEmitter('MessagePortMain')
  implements Pick<Electron.MessagePortMain, 'postMessage' | 'start' | 'close'>
{
  #started = false;

  /** Not constructible by the app: ports come from a channel or arrive with a message. */
  static _for(end: PortEnd): MessagePortMain {
    const port = new MessagePortMain();
    endsOfPorts.set(port, end);
    return port;
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    const end = endsOfPorts.get(this);
    if (!end) return;
    const data = encodeClone(message);
    if (transfer.includes(this)) throw new Error('Port at index 0 contains the source port.');
    end.send({ data, ports: takeForTransfer(transfer) });
  }

  start(): void {
    const end = endsOfPorts.get(this);
    if (!end || this.#started) return;
    this.#started = true;
    end.give({
      message: ({ data, ports }) => {
        setImmediate(() => this.emit('message', { data: decodeClone(data), ports: ports.map(MessagePortMain._for) }));
      },
      close: () => setImmediate(() => this.emit('close')),
    });
  }

  close(): void {
    const end = endsOfPorts.get(this);
    endsOfPorts.delete(this);
    if (!end || end.closed) return;
    end.close();
    setImmediate(() => this.emit('close'));
  }
}

/** Takes ports out of the app's hands: what it still holds is dead afterwards, as after a real transfer. */
export function takeForTransfer(transfer: readonly unknown[] | undefined): PortEnd[] {
  const list: readonly unknown[] = transfer ?? [];
  if (!Array.isArray(list)) throw new TypeError('Invalid value for transfer');
  const ends = list.map((port: unknown, index) => {
    const end = port instanceof MessagePortMain ? endsOfPorts.get(port) : undefined;
    if (!(port instanceof MessagePortMain)) throw new TypeError('Invalid value for transfer');
    if (!end) throw new Error(`Port at index ${index} is already neutered.`);
    if (list.indexOf(port) !== index) throw new Error(`Port at index ${index} is a duplicate of an earlier port.`);
    return end;
  });
  for (const port of list) endsOfPorts.delete(port as MessagePortMain);
  for (const end of ends) end.give(undefined);
  return ends;
}

export class MessageChannelMain implements Record<keyof Electron.MessageChannelMain, MessagePortMain> {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    refuseUnknownOptions('MessageChannelMain', undefined);
    const [first, second] = PortEnd.pair();
    this.port1 = MessagePortMain._for(first);
    this.port2 = MessagePortMain._for(second);
  }
}

/** Says what must reach the process on the other side of a `RemotePorts`. */
export interface RemoteLink {
  portMessage(name: string, data: string, ports: string[]): void;
  portClose(name: string): void;
}

/**
 * The ends that one page or one utility process holds, by the names used with it. Ends that the other side brings
 * along (`page-1` …) become one end of a new channel, whose other end goes on from here.
 */
export class RemotePorts {
  readonly #held = new Map<string, PortEnd>();
  readonly #link: RemoteLink;
  /** Says on which side a name was given, so that both can give names. */
  readonly #prefix: string;
  #next = 1;

  constructor(link: RemoteLink, prefix = 'main') {
    this.#link = link;
    this.#prefix = prefix;
  }

  /** Sends an end over there; gives the name under which it will be known. */
  handOver(end: PortEnd): string {
    const name = `${this.#prefix}-${this.#next}`;
    this.#next += 1;
    this.#hold(name, end);
    return name;
  }

  /** An end over there was transferred to here. */
  take(name: string): PortEnd {
    const [stays, travels] = PortEnd.pair();
    this.#hold(name, stays);
    return travels;
  }

  received(name: string, data: string, ports: readonly string[]): void {
    this.#held.get(name)?.send({ data, ports: ports.map((port) => this.take(port)) });
  }

  closed(name: string): void {
    const end = this.#held.get(name);
    this.#held.delete(name);
    end?.close();
  }

  /** The page is gone or the process is dead: all it held is closed. */
  closeAll(): void {
    for (const end of this.#held.values()) {
      end.give(undefined);
      end.close();
    }
    this.#held.clear();
  }

  #hold(name: string, end: PortEnd): void {
    this.#held.set(name, end);
    end.give({
      message: ({ data, ports }) => {
        this.#link.portMessage(
          name,
          data,
          ports.map((port) => this.handOver(port)),
        );
      },
      close: () => {
        if (this.#held.delete(name)) this.#link.portClose(name);
      },
    });
  }
}
