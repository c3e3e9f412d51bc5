import { createHmac, timingSafeEqual } from 'node:crypto';
import { isJsonObject, parseJson, type Json, type JsonObject } from '../json.ts';
import { createTimers, type Clock, type Random } from '../ports.ts';
import {
  CHANNEL_NAME,
  CLIENT_EVENT_REJECTED,
  CLOSE,
  EVENT_MAX_BYTES,
  isPresence,
  isPrivate,
  TORN_DOWN,
} from './protocol.ts';

/** The other end of a connection; a WebSocket is one kind. Code 1006 means: tear it down without a closing handshake. */
export type Peer = {
  send(text: string): void;
  close(code: number, reason: string): void;
};

/** What the other end calls. */
export type HubConnection = {
  readonly socketId: string;
  receive(text: string): void;
  closed(): void;
};

export type HubCredentials = { appId: string; key: string; secret: string };

export type TriggeredEvent = {
  channels: readonly string[];
  event: string;
  /** Already serialised, as Pusher sends it. */
  data: string;
  exceptSocketId?: string | null;
  /** Set on client events only. */
  userId?: string | null;
  /** Called for each connection that it has been handed to. */
  onDelivered?: (channel: string) => void;
};

/** Stands between the hub and one connection for events of the application; faults double, delay, reorder or lose them here. */
export type Interference = (event: string, deliver: () => void) => void;

export type Hub = {
  readonly credentials: HubCredentials;
  connect(peer: Peer, handshake: { key: string; protocol: string | null }): HubConnection;
  trigger(event: TriggeredEvent): void;
  sign(socketId: string, channel: string, channelData?: string): string;
  /** Names of channels with at least one subscriber, and how many connections and (presence channels) people each has. */
  channels(): { name: string; subscriptions: number; userIds: string[] }[];
  isOccupied(channel: string): boolean;
  /** Ends every connection; with `refuse`, new ones are torn down too until `accept`. */
  closeAll(code: number, reason: string): void;
  refuse(): void;
  accept(): void;
  interfere(interference: Interference | null): void;
  close(): void;
};

type Member = { userId: string; info: Json };

type Connection = {
  readonly socketId: string;
  readonly peer: Peer;
  readonly members: Map<string, Member>;
  open: boolean;
  cancelIdleTimer: () => void;
  clientEventTimes: number[];
};

const PONG_WAIT_MS = 30_000;
const CLIENT_EVENTS_PER_SECOND = 10;

