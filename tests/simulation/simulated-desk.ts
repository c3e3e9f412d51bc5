import type { Demo, DemoAccount } from '#demo/create-demo.ts';
import type { Fault } from '#demo/faults/fault.ts';
import { openAccount, type OpenAccount } from '#electron/sync/account/open-account.ts';
import { nodeFiles } from '#electron/sync/node/node-ports.ts';
import type { EnginePorts, FileSystem, LogEntry } from '#electron/sync/ports.ts';
import { Publisher } from '#electron/sync/publisher.ts';
import type { EngineInput, EngineMethod, EngineOutput, StampedEvent } from '#shared/contract/engine.ts';
import { serverProfile, type ServerProfile } from '#shared/contract/server-profile.ts';
import type { FromSyncServer } from '#shared/contract/sync-channel.ts';
import type { OutboxState } from '#shared/domain/outbox-state.ts';
import { HubTransport } from '#tests/support/hub-transport.ts';
import type { VirtualTime } from '#tests/support/virtual-time.ts';

const FRAME_MS = 5;
/** How long an answer is on its way, at most: mostly, and sometimes. */
const NEAR_MS = 40;
const FAR_MS = 1_500;

export interface DeskOptions {
  readonly demo: Demo;
  readonly account: DemoAccount;
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly dataDir: string;
  readonly realtime: boolean;
  /** Told of every step of an outbox item. */
  readonly onStep?: (clientId: string, from: OutboxState, to: OutboxState) => void;
  /** What the renderer is told. */
  readonly onEvent?: (event: StampedEvent) => void;
  /** What the host is told. */
  readonly onMessage?: (message: FromSyncServer) => void;
  /** The program starts: nothing has been read yet. */
  readonly onStart?: () => void;
  /** Told of every request, as it leaves, with the faults that strike it; of a message also its client id. */
  readonly onRequest?: (request: Request, faults: readonly Fault[], clientId: string | null) => void;
}

