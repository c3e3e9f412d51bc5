import type { Demo } from '#demo/create-demo.ts';
import { setOpen } from '#demo/domain/conversations.ts';
import { deleteMessage, editMessage, findMessage, removeReaction } from '#demo/domain/messages.ts';
import type { Chance } from './chance.ts';
import type { Ledger } from './ledger.ts';
import { COLLEAGUE, ME, type SmallConversation } from './small-world.ts';

/** Customers, a colleague, and the agent's own second device, all at the server. */
export class Others {
  readonly #demo: Demo;
  readonly #chance: Chance;
  readonly #ledger: Ledger;
  readonly #conversations: readonly SmallConversation[];
  readonly #seed: number;
  readonly #note: (text: string) => void;
  #serial = 0;

  constructor(
    demo: Demo,
    parts: {
      chance: Chance;
      ledger: Ledger;
      conversations: readonly SmallConversation[];
      seed: number;
      note: (text: string) => void;
    },
  ) {
    this.#demo = demo;
    this.#chance = parts.chance;
    this.#ledger = parts.ledger;
    this.#conversations = parts.conversations;
    this.#seed = parts.seed;
    this.#note = parts.note;
  }

  write(): void {
    const conversation = this.#chance.pick(this.#conversations);
    const roll = this.#chance.next();
    if (roll > 0.97) {
      this.flood(conversation);
      return;
    }
    if (roll > 0.84) {
      this.#otherDevice(conversation);
      return;
    }
    const who = roll < 0.65 || !conversation.hasColleague ? conversation.customer : COLLEAGUE;
    const content = `Lain ${this.#seed}-${this.#serial++}`;
    this.#demo.people.say(conversation.id, who, content);
    this.#note(`${who} says ${content} in ${conversation.id}`);
  }

  /** More than one page of messages at once. */
  flood({ id, customer }: SmallConversation): void {
    const count = 55 + this.#chance.upTo(60);
    for (let index = 0; index < count; index += 1) {
      this.#demo.people.say(id, customer, `Banjir ${this.#seed}-${this.#serial++}`);
    }
    this.#note(`${customer} says ${count} things in ${id}`);
  }

  /** The agent's telephone: sometimes with the very words that were sent from the desk a moment ago. */
  #otherDevice(conversation: SmallConversation): void {
    const last = this.#ledger.composed.findLast((one) => one.place === String(conversation.id) && one.file === null);
    const same = last !== undefined && this.#chance.of(0.5);
    const content = same ? last.content : `Ponsel ${this.#seed}-${this.#serial++}`;
    this.#demo.people.say(conversation.id, ME, content);
    this.#note(`the telephone says ${content} in ${conversation.id}`);
    if (!same) return;
    const key = `${conversation.id} ${content}`;
    this.#ledger.twins.set(key, (this.#ledger.twins.get(key) ?? 0) + 1);
    this.#ledger.count('same words from a second device');
  }

  act(): void {
    const conversation = this.#chance.pick(this.#conversations);
    const { customer, id } = conversation;
    const roll = this.#chance.next();
    if (roll < 0.3) {
      this.#demo.people.read(id, customer);
      return;
    }
    if (roll < 0.36) {
      const open = this.#chance.of(0.6);
      setOpen(this.#demo.world, id, open);
      this.#note(`conversation ${id} is ${open ? 'opened' : 'closed'}`);
      return;
    }
    const rows = this.#demo.world.store.all<{ id: number; sender_user_id: number | null; is_deleted: number }>(
      'SELECT id, sender_user_id, is_deleted FROM messages WHERE conversation_id = ? ORDER BY id DESC LIMIT 8',
      id,
    );
    const one = rows.at(this.#chance.upTo(rows.length));
    const message = one === undefined ? undefined : findMessage(this.#demo.world.store, one.id);
    if (message === undefined || message.is_deleted === 1) return;
    const { world } = this.#demo;
    if (roll < 0.6) this.#demo.people.react(message.id, customer, this.#chance.pick(['👍', '🙏']));
    else if (roll < 0.7) removeReaction(world, message, customer, '👍');
    else if (message.sender_user_id === ME) return;
    else if (roll < 0.85) editMessage(world, message, `${message.content} (ralat)`, null);
    else deleteMessage(world, message);
  }
}
