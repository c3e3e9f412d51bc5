import type { Milliseconds } from '#shared/domain/message.ts';
import type { Language } from './language.ts';
import { LOCALES } from './language.ts';
import type { Words } from './words.ts';
import { wordsFor } from './words.ts';

/** Times are UTC milliseconds and shown in the computer's zone; `now` comes from the caller so that lists agree with themselves. */
export interface Formats {
  /** `10:04`, Indonesian `10.04`. */
  time(at: Milliseconds): string;
  /** `26 September 2025` */
  date(at: Milliseconds): string;
  /** `26 Sep`, with the year when it is not this one. */
  dateShort(at: Milliseconds, now: Milliseconds): string;
  /** `25 Sep 2025, 16:12` */
  dateTime(at: Milliseconds): string;
  /** Heading of a day: `Today, 26 September 2025`, `Yesterday, …`, `Thursday, …`. */
  day(at: Milliseconds, now: Milliseconds): string;
  /** As short as it can be: `10:04` today, `Yesterday`, `Monday` this week, else the date. */
  when(at: Milliseconds, now: Milliseconds): string;
  /** A moment in a sentence: `10:04`, `yesterday 10:04`, `8 Sep, 10:04`. */
  moment(at: Milliseconds, now: Milliseconds): string;
  /** How long ago: `just now`, `2 min ago`, `3 h ago`, `5 days ago`. */
  age(at: Milliseconds, now: Milliseconds): string;
  /** A stretch of time, rounded up: `14 s`, `2 min`, `3 h`. */
  duration(milliseconds: number): string;
  number(value: number): string;
  percent(fraction: number): string;
  /** `Rp1.500.000`, in both languages. */
  rupiah(amount: number): string;
  /** Bytes: `412 KB`, `2.6 MB`; 1 KB = 1024 bytes. */
  fileSize(bytes: number): string;
  /** `Siti, Rina and Budi` */
  list(items: readonly string[]): string;
}

const DAY_MS = 86_400_000;
const made = new Map<Language, Formats>();

export function formatsFor(language: Language): Formats {
  const known = made.get(language);
  if (known) return known;
  const formats = makeFormats(LOCALES[language], wordsFor(language));
  made.set(language, formats);
  return formats;
}

/** Whole calendar days from `at` to `now` in the computer's zone: 0 today, 1 yesterday. */
export function daysBetween(at: Milliseconds, now: Milliseconds): number {
  // Midday is safe from the hour that a clock change adds or takes.
  const midday = (ms: number): number => new Date(ms).setHours(12, 0, 0, 0);
  return Math.round((midday(now) - midday(at)) / DAY_MS);
}

function makeFormats(locale: string, words: Words): Formats {
  const formatter = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, options);
  const time = formatter({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const date = formatter({ day: 'numeric', month: 'long', year: 'numeric' });
  const dayMonth = formatter({ day: 'numeric', month: 'short' });
  const dayMonthYear = formatter({ day: 'numeric', month: 'short', year: 'numeric' });
  const weekday = formatter({ weekday: 'long' });
  const plain = new Intl.NumberFormat(locale);
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const money = new Intl.NumberFormat('id-ID', { maximumFractionDigits: 2 });
  const list = new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' });

  const sameYear = (at: number, now: number): boolean => new Date(at).getFullYear() === new Date(now).getFullYear();
  const dateShort = (at: number, now: number): string => (sameYear(at, now) ? dayMonth : dayMonthYear).format(at);

  return {
    time: (at) => time.format(at),
    date: (at) => date.format(at),
    dateShort,
    dateTime: (at) => words('time.dateTime', { date: dayMonthYear.format(at), time: time.format(at) }),
    day(at, now) {
      const days = daysBetween(at, now);
      const name = days === 0 ? words('time.today') : days === 1 ? words('time.yesterday') : weekday.format(at);
      return words('time.day', { name, date: date.format(at) });
    },
    when(at, now) {
      const days = daysBetween(at, now);
      if (days <= 0) return time.format(at);
      if (days === 1) return words('time.yesterday');
      return days < 7 ? weekday.format(at) : dateShort(at, now);
    },
    moment(at, now) {
      const days = daysBetween(at, now);
      if (days <= 0) return time.format(at);
      if (days === 1) return words('time.yesterdayAt', { time: time.format(at) });
      return words('time.dateTime', { date: dateShort(at, now), time: time.format(at) });
    },
    age(at, now) {
      const minutes = Math.floor((now - at) / 60_000);
      if (minutes < 1) return words('time.justNow');
      if (minutes < 60) return words('time.minutesAgo', { count: minutes });
      if (minutes < 24 * 60) return words('time.hoursAgo', { count: Math.floor(minutes / 60) });
      return words('time.daysAgo', { count: Math.floor(minutes / (24 * 60)) });
    },
    duration(milliseconds) {
      const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
      if (seconds < 60) return words('time.seconds', { count: seconds });
      if (seconds < 3600) return words('time.minutes', { count: Math.ceil(seconds / 60) });
      return words('time.hours', { count: Math.ceil(seconds / 3600) });
    },
    number: (value) => plain.format(value),
    percent: (fraction) => share.format(fraction),
    rupiah: (amount) => (amount < 0 ? `-Rp${money.format(-amount)}` : `Rp${money.format(amount)}`),
    fileSize(bytes) {
      if (bytes < 1024) return `${plain.format(bytes)} B`;
      const kilobytes = bytes / 1024;
      // From 999.5 KB on it would be shown as 1,000 KB.
      if (kilobytes < 999.5) return `${plain.format(Math.round(kilobytes))} KB`;
      const megabytes = kilobytes / 1024;
      return megabytes < 999.95 ? `${tenth.format(megabytes)} MB` : `${tenth.format(megabytes / 1024)} GB`;
    },
    list: (items) => list.format(items),
  };
}
