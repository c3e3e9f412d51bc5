export interface HostLogEntry {
  readonly level: 'info' | 'warn' | 'error';
  /** A fixed phrase; never message text, tokens, e-mails or phone numbers. */
  readonly event: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

export type HostLog = (entry: HostLogEntry) => void;

/** One JSON object a line, with the time in UTC. */
export function lineLog(write: (line: string) => void, now: () => Date = () => new Date()): HostLog {
  return (entry) => {
    write(`${JSON.stringify({ at: now().toISOString(), ...entry })}\n`);
  };
}

const FIRST = 20;
const THEN_EVERY = 1_000;

/** Lets the first of a kind through and then one in a thousand, so that a caller gone wild can't fill the disk. */
export function sampled(log: HostLog): HostLog {
  const counts = new Map<string, number>();
  return (entry) => {
    const count = (counts.get(entry.event) ?? 0) + 1;
    counts.set(entry.event, count);
    if (count <= FIRST || count % THEN_EVERY === 0) log({ ...entry, details: { ...entry.details, count } });
  };
}
