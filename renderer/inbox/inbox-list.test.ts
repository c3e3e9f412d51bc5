import { describe, expect, it } from 'vitest';
import { fixtureRow } from '#tests/support/fixture-data.ts';
import type { ListState } from './inbox-list.ts';
import { withChanges, withPage } from './inbox-list.ts';

const row = (id: string, lastActivityAt: number, part: Parameters<typeof fixtureRow>[0] | object = {}) =>
  fixtureRow({ ...part, id, lastActivityAt });
const list = (part: Partial<ListState>): ListState => ({ filter: 'all', pinned: null, rows: [], open: false, ...part });
const ids = (rows: readonly { readonly id: string }[]): string => rows.map((each) => each.id).join(' ');

describe('the inbox list', () => {
  it('sorts a row that changed to its new place', () => {
    const rows = [row('1', 30), row('2', 20), row('3', 10)];
    expect(ids(withChanges(list({ rows }), [row('3', 40)], []))).toBe('3 1 2');
  });

  it('takes new rows in and gone ones out', () => {
    const rows = [row('1', 30), row('2', 20)];
    expect(ids(withChanges(list({ rows }), [row('4', 25)], ['2']))).toBe('1 4');
  });

  it('leaves what lies below the last loaded row to its page', () => {
    const rows = [row('1', 30), row('2', 20)];
    expect(ids(withChanges(list({ rows, open: true }), [row('4', 5)], []))).toBe('1 2');
    expect(ids(withChanges(list({ rows, open: false }), [row('4', 5)], []))).toBe('1 2 4');
  });

  it('shows only what its filter asks for', () => {
    const rows = [row('1', 30, { unread: 1 }), row('2', 20, { unread: 2 })];
    const unread = list({ filter: 'unread', rows });
    expect(ids(withChanges(unread, [row('1', 30, { unread: 0 }), row('3', 40)], []))).toBe('2');
  });

  it('keeps the open conversation where it was read', () => {
    const rows = [row('1', 30, { unread: 1 }), row('2', 20, { unread: 2 })];
    const unread = list({ filter: 'unread', rows, pinned: { id: '1', since: null } });
    expect(ids(withChanges(unread, [row('1', 30, { unread: 0 })], []))).toBe('1 2');
    expect(ids(withChanges({ ...unread, rows: [row('2', 20, { unread: 2 })] }, [row('1', 30)], []))).toBe('2');
  });

  it('puts the longest wait first, and keeps the place of the one just answered', () => {
    const rows = [row('1', 1, { needsReplySince: 10 }), row('2', 2, { needsReplySince: 20 })];
    const waiting = list({ filter: 'needs-reply', rows, pinned: { id: '1', since: 10 } });
    expect(
      ids(withChanges(waiting, [row('1', 99, { needsReplySince: null }), row('3', 3, { needsReplySince: 5 })], [])),
    ).toBe('3 1 2');
  });

  it('adds a page without doubling a row', () => {
    const rows = [row('1', 30), row('2', 20)];
    expect(ids(withPage(list({ rows }), [row('2', 20), row('3', 10)]))).toBe('1 2 3');
  });
});
