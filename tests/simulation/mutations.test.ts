import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MUTATIONS, patched } from './mutations.ts';

test.each(MUTATIONS)('$name: the patches still fit the sources that they take a safeguard out of', ({ patches }) => {
  for (const patch of patches) {
    const source = readFileSync(new URL(`../../${patch.file}`, import.meta.url), 'utf8');
    expect(patched(patch, source)).not.toBe(source);
  }
});
