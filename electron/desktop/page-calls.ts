import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { Envelope } from '#shared/contract/definition.ts';
import type { HostHandlers } from '#shared/contract/host.ts';
import { Dispatcher, type EngineRelay } from '../dispatch/dispatcher.ts';
import type { HostLog } from '../dispatch/host-log.ts';
import { isOwnTopFrame, serveIpc } from '../dispatch/ipc-transport.ts';
import type { SupervisedSyncServer } from '../dispatch/sync-server.ts';
import { callingContents, ipcWithCaller } from './caller.ts';
import { DESKTOP_CHANNELS } from './desktop-channels.ts';
import { BASE } from './protocol.ts';
import type { Windows } from './windows.ts';

export interface PageCallParts {
  readonly sync: SupervisedSyncServer;
  readonly windows: Windows;
  readonly handlers: HostHandlers;
  readonly log: HostLog;
  /** A window's page says which conversation it shows. */
  readonly onShown: (contentsId: number, conversationId: string | null) => void;
  /** A page has heard that the network came or went. */
  readonly onNetworkHint: () => void;
}

const FLUSH_GRACE_MS = 1_000;

const stagePathInput = z.strictObject({
  path: z.string().min(1).max(32_768),
  stageId: z.uuid(),
  asSticker: z.boolean(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
});

/** What pages say to this process: the contract's calls, and three channels of the desktop's own. Only our own pages are heard. */
export class PageCalls {
  readonly #parts: PageCallParts;
  readonly #flushes = new Map<number, () => void>();

  constructor(parts: PageCallParts) {
    this.#parts = parts;
  }

  serve(): void {
    const { sync, handlers, log, onShown, onNetworkHint } = this.#parts;
    const relay: EngineRelay = {
      call: (method, input) => {
        const contentsId = callingContents();
        if (method === 'conversation.show' && contentsId !== null) {
          onShown(contentsId, (input as { readonly conversationId: string | null }).conversationId);
        }
        return sync.call(method, input);
      },
    };
    serveIpc(ipcWithCaller(ipcMain), new Dispatcher({ engine: relay, host: handlers, log }), BASE);
    ipcMain.handle(DESKTOP_CHANNELS.stagePath, (event: IpcMainInvokeEvent, input: unknown) =>
      this.#stagePath(event, input),
    );
    ipcMain.on(DESKTOP_CHANNELS.networkHint, (event: IpcMainEvent) => {
      if (this.#isOwnPage(event)) onNetworkHint();
    });
    ipcMain.on(DESKTOP_CHANNELS.flushed, (event: IpcMainEvent) => {
      if (this.#isOwnPage(event)) this.#flushes.get(event.sender.id)?.();
    });
  }

  /** Asks a page to write down what is not saved; resolves when it did, is gone or takes too long. */
  flush(contentsId: number): Promise<void> {
    const window = this.#parts.windows.windowOf(contentsId);
    if (window === null || window.isDestroyed()) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = (): void => {
      clearTimeout(grace);
      this.#flushes.delete(contentsId);
      resolve();
    };
    const grace = setTimeout(done, FLUSH_GRACE_MS);
    this.#flushes.set(contentsId, done);
    window.webContents.send(DESKTOP_CHANNELS.flush);
    return promise;
  }

  #isOwnPage(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
    return this.#parts.windows.isOurs(event.sender.id) && isOwnTopFrame(event.senderFrame, BASE);
  }

  async #stagePath(event: IpcMainInvokeEvent, input: unknown): Promise<Envelope<unknown>> {
    if (!this.#isOwnPage(event)) return refusal('FORBIDDEN_SENDER', 'The sender may not call');
    const parsed = stagePathInput.safeParse(input);
    if (!parsed.success) return refusal('BAD_REQUEST', 'The input is not what staging takes');
    return this.#parts.sync.stagePath(parsed.data);
  }
}

function refusal(code: 'FORBIDDEN_SENDER' | 'BAD_REQUEST', message: string): Envelope<never> {
  return { ok: false, error: { code, message, details: {} } };
}
