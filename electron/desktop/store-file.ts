import { ipcMain } from 'electron';
import { SETTINGS_NAME, type KeyValueFile } from './settings-store.ts';

/**
 * electron-store, without two things that it brings along: an answer to any page that asks where our folder lies, and (through `when-exit`)
 * handlers that send each signal to this process a second time, which would end it before the sync server has closed its files.
 */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export async function loadStore(): Promise<(folder: string) => KeyValueFile> {
  const before = new Map(SIGNALS.map((signal) => [signal, new Set<unknown>(process.listeners(signal))]));
  const { default: ElectronStore } = await import('electron-store');
  for (const [signal, known] of before) {
    for (const listener of process.listeners(signal)) if (!known.has(listener)) process.off(signal, listener);
  }
  return (folder) => {
    const store = new ElectronStore({
      cwd: folder,
      name: SETTINGS_NAME,
      clearInvalidConfig: false,
      configFileMode: 0o600,
    });
    ipcMain.removeAllListeners('electron-store-get-data');
    return store;
  };
}
