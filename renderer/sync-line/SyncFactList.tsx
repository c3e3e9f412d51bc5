import type { Counts } from '#shared/domain/conversation.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { useFormats, useWords } from '../i18n/use-words.ts';
import styles from './sync-line.module.css';

export function SyncFactList({
  status,
  counts,
  now,
}: {
  readonly status: SyncStatus;
  readonly counts: Counts | null;
  readonly now: number;
}) {
  const words = useWords();
  const formats = useFormats();
  const facts: (readonly [string, string])[] = [];
  if (status.since !== null && status.connection !== 'online') {
    facts.push([words('sync.fact.since'), formats.moment(status.since, now)]);
    if (status.lastUpToDateAt !== null) {
      facts.push([words('sync.fact.lastUpToDate'), formats.moment(status.lastUpToDateAt, now)]);
    }
  }
  if (status.nextTryAt !== null) {
    const left = status.nextTryAt - now;
    facts.push([
      words('sync.fact.nextTry'),
      left > 0 ? words('sync.fact.in', { duration: formats.duration(left) }) : words('sync.fact.now'),
    ]);
  }
  if (counts && counts.waiting > 0) facts.push([words('sync.fact.waiting'), formats.number(counts.waiting)]);
  if (status.connection === 'online') {
    facts.push([words('sync.fact.live'), words(`sync.fact.live.${status.realtime}`)]);
  }
  if (status.backfill && status.backfill.conversationsLeft > 0) {
    const left = words('sync.backfill', { count: status.backfill.conversationsLeft });
    const time = status.backfill.secondsLeft;
    facts.push([
      words('sync.fact.history'),
      time === null ? left : `${left}, ${words('sync.left', { duration: formats.duration(time * 1000) })}`,
    ]);
  }
  if (counts) {
    facts.push([
      words('sync.fact.messages'),
      words('sync.fact.messagesCount', { count: counts.messages, number: formats.number(counts.messages) }),
    ]);
  }
  if (status.clockOff !== null) {
    const duration = formats.duration(Math.abs(status.clockOff));
    facts.push([
      words('sync.fact.clock'),
      status.clockOff > 0 ? words('sync.fact.clockBehind', { duration }) : words('sync.fact.clockAhead', { duration }),
    ]);
  }
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles['fact']}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
