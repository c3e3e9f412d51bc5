import { expect, it } from 'vitest';
import { OUTBOX_STATES } from '#shared/domain/outbox-state.ts';
import { STATE_WORDS, stateOf } from './states.ts';
import { message, own, waiting } from '../testing/rows.ts';

it('has one word for every state of an own message, and none for others', () => {
  const unsent = OUTBOX_STATES.filter((state) => state !== 'sent' && state !== 'discarded');
  const words = [
    ...unsent.map((state) => stateOf(waiting('a', { state }))),
    ...([null, 'sent', 'delivered', 'read', 'failed'] as const).map((tick) => stateOf(own(1, { tick }))),
  ];
  expect(new Set(words)).toEqual(new Set(STATE_WORDS));
  expect(stateOf(message(1))).toBeNull();
});
