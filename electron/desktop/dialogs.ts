import { dialog, type BrowserWindow, type SaveDialogOptions } from 'electron';
import type { Words } from './words.ts';

/** Resolves with the chosen path; null when the agent thought better of it. */
export async function askWhereToSave(window: BrowserWindow | null, suggestion: string): Promise<string | null> {
  const options: SaveDialogOptions = { defaultPath: suggestion, properties: ['showOverwriteConfirmation'] };
  const chosen = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
  return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
}

/** With `waiting` items that are not on the server yet. The signal takes the question away. */
export async function askToQuit(
  { quitQuestion }: Words,
  waiting: number,
  signal: AbortSignal,
): Promise<'quit' | 'stay'> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: quitQuestion.message(waiting),
    detail: quitQuestion.detail,
    buttons: [quitQuestion.quit, quitQuestion.stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
    signal,
  });
  return response === 0 ? 'quit' : 'stay';
}
