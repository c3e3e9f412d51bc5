import { useState } from 'react';
import type { ComposerStore } from '#renderer/composer/state/composer-store.ts';
import { useWords } from '#renderer/i18n/use-words.ts';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Popover } from '#renderer/ui/Popover.tsx';
import type { ConversationId } from '#shared/domain/message.ts';
import { CardPicker } from './CardPicker.tsx';

/** Puts an order or a product beside the text; it leaves with the message. */
export function InsertCard({
  store,
  conversationId,
}: {
  readonly store: ComposerStore;
  readonly conversationId: ConversationId;
}) {
  const words = useWords();
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
          store.setCard({ contentType, metadata });
          store.focus();
        }}
      />
    </Popover>
  );
}
