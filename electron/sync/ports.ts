/**
 * Everything that enters the engine from outside. The engine takes these through its constructor and reaches for no global clock, timer,
 * random source, network or file system, so that the simulation can run it on virtual ones and each host can pass its own.
 */

export interface Clock {
  /** Wall time, UTC milliseconds. May jump when the computer's clock is set. */
  now(): number;
  /** Milliseconds since some fixed moment; never goes back and is not moved by clock changes. */
  monotonic(): number;
}

export type TimerHandle = object | number;

export interface Timers {
  setTimeout(callback: () => void, milliseconds: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A version 4 UUID. */
  uuid(): string;
}

/** Rejects with a TypeError where no answer could be had; resolves for every HTTP status. Must honour `init.signal` and `redirect: 'manual'`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export type RealtimeState = 'connecting' | 'connected' | 'unavailable' | 'failed' | 'disconnected';

export interface RealtimeEvent {
  readonly channel: string;
  /** As the server sent it: leading dots and namespaces are still there. */
  readonly event: string;
  readonly data: unknown;
  /** Who sent a client event, by the server's own word (`metadata.user_id`); never taken from the payload. */
  readonly userId: string | null;
}

export interface RealtimeOptions {
  readonly key: string;
  readonly cluster: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly tls: boolean;
  /** Asks the API for a channel signature; rejects when it is refused. */
  authorize(channel: string, socketId: string): Promise<{ auth: string; channel_data?: string }>;
  onState(state: RealtimeState): void;
  onEvent(event: RealtimeEvent): void;
  onSubscribed(channel: string): void;
  onSubscriptionError(channel: string, reason: string): void;
}

export interface RealtimeConnection {
  subscribe(channel: string): void;
  unsubscribe(channel: string): void;
  /** A client event; false when it could not be handed to an open, subscribed channel. */
  trigger(channel: string, event: string, data: unknown): boolean;
  /** Drops whatever is there and connects again at once. */
  reconnect(): void;
  close(): void;
}

export interface RealtimeTransport {
  connect(options: RealtimeOptions): RealtimeConnection;
}

/** What media staging and the caches need of a file system; paths are absolute. SQLite opens its files itself. */
export interface FileSystem {
  mkdir(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  size(path: string): Promise<number>;
  /** Reads `length` bytes from `offset`; fewer at the end of the file. */
  read(path: string, offset: number, length: number): Promise<Uint8Array>;
  readAll(path: string): Promise<Uint8Array>;
  write(path: string, bytes: Uint8Array): Promise<void>;
  append(path: string, bytes: Uint8Array): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
}

export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** A fixed phrase; never message text, tokens, e-mails or phone numbers. */
  readonly event: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

export type Log = (entry: LogEntry) => void;

export interface EnginePorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly fetch: Fetch;
  readonly realtime: RealtimeTransport;
  readonly files: FileSystem;
  readonly log: Log;
}
