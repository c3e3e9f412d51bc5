import type { Random } from '../ports.ts';
import type { Episode } from './episodes.ts';
import type { SeedFiles } from './files.ts';
import { between, episodeWords, partOfDay, phrase, pick, type Words } from './phrases.ts';
import type { Planned } from './plan.ts';

export type Voice = { userId: number; shopProfileId: number | null };

export type Talk = {
  conversationId: number;
  episodes: readonly Episode[];
  /** At least so many messages. */
  messages: number;
  firstAt: number;
  lastAt: number;
  /** Leaves the last episode where the customer has the last word. */
  unanswered: boolean;
  voices(who: string, episode: number): Voice;
  words: Words;
  /** The words of each episode that are not the same for the whole conversation. */
  wordsOf(episode: number): Words;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WIB = 7 * HOUR;

/** Of the longer episodes, so many went on as a reply thread under their first message. */
const THREAD_CHANCE = 0.05;

const CUSTOMER_EMOJI = ['🙏', '👍', '❤️', '😊'] as const;
const EDIT_REASONS = ['Salah ketik', 'Melengkapi informasi', 'Memperbaiki nominal', null] as const;

/** Plans a conversation of many episodes between two moments, in daytime, with what people do to messages besides writing them. */
export function planTalk(random: Random, files: SeedFiles, talk: Talk): Planned[] {
  const chosen = chooseEpisodes(random, talk);
  const starts = episodeStarts(random, talk, chosen.length);
  const planned: Planned[] = [];
  let free = talk.firstAt;
  for (const [index, episode] of chosen.entries()) {
    let at = Math.max(starts[index] ?? talk.lastAt, free + 5 * MINUTE);
    const words = { ...episodeWords(random, talk.words), ...talk.wordsOf(index) };
    const isLast = index === chosen.length - 1;
    const lines = isLast && talk.unanswered ? cutAtCustomer(random, episode) : episode.lines;
    const isThread = !isLast && lines.length >= 4 && random() < THREAD_CHANCE;
    const first = planned.length;
    for (const line of lines) {
      at = Math.min(at + between(random, 15, 200) * 1000, talk.lastAt);
      const voice = talk.voices(line.who, index);
      const message: Planned = {
        conversationId: talk.conversationId,
        senderId: voice.userId,
        senderShopProfileId: voice.shopProfileId,
        at,
        content: phrase(random, line.text, { ...words, waktu: partOfDay(at) }),
      };
      const opening = planned[first];
      if (isThread && opening !== undefined) message.parent = opening;
      planned.push(decorate(random, files, planned.at(-1), message, words));
    }
    free = at;
  }
  return planned;
}

function chooseEpisodes(random: Random, talk: Talk): Episode[] {
  const chosen: Episode[] = [];
  let bag: Episode[] = [];
  let count = 0;
  while (count < talk.messages) {
    if (bag.length === 0) bag = [...talk.episodes];
    const [episode] = bag.splice(Math.floor(random() * bag.length), 1);
    if (episode === undefined) break;
    chosen.push(episode);
    count += episode.lines.length;
  }
  return chosen;
}

function episodeStarts(random: Random, talk: Talk, count: number): number[] {
  const latest = talk.lastAt - 40 * MINUTE;
  const span = Math.max(0, latest - talk.firstAt);
  const starts = Array.from({ length: count - 1 }, () => {
    const day = Math.floor((talk.firstAt + random() * span + WIB) / DAY) * DAY - WIB;
    return Math.min(Math.max(day + between(random, 8 * 60, 20 * 60) * MINUTE, talk.firstAt), latest - HOUR);
  });
  return [...starts.sort((one, other) => one - other), Math.max(latest, talk.firstAt)];
}

function cutAtCustomer(random: Random, episode: Episode): Episode['lines'] {
  const asking = episode.lines.flatMap((line, index) =>
    line.who === 'c' && line.text.includes('?') ? [index + 1] : [],
  );
  const ends =
    asking.length > 0 ? asking : episode.lines.flatMap((line, index) => (line.who === 'c' ? [index + 1] : []));
  return episode.lines.slice(0, ends.length === 0 ? undefined : pick(random, ends));
}

function decorate(
  random: Random,
  files: SeedFiles,
  previous: Planned | undefined,
  message: Planned,
  words: Words,
): Planned {
  const [, kind, name = ''] = /#(foto|pdf|stiker):(\w+)$/.exec(message.content) ?? [];
  const order = words['order'] ?? 'pesanan';
  message.content = message.content.replace(/\s*#(foto|pdf|stiker):\w+$/, '');
  if (kind === 'foto') message.files = [files.photo(name)];
  if (kind === 'pdf') message.files = [files.document(name, order)];
  if (kind === 'stiker') message.files = [files.sticker()];
  // A message needs words even when it is only a file: then the file's name.
  if (message.content === '') message.content = message.files?.[0]?.filename ?? '…';
  const isAnswer = previous !== undefined && previous.senderId !== message.senderId;
  const chance = random();
  if (isAnswer && chance < 0.07) message.replyTo = previous;
  else if (chance < 0.085 && message.content.length > 40) {
    const before = message.content.slice(0, Math.floor(message.content.length * 0.7)).trimEnd();
    message.edit = { before, reason: pick(random, EDIT_REASONS) };
  } else if (chance < 0.095 && message.files === undefined) message.removed = true;
  if (isAnswer && previous.senderId !== null && message.senderId !== null && random() < 0.06) {
    (previous.reactions ??= []).push({ userId: message.senderId, emoji: pick(random, CUSTOMER_EMOJI) });
  }
  return message;
}
