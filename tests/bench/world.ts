import { seededRandom } from '#demo/ports.ts';

/**
 * What both stores are given: pages of a server's answers and its events as text, each the same for the same size. Conversations have unequal shares,
 * words a heavy head and a long tail, as real ones do. The shapes are those of docs/api.md sections 3, 4 and 8.
 */

export const ME = 1;
export const PAGE = 50;
const START = Date.UTC(2026, 0, 1);
const BETWEEN_MESSAGES_MS = 17_000;
const COMMON =
  'saya kamu kami pesanan barang sudah belum kirim terima kasih tolong bantu kapan sampai harga stok warna ukuran toko alamat bayar transfer resi kurir paket rusak ganti kembali dana uang cek status hari ini besok kemarin bisa tidak mau dengan untuk dari yang dan di ke pada juga masih lagi atau kalau karena agar oleh lebih kurang cepat lambat bagus jelek'.split(
    ' ',
  );
const SYLLABLES =
  'ba ca da fa ga ha ja ka la ma na pa ra sa ta wa bi di ki li mi ni pi ri si ti bu du ku lu mu nu'.split(' ');
const EMOJI = ['👍', '🙏', '😂', '📦', '✅'];
const RARE_WORDS = 12_000;

export interface WorldSize {
  readonly messages: number;
  readonly conversations: number;
}

interface Document {
  readonly id: number;
  readonly conversation_id: number;
  readonly content: string;
  readonly [field: string]: unknown;
}

export class World {
  readonly size: WorldSize;
  /** Ascending message ids of each conversation. */
  readonly #ids = new Map<number, number[]>();
  readonly #words: readonly string[];

  constructor(size: WorldSize) {
    this.size = size;
    this.#words = vocabulary();
    const random = seededRandom(42);
    for (let id = 1; id <= size.messages; id += 1) {
      const conversation = id <= size.conversations ? id : 1 + Math.floor(random() ** 2 * size.conversations);
      const ids = this.#ids.get(conversation);
      if (ids === undefined) this.#ids.set(conversation, [id]);
      else ids.push(id);
    }
  }

