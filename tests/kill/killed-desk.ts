import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Envelope } from '#shared/contract/definition.ts';
import type { EngineInput, EngineMethod, EngineOutput } from '#shared/contract/engine.ts';
import type { ServerProfile } from '#shared/contract/server-profile.ts';
import type { FromSyncServer, ToSyncServer } from '#shared/contract/sync-channel.ts';

/** The call's process died before it answered. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** The sync server in a process of its own, as a host starts it; it can be killed at any moment and started again on the same folder. */
export class KilledDesk {
  readonly #entry: string;
  readonly #dataDir: string;
  readonly #profile: ServerProfile;
  readonly #token: string;
  readonly #waiting = new Map<
    number,
    { resolve: (envelope: Envelope<unknown>) => void; reject: (error: Error) => void }
  >();
  readonly errors: string[] = [];
  #child: ChildProcess | null = null;
  #id = 0;

  constructor(parts: { entry: string; dataDir: string; profile: ServerProfile; token: string }) {
    this.#entry = parts.entry;
    this.#dataDir = parts.dataDir;
    this.#profile = parts.profile;
    this.#token = parts.token;
  }

  async start(): Promise<void> {
    const child = fork(this.#entry, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child = child;
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    child.stderr?.on('data', (chunk: Buffer) => this.errors.push(chunk.toString()));
    child.on('message', (message: FromSyncServer) => {
      if (message.type === 'ready') resolve();
      if (message.type === 'fatal')
        reject(new Error(`The sync server can't start: ${message.code} ${message.message}`));
      if (message.type !== 'answer') return;
      this.#waiting.get(message.id)?.resolve(message.envelope);
      this.#waiting.delete(message.id);
    });
    child.on('exit', () => {
      for (const waiter of this.#waiting.values()) waiter.reject(new Died('The process has died'));
      this.#waiting.clear();
      reject(new Died(`The process has died: ${this.errors.slice(-3).join('')}`));
    });
    this.#send({
      type: 'start',
      dataDir: this.#dataDir,
      open: { kind: 'profile', profile: this.#profile, token: this.#token, demo: false },
    });
    await ready;
  }

  /** SIGKILL: the process gets no chance to do anything about it. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  }

  /** Rejects with Died when the process ends before it answers. */
  async call<Name extends EngineMethod>(method: Name, input: EngineInput<Name>): Promise<EngineOutput<Name>> {
    const id = ++this.#id;
    const { promise, resolve, reject } = Promise.withResolvers<Envelope<unknown>>();
    this.#waiting.set(id, { resolve, reject });
    this.#send({ type: 'call', id, method, input });
    const envelope = (await promise) as Envelope<EngineOutput<Name>>;
    if (!envelope.ok) throw new Error(`${method}: ${envelope.error.code} ${envelope.error.message}`);
    return envelope.value;
  }

  #send(message: ToSyncServer): void {
    const child = this.#child;
    if (child?.connected !== true) {
      if (message.type === 'call') {
        this.#waiting.get(message.id)?.reject(new Died('The process has died'));
        this.#waiting.delete(message.id);
      }
      return;
    }
    child.send(message, () => undefined);
  }
}
