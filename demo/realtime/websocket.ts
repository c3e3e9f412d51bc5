import type { IncomingMessage, Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Hub } from './hub.ts';
import { TORN_DOWN } from './protocol.ts';

/** Puts the hub behind `/app/{key}` of an HTTP server. */
export function attachWebSocket(server: Server, hub: Hub, isCut: () => boolean): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', 'http://localhost');
    const key = /^\/app\/([^/]+)$/.exec(url.pathname)?.[1];
    if (key === undefined || isCut()) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      connect(hub, webSocket, { key, protocol: url.searchParams.get('protocol') });
    });
  });
  return () => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

function connect(hub: Hub, webSocket: WebSocket, handshake: { key: string; protocol: string | null }): void {
  const connection = hub.connect(
    {
      send: (text) => {
        webSocket.send(text);
      },
      close: (code, reason) => {
        if (code === TORN_DOWN) webSocket.terminate();
        else webSocket.close(code, reason);
      },
    },
    handshake,
  );
  webSocket.on('message', (data: Buffer) => {
    connection.receive(data.toString('utf8'));
  });
  webSocket.on('close', () => {
    connection.closed();
  });
  // A broken frame also closes the socket; there is nothing else to do about it.
  webSocket.on('error', () => {
    webSocket.terminate();
  });
}
