import { net } from 'electron';
import Pusher from 'pusher-js';
import type { ToSyncServer } from '#shared/contract/sync-channel.ts';
import type { HostChannel } from '../sync/host-channel.ts';
import { PusherTransport } from '../sync/inbound/pusher-transport.ts';
import { nodePorts } from '../sync/node/node-ports.ts';
import { runSyncServer } from '../sync/run.ts';
import { electronFetch } from './electron-fetch.ts';
import { ProxiedRealtime } from './proxied-realtime.ts';
import { isProxyAnswer, proxyUrl, type ProxyQuestion } from './proxy-channel.ts';

/** The sync server as Electron's utility process: the channel is its parent port, the network Chromium's. Wiring only. */

const port = process.parentPort;
const proxyQuestions = new Map<string, ((proxies: string) => void)[]>();
const listeners: ((message: ToSyncServer) => void)[] = [];

port.on('message', ({ data }: { data: unknown }) => {
  if (!isProxyAnswer(data)) {
    for (const listener of listeners) listener(data as ToSyncServer);
    return;
  }
  for (const settle of proxyQuestions.get(data.url) ?? []) settle(data.proxies);
  proxyQuestions.delete(data.url);
});

function resolveProxy(url: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const settlers = proxyQuestions.get(url) ?? [];
  settlers.push((proxies) => {
    resolve(proxyUrl(proxies));
  });
  proxyQuestions.set(url, settlers);
  const question: ProxyQuestion = { type: 'desk:resolve-proxy', url };
  if (settlers.length === 1) port.postMessage(question);
  return promise;
}

/** Sockets of pusher-js go through this proxy. Its runtime makes them with one constructor, which takes it as an option. */
let socketProxy: string | null = null;

interface SocketConstructor {
  new (url: string, protocols?: readonly string[], options?: { proxy: { origin: string } }): object;
}
const runtime = Pusher.Runtime as unknown as { getWebSocketAPI(): SocketConstructor };
const Socket = runtime.getWebSocketAPI();
runtime.getWebSocketAPI = () =>
  function socketThroughProxy(url: string) {
    return socketProxy === null ? new Socket(url) : new Socket(url, [], { proxy: { origin: socketProxy } });
  } as unknown as SocketConstructor;

const channel: HostChannel = {
  send: (message) => {
    port.postMessage(message);
  },
  onMessage: (listener) => {
    listeners.push(listener);
  },
  // Chromium ends a utility process whose browser process is gone: nothing is told before, and nothing is left to do.
  onClose: () => undefined,
};

runSyncServer(
  channel,
  nodePorts({
    fetch: electronFetch(net),
    realtime: new ProxiedRealtime({
      inner: new PusherTransport(),
      resolve: resolveProxy,
      use: (proxy) => {
        socketProxy = proxy;
      },
    }),
  }),
  (code) => process.exit(code),
);
