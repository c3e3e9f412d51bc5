import { fork, spawn, type ChildProcess } from 'node:child_process';
import type { FromSyncServer } from '#shared/contract/sync-channel.ts';
import type { DemoChild } from './demo-server.ts';
import type { SyncProcess } from './sync-server.ts';

/** The processes of a host that is plain Node. */

/**
 * Starts the sync server as a child process of plain Node. Its standard output goes to our standard error: ours says the address and nothing
 * else.
 */
export function forkSyncServer(modulePath: string): SyncProcess {
  const child = fork(modulePath, [], {
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
    // pusher-js calls `url.parse`; whoever started the desk can do nothing about it.
    execArgv: [...process.execArgv, '--disable-warning=DEP0169'],
  });
  return {
    send: (message) => {
      // It may die in the very moment; its exit settles what it did not answer.
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', (message) => {
        listener(message as FromSyncServer);
      });
    },
    onExit: (listener) => {
      onGone(child, listener);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

/** Starts the demo. Its channel carries nothing: it closes when this process is gone, and the demo ends with it. */
export function forkDemo(modulePath: string, args: readonly string[]): DemoChild {
  const child = spawn(process.execPath, [modulePath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    windowsHide: true,
  });
  return {
    output: child.stdout,
    onGone: (listener) => {
      onGone(child, listener);
    },
    end: () => {
      child.kill('SIGTERM');
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

/** Once, when it has ended or could not be started. */
function onGone(child: ChildProcess, listener: () => void): void {
  if (child.exitCode !== null || child.signalCode !== null) {
    listener();
    return;
  }
  let told = false;
  const tell = (): void => {
    if (!told) listener();
    told = true;
  };
  child.once('exit', tell);
  child.once('error', tell);
}
