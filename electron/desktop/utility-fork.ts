import { app, utilityProcess, type UtilityProcess } from 'electron';
import type { FromSyncServer, ToSyncServer } from '#shared/contract/sync-channel.ts';
import type { SyncProcess } from '../dispatch/sync-server.ts';
import { isProxyQuestion, type ProxyAnswer } from './proxy-channel.ts';

/** Starts the sync server in a utility process of Electron's, and answers its one question of its own: which proxy leads to an address. */

function post(child: UtilityProcess, message: ToSyncServer | ProxyAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
  child.postMessage(message);
}

/** SIGTERM is what `kill` sends, and a process that hangs does not hear it. */
function killNow(pid: number | undefined, kill: () => boolean): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
  kill();
}

export function forkSyncServer(modulePath: string, resolveProxy: (url: string) => Promise<string>): SyncProcess {
  const child = utilityProcess.fork(modulePath, [], {
    serviceName: 'Zukses Desk sync server',
    stdio: 'inherit',
    env: { ...process.env, DESK_VERSION: app.getVersion() },
  });
  let gone = false;
  child.once('exit', () => {
    gone = true;
  });
  return {
    send: (message) => {
      if (!gone) post(child, message);
    },
    onMessage: (listener) => {
      child.on('message', (message: unknown) => {
        if (!isProxyQuestion(message)) {
          listener(message as FromSyncServer);
          return;
        }
        void resolveProxy(message.url)
          .catch(() => 'DIRECT')
          .then((proxies) => {
            const answer: ProxyAnswer = { type: 'desk:proxy', url: message.url, proxies };
            if (!gone) post(child, answer);
          });
      });
    },
    onExit: (listener) => {
      if (gone) listener();
      else child.once('exit', listener);
    },
    kill: () => {
      if (!gone) killNow(child.pid, () => child.kill());
    },
  };
}
