import { useCallback } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import type { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { useWords } from '#renderer/i18n/use-words.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { showToast } from '#renderer/ui/Toast.tsx';
import type { ConversationId } from '#shared/domain/message.ts';
import { cardLink, leadsTo } from './model/card-text.ts';

/** As many as one question may ask for. */
const LOOKED_AT = 50;

/** A pasted link to an order or product that came up here becomes its card; the link is put back where the agent wants that. */
export function useCardFromLink(store: ComposerStore, conversationId: ConversationId): (pasted: string) => void {
  const words = useWords();
  const bridge = useBridge();
  return useCallback(
    (pasted) => {
      const url = cardLink(pasted);
      if (url === null || store.store.getState().card !== null) return;
      void ask(bridge, 'cards.search', { text: '', conversationId, limit: LOOKED_AT }).then((answer) => {
        const seen = answer.ok ? answer.value.find((one) => leadsTo(url, one)) : undefined;
        const { text, card } = store.store.getState();
        const link = pasted.trim();
        const at = text.lastIndexOf(link);
        // Sent or taken out meanwhile.
        if (seen === undefined || card !== null || at < 0) return;
        store.setSelection(at, at + link.length);
        store.insert('');
        store.setCard({ contentType: seen.contentType, metadata: seen.metadata });
        showToast({
          text: words('composer.fromLink'),
          icon: seen.contentType === 'order_card' ? 'order' : 'product',
          action: {
            label: words('composer.keepLink'),
            run: () => {
              store.setCard(null);
              store.insert(link);
            },
          },
        });
      });
    },
    [bridge, store, conversationId, words],
  );
}
