/**
 * `dialog`: nothing is drawn. Each dialog is answered with what a test put in line for it (`answers`), else as if it was
 * cancelled. Tests that also run on real Electron replace the method instead.
 */
import { BrowserWindow } from './browser-window.ts';
import { requireReady } from './lifecycle.ts';
import { refuseUnknownOptions, strictModule } from './strict.ts';

type Kind = 'open' | 'save' | 'message' | 'error';

export interface DialogRecord {
  readonly kind: Kind;
  readonly options: unknown;
}

/** Every dialog that was asked for, oldest first; and the answers in line. */
export const dialogs: { asked: DialogRecord[]; answers: Map<Kind, unknown[]> } = { asked: [], answers: new Map() };

export function answerNextDialog(kind: Kind, answer: unknown): void {
  dialogs.answers.set(kind, [...(dialogs.answers.get(kind) ?? []), answer]);
}

function ask<Answer>(
  kind: Kind,
  args: readonly unknown[],
  typeName: string,
  otherwise: (options: object) => Answer,
): Promise<Answer> {
  requireReady('dialog module can only be used after app is ready');
  const options = args.at(-1) ?? {};
  if (args.length > 1 && !(args[0] instanceof BrowserWindow))
    throw new TypeError('dialog: the first argument must be a window');
  refuseUnknownOptions(`dialog (${kind})`, options, typeName);
  dialogs.asked.push({ kind, options });
  const next = dialogs.answers.get(kind)?.shift();
  return Promise.resolve(next === undefined ? otherwise(options) : (next as Answer));
}

export const dialog = strictModule('Dialog', 'dialog', {
  showOpenDialog: (...args: unknown[]): Promise<Electron.OpenDialogReturnValue> =>
    ask('open', args, 'OpenDialogOptions', () => ({ canceled: true, filePaths: [] })),
  showSaveDialog: (...args: unknown[]): Promise<Electron.SaveDialogReturnValue> =>
    ask('save', args, 'SaveDialogOptions', () => ({ canceled: true, filePath: '' })),
  showMessageBox: (...args: unknown[]): Promise<Electron.MessageBoxReturnValue> =>
    ask('message', args, 'MessageBoxOptions', (options) => {
      const { message, buttons = [], cancelId, noLink } = options as Electron.MessageBoxOptions;
      if (typeof message !== 'string') throw new TypeError('Message must be a string');
      if (!Array.isArray(buttons)) throw new TypeError('Buttons must be an array');
      if (noLink !== undefined && typeof noLink !== 'boolean') throw new TypeError('noLink must be a boolean');
      const named = buttons.findIndex((label) => ['cancel', 'no'].includes(label.toLowerCase()));
      return { response: cancelId ?? Math.max(named, 0), checkboxChecked: false };
    }),
  showErrorBox: (title: string, content: string): void => {
    if (typeof title !== 'string') throw new TypeError('Title must be a string');
    if (typeof content !== 'string') throw new TypeError('Content must be a string');
    // Allowed before ready, and told on stderr then, as on Linux.
    dialogs.asked.push({ kind: 'error', options: { title, content } });
    console.error(`${title}\n${content}`);
  },
});
