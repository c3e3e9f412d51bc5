import type { Envelope } from '#shared/contract/definition.ts';
import type { EngineMethod, StampedEvent } from '#shared/contract/engine.ts';
import type { EngineLife } from '#shared/contract/host.ts';
import type {
  AccountOpening,
  FromSyncServer,
  MediaFile,
  NotificationRequest,
  ToSyncServer,
} from '#shared/contract/sync-channel.ts';
import type { AccountInfo } from '#shared/domain/account.ts';
import type { Counts } from '#shared/domain/conversation.ts';
import type { StagedFile } from '#shared/domain/draft.ts';
import { unreachable } from '#shared/errors.ts';
import type { EngineRelay } from './dispatcher.ts';
import type { HostLog } from './host-log.ts';

/**
 * Runs the sync server in a process of its own for either host: starts it, passes calls and events, starts it again when it dies, and ends
 * it. It holds the token in memory, so that a new process opens the same account signed in.
 *
 *   starting ──ready──▶ running ──exit──▶ restarting ──(back-off, ready)──▶ running …
 *      └──exit, again and again, or for a reason that it named──▶ failed ──(back-off, ready)──▶ running …
 */

/** A started process, however it was started. */
export interface SyncProcess {
  send(message: ToSyncServer): void;
  onMessage(listener: (message: FromSyncServer) => void): void;
  /** Once, when it is gone for whatever reason. */
  onExit(listener: () => void): void;
  /** At once, without a word to it. */
  kill(): void;
}

export type StartOpening = Extract<ToSyncServer, { type: 'start' }>['open'];

export interface SyncServerNews {
  onEvent(stamped: StampedEvent): void;
  onLife(life: EngineLife, reason: string | null): void;
  /** An account was opened, signed in or out, or left. The token is for the host alone. */
  onAccount(account: AccountInfo | null, token: string | null): void;
  onCounts(counts: Counts): void;
  onNotify(requests: readonly NotificationRequest[]): void;
  onUnnotify(conversationId: string, upToMessageId: number): void;
  onWithdraw(conversationId: string, messageId: number): void;
}

export interface Timer {
  setTimeout(callback: () => void, milliseconds: number): NodeJS.Timeout | number;
  clearTimeout(handle: NodeJS.Timeout | number): void;
}

export interface SyncServerParts {
  readonly fork: () => SyncProcess;
  readonly dataDir: string;
  readonly timer: Timer;
  readonly log: HostLog;
  readonly news: SyncServerNews;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 15_000;
/** After running this long, a death counts as the first one again. */
const STEADY_AFTER_MS = 60_000;
/** This many deaths in a row are said to the agent as a failure. */
const DEATHS_TO_FAIL = 3;
/** How long an orderly end may take before the process is killed. */
const STOP_GRACE_MS = 3_000;

type Settle = (envelope: Envelope<never>) => void;
/** A request without its id, which is given out here. */
type Request = ToSyncServer extends infer M ? (M extends { readonly id: number } ? Omit<M, 'id'> : never) : never;

export type FirstStart =
  { readonly ok: true } | { readonly ok: false; readonly code: string; readonly message: string };

export class SupervisedSyncServer implements EngineRelay {
  readonly #parts: SyncServerParts;
  readonly #pending = new Map<number, Settle>();
  readonly #firstStart = Promise.withResolvers<FirstStart>();
  #opening: StartOpening = { kind: 'none' };
  #process: SyncProcess | null = null;
  #isReady = false;
  /** Calls that came while the process was still opening the account. */
  #held: ToSyncServer[] = [];
  #nextId = 1;
  #deaths = 0;
  #fatal: { readonly code: string; readonly message: string } | null = null;
  #restart: NodeJS.Timeout | number | null = null;
  #steady: NodeJS.Timeout | number | null = null;
  #stopping: PromiseWithResolvers<void> | null = null;
  #life: EngineLife = 'starting';
  #reason: string | null = null;

  constructor(parts: SyncServerParts) {
    this.#parts = parts;
  }

