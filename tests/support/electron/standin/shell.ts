/** `shell` and `clipboard`: nothing leaves the process; what would have is written down. */
import path from 'node:path';
import { refuseUnknownOptions, strictModule } from './strict.ts';

export interface ShellRecord {
  readonly what: 'openExternal' | 'openPath' | 'showItemInFolder' | 'trashItem' | 'beep';
  readonly target: string;
}

export const shellCalls: ShellRecord[] = [];

function absolute(target: string): string {
  if (typeof target !== 'string' || !path.isAbsolute(target))
    throw new TypeError(`shell: not an absolute path: ${target}`);
  return target;
}

export const shell = strictModule('Shell', 'shell', {
  openExternal: (url: string, options?: Electron.OpenExternalOptions): Promise<void> => {
    refuseUnknownOptions('shell.openExternal', options, 'OpenExternalOptions');
    if (!URL.canParse(url)) return Promise.reject(new Error('Invalid URL'));
    shellCalls.push({ what: 'openExternal', target: url });
    return Promise.resolve();
  },
  /** Resolves with the error's words, or with nothing. */
  openPath: (target: string): Promise<string> => {
    shellCalls.push({ what: 'openPath', target: absolute(target) });
    return Promise.resolve('');
  },
  showItemInFolder: (target: string): void => {
    shellCalls.push({ what: 'showItemInFolder', target: absolute(target) });
  },
  trashItem: (target: string): Promise<void> => {
    shellCalls.push({ what: 'trashItem', target: absolute(target) });
    return Promise.resolve();
  },
  beep: (): void => {
    shellCalls.push({ what: 'beep', target: '' });
  },
});

let clipboardText = '';

export const clipboard = strictModule('Clipboard', 'clipboard', {
  readText: (): string => clipboardText,
  writeText: (text: string): void => {
    if (typeof text !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
    clipboardText = text;
  },
  clear: (): void => {
    clipboardText = '';
  },
});
