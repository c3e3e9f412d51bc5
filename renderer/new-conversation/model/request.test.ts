import { describe, expect, it } from 'vitest';
import type { SeenCard } from '#shared/contract/engine.ts';
import { fixturePerson } from '#tests/support/fixture-data.ts';
import { check, isFine, metadataOf, problemsOf, suggestedTitle } from './request.ts';

const siti = fixturePerson('Siti Rahma', 2, 'customer');
const budi = fixturePerson('Budi', 4, 'customer');
const order: SeenCard = {
  card: {
    kind: 'order',
    ids: [],
    shopName: null,
    stock: null,
    title: 'ORD-1',
    status: 'paid',
    total: 1_500_000,
    items: [],
    imageUrl: null,
    asOf: null,
    actionUrl: null,
    actionAllowed: false,
    extra: [],
  },
  contentType: 'order_card',
  metadata: { order_number: 'ORD-1', order_id: 12, status: 'paid', items: [] },
  here: false,
};

describe('a new conversation', () => {
  it('needs a title of at most 255 characters and somebody; a direct one exactly one', () => {
    expect(check({ title: ' ', type: 'group', people: [] })).toMatchObject({
      title: 'title-empty',
      people: 'people-empty',
    });
    expect(check({ title: 'x'.repeat(256), type: 'group', people: [siti] }).title).toBe('title-long');
    expect(check({ title: 'x', type: 'private', people: [siti, budi] }).people).toBe('people-many');
    expect(isFine(check({ title: 'x', type: 'group', people: [siti, budi] }))).toBe(true);
  });

  it('marks the person whom the server names, by the place in the request', () => {
    const error = {
      code: 'INVALID_PARTICIPANT',
      message: '',
      details: { fields: { 'participant_ids.1': ['invalid'], title: ['The title is taken.'] } },
    } as const;
    const problems = problemsOf(error, [siti, budi]);
    expect([...problems.refused]).toEqual([4]);
    expect(problems).toMatchObject({ people: 'person-refused', title: { said: 'The title is taken.' } });
  });

  it('says that somebody can not be added also where the server does not say who', () => {
    expect(problemsOf({ code: 'INVALID_PARTICIPANT', message: '', details: {} }, [siti]).people).toBe('person-refused');
  });

  it('gets a title from whom and what it is about, and metadata to know the order again', () => {
    expect(suggestedTitle({ people: [siti, budi], about: order })).toBe('Siti Rahma, Budi · ORD-1');
    expect(metadataOf({ about: order, metadata: { old: 1 } })).toEqual({ order_id: 12, order_number: 'ORD-1' });
    expect(metadataOf({ about: null, metadata: { old: 1 } })).toEqual({ old: 1 });
  });
});
