/** `utilityProcess`: a real child process on Node 24, with a parent port and message ports. */
import { fork as forkChild, type ChildProcess, type StdioOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { requireReady } from './lifecycle.ts';
import { RemotePorts, takeForTransfer } from './message-ports.ts';
import { isOnline } from './net.ts';
import { decodeClone, encodeClone } from './page/codec.ts';
import { children, runtime } from './runtime-info.ts';
import { preventableEvent, refuseUnknownOptions, strictEmitter, strictModule } from './strict.ts';

export type ToUtility =
  | { kind: 'message'; data: string; ports: string[] }
  | { kind: 'port-message'; port: string; data: string; ports: string[] }
  | { kind: 'port-close'; port: string }
  | { kind: 'online'; online: boolean };

export type FromUtility =
  | { kind: 'message'; data: string }
  | { kind: 'port-message'; port: string; data: string; ports: string[] }
  | { kind: 'port-close'; port: string };

const entry = path.join(import.meta.dirname, 'utility-bootstrap.ts');
const running = new Set<UtilityProcess>();
let appEmit: (event: string, ...args: unknown[]) => void = () => undefined;

export function connectUtilityProcesses(emit: typeof appEmit): void {
  appEmit = emit;
}

/** Tells every utility process whether one is online. */
export function tellUtilitiesOnline(): void {
  for (const utility of running) utility._send({ kind: 'online', online: isOnline() });
}

function stdioOf(option: Electron.ForkOptions['stdio']): StdioOptions {
  const parts: unknown[] = Array.isArray(option) ? option : ['ignore', option ?? 'inherit', option ?? 'inherit'];
  if (parts.length !== 3 || parts[0] !== 'ignore') throw new Error('stdin value other than ignore is not supported.');
  for (const part of parts) {
    if (part !== 'ignore' && part !== 'inherit' && part !== 'pipe')
      throw new TypeError(`stdio: invalid value ${String(part)}`);
  }
  return [...(parts as ('ignore' | 'inherit' | 'pipe')[]), 'ipc'];
}

export class UtilityProcess
  extends strictEmitter('UtilityProcess', 'utilityProcess')
  implements Pick<Electron.UtilityProcess, 'postMessage' | 'kill' | 'pid' | 'stdout' | 'stderr'>
{
  readonly #child: ChildProcess;
  readonly #ports: RemotePorts;
  #spawned = false;
  #ended = false;
  pid: number | undefined;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;

  constructor(modulePath: string, args: readonly string[], options: Electron.ForkOptions) {
    super();
    this.#child = forkChild(entry, [modulePath, ...args], {
      execPath: runtime.node,
      execArgv: ['--disable-warning=ExperimentalWarning', ...(options.execArgv ?? [])],
      env: { ...(options.env ?? process.env), STANDIN_EXECUTABLE: runtime.executable },
      cwd: options.cwd,
      stdio: stdioOf(options.stdio),
      serialization: 'advanced',
    });
    this.stdout = this.#child.stdout;
    this.stderr = this.#child.stderr;
    this.#ports = new RemotePorts({
      portMessage: (port, data, ports) => this._send({ kind: 'port-message', port, data, ports }),
      portClose: (port) => this._send({ kind: 'port-close', port }),
    });
    children.add(this.#child);
    running.add(this);
    if (!isOnline()) this._send({ kind: 'online', online: false });
    this.#child.on('spawn', () => {
      this.#spawned = true;
      this.pid = this.#child.pid;
      this.emit('spawn');
    });
    this.#child.on('message', (message) => this.#received(message as FromUtility));
    this.#child.on('error', (error) => {
      if (!this.#spawned) console.error('electron stand-in: utility process', error);
    });
    this.#child.on('exit', (code, signal) => {
      this.#ended = true;
      children.delete(this.#child);
      running.delete(this);
      this.#ports.closeAll();
      this.pid = undefined;
      const exitCode = code ?? (signal ? os.constants.signals[signal] : 1);
      this.emit('exit', exitCode);
      if (exitCode === 0) return;
      const killed = signal === 'SIGKILL' || signal === 'SIGTERM';
      appEmit('child-process-gone', preventableEvent(), {
        type: 'Utility',
        reason: killed ? 'killed' : signal ? 'crashed' : 'abnormal-exit',
        exitCode,
        serviceName: 'node.mojom.NodeService',
        name: options.serviceName ?? 'Node Utility Process',
      });
    });
  }

  _send(message: ToUtility): void {
    if (this.#ended || !this.#child.connected) return;
    this.#child.send(message, (error) => {
      if (error && process.env['STANDIN_DEBUG']) console.error('electron stand-in: utility process', error);
    });
  }

  #received(message: FromUtility): void {
    switch (message.kind) {
      case 'message':
        this.emit('message', decodeClone(message.data));
        return;
      case 'port-message':
        this.#ports.received(message.port, message.data, message.ports);
        return;
      case 'port-close':
        this.#ports.closed(message.port);
        return;
      default:
    }
  }

  postMessage(message: unknown, transfer?: Electron.MessagePortMain[]): void {
    const data = encodeClone(message);
    const ends = takeForTransfer(transfer);
    if (this.#ended) return;
    this._send({ kind: 'message', data, ports: ends.map((end) => this.#ports.handOver(end)) });
  }

  /** True when the process was alive to be asked to end. */
  kill(): boolean {
    return !this.#ended && this.#child.kill('SIGTERM');
  }
}

export const utilityProcess = strictModule('UtilityProcess', 'utilityProcess', {
  fork: (modulePath: string, args: unknown = [], options: Electron.ForkOptions = {}): UtilityProcess => {
    requireReady('utilityProcess cannot be created before app is ready.');
    if (typeof modulePath !== 'string' || modulePath === '') throw new Error('Missing UtilityProcess entry script.');
    const list: readonly unknown[] = Array.isArray(args) ? args : [];
    const chosen = Array.isArray(args) ? options : (args as Electron.ForkOptions);
    if (typeof chosen !== 'object') throw new TypeError('Incorrect value of options argument');
    refuseUnknownOptions('utilityProcess.fork', chosen, 'ForkOptions');
    if (chosen.session !== undefined || chosen.partition !== undefined) {
      throw new Error('electron stand-in: utilityProcess.fork: session and partition are not offered');
    }
    if (chosen.serviceName !== undefined && typeof chosen.serviceName !== 'string') {
      throw new TypeError('serviceName must be a string.');
    }
    if (chosen.execArgv !== undefined && !Array.isArray(chosen.execArgv))
      throw new Error('execArgv must be an array of strings.');
    if (!path.isAbsolute(modulePath) || !existsSync(modulePath)) {
      throw new Error(
        `electron stand-in: the entry of a utility process must be an absolute path of a file: ${modulePath}`,
      );
    }
    return new UtilityProcess(modulePath, list.map(String), chosen);
  },
});
