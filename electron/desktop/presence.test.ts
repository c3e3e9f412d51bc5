import { describe, expect, it } from 'vitest';
import { ACTIVE_WITHIN_SECONDS, Presence, type WindowState } from './presence.ts';

function setUp() {
  const windows = new Map<number, WindowState>();
  let idle = 0;
  const presence = new Presence({ window: (id) => windows.get(id) ?? null, idleSeconds: () => idle });
  return {
    presence,
    windows,
    idleFor: (seconds: number) => {
      idle = seconds;
    },
  };
}

describe('where the agent is', () => {
  it('is the conversation in the visible window that has the focus', () => {
    const { presence, windows } = setUp();
    windows.set(1, { visible: true, focused: true });
    presence.shows(1, '12');
    expect(presence.of('12')).toEqual({ visible: true, focused: true, agentActive: true });
    expect(presence.of('13')).toEqual({ visible: false, focused: false, agentActive: true });
    presence.shows(1, '13');
    expect(presence.of('12').visible).toBe(false);
    presence.shows(1, null);
    expect(presence.of('13').visible).toBe(false);
  });

  it('counts a focus in the window that shows it, not in another', () => {
    const { presence, windows } = setUp();
    windows.set(1, { visible: true, focused: false });
    windows.set(2, { visible: true, focused: true });
    presence.shows(1, '12');
    presence.shows(2, '13');
    expect(presence.of('12')).toMatchObject({ visible: true, focused: false });
  });

  it('is nowhere when the window is minimised, hidden or closed', () => {
    const { presence, windows } = setUp();
    windows.set(1, { visible: false, focused: false });
    presence.shows(1, '12');
    expect(presence.of('12').visible).toBe(false);
    windows.delete(1);
    expect(presence.of('12').visible).toBe(false);
    presence.closed(1);
    expect(presence.of('12').visible).toBe(false);
  });

  it('is not there when the computer is locked or nobody touched it', () => {
    const { presence, idleFor } = setUp();
    presence.setLocked(true);
    expect(presence.of('12').agentActive).toBe(false);
    presence.setLocked(false);
    idleFor(ACTIVE_WITHIN_SECONDS);
    expect(presence.of('12').agentActive).toBe(false);
    idleFor(ACTIVE_WITHIN_SECONDS - 1);
    expect(presence.of('12').agentActive).toBe(true);
  });
});
