import { accessSync, constants, mkdirSync } from 'node:fs';
import { createServer, ServerResponse, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { createDemo, type Demo, type DemoOptions } from './create-demo.ts';
import { brokenConnection, firstHalfOf } from './faults/network.ts';
import { attachWebSocket } from './realtime/websocket.ts';
import { StoreError } from './store/store.ts';

export type StartOptions = Omit<DemoOptions, 'databasePath' | 'origin'> & {
  /** 0 or absent: a free one. */
  port?: number;
  /** Absent: everything in memory, gone at the end. */
  dataDir?: string;
};

export type RunningDemo = Demo & {
  /** Such as `http://127.0.0.1:4010`: REST, files and both Pusher endpoints. */
  readonly address: string;
  readonly port: number;
  /** Ends every connection at once. */
  stop(): Promise<void>;
};

/** A reason not to start, in one sentence for people. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The demo on a port of this computer, for other programs on this computer only. */
export async function startDemo(options: StartOptions = {}): Promise<RunningDemo> {
  const { port = 0, dataDir, ...rest } = options;
  let demo: Demo;
  try {
    demo = await createDemo({ ...rest, databasePath: dataDir === undefined ? ':memory:' : prepareFolder(dataDir) });
  } catch (error) {
    throw error instanceof StoreError ? new StartError(error.message, { cause: error }) : error;
  }
  // An upload of 200 MB over a slow line may take half an hour.
  const server = createServer({ requestTimeout: 0 });
  const detachWebSocket = attachWebSocket(server, demo.hub, () => demo.faults.isCut);
  server.on('request', createListener(demo));
  try {
    await listen(server, port);
  } catch (error) {
    demo.close();
    throw error;
  }
  const boundPort = (server.address() as AddressInfo).port;
  const address = `http://127.0.0.1:${boundPort}`;
  demo.world.origin = address;
  return {
    ...demo,
    address,
    port: boundPort,
    async stop() {
      detachWebSocket();
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeAllConnections();
      await closed;
      demo.close();
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is already in use' : `can't be opened: ${error.message}`;
      reject(new StartError(`Port ${port} ${reason}.`, { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function prepareFolder(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The folder ${dataDir} can't be written to: ${reason}.`, { cause: error });
  }
  return join(dataDir, 'demo.db');
}

/** A rejected fetch is a broken connection: the socket is destroyed without an answer. */
function createListener(demo: Demo): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const listener = getRequestListener(
    async (request, { outgoing }) => {
      try {
        const response = await demo.fetch(request);
        const half = firstHalfOf(response);
        if (half === null || !(outgoing instanceof ServerResponse)) return response;
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        await new Promise<void>((resolve) => {
          outgoing.write(half, () => {
            resolve();
          });
        });
      } catch {
        // Not answered: the connection is broken below.
      }
      outgoing.destroy();
      throw brokenConnection('ECONNRESET');
    },
    { overrideGlobalObjects: false, errorHandler: () => undefined },
  );
  return (incoming, outgoing) => {
    if (incoming.url?.startsWith('/admin/') === true && !isFromHere(incoming)) {
      outgoing.writeHead(403).end();
      return;
    }
    void listener(incoming, outgoing);
  };
}

/** Loopback only, also against a page elsewhere whose name was made to point here. */
function isFromHere(incoming: IncomingMessage): boolean {
  const address = incoming.socket.remoteAddress ?? '';
  const isLocal = (host: string): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
  const origin = incoming.headers.origin;
  return (
    ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(address) &&
    isLocal(incoming.headers.host ?? '') &&
    (origin === undefined || isLocal(origin.replace(/^https?:\/\//, '')))
  );
}
