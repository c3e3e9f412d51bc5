import { useStore } from 'zustand';
import { useWords } from '#renderer/i18n/use-words.ts';
import { VisuallyHidden } from '#renderer/ui/VisuallyHidden.tsx';
import { useThreadStore } from './answered-by.ts';
import { announcementOf } from './model/name.ts';

/** New messages, politely, in a live region of their own: the log is silent, or scrolling would be read out. */
export function Announcer() {
  const words = useWords();
  const arrived = useStore(useThreadStore().store, (state) => state.arrived);
  return (
    <VisuallyHidden>
      <span aria-live="polite">{arrived.map((row) => announcementOf(row, words)).join('. ')}</span>
    </VisuallyHidden>
  );
}
