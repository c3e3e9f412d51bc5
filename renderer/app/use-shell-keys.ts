import { useEffect } from 'react';
import { useDesk } from '../state/desk.ts';
import { hasMainModifier } from '../ui/platform.ts';

/** Ctrl/Cmd+N; a browser keeps that for itself, so Alt+N does the same. By the key's place: Alt writes other letters on some layouts. */
function isNewConversation(event: KeyboardEvent): boolean {
  if (event.shiftKey || event.code !== 'KeyN') return false;
  return event.altKey ? !event.ctrlKey && !event.metaKey : hasMainModifier(event);
}

/** Ctrl/Cmd+F in this conversation, with Shift everywhere. */
function isFind(event: KeyboardEvent): boolean {
  return event.code === 'KeyF' && hasMainModifier(event) && !event.altKey;
}

function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  return event.target instanceof Element && event.target.matches('input, textarea, select, [contenteditable="true"]');
}

/** Dialogs that belong to a message or a thread are not the layout's, but what lies beneath them is as much out of reach. */
function isInDialog(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('[role="dialog"]') !== null;
}

/**
 * Keys that work everywhere on the desk: Alt+↑/↓ for conversations, with Shift for unread ones; Ctrl/Cmd+K to go anywhere, +F to search, +N for
 * a new conversation, +, for settings; `?` for all of them.
 */
export function useShellKeys(): void {
  const { layout, inbox, search } = useDesk();
  useEffect(() => {
    const step = (direction: 1 | -1, unreadOnly: boolean): void => {
      const { rows } = inbox.getState();
      const { open, view, openConversation } = layout.getState();
      if (view === 'outbox') return;
      const at = rows.findIndex((row) => row.id === open?.conversationId);
      // Nothing open: down begins at the top, up at the end.
      const from = at >= 0 ? at : direction === 1 ? -1 : rows.length;
      for (let index = from + direction; index >= 0 && index < rows.length; index += direction) {
        const row = rows[index];
        if (row && (!unreadOnly || row.unread > 0)) {
          openConversation(row.id);
          return;
        }
      }
      if (direction === 1) inbox.loadMore();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const { dialog, openDialog } = layout.getState();
      const isFree = dialog === 'none' && !isInDialog(event);
      const arrow = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
      if (arrow !== null && event.altKey && !event.ctrlKey && !event.metaKey && isFree) {
        event.preventDefault();
        step(arrow, event.shiftKey);
      } else if (isNewConversation(event)) {
        event.preventDefault();
        if (isFree) openDialog('new-conversation');
      } else if (isFind(event)) {
        event.preventDefault();
        if (!isFree) return;
        search.setWithin(event.shiftKey ? null : (layout.getState().open?.conversationId ?? null));
        layout.getState().show('search');
        search.wantFocus();
      } else if (event.code === 'KeyK' && hasMainModifier(event) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        if (isFree) openDialog('switcher');
        else if (dialog === 'switcher') openDialog('none');
      } else if (event.key === '?' && isFree && !isTyping(event)) {
        event.preventDefault();
        openDialog('shortcuts');
      } else if (event.key === ',' && hasMainModifier(event) && !event.altKey) {
        event.preventDefault();
        if (isFree) openDialog('settings');
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [layout, inbox, search]);
}
