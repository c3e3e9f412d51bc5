import type { Demo } from '#demo/create-demo.ts';
import { isJsonObject, parseJson, type Json, type JsonObject } from '#demo/json.ts';
import type { HubConnection } from '#demo/realtime/hub.ts';
import type { Caller } from './document-demo.ts';

export type Received = { event: string; channel: string | null; data: Json; userId: string | null };

/** A connection to the hub without a socket, which keeps all it hears. */
export class HubClient {
  readonly received: Received[] = [];
  closedWith: { code: number; reason: string } | null = null;
  readonly #connection: HubConnection;
  readonly #call: Caller;

  constructor(demo: Demo, call: Caller, handshake: { key?: string; protocol?: string | null } = {}) {
    this.#call = call;
    this.#connection = demo.hub.connect(
      {
        send: (message) => {
          const { event, channel, data, user_id: userId } = parseJson(message) as JsonObject;
          this.received.push({
            event: typeof event === 'string' ? event : '',
            channel: typeof channel === 'string' ? channel : null,
            data: typeof data === 'string' ? (parseJson(data) ?? data) : (data ?? null),
            userId: typeof userId === 'string' ? userId : null,
          });
        },
        close: (code, reason) => {
          this.closedWith = { code, reason };
        },
      },
      {
        key: handshake.key ?? demo.hub.credentials.key,
        protocol: handshake.protocol === undefined ? '7' : handshake.protocol,
      },
    );
  }

  get socketId(): string {
    return this.#connection.socketId;
  }

  send(event: string, data: Json, channel?: string): void {
    this.#connection.receive(JSON.stringify({ event, data, ...(channel === undefined ? {} : { channel }) }));
  }

  sendText(message: string): void {
    this.#connection.receive(message);
  }

  /** Asks for a signature and subscribes; answers the status of the asking. */
  async subscribe(channel: string): Promise<number> {
    const needsAuth = /^(private|presence)-/.test(channel);
    const answer = needsAuth
      ? await this.#call('POST', '/broadcasting/auth', { socket_id: this.socketId, channel_name: channel })
      : null;
    if (answer === null || answer.status === 200) this.send('pusher:subscribe', { ...answer?.body, channel });
    return answer?.status ?? 200;
  }

  hangUp(): void {
    this.#connection.closed();
  }

  /** What was heard under this name, in order. */
  heard(event: string): Json[] {
    return this.received.filter((one) => one.event === event).map((one) => one.data);
  }

  /** The ids of the messages heard, in order. */
  messageIds(): Json[] {
    return this.heard('message.new').map((data) => {
      const message = isJsonObject(data) ? data['message'] : undefined;
      return isJsonObject(message) ? (message['id'] ?? null) : null;
    });
  }
}
