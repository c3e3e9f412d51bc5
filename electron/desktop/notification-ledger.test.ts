import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileLedger, LEDGER_KEEPS } from './notification-ledger.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('what was told', () => {
  it('is known after a restart', () => {
    const file = join(folder, 'deep', 'told.txt');
    const trouble = vi.fn<(error: unknown) => void>();
    fileLedger(file, trouble).add(['a:1:2', 'a:1:3', 'a:1:2']);
    const again = fileLedger(file, trouble);
    expect(again.has('a:1:2')).toBe(true);
    expect(again.has('a:1:3')).toBe(true);
    expect(again.has('a:1:4')).toBe(false);
    expect(trouble).not.toHaveBeenCalled();
    expect(readFileSync(file, 'utf8')).toBe('a:1:2\na:1:3\n');
  });

  it('survives a line that a crash cut short', () => {
    const file = join(folder, 'told.txt');
    fileLedger(file, vi.fn<(error: unknown) => void>()).add(['a:1:2']);
    appendFileSync(file, 'a:1:23');
    const again = fileLedger(file, vi.fn<(error: unknown) => void>());
    expect(again.has('a:1:2')).toBe(true);
    expect(again.has('a:1:23')).toBe(false);
  });

  it('does not grow for ever', () => {
    const file = join(folder, 'told.txt');
    const ledger = fileLedger(file, vi.fn<(error: unknown) => void>());
    const total = LEDGER_KEEPS * 2 + 1;
    ledger.add(Array.from({ length: total }, (_, index) => `a:1:${index}`));
    expect(readFileSync(file, 'utf8').split('\n').length - 1).toBe(LEDGER_KEEPS);
    expect(ledger.has(`a:1:${total - 1}`)).toBe(true);
    expect(ledger.has('a:1:0')).toBe(false);
  });

  it('goes on in memory when the disk can not be written, and says so', () => {
    const trouble = vi.fn<(error: unknown) => void>();
    const ledger = fileLedger(folder, trouble);
    ledger.add(['a:1:2']);
    expect(ledger.has('a:1:2')).toBe(true);
    expect(trouble).toHaveBeenCalled();
  });
});
