import { afterEach, describe, expect, test } from 'vitest';
import type { ConversationRow, Counts } from '#shared/domain/conversation.ts';
import type { ApiConversation, ApiMessage } from '../api/types.ts';
import { decodeReaction, decodeStatus } from '../api/decode/message.ts';
import { Notes } from '../api/decode/set-aside.ts';
import { LocalFolder } from '../store/local/testing.ts';
import { LocalStore } from '../store/local/local-store.ts';
import { conversation, ME, message, partial } from '../store/mirror/testing.ts';
import { Mirror } from '../store/mirror/mirror.ts';
import { ViewReader } from '../store/mirror/view-reader.ts';
import type { Touched } from '../store/touched.ts';
import { ChangeComposer } from './change-event.ts';
import { ConversationIndex } from './conversation-index.ts';
import { conversationRow } from './conversation-view.ts';
import { draftPreview } from './draft-view.ts';
import { isTakenBack, laidOver } from './message-view.ts';
import { People } from './people.ts';
import { LocalReader } from './readers.ts';
import { Views } from './views.ts';

/** Seeded: the same number is the same history. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}

const COLLEAGUE = 9;
/** Somebody else speaks for it, and sometimes so do I: then that is our side. */
const SHOP = 70;
const SENDERS = [ME, ME, 2, 3, 4, COLLEAGUE];
const CONVERSATIONS = 12;
const STEPS = 250;
const VIEWS = ['all', 'unread', 'mine', 'needs-reply'] as const;
const MOMENT = { unsent: () => null, progress: () => null, changes: () => [] };
const HOSTS = { linkAllowed: () => false, loadsByItself: () => false };

/** A mirror and a local.db that change at random, and views that follow by what each transaction has touched. */
class World {
  readonly random: Random;
  readonly folder = new LocalFolder();
  readonly mirror: Mirror;
  readonly local: LocalStore;
  readonly index: ConversationIndex;
  readonly #reader: ViewReader;
  readonly #views: Views;
  readonly #composer: ChangeComposer;
  readonly #newest = new Map<number, number>();
  #now = Date.UTC(2026, 0, 1);
  #nextId = 1;
  #items = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    const publish = (touched: Touched): void => void this.#composer.compose(touched);
    this.mirror = new Mirror({ path: ':memory:', me: ME, now: () => this.#now, publish });
    const { db } = this.folder.open().store;
    this.local = new LocalStore(db, publish);
    this.#reader = new ViewReader(this.mirror);
    this.#views = this.#freshViews();
    this.index = this.freshIndex(this.#views);
    this.#composer = new ChangeComposer({
      views: this.#views,
      mirror: this.#reader,
      local: new LocalReader(this.local, MOMENT),
      index: this.index,
      counts: () => ({ ...this.index.counts(), waiting: 0, needsChoice: 0, failed: 0, messages: 0 }) satisfies Counts,
      shown: () => new Set(),
    });
  }

  freshIndex(views = this.#freshViews()): ConversationIndex {
    const local = new LocalReader(this.local, MOMENT);
    return new ConversationIndex({
      rows: (ids) => views.conversations(ids),
      waiting: () => local.conversationsWaiting(),
      mirrored: () => this.#reader.conversationIds().map(String),
      now: () => this.#now,
    });
  }

