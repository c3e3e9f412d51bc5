import type { MessageRow } from '#shared/domain/message.ts';
import type { CopiedPart } from './model/copied-lines.ts';
import type { SelectedSpan } from './selected-span.ts';

/**
 * What is selected in the log, message by message; empty where one message or less is: then the browser copies what it always does. A message
 * that has the focus while nothing is selected counts as selected. `rows`: those in memory, in their order on screen.
 */
export function selectedMessages(rows: readonly MessageRow[], span: SelectedSpan): readonly CopiedPart[] {
  const { ends } = span;
  if (ends === null) return focusedMessage(rows);
  const places = ends.map((end) => ({ end, at: rows.findIndex((row) => row.key === end.key) }));
  const [first, last] = places.toSorted((a, b) => a.at - b.at);
  if (first === undefined || last === undefined || first.at < 0 || first.at === last.at) return [];
  const parts = rows.slice(first.at, last.at + 1).flatMap((row, index, span): CopiedPart[] => {
    const isEnd = index === 0 || index === span.length - 1;
    if (!isEnd) return [{ row, selected: null }];
    const selected = (index === 0 ? first.end.after : last.end.before).trim();
    return selected === '' ? [] : [{ row, selected }];
  });
  return parts.length > 1 ? parts : [];
}

function focusedMessage(rows: readonly MessageRow[]): readonly CopiedPart[] {
  const selection = document.getSelection();
  if (selection !== null && selection.rangeCount > 0 && !selection.isCollapsed) return [];
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && focused.matches('article[data-key]') ? focused.dataset['key'] : null;
  const row = rows.find((one) => one.key === key);
  return row === undefined ? [] : [{ row, selected: null }];
}