/** A Pusher Channels server, protocol 7, for any kind of connection (docs/api.md section 8). */
export function createHub(options: {
  credentials: HubCredentials;
  clock: Clock;
  random: Random;
  activityTimeoutSeconds: number;
}): Hub {
  const { credentials, clock, random, activityTimeoutSeconds } = options;
  const timers = createTimers(clock);
  const connections = new Set<Connection>();
  const channels = new Map<string, Set<Connection>>();
  let serial = 0;
  let refusing = false;
  let interference: Interference | null = null;

  const sign = (socketId: string, channel: string, channelData?: string): string => {
    const text = channelData === undefined ? `${socketId}:${channel}` : `${socketId}:${channel}:${channelData}`;
    return `${credentials.key}:${createHmac('sha256', credentials.secret).update(text).digest('hex')}`;
  };

  const send = (connection: Connection, message: JsonObject): void => {
    if (connection.open) connection.peer.send(JSON.stringify(message));
  };

  const sendError = (connection: Connection, code: number, message: string): void => {
    send(connection, { event: 'pusher:error', data: { code, message } });
  };

  const broadcast = (channel: string, message: JsonObject, exceptSocketId: string | null): void => {
    for (const connection of channels.get(channel) ?? []) {
      if (connection.socketId !== exceptSocketId) send(connection, message);
    }
  };

  const membersOf = (channel: string): Map<string, Json> => {
    const members = new Map<string, Json>();
    for (const connection of channels.get(channel) ?? []) {
      const member = connection.members.get(channel);
      if (member !== undefined) members.set(member.userId, member.info);
    }
    return members;
  };

  const leave = (connection: Connection, channel: string): void => {
    const subscribers = channels.get(channel);
    if (subscribers === undefined || !subscribers.delete(connection)) return;
    const member = connection.members.get(channel);
    connection.members.delete(channel);
    // One person on two devices is one member: gone only with the last of them.
    if (member !== undefined && !membersOf(channel).has(member.userId)) {
      const data = JSON.stringify({ user_id: member.userId });
      broadcast(channel, { event: 'pusher_internal:member_removed', channel, data }, null);
    }
    if (subscribers.size === 0) channels.delete(channel);
  };

  const drop = (connection: Connection): void => {
    if (!connection.open) return;
    connection.open = false;
    connection.cancelIdleTimer();
    connections.delete(connection);
    for (const channel of channels.keys()) leave(connection, channel);
  };

  const hangUp = (connection: Connection, code: number, reason: string): void => {
    drop(connection);
    connection.peer.close(code, reason);
  };

  const watchIdle = (connection: Connection): void => {
    connection.cancelIdleTimer();
    connection.cancelIdleTimer = timers.after(activityTimeoutSeconds * 1000 + PONG_WAIT_MS, () => {
      send(connection, { event: 'pusher:ping', data: {} });
      connection.cancelIdleTimer = timers.after(PONG_WAIT_MS, () => {
        hangUp(connection, CLOSE.noPong, 'Pong reply not received');
      });
    });
  };

  const refuseSubscription = (connection: Connection, channel: string, error: string): void => {
    sendError(connection, CLOSE.unauthorized, error);
    const data = JSON.stringify({ type: 'AuthError', error, status: 401 });
    send(connection, { event: 'pusher:subscription_error', channel, data });
  };

  const subscribe = (connection: Connection, data: JsonObject): void => {
    const channel = data['channel'];
    if (typeof channel !== 'string' || !CHANNEL_NAME.test(channel)) {
      sendError(connection, CLOSE.unauthorized, 'The channel name is not valid');
      return;
    }
    const channelData = typeof data['channel_data'] === 'string' ? data['channel_data'] : undefined;
    const auth = typeof data['auth'] === 'string' ? data['auth'] : '';
    if (isPrivate(channel) && !sameText(auth, sign(connection.socketId, channel, channelData))) {
      refuseSubscription(connection, channel, `Invalid signature for ${channel}`);
      return;
    }
    const subscribers = channels.get(channel) ?? new Set();
    channels.set(channel, subscribers);
    if (!isPresence(channel)) {
      subscribers.add(connection);
      send(connection, { event: 'pusher_internal:subscription_succeeded', channel, data: '{}' });
      return;
    }
    const member = parseMember(channelData);
    if (member === null) {
      refuseSubscription(connection, channel, 'A presence channel needs channel_data with a user_id');
      return;
    }
    const known = membersOf(channel).has(member.userId);
    if (!known) {
      const joined = JSON.stringify({ user_id: member.userId, user_info: member.info });
      broadcast(channel, { event: 'pusher_internal:member_added', channel, data: joined }, connection.socketId);
    }
    subscribers.add(connection);
    connection.members.set(channel, member);
    const members = membersOf(channel);
    const presence = { ids: [...members.keys()], hash: Object.fromEntries(members), count: members.size };
    const succeeded = JSON.stringify({ presence });
    send(connection, { event: 'pusher_internal:subscription_succeeded', channel, data: succeeded });
  };

  const trigger = (event: TriggeredEvent): void => {
    for (const channel of event.channels) {
      const message: JsonObject = { event: event.event, channel, data: event.data };
      if (event.userId !== undefined && event.userId !== null) message['user_id'] = event.userId;
      for (const connection of channels.get(channel) ?? []) {
        if (connection.socketId === event.exceptSocketId) continue;
        const deliver = (): void => {
          if (channels.get(channel)?.has(connection) !== true) return;
          send(connection, message);
          event.onDelivered?.(channel);
        };
        if (interference === null) deliver();
        else interference(event.event, deliver);
      }
    }
  };

  const relayClientEvent = (connection: Connection, event: string, channel: string, data: Json): void => {
    if (!isPrivate(channel)) {
      sendError(connection, CLIENT_EVENT_REJECTED, 'Client events are only for private and presence channels');
      return;
    }
    if (channels.get(channel)?.has(connection) !== true) {
      sendError(connection, CLOSE.unauthorized, `Not subscribed to ${channel}`);
      return;
    }
    const now = clock.now();
    const recent = connection.clientEventTimes.filter((at) => at > now - 1000);
    connection.clientEventTimes = recent;
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    if (recent.length >= CLIENT_EVENTS_PER_SECOND || Buffer.byteLength(text) > EVENT_MAX_BYTES) {
      sendError(connection, CLIENT_EVENT_REJECTED, 'The client event was rejected: too many or too large');
      return;
    }
    recent.push(now);
    trigger({
      channels: [channel],
      event,
      data: text,
      exceptSocketId: connection.socketId,
      userId: connection.members.get(channel)?.userId ?? null,
    });
  };

  const receive = (connection: Connection, text: string): void => {
    if (!connection.open) return;
    watchIdle(connection);
    const message = parseJson(text);
    if (!isJsonObject(message) || typeof message['event'] !== 'string') {
      sendError(connection, CLOSE.reconnect, 'The message is not valid');
      return;
    }
    const { event, channel, data = {} } = message;
    const details = typeof data === 'string' ? parseJson(data) : data;
    switch (event) {
      case 'pusher:ping':
        send(connection, { event: 'pusher:pong', data: {} });
        return;
      case 'pusher:pong':
        return;
      case 'pusher:subscribe':
        subscribe(connection, isJsonObject(details) ? details : {});
        return;
      case 'pusher:unsubscribe':
        if (isJsonObject(details) && typeof details['channel'] === 'string') leave(connection, details['channel']);
        return;
      default:
        if (event.startsWith('client-') && typeof channel === 'string')
          relayClientEvent(connection, event, channel, data);
    }
  };

  return {
    credentials,
    sign,
    trigger,
    connect(peer, handshake) {
      serial += 1;
      const connection: Connection = {
        socketId: `${1 + Math.floor(random() * 999_999_998)}.${serial}`,
        peer,
        members: new Map(),
        open: true,
        cancelIdleTimer: () => undefined,
        clientEventTimes: [],
      };
      const entry: HubConnection = {
        socketId: connection.socketId,
        receive: (text) => {
          receive(connection, text);
        },
        closed: () => {
          drop(connection);
        },
      };
      const refuse = (code: number, reason: string): HubConnection => {
        sendError(connection, code, reason);
        hangUp(connection, code, reason);
        return entry;
      };
      if (refusing) {
        hangUp(connection, TORN_DOWN, '');
        return entry;
      }
      if (handshake.key !== credentials.key) return refuse(CLOSE.unknownApp, 'Application does not exist');
      if (handshake.protocol === null) return refuse(CLOSE.noVersion, 'No protocol version supplied');
      const version = Number(handshake.protocol);
      if (!(version >= 5 && version <= 7)) return refuse(CLOSE.unsupportedVersion, 'Unsupported protocol version');
      connections.add(connection);
      const established = { socket_id: connection.socketId, activity_timeout: activityTimeoutSeconds };
      send(connection, { event: 'pusher:connection_established', data: JSON.stringify(established) });
      watchIdle(connection);
      return entry;
    },
    channels() {
      return [...channels].map(([name, subscribers]) => ({
        name,
        subscriptions: subscribers.size,
        userIds: [...membersOf(name).keys()],
      }));
    },
    isOccupied: (channel) => channels.has(channel),
    closeAll(code, reason) {
      for (const connection of connections) hangUp(connection, code, reason);
    },
    refuse() {
      refusing = true;
    },
    accept() {
      refusing = false;
    },
    interfere(next) {
      interference = next;
    },
    close() {
      refusing = true;
      for (const connection of connections) hangUp(connection, TORN_DOWN, '');
      timers.cancelAll();
    },
  };
}

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

function parseMember(channelData: string | undefined): Member | null {
  const parsed = channelData === undefined ? undefined : parseJson(channelData);
  if (!isJsonObject(parsed)) return null;
  const id = parsed['user_id'];
  if (typeof id !== 'string' && typeof id !== 'number') return null;
  return { userId: String(id), info: parsed['user_info'] ?? null };
}
