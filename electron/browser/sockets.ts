import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';
import type { StampedEvent } from '#shared/contract/engine.ts';
import type { HostEvent } from '#shared/contract/host.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Origin } from './origin.ts';
import type { Session } from './session.ts';

/**
 * The contract over WebSocket. A page sends `{ id, side, method, input }` and gets `{ id, envelope }`; unasked it gets
 * `{ engineEvent }` and `{ hostEvent }`.
 */

/** A chunk of a file in base64, and room for the rest of the call. */
const MAX_FRAME_BYTES = 2 * 1024 * 1024;
/** A page that does not read any more is let go: it connects again and asks for what it missed. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;

const CLOSE_BAD_FRAME = 1008;
const CLOSE_GOING_AWAY = 1001;

const frameShape = z.strictObject({
  id: z.int().min(0),
  side: z.unknown(),
  method: z.unknown(),
  input: z.unknown(),
});

export interface SocketParts {
  readonly origin: Origin;
  readonly session: Session;
  readonly dispatcher: Dispatcher;
  /** What a page has to know first. */
  greeting(): HostEvent;
}

export class Sockets {
  readonly #parts: SocketParts;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });

  constructor(parts: SocketParts) {
    this.#parts = parts;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Until the WebSocket has it, nobody else would hear that the connection broke.
    const ignoreBreak = (): void => undefined;
    socket.on('error', ignoreBreak);
    const refused = this.#refusal(request);
    if (refused !== null) {
      socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (page) => {
      socket.off('error', ignoreBreak);
      this.#welcome(page);
    });
  }

  sendEngineEvent(engineEvent: StampedEvent): void {
    this.#broadcast({ engineEvent });
  }

  sendHostEvent(hostEvent: HostEvent): void {
    this.#broadcast({ hostEvent });
  }

  close(): void {
    for (const page of this.#server.clients) {
      page.close(CLOSE_GOING_AWAY);
      page.terminate();
    }
    this.#server.close();
  }

  #refusal(request: IncomingMessage): string | null {
    if (this.#parts.origin.refuses(request) === 421) return '421 Misdirected Request';
    if (!this.#parts.origin.isOwn(request)) return '403 Forbidden';
    if (!this.#parts.session.holds(request.headers.cookie)) return '401 Unauthorized';
    return request.url === '/socket' ? null : '404 Not Found';
  }

  #welcome(page: WebSocket): void {
    page.on('error', () => {
      page.terminate();
    });
    page.on('message', (data, isBinary) => {
      this.#answer(page, isBinary ? null : textOf(data)).catch(() => {
        page.terminate();
      });
    });
    this.#send(page, JSON.stringify({ hostEvent: this.#parts.greeting() }));
  }

  async #answer(page: WebSocket, text: string | null): Promise<void> {
    const frame = text === null ? null : frameIn(text);
    if (frame === null) {
      // Without an id there is nobody to answer to: it is not our page that speaks.
      page.close(CLOSE_BAD_FRAME);
      return;
    }
    const { id, ...call } = frame;
    const envelope = await this.#parts.dispatcher.dispatch({ ...call, trusted: true });
    this.#send(page, JSON.stringify({ id, envelope }));
  }

  #broadcast(message: object): void {
    if (this.#server.clients.size === 0) return;
    const text = JSON.stringify(message);
    for (const page of this.#server.clients) this.#send(page, text);
  }

  #send(page: WebSocket, text: string): void {
    if (page.readyState !== page.OPEN) return;
    if (page.bufferedAmount > MAX_WAITING_BYTES) page.terminate();
    else page.send(text);
  }
}

function frameIn(text: string): { id: number; side: unknown; method: unknown; input: unknown } | null {
  try {
    const { data } = frameShape.safeParse(JSON.parse(text));
    return data === undefined ? null : { id: data.id, side: data.side, method: data.method, input: data.input };
  } catch {
    return null;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8');
}
