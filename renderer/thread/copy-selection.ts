import type { MessageKey, MessageRow } from '#shared/domain/message.ts';
import type { CopiedPart } from './model/copied-lines.ts';

/** Marks the element that holds a message's text and nothing else: neither its time nor its ticks. */
export const TEXT_MARK = 'data-message-text';

/**
 * What is selected in the log, message by message; empty where one message or less is: then the browser copies what it always does. A message
 * that has the focus while nothing is selected counts as selected.
 */
export function selectedMessages(
  log: HTMLElement,
  rowOf: (key: MessageKey) => MessageRow | undefined,
): readonly CopiedPart[] {
  const selection = document.getSelection();
  if (selection === null || selection.rangeCount === 0 || selection.isCollapsed) {
    const focused = document.activeElement;
    const row = focused instanceof HTMLElement && focused.matches('article[data-key]') ? rowAt(focused, rowOf) : null;
    return row === null ? [] : [{ row, selected: null }];
  }
  const range = selection.getRangeAt(0);
  const parts = [...log.querySelectorAll<HTMLElement>('article[data-key]')]
    .filter((article) => range.intersectsNode(article))
    .flatMap((article): CopiedPart[] => {
      const row = rowAt(article, rowOf);
      if (row === null) return [];
      if (!article.contains(range.startContainer) && !article.contains(range.endContainer))
        return [{ row, selected: null }];
      const selected = selectedIn(article.querySelector(`[${TEXT_MARK}]`), range);
      return selected === '' ? [] : [{ row, selected }];
    });
  return parts.length > 1 ? parts : [];
}

function rowAt(article: HTMLElement, rowOf: (key: MessageKey) => MessageRow | undefined): MessageRow | null {
  return rowOf(article.dataset['key'] ?? '') ?? null;
}

function selectedIn(text: Element | null, range: Range): string {
  if (text === null || !range.intersectsNode(text)) return '';
  const part = document.createRange();
  part.selectNodeContents(text);
  if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0)
    part.setStart(range.startContainer, range.startOffset);
  if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0) part.setEnd(range.endContainer, range.endOffset);
  return part.toString().trim();
}
