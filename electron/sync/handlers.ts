import type { EngineHandlers } from '#shared/contract/engine.ts';
import type { ConversationId } from '#shared/domain/message.ts';
import { CodedError } from '#shared/errors.ts';
import type { EngineParts } from './engine-parts.ts';
import { mediaHandlers } from './media/media-handlers.ts';
import { rewriteAsText, rewriteConversation } from './outbox/rewrite.ts';
import { normalized } from './outbox/match.ts';
import { searchConversations } from './views/conversation-search.ts';
import { cardsOfMessage, cardsOfWaiting, seenCards } from './views/seen-cards.ts';
import { searchMessages } from './views/search-view.ts';

/** The contract's methods of an open account, without those of the session. Queries read at once, so that a stamp says what they hold. */
export type AccountHandlers = Omit<
  EngineHandlers,
  'session.get' | 'session.signIn' | 'session.signOut' | 'session.leave'
>;

export function accountHandlers(parts: EngineParts): AccountHandlers {
  const { views, index, reader, local, outbox, inbound, staging, canned, windows, clock } = parts;

  /** What only makes sense for a conversation that the server has. */
  const serverId = (id: ConversationId): number => {
    const known = local.aliases.serverId(id);
    if (known === null) throw new CodedError('NOT_FOUND', 'The conversation is not on the server yet');
    return known;
  };

  return {
    'settings.set': (input) => {
      local.write((_, touched) => {
        local.settings.set(input, clock.now(), touched);
      });
      return local.settings.read();
    },

    'inbox.list': (input) => index.page(input.view, input.cursor, input.limit),
    'counts.get': () => parts.counts(),
    'sync.status': () => parts.status.status,
    'sync.retryNow': () => {
      inbound.wake();
      outbox.retryNow();
      return null;
    },

    'conversation.get': (input) => {
      const known = local.aliases.serverId(input.conversationId);
      const trouble = known === null ? null : inbound.trouble(known);
      return views.details(input.conversationId, trouble);
    },
    'conversation.show': (input) => {
      windows.show(input.windowId, input.conversationId, input.focused);
      return null;
    },
    'conversation.create': (input) => outbox.enqueueConversation(input),
    'conversation.update': (input) => {
      const conversationId = serverId(input.conversationId);
      if (input.isOpen !== undefined) {
        outbox.enqueueAction({ kind: 'update', conversationId, payload: { isOpen: input.isOpen } });
      }
      if (input.mutedUntil !== undefined || input.isBlocked !== undefined) {
        outbox.enqueueAction({
          kind: 'mute',
          conversationId,
          payload: {
            ...(input.mutedUntil === undefined ? {} : { mutedUntil: input.mutedUntil }),
            ...(input.isBlocked === undefined ? {} : { isBlocked: input.isBlocked }),
          },
        });
      }
      return null;
    },
    'conversation.report': (input) => {
      const conversationId = serverId(input.conversationId);
      outbox.enqueueAction({ kind: 'report', conversationId, payload: { reason: input.reason } });
      return null;
    },
    'people.search': (input) => parts.people.find(input.text, input.limit),
    'conversation.rewrite': (input) => {
      rewriteConversation(local, outbox, input);
      return null;
    },
    'conversations.search': (input) => searchConversations(parts, input),

    'thread.page': (input) => views.threadPage(input),
    'thread.replies': (input) => views.replies(input.conversationId, input.parentMessageId),
    'thread.loadOlder': async (input) => {
      const conversationId = local.aliases.serverId(input.conversationId);
      return conversationId === null ? { loaded: 0, more: false } : inbound.loadOlder(conversationId, input.beforeId);
    },
    'thread.fetchMessage': async (input) => {
      const conversationId = serverId(input.conversationId);
      if (reader.messages(conversationId, [input.messageId]).length > 0) return { found: true };
      return inbound.fetchMessage(conversationId, input.messageId);
    },
    'search.messages': (input) => searchMessages(parts, input),

    'message.send': (input) => {
      const conversationId = local.aliases.serverId(input.conversationId);
      // Pressed before the thread was drawn: what is mirrored is what it was about to show.
      const newestShownMessageId =
        input.newestShownMessageId ?? (conversationId === null ? null : inbound.newestId(conversationId));
      const sent = outbox.enqueueMessage({ ...input, newestShownMessageId });
      if (conversationId !== null && input.newestShownMessageId !== null && parts.readsOnReply()) {
        outbox.enqueueAction({ kind: 'read', conversationId, payload: { messageId: input.newestShownMessageId } });
      }
      return sent;
    },
    'outbox.act': (input) => {
      if (input.action === 'retry' && input.asText !== undefined)
        rewriteAsText(local, input.clientMessageId, input.asText);
      return {
        outcome: outbox.act(input.clientMessageId, input.action, { withoutReply: input.withoutReply ?? false }),
      };
    },
    'outbox.list': () => views.outbox(),

    'message.edit': (input) => {
      const { messageId, content, reason, original } = input;
      const conversationId = serverId(input.conversationId);
      if (original !== undefined) {
        const [message] = views.messages(conversationId, [messageId]);
        if (message !== undefined && normalized(message.content) !== normalized(original)) {
          throw new CodedError('EDIT_CONFLICT', 'It was changed meanwhile', { current: message.content });
        }
      }
      outbox.enqueueAction({
        kind: 'edit',
        conversationId,
        payload: { messageId, content, reason, ...(original === undefined ? {} : { original }) },
      });
      return null;
    },
    'message.delete': (input) => {
      outbox.enqueueAction({
        kind: 'delete',
        conversationId: serverId(input.conversationId),
        payload: { messageId: input.messageId },
      });
      return null;
    },
    'reaction.set': (input) => {
      outbox.enqueueAction({
        kind: input.on ? 'react' : 'unreact',
        conversationId: serverId(input.conversationId),
        payload: { messageId: input.messageId, emoji: input.emoji },
      });
      return null;
    },

    'read.mark': (input) => {
      outbox.enqueueAction({
        kind: 'read',
        conversationId: serverId(input.conversationId),
        payload: { messageId: input.messageId },
      });
      return null;
    },
    'read.markUnread': (input) => {
      const conversationId = serverId(input.conversationId);
      local.write((_, touched) => {
        local.marks.markUnread(conversationId, clock.now(), touched);
      });
      return null;
    },
    'typing.set': (input) => {
      const conversationId = local.aliases.serverId(input.conversationId);
      if (conversationId !== null && local.settings.read().sendTyping) inbound.sendTyping(conversationId, input.typing);
      return null;
    },

    'draft.get': (input) => local.drafts.find(local.aliases.current(input.conversationId), input.parentMessageId),
    'draft.save': (input) => {
      const conversationId = local.aliases.current(input.conversationId);
      return local.write((_, touched) => local.drafts.save({ ...input, conversationId }, clock.now(), touched));
    },

    'canned.list': () => canned.list(),
    'canned.save': (input) => canned.save(input),
    'canned.remove': (input) => canned.remove(input.id),
    'canned.files': (input) => canned.files(input.id),
    'canned.export': () => canned.export(),
    'canned.import': (input) => canned.import(input.text),
    'cards.search': (input) => {
      const within = input.conversationId === null ? null : local.aliases.serverId(input.conversationId);
      return seenCards(reader, parts.hosts, within, input);
    },
    'cards.ofMessage': (input) => {
      const conversationId = local.aliases.serverId(input.conversationId);
      const written = 'clientMessageId' in input ? views.written(input.clientMessageId) : null;
      if (written !== null && written.messageId === null)
        return cardsOfWaiting(written, reader, parts.hosts, conversationId);
      const messageId = 'messageId' in input ? input.messageId : (written?.messageId ?? null);
      if (conversationId === null || messageId === null) return [];
      return cardsOfMessage(reader, parts.hosts, conversationId, messageId);
    },

    'file.stageBegin': async (input) => {
      await staging.begin(input);
      return null;
    },
    'file.stageChunk': (input) => staging.chunk(input),
    'file.stageEnd': (input) => staging.end(input.stageId),
    'file.unstage': async (input) => {
      await staging.remove(input.stageId);
      return null;
    },
    ...mediaHandlers(parts),
  };
}