  /** Answers of `GET /conversations`. */
  *conversationPages(): Generator<string> {
    const { conversations } = this.size;
    for (let first = 1; first <= conversations; first += PAGE) {
      const count = Math.min(PAGE, conversations - first + 1);
      yield answer(Array.from({ length: count }, (_, index) => this.#conversation(first + index)));
    }
  }

  /** Answers of `GET …/messages` as the history is read: each conversation's newest page first. */
  *messagePages(): Generator<{ readonly text: string; readonly messages: number }> {
    for (const [conversation, ids] of this.#ids) {
      for (let end = ids.length; end > 0; end -= PAGE) {
        const page = ids.slice(Math.max(0, end - PAGE), end);
        yield { text: answer(page.map((id) => this.#message(id, conversation))), messages: page.length };
      }
    }
  }

  /** Half of them new messages, the others receipts, reactions and edits. */
  *events(count: number): Generator<string> {
    const random = seededRandom(9);
    const conversations = [...this.#ids.keys()];
    let next = this.size.messages;
    for (let index = 0; index < count; index += 1) {
      const kind = random();
      const conversation = pick(random, conversations);
      const ids = this.#ids.get(conversation) as number[];
      const id = pick(random, ids);
      const at = time(START + (this.size.messages + index) * BETWEEN_MESSAGES_MS);
      const key = 1e8 + index;
      if (kind < 0.5) {
        next += 1;
        yield frame('message.new', { message: this.#message(next, conversation) });
      } else if (kind < 0.85) {
        yield frame('message.status', {
          status: { id: key, message_id: id, conversation_id: conversation, user_id: 2, status: 'read', status_at: at },
        });
      } else if (kind < 0.95) {
        yield frame('message.reaction', {
          reaction: {
            id: key,
            message_id: id,
            conversation_id: conversation,
            user_id: 2,
            reaction: '👍',
            reacted_at: at,
          },
        });
      } else {
        const edit = { id: key, message_id: id, editor_id: 2, previous_content: 'x', edited_at: at, created_at: at };
        // Receipts and reactions come on their own.
        const { statuses: _, reactions: __, ...message } = this.#message(id, conversation);
        yield frame('message.updated', {
          message: { ...message, content: this.#text(random), edited_at: at, edits: [edit] },
        });
      }
    }
  }

  /** Which conversations a reader opens. */
  opened(count: number): number[] {
    const random = seededRandom(5);
    return Array.from({ length: count }, () => 1 + Math.floor(random() * this.size.conversations));
  }

  /** Those with the longest history. */
  deepest(count: number): number[] {
    return [...this.#ids.entries()]
      .toSorted(([, a], [, b]) => b.length - a.length)
      .slice(0, count)
      .map(([conversation]) => conversation);
  }

  queries(kind: 'word' | 'two words' | 'beginning', count: number): string[] {
    const random = seededRandom(3);
    return Array.from({ length: count }, () => {
      switch (kind) {
        case 'word':
          return this.#words[100 + Math.floor(random() * 2_000)] as string;
        case 'two words':
          return `${pick(random, COMMON)} ${pick(random, COMMON)}`;
        case 'beginning':
          return (this.#words[100 + Math.floor(random() * 2_000)] as string).slice(0, 4);
        default:
          return kind satisfies never;
      }
    });
  }

  #conversation(id: number): object {
    const ids = this.#ids.get(id) as number[];
    const last = ids[ids.length - 1] as number;
    const message = this.#message(last, id);
    const unread = id % 4 === 0 ? Math.min(ids.length, 1 + (id % 9)) : 0;
    return {
      id,
      type: 'order_support',
      title: `Pesanan ${1_000 + id} ${COMMON[id % COMMON.length]}`,
      owner_user_id: 2,
      metadata: { order_id: 1_000 + id },
      last_message_id: last,
      last_message_at: message['created_at'],
      lastMessage: message,
      is_open: true,
      created_at: time(START),
      updated_at: message['created_at'],
      participants: [ME, 2].map((userId) => ({
        id: id * 4 + userId,
        conversation_id: id,
        user_id: userId,
        role: userId === ME ? 'participant' : 'owner',
        last_read_message_id: userId === ME ? (ids[ids.length - 1 - unread] ?? null) : null,
        unread_count: userId === ME ? unread : 0,
        user: person(userId),
      })),
    };
  }

  #message(id: number, conversation: number): Document {
    const random = seededRandom(id);
    const at = START + id * BETWEEN_MESSAGES_MS;
    const sender = random() < 0.5 ? ME : 2 + Math.floor(random() * 400);
    const status = (userId: number, index: number) => ({
      id: id * 4 + index,
      message_id: id,
      user_id: userId,
      status: pick(random, ['sent', 'delivered', 'read']),
      status_at: time(at + 1_000 * (index + 1)),
      device_info: { platform: 'web', browser: 'Chrome' },
      created_at: time(at),
    });
    return {
      id,
      conversation_id: conversation,
      sender_user_id: sender,
      sender_shop_profile_id: null,
      content: this.#text(random),
      content_type: 'text',
      metadata: {},
      parent_message_id: null,
      reply_to_message_id: null,
      created_at: time(at),
      updated_at: time(at),
      edited_at: null,
      is_deleted: false,
      deleted_at: null,
      senderUser: person(sender),
      senderShopProfile: null,
      attachments:
        random() < 0.05
          ? [
              {
                id: id * 4,
                message_id: id,
                type: 'image',
                url: `https://storage.zukses.com/chat/${id}.jpg`,
                filename: `foto_${id}.jpg`,
                content_type: 'image/jpeg',
                size_bytes: 80_000,
                metadata: { width: 800, height: 600 },
                created_at: time(at),
              },
            ]
          : [],
      statuses: [2, 3].slice(0, 1 + Math.floor(random() * 2)).map(status),
      reactions:
        random() < 0.1
          ? [
              {
                id,
                message_id: id,
                user_id: 2,
                reaction: pick(random, EMOJI),
                reacted_at: time(at),
                created_at: time(at),
              },
            ]
          : [],
      edits: [],
      productReferences: [],
      orderReferences: [],
    };
  }

  #text(random: () => number): string {
    const count = 5 + Math.floor(random() * random() * 56);
    return Array.from({ length: count }, () => this.#words[Math.floor(random() ** 4 * this.#words.length)]).join(' ');
  }
}

/** Common words first, then made-up ones. */
function vocabulary(): string[] {
  const random = seededRandom(7);
  const words = new Set(COMMON);
  while (words.size < RARE_WORDS) {
    const length = 2 + Math.floor(random() * 3);
    words.add(Array.from({ length }, () => pick(random, SYLLABLES)).join(''));
  }
  return [...words];
}

function person(id: number): object {
  return { id, name: `Orang ${id}`, email: `orang${id}@contoh.id`, profile_photo: null, online_status: 'online' };
}

function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** As the server writes it, with microseconds. */
function time(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}

function answer(data: readonly object[]): string {
  return JSON.stringify({
    success: true,
    message: 'ok',
    data,
    pagination: { current_page: 1, per_page: PAGE, total: data.length, total_pages: 1 },
  });
}

/** Pusher's frame: its data is JSON within JSON. */
function frame(event: string, data: object): string {
  return JSON.stringify({ event, channel: 'private-chat', data: JSON.stringify(data) });
}
