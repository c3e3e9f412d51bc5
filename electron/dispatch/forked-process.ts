import { fork } from 'node:child_process';
import type { FromSyncServer } from '#shared/contract/sync-channel.ts';
import type { SyncProcess } from './sync-server.ts';

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
      let told = false;
      const tell = (): void => {
        if (!told) listener();
        told = true;
      };
      child.once('exit', tell);
      child.once('error', tell);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
