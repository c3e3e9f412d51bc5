import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { expectTypeOf, it } from 'vitest';
import type { CallEvent, IpcReceiver } from '#electron/dispatch/ipc-transport.ts';

it("Electron's own types fit the transport's, which are written without Electron", () => {
  expectTypeOf<IpcMainInvokeEvent>().toExtend<CallEvent>();
  expectTypeOf<IpcMain>().toExtend<IpcReceiver>();
});
