import { useState } from 'react';
import type { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { useWords } from '#renderer/i18n/use-words.ts';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Popover } from '#renderer/ui/Popover.tsx';
import type { ConversationId } from '#shared/domain/message.ts';
import { useRefusedTypes } from '#renderer/state/desk.ts';
import { showToast } from '#renderer/ui/Toast.tsx';
import { CardPicker } from './CardPicker.tsx';
import { plainCard } from './model/card-text.ts';

/** Puts an order or a product beside the text; it leaves with the message. */
export function InsertCard({
  store,
  conversationId,
}: {
  readonly store: ComposerStore;
  readonly conversationId: ConversationId;
}) {
  const words = useWords();
  const refusedTypes = useRefusedTypes();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={words('cards.list')}
      open={open}
      onOpenChange={setOpen}
      side="top"
      bare
      trigger={<IconButton icon="order" label={words('composer.card')} />}
    >
      <CardPicker
        conversationId={conversationId}
        onPick={({ contentType, metadata }) => {
          setOpen(false);
          if (refusedTypes.includes(contentType)) {
            store.insert(plainCard({ contentType, metadata }));
            showToast({ text: words('cards.asText'), icon: 'info' });
          } else {
            store.setCard({ contentType, metadata });
          }
          store.focus();
        }}
      />
    </Popover>
  );
}
