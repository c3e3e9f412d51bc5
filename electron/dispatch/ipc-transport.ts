import type { Envelope } from '#shared/contract/definition.ts';
import type { Dispatcher } from './dispatcher.ts';
import { IPC_CHANNELS } from './ipc-channels.ts';

/**
 * Electron's IPC as a transport of the contract. Typed by what is used of Electron, so that it runs in tests of plain Node; `ipcMain` and
 * `IpcMainInvokeEvent` fit these shapes.
 */

export interface CallingFrame {
  readonly url: string;
  readonly parent: object | null;
}

export interface CallEvent {
  /** Null once the frame has navigated or is gone. */
  readonly senderFrame: CallingFrame | null;
}

export interface IpcReceiver {
  handle(channel: string, listener: (event: CallEvent, ...args: unknown[]) => Promise<unknown>): void;
  removeHandler(channel: string): void;
}

/** Whether a frame is the page's own top frame: its scheme and host are ours, and nobody embeds it. `base`: like `app://desk`. */
export function isOwnTopFrame(frame: CallingFrame | null, base: string): boolean {
  if (frame === null || frame.parent !== null) return false;
  if (!URL.canParse(frame.url)) return false;
  const url = new URL(frame.url);
  const own = new URL(base);
  // `origin` is "null" for schemes that Node does not know, so its parts are compared.
  return url.protocol === own.protocol && url.host === own.host && url.username === '' && url.password === '';
}

/** Answers calls until the returned function is called. */
export function serveIpc(ipc: IpcReceiver, dispatcher: Dispatcher, base: string): () => void {
  ipc.handle(IPC_CHANNELS.call, async (event, ...args): Promise<Envelope<unknown>> => {
    const [call] = args;
    const { side, method, input } = typeof call === 'object' && call !== null ? (call as Record<string, unknown>) : {};
    return dispatcher.dispatch({ side, method, input, trusted: isOwnTopFrame(event.senderFrame, base) });
  });
  return () => {
    ipc.removeHandler(IPC_CHANNELS.call);
  };
}
