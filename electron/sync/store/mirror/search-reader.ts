import type { SqliteStore, Statement } from '../sqlite.ts';

export interface WordHit {
  readonly conversationId: number;
  readonly messageId: number;
}

/** Short spellings that Indonesian customers use, and what they stand for; each finds the other. */
const SPELLINGS: readonly (readonly string[])[] = [
  ['tidak', 'tdk', 'gak', 'gk', 'ga', 'nggak', 'ngga', 'enggak', 'tak'],
  ['yang', 'yg'],
  ['sudah', 'udah', 'sdh', 'udh', 'dah'],
  ['belum', 'blm', 'blum', 'belom'],
  ['dengan', 'dgn', 'dg'],
  ['untuk', 'utk', 'buat', 'bwt'],
  ['saja', 'aja', 'aj'],
  ['bisa', 'bs', 'bisakah'],
  ['barang', 'brg', 'brng'],
  ['berapa', 'brp', 'brapa'],
  ['kapan', 'kpn'],
  ['terima', 'trima', 'trm'],
  ['kasih', 'ksh'],
  ['makasih', 'makasi', 'mksh', 'mksih', 'terimakasih', 'thx', 'thanks'],
  ['tolong', 'tlg', 'tlong'],
  ['kirim', 'krm', 'krim'],
  ['pesanan', 'psnan', 'orderan'],
  ['sama', 'sm', 'sma'],
  ['juga', 'jg', 'jga'],
  ['karena', 'krn', 'karna'],
  ['kalau', 'kalo', 'klo', 'kl', 'klu'],
  ['bagaimana', 'gimana', 'gmn', 'gmna', 'bgmn'],
  ['kenapa', 'knp', 'knapa', 'mengapa'],
  ['sampai', 'sampe', 'smp', 'smpe', 'nyampe'],
  ['saya', 'sy', 'sya'],
  ['kamu', 'km', 'kmu'],
  ['banget', 'bgt', 'bngt'],
  ['nomor', 'no', 'nmr', 'nomer'],
  ['alamat', 'almt'],
  ['ukuran', 'ukrn', 'size'],
  ['warna', 'wrn'],
  ['rusak', 'rsk'],
  ['bayar', 'byr'],
  ['transfer', 'tf', 'trf'],
  ['lagi', 'lg', 'lgi'],
  ['dari', 'dr', 'dri'],
  ['jadi', 'jd', 'jdi'],
  ['orang', 'org'],
  ['hari', 'hr'],
];
const ALSO = new Map(SPELLINGS.flatMap((group) => group.map((word) => [word, group] as const)));

/** The word index: messages and conversations that have all words, the last one as a beginning. */
export class SearchReader {
  readonly #all: Statement<[string, number], WordHit>;
  readonly #inOne: Statement<[string, number, number], WordHit>;
  readonly #conversations: Statement<[string, number], { id: number }>;

  constructor(store: SqliteStore) {
    const from = `from message_words w join search_entries e on e.id = w.rowid where message_words match ?`;
    const columns = 'e.conversation_id conversationId, e.message_id messageId';
    this.#all = store.sql(`select ${columns} ${from} order by w.rowid desc limit ?`);
    this.#inOne = store.sql(`select ${columns} ${from} and e.conversation_id = ? order by w.rowid desc limit ?`);
    this.#conversations = store.sql(
      'select rowid id from conversation_words where conversation_words match ? order by rank limit ?',
    );
  }

  /** Newest first. No words, no hits. */
  messages(text: string, conversationId: number | null, limit: number): WordHit[] {
    const query = matchQuery(text);
    if (query === null) return [];
    return conversationId === null ? this.#all.all(query, limit) : this.#inOne.all(query, conversationId, limit);
  }

  /** Conversations by title, people's and shops' names and metadata; best first. */
  conversations(text: string, limit: number): number[] {
    const query = matchQuery(text);
    return query === null ? [] : this.#conversations.all(query, limit).map((row) => row.id);
  }
}

/** The words of a search as the index splits them; the last may be a beginning unless the text ends with a space. */
export function searchWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];
}

/** The other ways to write a word that find it, too; the word itself where there is none. */
export function spellingsOf(word: string): readonly string[] {
  return ALSO.get(word) ?? [word];
}

function matchQuery(text: string): string | null {
  const words = searchWords(text);
  if (words.length === 0) return null;
  const open = !/\s$/.test(text);
  return words
    .map((word, index) => {
      const terms = spellingsOf(word).map((spelling) => `"${spelling}"`);
      if (open && index === words.length - 1) terms.push(`"${word}"*`);
      return terms.length === 1 ? terms.join('') : `(${terms.join(' OR ')})`;
    })
    .join(' AND ');
}
