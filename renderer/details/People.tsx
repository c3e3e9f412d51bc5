import type { Formats } from '#renderer/i18n/formats.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import type { Words } from '#renderer/i18n/words.ts';
import { useNow } from '#renderer/state/now.ts';
import { nameOf, roleWord } from '#renderer/thread/model/name.ts';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { cx } from '#renderer/ui/cx.ts';
import type { ConversationDetails, ParticipantRow } from '#shared/domain/conversation.ts';
import type { Milliseconds } from '#shared/domain/message.ts';
import styles from './details.module.css';

/** Everybody in the conversation, with the role and, where it is known, whether they were there and when that was learnt. */
export function People({ details }: { readonly details: ConversationDetails }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  return (
    <ul className={styles['people']}>
      {details.participants.map((participant) => {
        const { person, leftAt } = participant;
        const presence = presenceOf(participant, words, formats, now);
        const left = leftAt === null ? null : words('details.left', { time: formats.moment(leftAt, now) });
        return (
          <li
            key={`${person.userId ?? ''}:${person.shopId ?? ''}:${person.name}`}
            className={cx(leftAt !== null && styles['left'])}
          >
            <Avatar person={person} size="xs" />
            <span className={styles['who']}>{nameOf(person, words)}</span>
            <span className={styles['quiet']}>{person.role === 'me' ? participant.role : roleWord(person, words)}</span>
            {(left ?? presence) !== null && (
              <span className={cx(styles['quiet'], styles['presence'])}>{left ?? presence}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** A word with its age: the server tells it only now and then (docs/api.md section 4.3). */
export function presenceOf(
  { onlineStatus, onlineStatusAt, person }: ParticipantRow,
  words: Words,
  formats: Formats,
  now: Milliseconds,
): string | null {
  if (onlineStatus === null || person.role === 'me') return null;
  if (onlineStatusAt === null) return words('details.presence.unknownAge', { status: onlineStatus });
  const time = formats.moment(onlineStatusAt, now);
  switch (onlineStatus) {
    case 'online':
    case 'away':
    case 'offline':
      return words(`details.presence.${onlineStatus}`, { time });
    default:
      return words('details.presence.other', { status: onlineStatus, time });
  }
}
