import { findParticipant } from '../domain/conversations.ts';
import { addReaction, advanceStatuses, findMessage, insertMessage, markRead } from '../domain/messages.ts';
import { createTimers, type Random } from '../ports.ts';
import type { Hub } from '../realtime/hub.ts';
import { pick } from '../seed/phrases.ts';
import type { ConversationRow, MessageRow, ParticipantRow, UserRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import { ruleFor } from './answers.ts';

export type People = {
  /** While quiet, nobody does anything by themselves. What was begun is dropped. */
  setQuiet(quiet: boolean): void;
  /** Makes somebody write, as if they had a device of their own. Answers the message's id. */
  say(conversationId: number, userId: number, content: string): number;
  /** Shows somebody typing, or not any more, to whoever has the conversation open. */
  type(conversationId: number, userId: number, isTyping: boolean): void;
  /** Somebody reads everything there is. */
  read(conversationId: number, userId: number): void;
  react(messageId: number, userId: number, reaction: string): void;
  close(): void;
};

const PHONE = { platform: 'mobile', os: 'Android' };
/** Typing is said again this often while it goes on (docs/api.md section 8). */
const TYPING_AGAIN_MS = 3000;
const REACTION_CHANCE = 0.35;

/** The customers who live: they receive, read, react, type and answer a little after an agent wrote to them. */
export function createPeople(parts: { world: World; hub: Hub; random: Random; quiet: boolean }): People {
  const { world, hub, random } = parts;
  const timers = createTimers(world.clock);
  /** What somebody is about to say in a conversation: taken back when the agent writes again before. */
  const intentions = new Map<string, () => void>();
  const lastWords = new Map<string, string>();
  let { quiet } = parts;
  let typedAsClientEvent = false;

  const type = (conversationId: number, userId: number, isTyping: boolean): void => {
    const channels = [`presence-conversation.${conversationId}`];
    const user = world.store.get<UserRow>('SELECT * FROM users WHERE id = ?', userId);
    if (user === undefined) return;
    // Some of the world's clients send the documented event through their server, others a client event.
    if (typedAsClientEvent) {
      const data = JSON.stringify({ user_id: userId, is_typing: isTyping });
      hub.trigger({ channels, event: 'client-typing', data, userId: String(userId) });
    } else {
      const data = JSON.stringify({
        user: { id: userId, name: user.name },
        conversation_id: conversationId,
        is_typing: isTyping,
      });
      hub.trigger({ channels, event: 'typing', data });
    }
  };

  const say = (conversationId: number, userId: number, content: string): number =>
    insertMessage(world, {
      conversationId,
      senderId: userId,
      content,
      contentType: 'text',
      metadata: null,
      parentMessageId: null,
      replyToMessageId: null,
      files: [],
      platform: PHONE.platform,
    });

  const read = (conversationId: number, userId: number): void => {
    const participant = findParticipant(world.store, conversationId, userId);
    if (participant !== undefined) markRead(world, participant, Number.MAX_SAFE_INTEGER, PHONE);
  };

  const react = (messageId: number, userId: number, reaction: string): void => {
    const message = findMessage(world.store, messageId);
    if (message !== undefined && message.is_deleted === 0) addReaction(world, message, userId, reaction);
  };

  /** Runs steps one after the other, each so many milliseconds after the one before; the answer cancels what has not run. */
  const run = (steps: readonly { after: number; act: () => void }[]): (() => void) => {
    let cancel = (): void => undefined;
    const next = (index: number): void => {
      const step = steps[index];
      if (step === undefined) return;
      cancel = timers.after(step.after, () => {
        step.act();
        next(index + 1);
      });
    };
    next(0);
    return () => {
      cancel();
    };
  };

  const between = (low: number, high: number): number => low + random() * (high - low);

  const answer = (participant: ParticipantRow, message: MessageRow): void => {
    const { conversation_id: conversationId, user_id: userId } = participant;
    const key = `${conversationId}:${userId}`;
    const rule = ruleFor(message.content);
    const fresh = rule.say.filter((words) => words !== lastWords.get(key));
    const words = rule.say.length === 0 ? null : pick(random, fresh.length > 0 ? fresh : rule.say);
    timers.after(between(300, 900), () => {
      const target = { conversationId, userId, fromId: message.id, upToId: message.id };
      advanceStatuses(world, { ...target, status: 'delivered', device: PHONE });
    });
    const steps = [
      {
        after: between(1200, 2500),
        act: () => {
          read(conversationId, userId);
        },
      },
    ];
    const emoji = rule.emoji ?? null;
    if (emoji !== null && (words === null || random() < REACTION_CHANCE)) {
      steps.push({
        after: between(400, 900),
        act: () => {
          react(message.id, userId, emoji);
        },
      });
    }
    if (words !== null) {
      typedAsClientEvent = !typedAsClientEvent;
      const typing = (): void => {
        type(conversationId, userId, true);
      };
      const typingMs = Math.min(5000, 1200 + words.length * 40);
      steps.push({ after: between(500, 1200), act: typing });
      if (typingMs > TYPING_AGAIN_MS) steps.push({ after: TYPING_AGAIN_MS, act: typing });
      steps.push({
        after: typingMs > TYPING_AGAIN_MS ? typingMs - TYPING_AGAIN_MS : typingMs,
        act: () => {
          intentions.delete(key);
          lastWords.set(key, words);
          type(conversationId, userId, false);
          const conversation = world.store.get<ConversationRow>(
            'SELECT * FROM conversations WHERE id = ?',
            conversationId,
          );
          if (conversation?.is_open === 1) say(conversationId, userId, words);
        },
      });
    }
    intentions.get(key)?.();
    intentions.set(key, run(steps));
  };

  const stopListening = world.listen((event) => {
    if (quiet || event.kind !== 'message' || event.change !== 'new') return;
    const message = findMessage(world.store, event.messageId);
    const sender = world.store.get<UserRow>('SELECT * FROM users WHERE id = ?', message?.sender_user_id ?? 0);
    if (message === undefined || sender?.kind !== 'agent') return;
    const listeners = world.store.all<ParticipantRow>(
      "SELECT p.* FROM participants p JOIN users u ON u.id = p.user_id WHERE p.conversation_id = ? AND p.left_at IS NULL AND p.is_blocked = 0 AND u.kind = 'customer' AND u.talkative = 1",
      event.conversationId,
    );
    for (const participant of listeners) answer(participant, message);
  });

  return {
    say,
    type,
    read,
    react,
    setQuiet(next) {
      quiet = next;
      if (next) timers.cancelAll();
    },
    close() {
      stopListening();
      timers.cancelAll();
    },
  };
}
