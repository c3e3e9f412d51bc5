import { Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';
import type { Words } from './words.ts';

/** The right click in text: spelling, cut, copy, paste. */
export function serveContextMenu(contents: WebContents, words: () => Words): void {
  contents.on('context-menu', (_event, params) => {
    const { isEditable, selectionText, editFlags, misspelledWord, dictionarySuggestions } = params;
    if (!isEditable && selectionText.trim() === '') return;
    const text = words();
    const items: MenuItemConstructorOptions[] = [];
    if (isEditable && misspelledWord !== '') {
      for (const suggestion of dictionarySuggestions.slice(0, 5)) {
        items.push({
          label: suggestion,
          click: () => {
            contents.replaceMisspelling(suggestion);
          },
        });
      }
      items.push(
        {
          label: text.addToDictionary,
          click: () => {
            contents.session.addWordToSpellCheckerDictionary(misspelledWord);
          },
        },
        { type: 'separator' },
      );
    }
    if (isEditable) items.push({ role: 'cut', label: text.cut, enabled: editFlags.canCut });
    items.push({ role: 'copy', label: text.copy, enabled: editFlags.canCopy });
    if (isEditable) {
      items.push(
        { role: 'paste', label: text.paste, enabled: editFlags.canPaste },
        { role: 'selectAll', label: text.selectAll, enabled: editFlags.canSelectAll },
      );
    }
    Menu.buildFromTemplate(items).popup();
  });
}
