/** The parameters of `context-menu`, out of what a page can know about a right click. */
import type { ContextMenuWire } from './page/wire.ts';
import { fromPageUrl } from './schemes.ts';
import { theSession } from './session.ts';
import type { WebContents } from './web-contents.ts';

export function contextMenuParams(contents: WebContents, wire: ContextMenuWire): object {
  return {
    ...wire,
    linkURL: fromPageUrl(wire.linkURL),
    srcURL: fromPageUrl(wire.srcURL),
    pageURL: contents.getURL(),
    frameURL: contents.getURL(),
    frame: contents.mainFrame,
    hasImageContents: wire.mediaType === 'image',
    titleText: '',
    altText: '',
    suggestedFilename: '',
    selectionRect: { x: 0, y: 0, width: 0, height: 0 },
    selectionStartOffset: 0,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin', url: '' },
    misspelledWord: '',
    dictionarySuggestions: [],
    frameCharset: 'UTF-8',
    formControlType: 'none',
    spellcheckEnabled: theSession().isSpellCheckerEnabled(),
    menuSourceType: 'mouse',
    mediaFlags: {},
    editFlags: {
      canUndo: wire.isEditable,
      canRedo: wire.isEditable,
      canCut: wire.isEditable,
      canCopy: wire.selectionText !== '',
      canPaste: wire.isEditable,
      canDelete: wire.isEditable,
      canSelectAll: true,
      canEditRichly: false,
    },
  };
}