  step(): void {
    const { random } = this;
    this.#now += random.below(40_000);
    const id = 1 + random.below(CONVERSATIONS);
    const newest = this.#newest.get(id) ?? 0;
    const some = (): number => Math.max(1, newest - random.below(6));
    switch (random.below(16)) {
      case 0:
      case 1: {
        const ids = Array.from({ length: 1 + random.below(4) }, () => 1 + random.below(CONVERSATIONS));
        const items = [...new Set(ids)].map((one) => this.#conversation(one));
        this.mirror.applyConversationPage(items, this.mirror.tickets.next());
        return;
      }
      case 2:
        this.mirror.applyConversation(this.#conversation(id), 'event');
        return;
      case 3: {
        const items = Array.from({ length: 1 + random.below(6) }, () => this.#message(id));
        this.#page(id, items, null);
        return;
      }
      case 4:
      case 5:
        this.mirror.applyMessage(this.#message(id), 'event');
        return;
      case 6:
        // A change to a message that may be there.
        this.mirror.applyMessage(partial({ id: some(), ...this.#edit() }, id), 'event');
        return;
      case 7: {
        const raw = { user_id: random.pick(SENDERS), status: random.pick(['sent', 'delivered', 'read', 'failed']) };
        const status = decodeStatus({ ...raw, id: 1, message_id: some() }, id, new Notes());
        if (status !== null) this.mirror.applyStatus(id, some(), status);
        return;
      }
      case 8: {
        const reaction = decodeReaction({ id: 1, message_id: some(), user_id: 2, reaction: '👍' }, id, new Notes());
        if (reaction !== null) this.mirror.applyReaction(id, some(), reaction, random.chance(0.7));
        return;
      }
      case 9: {
        const [participant] = this.#conversation(id).participants ?? [];
        if (participant !== undefined) this.mirror.applyParticipant(participant);
        return;
      }
      case 10:
        // Some messages are not in the window that must hold them; missed once more and later, they are gone.
        this.#page(id, [], { low: Math.max(1, newest - 1 - random.below(3)), high: newest });
        return;
      case 11:
        this.mirror.setRefused(id, random.pick([403, 404] as const));
        return;
      case 12:
        this.local.write((_, touched) => {
          if (random.chance(0.5)) this.local.marks.read(id, some(), this.#now, touched);
          else this.local.marks.markUnread(id, this.#now, touched);
        });
        return;
      case 13:
        this.#draft(String(id));
        return;
      case 14:
        this.#enqueue(random.chance(0.2) ? `new:${random.below(3)}` : String(id));
        return;
      default:
        this.#goOn();
    }
  }

  /** A row of one conversation, everything read by itself. */
  fromScratch(id: string): ConversationRow | null {
    const conversationId = Number(id);
    const { conversations, messages } = this.mirror;
    const record = conversations.byId(conversationId);
    const facts = conversations.unreadOf(conversationId);
    if (record === null || facts === null) return null;
    const me = { userId: ME, shopIds: new Set(this.#allParticipants().flatMap((one) => one.shopId ?? [])) };
    const participants = conversations.participants(conversationId);
    const people = new People(me, participants, (userId) => conversations.person(userId));
    const local = new LocalReader(this.local, MOMENT);
    const pending = local.pendingActions(conversationId);
    const all = messages.before(conversationId, null, 10_000).toReversed();
    const marks = this.local.marks.find(conversationId);
    const unread = conversations.unread(facts, marks?.readMessageId ?? 0, ME);
    return conversationRow({
      conversation: record,
      participants,
      people,
      me,
      newest: all[0] === undefined ? null : laidOver(all[0], pending),
      recent: all.slice(0, 30).map((one) => ({ ...one, deleted: one.deleted || isTakenBack(one.id, pending) })),
      wroteIn: all.some((one) => one.senderUserId === ME),
      unread: marks?.markedUnreadAt == null ? unread : Math.max(1, unread),
      outbox: local.unsent(id),
      draft: draftPreview(this.local.drafts.ofConversation(id)),
    });
  }

  close(): void {
    this.mirror.close();
    this.folder.remove();
  }

  #allParticipants() {
    return this.#reader
      .conversationIds()
      .flatMap((id) => this.mirror.conversations.participants(id))
      .filter((one) => one.userId === ME);
  }

  #freshViews(): Views {
    return new Views(this.#reader, new LocalReader(this.local, MOMENT), HOSTS, ME);
  }

  #page(id: number, items: readonly ApiMessage[], window: { low: number; high: number } | null): void {
    const ticket = this.mirror.tickets.next();
    this.mirror.applyMessagePage(id, items, { ticket, range: null, window, level: null });
  }

  #message(conversationId: number): ApiMessage {
    const { random } = this;
    const id = (this.#nextId += 1 + random.below(2));
    this.#newest.set(conversationId, id);
    const sender = random.pick(SENDERS);
    return message(
      {
        id,
        sender_user_id: sender,
        senderUser: { id: sender, name: `Orang ${sender}`, profile_photo: random.chance(0.1) ? 'x.png' : null },
        created_at: new Date(this.#now - random.below(5) * 1_000).toISOString(),
        content_type: random.chance(0.15) ? 'system' : 'text',
        is_deleted: random.chance(0.1),
        attachments: random.chance(0.2)
          ? [{ id: 1, type: 'image', url: 'https://example.com/a.jpg', filename: 'a.jpg', content_type: 'image/jpeg' }]
          : [],
        statuses: random.chance(0.4) ? [{ id: 1, message_id: id, user_id: 2, status: 'delivered' }] : [],
      },
      conversationId,
    );
  }

  #edit(): Record<string, unknown> {
    return this.random.chance(0.4)
      ? { is_deleted: true }
      : { content: `lain ${this.#now}`, updated_at: new Date(this.#now).toISOString() };
  }

  #conversation(id: number): ApiConversation {
    const { random } = this;
    const newest = this.#newest.get(id) ?? null;
    const at = new Date(this.#now).toISOString();
    const member = (userId: number, role: string) => ({
      id: id * 10 + userId,
      user_id: userId,
      role,
      shop_profile_id: userId === 4 || (userId === ME && random.chance(0.05)) ? SHOP : null,
      last_read_message_id: random.chance(0.5) ? newest : null,
      unread_count: userId === ME ? random.below(3) : 0,
      muted_until: random.chance(0.1) ? at : null,
      is_blocked: random.chance(0.05),
      left_at: random.chance(0.05) ? at : null,
      user: { id: userId, name: `Orang ${userId}` },
    });
    return conversation({
      id,
      type: random.pick(['order_support', 'private', 'system']),
      title: random.chance(0.2) ? null : `Pesanan ${id}`,
      owner_user_id: random.pick([ME, 2, 3]),
      metadata: { order_number: `ORD-${id}` },
      is_open: random.chance(0.85),
      last_message_id: newest,
      last_message_at: at,
      created_at: at,
      updated_at: at,
      participants: [
        member(ME, 'participant'),
        member(random.pick([2, 3]), 'owner'),
        ...(random.chance(0.4) ? [member(4, 'participant')] : []),
        ...(random.chance(0.4) ? [member(COLLEAGUE, 'agent')] : []),
      ],
    });
  }

  #draft(id: string): void {
    const { random } = this;
    const parentMessageId = random.chance(0.3) ? 5 : null;
    this.local.write((_, touched) => {
      const before = this.local.drafts.find(id, parentMessageId);
      const text = random.chance(0.4) ? '' : `draf ${this.#now}`;
      const version = (before?.version ?? 0) + 1;
      const cursor = { selectionStart: 0, selectionEnd: 0 };
      const input = { conversationId: id, parentMessageId, text, files: [], replyTo: null, ...cursor, version };
      this.local.drafts.save(input, this.#now, touched);
    });
  }

  #enqueue(conversationRef: string): void {
    const { random, local } = this;
    const createdAt = this.#now;
    const known = /^\d+$/.test(conversationRef) ? Number(conversationRef) : null;
    const base = { conversationRef, conversationId: known, createdAt };
    local.write((_, touched) => {
      if (
        known === null &&
        !local.outbox.ofConversation(conversationRef).some((row) => row.kind === 'create-conversation')
      ) {
        const payload = { title: 'Baru', type: 'private', participantIds: [2], metadata: {} };
        local.outbox.insert(
          { ...base, clientId: `c${(this.#items += 1)}`, kind: 'create-conversation', payload },
          touched,
        );
      }
      const clientId = `i${(this.#items += 1)}`;
      if (known !== null && random.chance(0.4)) {
        const messageId = this.#newest.get(known) ?? 1;
        if (random.chance(0.5))
          local.outbox.insert({ ...base, clientId, kind: 'delete', payload: { messageId } }, touched);
        else
          local.outbox.insert(
            { ...base, clientId, kind: 'edit', payload: { messageId, content: 'diubah', reason: null } },
            touched,
          );
        return;
      }
      const typed = `tulis ${clientId}`;
      const none = { replyTo: null, parentMessageId: null, files: [], metadata: {}, contentType: 'text' };
      local.outbox.insert({ ...base, clientId, kind: 'message', payload: { typed, content: typed, ...none } }, touched);
    });
  }

  /** An item of the outbox goes on, or a conversation that exists only here is created. */
  #goOn(): void {
    const { random, local } = this;
    const rows = local.outbox.active();
    if (rows.length === 0) return;
    const row = random.pick(rows);
    local.write((_, touched) => {
      if (row.conversationId === null) {
        const created = 1 + random.below(CONVERSATIONS);
        if (local.aliases.serverId(row.conversationRef) !== null) return;
        local.aliases.add(row.conversationRef, created, this.#now, touched);
        local.outbox.resolve(row.conversationRef, created, touched);
      } else if (row.state === 'queued') {
        const to = random.pick(['sending', 'held', 'discarded'] as const);
        local.outbox.move(row, to, to === 'discarded' ? { endedAt: this.#now } : {}, touched);
      } else if (row.state === 'sending') {
        const to = random.pick(['sent', 'failed'] as const);
        local.outbox.move(row, to, to === 'sent' ? { endedAt: this.#now } : {}, touched);
      }
    });
  }
}

function listed(index: ConversationIndex, view: (typeof VIEWS)[number], limit: number): ConversationRow[] {
  const rows: ConversationRow[] = [];
  let cursor: string | null = null;
  do {
    const page = index.page(view, cursor, limit);
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}

let world: World | null = null;
afterEach(() => {
  world?.close();
  world = null;
});

describe('after random changes', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('lists, counts and rows are those of a fresh look, seed %i', (seed) => {
    const one = new World(seed);
    world = one;
    for (let step = 0; step < STEPS; step += 1) {
      one.step();
      if (step % 5 !== 0) continue;
      const fresh = one.freshIndex();
      for (const view of VIEWS)
        expect(listed(one.index, view, 5), `${view} after step ${step}`).toEqual(listed(fresh, view, 4));
      expect(one.index.counts(), `counts after step ${step}`).toEqual(fresh.counts());
      const mirrored = listed(one.index, 'all', 5).filter((row) => !row.id.startsWith('new:'));
      for (const row of mirrored) expect(row, `row after step ${step}`).toEqual(one.fromScratch(row.id));
    }
    expect(listed(one.index, 'all', 50).length).toBeGreaterThan(CONVERSATIONS / 2);
  });
});
