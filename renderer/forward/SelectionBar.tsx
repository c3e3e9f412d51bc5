import { useEffect, useRef, useState } from 'react';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { useThreadActions } from '#renderer/thread/context.ts';
import { selectedMessages } from '#renderer/thread/copy-selection.ts';
import type { CopiedPart } from '#renderer/thread/model/copied-lines.ts';
import { copiedLines } from '#renderer/thread/model/copied-lines.ts';
import type { SelectedSpan } from '#renderer/thread/selected-span.ts';
import { Button } from '#renderer/ui/Button.tsx';
import type { MessageRow } from '#shared/domain/message.ts';
import { canForward } from './forward-message.ts';
import { ForwardDialog } from './ForwardDialog.tsx';
import styles from './forward.module.css';

/** Over the log while text of several messages is selected: what can be done with all of them. */
export function SelectionBar({
  log,
  rows,
  span,
}: {
  readonly log: () => HTMLElement | null;
  /** Those in memory, in their order on screen. */
  readonly rows: () => readonly MessageRow[];
  readonly span: SelectedSpan;
}) {
  const words = useWords();
  const formats = useFormats();
  const actions = useThreadActions();
  const parts = useSelectedParts(log, rows, span);
  const [forwarding, setForwarding] = useState<readonly MessageRow[] | null>(null);
  const forwardable = parts.map((part) => part.row).filter((row) => canForward(row));
  return (
    <>
      {parts.length > 1 && (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/interactive-supports-focus -- a press on it must not end the selection it is about
        <div
          className={styles['bar']}
          role="toolbar"
          aria-label={words('forward.selected')}
          onMouseDown={(event) => event.preventDefault()}
        >
          <span>{words('forward.selectedCount', { count: parts.length })}</span>
          <Button size="sm" icon="copy" onClick={() => actions.copy(copiedLines(parts, words, formats), 'text')}>
            {words('thread.action.copy')}
          </Button>
          {forwardable.length > 0 && (
            <Button size="sm" icon="forward" onClick={() => setForwarding(forwardable)}>
              {words('forward.action')}
            </Button>
          )}
        </div>
      )}
      {forwarding !== null && <ForwardDialog rows={forwarding} onClose={() => setForwarding(null)} />}
    </>
  );
}

/** What is selected in the log, message by message, once the pointer has let go; empty for one message or less. */
function useSelectedParts(
  log: () => HTMLElement | null,
  rows: () => readonly MessageRow[],
  span: SelectedSpan,
): readonly CopiedPart[] {
  const [parts, setParts] = useState<readonly CopiedPart[]>([]);
  const sources = useRef({ log, rows });
  useEffect(() => {
    sources.current = { log, rows };
  }, [log, rows]);
  useEffect(() => {
    let pressed = false;
    const look = (): void => {
      const element = sources.current.log();
      if (element !== null) span.note(element, document.getSelection());
      const found = pressed || span.ends === null ? [] : selectedMessages(sources.current.rows(), span);
      setParts((before) => (before.length === 0 && found.length === 0 ? before : found));
    };
    const onDown = (event: PointerEvent): void => {
      pressed = event.target instanceof Node && sources.current.log()?.contains(event.target) === true;
    };
    const onUp = (): void => {
      if (!pressed) return;
      pressed = false;
      look();
    };
    document.addEventListener('selectionchange', look);
    document.addEventListener('pointerdown', onDown);
    document.addEventListener('pointerup', onUp);
    document.addEventListener('pointercancel', onUp);
    return () => {
      document.removeEventListener('selectionchange', look);
      document.removeEventListener('pointerdown', onDown);
      document.removeEventListener('pointerup', onUp);
      document.removeEventListener('pointercancel', onUp);
    };
  }, [span]);
  return parts;
}
