import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Refusal {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly errorCode: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Stands before the demo server, passes everything on, and refuses one endpoint with a documented `error_code` (docs/api.md section 9). */
export class RefusingServer {
  readonly address: string;
  /** What is refused now; null: nothing. */
  refusal: Refusal | null = null;
  /** How often it was. */
  refused = 0;
  readonly #close: () => Promise<void>;

  private constructor(address: string, close: () => Promise<void>) {
    this.address = address;
    this.#close = close;
  }

  static async start(upstream: string): Promise<RefusingServer> {
    let self: RefusingServer | null = null;
    const server = createServer((request, response) => {
      const { refusal } = self ?? { refusal: null };
      const path = new URL(request.url ?? '/', upstream).pathname;
      if (self !== null && refusal !== null && request.method === refusal.method && path === refusal.path) {
        self.refused += 1;
        request.resume();
        response.writeHead(refusal.status, { 'Content-Type': 'application/json', ...refusal.headers });
        response.end(JSON.stringify({ success: false, message: 'Refused', error_code: refusal.errorCode }));
        return;
      }
      passOn(upstream, request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    self = new RefusingServer(`http://127.0.0.1:${port}`, async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    });
    return self;
  }

  async stop(): Promise<void> {
    await this.#close();
  }
}

async function passOn(upstream: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const name of ['authorization', 'content-type', 'accept', 'range']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const answer = await fetch(new URL(request.url ?? '/', upstream), {
    method: request.method ?? 'GET',
    headers,
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    redirect: 'manual',
  });
  response.writeHead(answer.status, {
    'Content-Type': answer.headers.get('content-type') ?? 'application/octet-stream',
    Date: answer.headers.get('date') ?? new Date().toUTCString(),
  });
  response.end(Buffer.from(await answer.arrayBuffer()));
}
