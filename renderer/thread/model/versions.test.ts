import { describe, expect, it } from 'vitest';
import { noon, own } from '../testing/rows.ts';
import { versionsOf } from './versions.ts';

describe('the versions of an edited message', () => {
  it('gives each text to the edit that made it, the newest first', () => {
    const row = own(1, {
      content: 'Dikirim lusa, Kak',
      edits: [
        { previousContent: 'Dikirim hari ini', editor: 'Dewi', reason: 'salah hari', at: noon },
        { previousContent: 'Dikirim besok', editor: 'Rina', reason: null, at: null },
      ],
    });
    expect(versionsOf(row, 'id')).toMatchObject([
      { text: 'Dikirim lusa, Kak', editor: 'Rina', at: null, reason: null },
      { text: 'Dikirim besok', editor: 'Dewi', at: noon, reason: 'salah hari' },
      { text: 'Dikirim hari ini', changes: null, editor: null, at: row.createdAt, reason: null },
    ]);
    expect(versionsOf(row, 'id')[1]?.changes).toEqual([
      { kind: 'same', text: 'Dikirim ' },
      { kind: 'removed', text: 'hari ini' },
      { kind: 'added', text: 'besok' },
    ]);
  });

  it('has one where the server keeps no history', () => {
    expect(versionsOf(own(1, { content: 'Halo', edited: true }), 'en')).toHaveLength(1);
  });
});
