import type { Formats } from '#renderer/i18n/formats.ts';
import type { Words } from '#renderer/i18n/words.ts';
import type { CardRow, MessageRow, Person } from '#shared/domain/message.ts';
import { typedText } from './plain-text.ts';
import { waits } from './pending.ts';
import { stateOf } from './states.ts';

/** How somebody is called where the server may name nobody. */
export function nameOf(person: Person, words: Words): string {
  if (person.role === 'me') return words('thread.you');
  if (person.name !== '') return person.name;
  if (person.shopName !== null && person.shopName !== '') return person.shopName;
  return person.role === 'system' ? words('thread.system') : words('thread.someone');
}

/** The first word of a name, for short sentences; shops keep all of theirs. */
export function shortNameOf(person: Person, words: Words): string {
  const name = nameOf(person, words);
  return person.userId === null || person.role === 'me' ? name : (name.split(/\s+/)[0] ?? name);
}

export function roleWord(person: Person, words: Words): string {
  return person.userId === null && person.shopId !== null
    ? words('thread.role.shop')
    : words(`thread.role.${person.role}`);
}

export function cardKind(card: CardRow, words: Words): string {
  return words(`thread.card.${card.kind}`);
}

export function cardName(card: CardRow, words: Words): string {
  const kind = cardKind(card, words);
  return card.title === null ? kind : words('thread.card.name', { kind, title: card.title });
}

/**
 * An article is read once, as a whole: sender, text, time, then what applies (edited, deleted, reactions, file names, what it replies to); an own
 * one ends with exactly one state word.
 */
export function messageName(row: MessageRow, words: Words, formats: Formats): string {
  const parts: string[] = [nameOf(row.sender, words)];
  const text = typedText(row);
  if (text !== '' && !row.deleted) parts.push(text);
  if (!row.deleted) for (const card of row.cards) parts.push(cardName(card, words));
  parts.push(formats.time(row.createdAt));
  if (row.edited && !row.deleted) parts.push(words('thread.edited'));
  if (row.deleted) parts.push(words('thread.deleted'));
  if (waits(row, 'edit', 'delete')) parts.push(words('thread.notYet'));
  for (const reaction of row.reactions) parts.push(`${reaction.emoji} ${formats.number(reaction.count)}`);
  for (const attachment of row.attachments) parts.push(attachment.filename);
  if (row.quote !== null) {
    const name = row.quote.senderName;
    parts.push(name === null ? words('thread.replyToNobody') : words('thread.replyTo', { name }));
  }
  const state = stateOf(row);
  if (state !== null) parts.push(words(`thread.state.${state}`));
  return parts.join(', ');
}

/** What a message says, short enough to be heard when it arrives. */
export function announcementOf(row: MessageRow, words: Words): string {
  const name = nameOf(row.sender, words);
  const text = row.deleted
    ? words('thread.announce.deleted')
    : row.content !== ''
      ? row.content.slice(0, 300)
      : row.attachments.length > 0
        ? words('thread.announce.files', { count: row.attachments.length })
        : words('thread.announce.card');
  return words('thread.announce', { name, text });
}
