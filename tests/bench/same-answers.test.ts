import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measure } from './measure.ts';

test('both stores of the benchmark give the same answers, or it would compare different work', () => {
  const said = (['lean', 'desk'] as const).map((name) => {
    const folder = mkdtempSync(join(tmpdir(), 'zukses-bench-'));
    try {
      return measure(name, { messages: 1_500, conversations: 30 }, folder).said;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  expect(said[1]).toBe(said[0]);
});
