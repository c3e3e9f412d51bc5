import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Which messages were already decided about, kept across restarts: a message is told once, whatever the number of windows and however often
 * the engine names it again. A line is added before anything is shown, so that a crash in between costs a notification and never doubles one;
 * the unread count shows the message all the same.
 */
export interface NotificationLedger {
  has(key: string): boolean;
  add(keys: readonly string[]): void;
}

/** Enough for weeks of a busy agent; older messages are not named again, since the engine names only what is new to it. */
export const LEDGER_KEEPS = 5_000;

export function memoryLedger(): NotificationLedger {
  const keys = new Set<string>();
  return {
    has: (key) => keys.has(key),
    add: (added) => {
      for (const key of added) keys.add(key);
    },
  };
}

export function fileLedger(file: string, onTrouble: (error: unknown) => void): NotificationLedger {
  const keys = new Set(readLines(file, onTrouble));
  let lines = keys.size;

  const compact = (): void => {
    const kept = [...keys].slice(-LEDGER_KEEPS);
    keys.clear();
    for (const key of kept) keys.add(key);
    writeFileSync(`${file}.new`, kept.map((key) => `${key}\n`).join(''), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    lines = kept.length;
  };

  return {
    has: (key) => keys.has(key),
    add: (added) => {
      const fresh = [...new Set(added)].filter((key) => !keys.has(key));
      if (fresh.length === 0) return;
      for (const key of fresh) keys.add(key);
      try {
        mkdirSync(dirname(file), { recursive: true });
        appendFileSync(file, fresh.map((key) => `${key}\n`).join(''), { mode: 0o600 });
        lines += fresh.length;
        if (lines > LEDGER_KEEPS * 2) compact();
      } catch (error) {
        // Told once in this run all the same; only a restart could repeat it.
        onTrouble(error);
      }
    },
  };
}

function readLines(file: string, onTrouble: (error: unknown) => void): string[] {
  try {
    const text = readFileSync(file, 'utf8');
    // The last line may have been cut short by a crash.
    return text.split('\n').slice(0, -1).slice(-LEDGER_KEEPS);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) onTrouble(error);
    return [];
  }
}
