import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallEvent, IpcReceiver } from '../dispatch/ipc-transport.ts';

/** Which window a call came from, for the few handlers that have to know: the contract itself does not say. */

const caller = new AsyncLocalStorage<number>();

/** The id of the calling page's `webContents`; null outside a call. */
export function callingContents(): number | null {
  return caller.getStore() ?? null;
}

type ElectronCall = CallEvent & { readonly sender: { readonly id: number } };

interface ElectronIpc {
  handle(channel: string, listener: (event: ElectronCall, ...args: unknown[]) => Promise<unknown>): void;
  removeHandler(channel: string): void;
}

/** Electron's `ipcMain` as the dispatcher's transport takes it, with the caller remembered for the time of the call. */
export function ipcWithCaller(ipc: ElectronIpc): IpcReceiver {
  return {
    handle: (channel, listener) => {
      ipc.handle(channel, (event, ...args) => caller.run(event.sender.id, () => listener(event, ...args)));
    },
    removeHandler: (channel) => {
      ipc.removeHandler(channel);
    },
  };
}