/** One agent's desk under virtual time: the real engine on real files, which can be killed and started again. */
export class SimulatedDesk {
  readonly logs: LogEntry[] = [];
  /** This computer's clock less the true time. */
  clockOff = 0;
  token: string;
  readonly #options: DeskOptions;
  #life: Life | null = null;
  #mending = false;
  /** Monotonic: the computer's own clock of that kind counts from here. */
  #bootedAt = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.token = options.account.token;
  }

  get running(): boolean {
    return this.#life?.account != null && !this.#mending;
  }

  /** Throws what opening the account throws; then nothing runs. */
  start(): void {
    if (this.#life !== null) throw new Error('The desk runs already');
    const life = new Life(this.#options, this.logs, () => this.clockOff, this.#bootedAt);
    const { account, dataDir } = this.#options;
    this.#life = life;
    this.#options.onStart?.();
    try {
      life.account = openAccount(
        {
          ports: life.ports,
          publisher: new Publisher(life.ports.random.uuid(), (event) => {
            if (!life.ended) this.#options.onEvent?.(event);
          }),
          dataDir,
          send: (message) => this.#options.onMessage?.(message),
          sessionChanged: () => undefined,
          damaged: () => void this.#mend(life),
        },
        profileOf(this.#options),
        { token: this.token, userId: account.userId, name: account.name, email: null, photo: null, expiresAt: null },
        true,
      );
    } catch (error) {
      life.end();
      this.#life = null;
      throw error;
    }
    if (this.#options.onStep !== undefined) life.account.engine.local.outbox.observer = this.#options.onStep;
  }

  /** As the sync server does with files that SQLite reports as broken: close what can be closed, and begin anew. */
  async #mend(life: Life): Promise<void> {
    if (this.#mending || this.#life !== life) return;
    this.#mending = true;
    try {
      await life.account?.closeDamaged();
    } finally {
      this.#mending = false;
      life.end();
      if (this.#life === life) {
        this.#life = null;
        this.start();
      }
    }
  }

  /** It is closing its broken files to begin anew. */
  get mending(): boolean {
    return this.#mending;
  }

  /** The process is dead, although the call it was in has not returned yet: it reaches nobody any more. */
  mute(): void {
    this.#life?.end();
  }

  /** A new token for the open account. */
  signIn(token: string): void {
    const { userId, name } = this.#options.account;
    this.#life?.account?.signIn({ token, userId, name, email: null, photo: null, expiresAt: null });
  }

  /** The computer is started again, while nothing runs. */
  reboot(): void {
    this.#bootedAt = this.#options.time.monotonic();
  }

  async stop(): Promise<void> {
    const life = this.#life;
    this.#life = null;
    if (life === null) return;
    const stopped = life.account?.close() ?? Promise.resolve();
    let done = false;
    void stopped.then(() => {
      done = true;
    });
    await this.#options.time.advanceUntil(() => done, 60_000);
    await stopped;
    life.end();
  }

  /** As SIGKILL: nothing is said, nothing is written any more; what is in the files is what there is. */
  kill(): void {
    const life = this.#life;
    this.#life = null;
    if (life === null) return;
    life.end();
    life.account?.abandon();
  }

  /** Calls a method of the contract, without the dispatcher's parsing. */
  async call<Name extends EngineMethod>(method: Name, input: EngineInput<Name>): Promise<EngineOutput<Name>> {
    return (await this.engine.handle(method, input)) as EngineOutput<Name>;
  }

  get engine() {
    if (this.#life?.account == null) throw new Error('The desk does not run');
    return this.#life.account.engine;
  }
}

/** One start of the engine's process: its ports stop working when it ends. */
class Life {
  readonly ports: EnginePorts;
  account: OpenAccount | null = null;
  readonly #realtime: HubTransport;
  readonly #timers = new Set<number>();
  readonly #options: DeskOptions;
  #ended = false;

  /** What it still says it says to nobody. */
  get ended(): boolean {
    return this.#ended;
  }

  constructor(options: DeskOptions, logs: LogEntry[], clockOff: () => number, bootedAt: number) {
    const { time, demo, random } = options;
    this.#options = options;
    this.#realtime = new HubTransport(demo.hub, time, () => demo.faults.isCut, FRAME_MS);
    this.ports = {
      clock: { now: () => time.now() + clockOff(), monotonic: () => time.monotonic() - bootedAt },
      timers: {
        setTimeout: (callback, milliseconds) => {
          const id = time.setTimeout(() => {
            this.#timers.delete(id);
            callback();
          }, milliseconds);
          this.#timers.add(id);
          return id;
        },
        clearTimeout: (handle) => {
          if (typeof handle === 'number') this.#timers.delete(handle);
          time.clearTimeout(handle);
        },
      },
      random: { next: random, uuid: () => seededUuid(random) },
      fetch: (input, init) => this.#fetch(input, init),
      realtime: this.#realtime,
      files: tracked(nodeFiles, time),
      log: (entry) => {
        if (!this.#ended) logs.push(entry);
      },
    };
  }

  end(): void {
    this.#ended = true;
    this.#realtime.kill();
    for (const id of this.#timers) this.#options.time.clearTimeout(id);
    this.#timers.clear();
  }

  /** A dead process sends nothing and hears nothing; what had left goes on at the server. */
  async #fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (this.#ended) return never();
    const { demo, onRequest } = this.#options;
    const request = new Request(input, { ...init, ...(init?.body == null ? {} : { duplex: 'half' }) });
    const clientId = onRequest === undefined ? null : await this.#options.time.track(clientIdOf(request));
    if (this.#ended) return never();
    const work = watchingFaults(
      demo,
      (faults) => onRequest?.(request, faults, clientId),
      () => demo.fetch(request),
    );
    try {
      const response = await work;
      await this.#way(this.#options.random() < 0.1 ? FAR_MS : NEAR_MS);
      return this.#ended ? await never() : response;
    } catch (error) {
      if (this.#ended) return never();
      throw error;
    }
  }

  /** An answer takes its time; what it is about may be heard of by an event before. */
  #way(milliseconds: number): Promise<void> {
    const { random, time } = this.#options;
    return new Promise((resolve) => {
      time.setTimeout(resolve, 1 + random() * milliseconds);
    });
  }
}

/** Faults are drawn in the very call that hands a request to the server. */
function watchingFaults<T>(demo: Demo, tell: (faults: readonly Fault[]) => void, send: () => T): T {
  const { faults } = demo;
  const { draw } = faults;
  let drawn: readonly Fault[] = [];
  faults.draw = (endpoint) => {
    const own = draw(endpoint);
    drawn = own;
    return own;
  };
  try {
    return send();
  } finally {
    faults.draw = draw;
    tell(drawn);
  }
}

async function clientIdOf(request: Request): Promise<string | null> {
  if (request.method !== 'POST' || !request.url.endsWith('/v1/chat/messages')) return null;
  const body = await request.clone().text();
  return /client_message_id"\s*:\s*"([0-9a-f-]{36})"/.exec(body)?.[1] ?? null;
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

function profileOf(options: DeskOptions): ServerProfile {
  return serverProfile.parse({
    apiUrl: 'http://127.0.0.1',
    pusher: options.realtime
      ? { key: options.demo.hub.credentials.key, cluster: '', host: '127.0.0.1', port: 80, tls: false }
      : {},
  });
}

export function seededUuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = '4';
  hex[16] = '8';
  const text = hex.join('');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

/** Real files take real time: virtual time waits for them. */
function tracked(files: FileSystem, time: VirtualTime): FileSystem {
  const waits =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      time.track(work(...args));
  return {
    mkdir: waits(files.mkdir),
    exists: waits(files.exists),
    size: waits(files.size),
    read: waits(files.read),
    readAll: waits(files.readAll),
    write: waits(files.write),
    append: waits(files.append),
    copy: waits(files.copy),
    rename: waits(files.rename),
    remove: waits(files.remove),
    list: waits(files.list),
  };
}
