import { useCallback } from 'react';
import { useBridge } from '#renderer/bridge/context.ts';
import type { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { useWords } from '#renderer/i18n/use-words.ts';
import { useLinkHosts, useRefusedTypes } from '#renderer/state/desk.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { showToast } from '#renderer/ui/Toast.tsx';
import type { ConversationId } from '#shared/domain/message.ts';
import { cardLink, cardOfLink } from './model/card-text.ts';

/** As many as one question may ask for. */
const LOOKED_AT = 50;
/** The offer stays while the sentence around the link is written. */
const OFFERED_MS = 12_000;

/** A pasted link to an order or product can become its card: that is offered, and the link stays until the agent says so. */
export function useCardFromLink(store: ComposerStore, conversationId: ConversationId): (pasted: string) => void {
  const words = useWords();
  const bridge = useBridge();
  const linkHosts = useLinkHosts();
  const refusedTypes = useRefusedTypes();
  return useCallback(
    (pasted) => {
      const link = pasted.trim();
      const url = cardLink(link, linkHosts);
      if (url === null || store.store.getState().card !== null) return;
      void ask(bridge, 'cards.search', { text: '', conversationId, limit: LOOKED_AT }).then((answer) => {
        const found = cardOfLink(url, answer.ok ? answer.value : []);
        if (found === null || refusedTypes.includes(found.contentType)) return;
        const { contentType, metadata } = found;
        showToast({
          text: words(contentType === 'order_card' ? 'cards.offer.order' : 'cards.offer.product'),
          icon: contentType === 'order_card' ? 'order' : 'product',
          staysMs: OFFERED_MS,
          action: {
            label: words('cards.offer.take'),
            run: () => {
              const { text, card } = store.store.getState();
              const at = text.lastIndexOf(link);
              // Sent or taken out meanwhile.
              if (card !== null || at < 0) return;
              store.setSelection(at, at + link.length);
              store.insert('');
              store.setCard({ contentType, metadata });
            },
          },
        });
      });
    },
    [bridge, store, conversationId, words, linkHosts, refusedTypes],
  );
}
