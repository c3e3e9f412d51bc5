import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '#shared/contract/bridge.ts';
import type { Envelope } from '#shared/contract/definition.ts';
import type { StampedEvent } from '#shared/contract/engine.ts';
import type { HostEvent } from '#shared/contract/host.ts';
import { stageInChunks } from '#renderer/bridge/stage-in-chunks.ts';
import { DESKTOP_CHANNELS } from './desktop/desktop-channels.ts';
import { IPC_CHANNELS } from './dispatch/ipc-channels.ts';

/**
 * What the page gets of the desktop host: functions of ours and plain data. Neither `ipcRenderer` nor its events nor any path reaches it.
 * Built as one file of CommonJS, as a sandboxed preload has to be.
 */

let draftsUnderWay = 0;
let onDraftsSettled: (() => void) | null = null;

/** Main answers every call with an envelope; it rejects only for what can't be cloned, or when the program is ending. */
async function call(side: 'engine' | 'host', method: string, input: unknown): Promise<Envelope<never>> {
  const isDraft = method === 'draft.save';
  if (isDraft) draftsUnderWay += 1;
  try {
    return (await ipcRenderer.invoke(IPC_CHANNELS.call, { side, method, input })) as Envelope<never>;
  } finally {
    if (isDraft) draftsUnderWay -= 1;
    if (draftsUnderWay === 0) onDraftsSettled?.();
  }
}

interface Listening<Message> {
  listen(listener: (message: Message) => void): () => void;
}

/** What comes before anybody listens is kept where it must not be missed. */
function listening<Message>(channel: string, keepsEarly: boolean): Listening<Message> {
  const listeners = new Set<(message: Message) => void>();
  let early: Message[] | null = keepsEarly ? [] : null;
  ipcRenderer.on(channel, (_event, message: Message) => {
    if (early !== null) early.push(message);
    else for (const listener of listeners) listener(message);
  });
  return {
    listen: (listener) => {
      listeners.add(listener);
      if (early !== null && listeners.size === 1) {
        // Those that begin to listen in the same turn hear it too.
        setTimeout(() => {
          const kept = early ?? [];
          early = null;
          for (const message of kept) for (const each of listeners) each(message);
        }, 0);
      }
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

const engineEvents = listening<StampedEvent>(IPC_CHANNELS.engineEvent, false);
const hostEvents = listening<HostEvent>(IPC_CHANNELS.hostEvent, true);

async function stage(
  file: File,
  options: Parameters<Bridge['stage']>[1],
  onProgress: (fraction: number) => void,
): ReturnType<Bridge['stage']> {
  // Empty for a file that was made in the page: pasted, or shrunk.
  const path = webUtils.getPathForFile(file);
  if (path === '') return stageInChunks((method, input) => call('engine', method, input), file, options, onProgress);
  const envelope: Envelope<never> = await ipcRenderer.invoke(DESKTOP_CHANNELS.stagePath, { ...options, path });
  if (envelope.ok) onProgress(1);
  return envelope;
}

const bridge: Bridge = {
  engine: (method, input) => call('engine', method, input),
  host: (method, input) => call('host', method, input),
  onEngineEvent: (listener) => engineEvents.listen(listener),
  onHostEvent: (listener) => hostEvents.listen(listener),
  // Between a window and its own host nothing is ever lost; what may be gone is the engine, and host events say that.
  onChannel: (listener) => {
    listener('open');
    return () => undefined;
  },
  stage,
};

contextBridge.exposeInMainWorld('desk', bridge);

for (const event of ['online', 'offline']) {
  window.addEventListener(event, () => {
    ipcRenderer.send(DESKTOP_CHANNELS.networkHint);
  });
}

/** The program is about to end: the page writes down what is not saved, as it does when it is left. */
ipcRenderer.on(DESKTOP_CHANNELS.flush, () => {
  window.dispatchEvent(new Event('pagehide'));
  const settled = (): void => {
    onDraftsSettled = null;
    ipcRenderer.send(DESKTOP_CHANNELS.flushed);
  };
  // The page's own handlers may begin their saving a turn later.
  setTimeout(() => {
    if (draftsUnderWay === 0) settled();
    else onDraftsSettled = settled;
  }, 0);
});
