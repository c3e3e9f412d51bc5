import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MUTATIONS, mutate } from './mutations.ts';

test.each(MUTATIONS)('$name: the patch still fits the source that it takes a safeguard out of', (mutation) => {
  const source = readFileSync(new URL(`../../${mutation.file}`, import.meta.url), 'utf8');
  expect(mutate(mutation, source)).not.toBe(source);
});
