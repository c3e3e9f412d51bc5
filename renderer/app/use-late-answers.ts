import { useEffect } from 'react';
import { useWords } from '../i18n/use-words.ts';
import { useDesk } from '../state/desk.ts';
import { showToast } from '../ui/Toast.tsx';

/** An agent wanted to change or drop a message while its answer was out, and it had arrived: that is said, with the way to it. */
export function useLateAnswers(): void {
  const { bridge, layout } = useDesk();
  const words = useWords();
  useEffect(
    () =>
      bridge.onEngineEvent(({ event }) => {
        if (event.type !== 'intent' || event.outcome !== 'delivered') return;
        const { conversationId } = event;
        showToast({
          icon: 'info',
          text: words(event.intent === 'edit' ? 'thread.late.edit' : 'thread.late.discard'),
          action: { label: words('thread.late.show'), run: () => layout.getState().openConversation(conversationId) },
        });
      }),
    [bridge, layout, words],
  );
}