  get life(): { readonly life: EngineLife; readonly reason: string | null } {
    return { life: this.#life, reason: this.#reason };
  }

  /** Resolves when the first process is ready, or has said why it can't be, or is gone. */
  start(opening: StartOpening): Promise<FirstStart> {
    this.#opening = opening;
    this.#launch();
    return this.#firstStart.promise;
  }

  call(method: EngineMethod, input: unknown): Promise<Envelope<unknown>> {
    return this.#request({ type: 'call', method, input });
  }

  /** Opens another account, or this one with a new token. */
  open(opening: AccountOpening): Promise<Envelope<unknown>> {
    return this.#request({ type: 'open', ...opening });
  }

  media(mediaId: string): Promise<Envelope<MediaFile>> {
    return this.#request<MediaFile>({ type: 'media', mediaId });
  }

  stagePath(file: Omit<Extract<Request, { type: 'stage-path' }>, 'type'>): Promise<Envelope<StagedFile>> {
    return this.#request<StagedFile>({ type: 'stage-path', ...file });
  }

  power(news: 'suspend' | 'resume' | 'lock' | 'unlock'): void {
    if (this.#isReady) this.#process?.send({ type: 'power', news });
  }

  network(online: boolean): void {
    if (this.#isReady) this.#process?.send({ type: 'network', online });
  }

  /** Lets the process close its files and end; kills it after a grace. Resolves when it is gone. */
  stop(): Promise<void> {
    if (this.#stopping !== null) return this.#stopping.promise;
    this.#stopping = Promise.withResolvers<void>();
    this.#clear('restart');
    this.#clear('steady');
    const running = this.#process;
    if (running === null) {
      this.#stopping.resolve();
      return this.#stopping.promise;
    }
    const grace = this.#parts.timer.setTimeout(() => {
      this.#parts.log({ level: 'warn', event: 'the sync server did not end by itself' });
      running.kill();
    }, STOP_GRACE_MS);
    running.send({ type: 'stop' });
    const { promise } = this.#stopping;
    return promise.finally(() => {
      this.#parts.timer.clearTimeout(grace);
    });
  }

  /** At once, when this process itself is about to go. */
  kill(): void {
    this.#process?.kill();
  }

  #launch(): void {
    this.#fatal = null;
    const started = this.#parts.fork();
    this.#process = started;
    this.#isReady = false;
    started.onMessage((message) => {
      if (this.#process === started) this.#receive(message);
    });
    started.onExit(() => {
      if (this.#process === started) this.#exited();
    });
    started.send({ type: 'start', dataDir: this.#parts.dataDir, open: this.#opening });
  }

  #receive(message: FromSyncServer): void {
    const { news } = this.#parts;
    switch (message.type) {
      case 'ready':
        this.#becomeReady();
        return;
      case 'answer':
      case 'staged':
      case 'media-file':
        this.#settle(message.id, message.envelope as Envelope<never>);
        return;
      case 'event':
        news.onEvent(message.stamped);
        return;
      case 'account':
        this.#remember(message.account, message.token);
        news.onAccount(message.account, message.token);
        return;
      case 'counts':
        news.onCounts(message.counts);
        return;
      case 'notify':
        news.onNotify(message.requests);
        return;
      case 'unnotify':
        news.onUnnotify(message.conversationId, message.upToMessageId);
        return;
      case 'withdraw':
        news.onWithdraw(message.conversationId, message.messageId);
        return;
      case 'fatal':
        this.#fatal = { code: message.code, message: message.message };
        this.#parts.log({ level: 'error', event: 'the sync server can not go on', details: { code: message.code } });
        return;
      default:
        unreachable(message);
    }
  }

  /** What the next process has to open. */
  #remember(account: AccountInfo | null, token: string | null): void {
    this.#opening = account === null ? { kind: 'none' } : { kind: 'last', accountId: account.accountId, token };
  }

  #becomeReady(): void {
    this.#isReady = true;
    this.#steady = this.#parts.timer.setTimeout(() => {
      this.#deaths = 0;
    }, STEADY_AFTER_MS);
    const held = this.#held;
    this.#held = [];
    for (const message of held) this.#process?.send(message);
    this.#setLife('running', null);
    this.#firstStart.resolve({ ok: true });
  }

  #exited(): void {
    this.#process = null;
    this.#isReady = false;
    this.#held = [];
    this.#clear('steady');
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    for (const settle of unanswered) settle(unavailable());
    if (this.#stopping !== null) {
      this.#stopping.resolve();
      return;
    }
    this.#deaths += 1;
    const { code, message } = this.#fatal ?? { code: 'ENGINE_UNAVAILABLE', message: 'The sync server ended' };
    this.#firstStart.resolve({ ok: false, code, message });
    const failed = this.#fatal !== null || this.#deaths >= DEATHS_TO_FAIL;
    this.#setLife(failed ? 'failed' : 'restarting', code);
    this.#restart = this.#parts.timer.setTimeout(
      () => {
        this.#restart = null;
        if (this.#stopping === null) this.#launch();
      },
      Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 4 ** (this.#deaths - 1)),
    );
  }

  #request<Value = unknown>(request: Request): Promise<Envelope<Value>> {
    const target = this.#process;
    if (target === null || this.#stopping !== null) return Promise.resolve(unavailable());
    const id = this.#nextId;
    this.#nextId += 1;
    const message = { ...request, id } as ToSyncServer;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      if (this.#isReady) target.send(message);
      else this.#held.push(message);
    });
  }

  #settle(id: number, envelope: Envelope<never>): void {
    const settle = this.#pending.get(id);
    this.#pending.delete(id);
    settle?.(envelope);
  }

  #setLife(life: EngineLife, reason: string | null): void {
    this.#life = life;
    this.#reason = reason;
    this.#parts.log({ level: life === 'failed' ? 'error' : 'info', event: `sync server ${life}`, details: { reason } });
    this.#parts.news.onLife(life, reason);
  }

  #clear(which: 'restart' | 'steady'): void {
    const handle = which === 'restart' ? this.#restart : this.#steady;
    if (handle !== null) this.#parts.timer.clearTimeout(handle);
    if (which === 'restart') this.#restart = null;
    else this.#steady = null;
  }
}

function unavailable(): Envelope<never> {
  return {
    ok: false,
    error: { code: 'ENGINE_UNAVAILABLE', message: 'The sync server is not running', details: {} },
  };
}
