import { createContext, use } from 'react';
import type { AttachmentRow, MessageKey, MessageRow, PendingChange } from '#shared/domain/message.ts';
import type { OutboxAction } from '#shared/domain/outbox-state.ts';

/** How an outbox action is to be done where there is more than one way. */
export interface OutboxHow {
  /** For a held item whose target failed: send without the quote. */
  readonly withoutReply?: boolean;
  /** For a card that the server does not take: send this text instead. */
  readonly asText?: string;
}

/** What can be done with a message; one object for as long as the conversation is open, so that messages need not be drawn again for it. */
export interface ThreadActions {
  readonly reply: (row: MessageRow) => void;
  /** The message a reply thread belongs to. */
  readonly openThread: (parentMessageId: number) => void;
  readonly react: (row: MessageRow, emoji: string, on: boolean) => void;
  readonly edit: (row: MessageRow) => void;
  /** Goes on with an edit that the server would not take. */
  readonly editAgain: (row: MessageRow, change: PendingChange) => void;
  readonly askDelete: (row: MessageRow) => void;
  /** Sends what the server could not deliver once more, after asking. */
  readonly askAgain: (row: MessageRow) => void;
  readonly copy: (text: string, said: 'text' | 'link') => void;
  readonly copyLink: (row: MessageRow) => void;
  readonly forward: (row: MessageRow) => void;
  readonly showDetails: (row: MessageRow) => void;
  readonly showHistory: (row: MessageRow) => void;
  readonly jump: (messageId: number, from: MessageKey) => void;
  readonly openLink: (url: string, known: boolean) => void;
  readonly view: (attachments: readonly AttachmentRow[], index: number) => void;
  readonly save: (attachment: AttachmentRow) => void;
  readonly outbox: (clientMessageId: string, action: OutboxAction, how?: OutboxHow) => void;
}

/** What may be offered in this conversation now. */
export interface ThreadOffer {
  readonly write: boolean;
  readonly react: boolean;
  readonly edit: boolean;
  readonly remove: boolean;
  readonly offline: boolean;
}

export const ThreadActionsContext = createContext<ThreadActions | null>(null);
export const ThreadOfferContext = createContext<ThreadOffer>({
  write: false,
  react: false,
  edit: false,
  remove: false,
  offline: false,
});

export function useThreadActions(): ThreadActions {
  const actions = use(ThreadActionsContext);
  if (actions === null) throw new Error('useThreadActions needs a ThreadActionsContext above it.');
  return actions;
}

export function useThreadOffer(): ThreadOffer {
  return use(ThreadOfferContext);
}
