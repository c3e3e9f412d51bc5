import { app, utilityProcess, type UtilityProcess } from 'electron';
import type { FromSyncServer, ToSyncServer } from '#shared/contract/sync-channel.ts';
import type { DemoChild } from '../dispatch/demo-server.ts';
import type { SyncProcess } from '../dispatch/sync-server.ts';
import { isProxyQuestion, type ProxyAnswer } from './proxy-channel.ts';

/** The processes of an installed program, which has no Node of its own to start them with: Electron's utility processes. */

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

/** Starts the sync server, and answers its one question of its own: which proxy leads to an address. */
export function forkSyncServer(modulePath: string, resolveProxy: (url: string) => Promise<string>): SyncProcess {
  const child = utilityProcess.fork(modulePath, [], {
    serviceName: 'Zukses Desk sync server',
    stdio: 'inherit',
    env: { ...process.env, DESK_VERSION: app.getVersion() },
  });
  const life = lifeOf(child);
  return {
    send: (message) => {
      if (!life.gone()) post(child, message);
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
            if (!life.gone()) post(child, answer);
          });
      });
    },
    onExit: life.onGone,
    kill: life.kill,
  };
}

/** Starts the local Zukses behind "Try the demo". */
export function forkDemo(modulePath: string, args: readonly string[]): DemoChild {
  const child = utilityProcess.fork(modulePath, [...args], {
    serviceName: 'Zukses Desk demo',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const life = lifeOf(child);
  return {
    output: child.stdout,
    onGone: life.onGone,
    end: () => {
      child.kill();
    },
    kill: life.kill,
  };
}

/** Whether it is still there, and how it ends. */
function lifeOf(child: UtilityProcess) {
  let gone = false;
  child.once('exit', () => {
    gone = true;
  });
  return {
    gone: () => gone,
    onGone: (listener: () => void): void => {
      if (gone) listener();
      else child.once('exit', listener);
    },
    kill: (): void => {
      if (!gone) killNow(child.pid, () => child.kill());
    },
  };
}
