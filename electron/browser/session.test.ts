import { describe, expect, it } from 'vitest';
import { Session } from './session.ts';

describe('Session', () => {
  it('gives a cookie for its token, again and again', () => {
    const session = new Session(4_000);
    const cookie = session.exchange(session.token)?.split(';')[0];
    expect(session.holds(cookie)).toBe(true);
    expect(session.exchange(session.token)).toContain(cookie);
    expect(session.holds(`other=1; ${cookie}; more=2`)).toBe(true);
  });

  it.each([undefined, '', 'desk-session-4000=', 'desk-session-4000=wrong', 'desk-session-4001=x'])(
    'holds nothing for the cookie %j',
    (cookie) => {
      expect(new Session(4_000).holds(cookie)).toBe(false);
    },
  );

  it('does not take the cookie of another port, or of the host before', () => {
    const before = new Session(4_000);
    const cookie = before.exchange(before.token)?.split(';')[0] ?? '';
    expect(new Session(4_000).holds(cookie)).toBe(false);
    expect(before.holds(cookie.replace('4000', '4001'))).toBe(false);
  });

  it('takes a one-time token once, and only for a minute', () => {
    let now = 0;
    const session = new Session(4_000, () => now);
    const used = session.issueOneTimeToken();
    expect(session.exchange(used)).not.toBeNull();
    expect(session.exchange(used)).toBeNull();
    const late = session.issueOneTimeToken();
    now = 60_001;
    expect(session.exchange(late)).toBeNull();
  });
});
