import { describe, expect, it } from 'vitest';
import { displayOf, windowTitle, type DisplayFacts } from './counts-display.ts';
import { wordsFor } from './words.ts';

const words = wordsFor('en');
const facts: DisplayFacts = { unread: 0, waiting: 0, connection: 'online', life: 'running' };

describe('what the system’s corners say', () => {
  it('is the one count everywhere', () => {
    expect(displayOf({ ...facts, unread: 3 }, words)).toEqual({
      badge: 3,
      overlay: '3',
      tooltip: 'Zukses Desk · 3 unread messages · Connected',
      lines: ['Connected', '3 unread messages'],
      trayImage: 'unread',
    });
    expect(displayOf({ ...facts, unread: 12 }, words)).toMatchObject({ badge: 12, overlay: '9+' });
    expect(displayOf(facts, words)).toMatchObject({ badge: 0, overlay: null, trayImage: 'plain' });
  });

  it('says what waits and never calls a broken line connected', () => {
    const offline = displayOf({ ...facts, unread: 1, waiting: 4, connection: 'offline' }, words);
    expect(offline.lines).toEqual(['Offline · 4 waiting to send', '1 unread message']);
    expect(offline.trayImage).toBe('offline');
    for (const life of ['starting', 'restarting', 'failed'] as const) {
      expect(displayOf({ ...facts, life }, words).lines[0]).not.toBe('Connected');
    }
  });

  it('has words in Indonesian', () => {
    expect(displayOf({ ...facts, unread: 2 }, wordsFor('id')).tooltip).toBe(
      'Zukses Desk · 2 pesan belum dibaca · Terhubung',
    );
  });
});

describe('the title', () => {
  it.each([
    ['', 0, 'Zukses Desk'],
    ['', 5, '(5) Zukses Desk'],
    ['Siti Rahma', 5, '(5) Siti Rahma – Zukses Desk'],
    ['(7) Siti Rahma · Zukses Desk', 5, '(5) Siti Rahma – Zukses Desk'],
    ['Zukses Desk', 0, 'Zukses Desk'],
    ['Siti', 120, '(99+) Siti – Zukses Desk'],
  ])('%j with %i unread', (page, unread, title) => {
    expect(windowTitle(page, unread)).toBe(title);
  });
});
