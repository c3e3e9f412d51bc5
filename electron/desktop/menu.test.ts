import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { applicationMenu, trayMenu, type MenuActions, type MenuFacts } from './menu.ts';
import { wordsFor } from './words.ts';

const log: unknown[] = [];
const actions: MenuActions = {
  send: (command) => log.push(command),
  newWindow: () => log.push('new window'),
  show: () => log.push('show'),
  quit: () => log.push('quit'),
  setNotifications: (on) => log.push(['notifications', on]),
  setStartAtLogin: (on) => log.push(['login', on]),
  setCloseToTray: (on) => log.push(['tray', on]),
};
const facts: MenuFacts = {
  platform: 'linux',
  words: wordsFor('en'),
  developerTools: false,
  notifications: true,
  startAtLogin: false,
  canStartAtLogin: true,
  closeToTray: 'auto',
  trayShows: true,
};

function flat(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
}
function click(items: readonly MenuItemConstructorOptions[], id: string, checked = false): void {
  const item = flat(items).find((each) => each.id === id);
  if (item?.click === undefined) throw new Error(`no item ${id}`);
  item.click({ checked } as never, undefined, {});
}

describe('the menus', () => {
  it('lead to the page and to the program', () => {
    log.length = 0;
    const menu = applicationMenu(facts, actions);
    for (const id of ['settings', 'new-conversation', 'search', 'shortcuts', 'sign-out', 'new-window', 'quit'])
      click(menu, id);
    click(menu, 'notifications', false);
    click(menu, 'start-at-login', true);
    click(menu, 'close-to-tray', true);
    expect(log).toEqual([
      'settings',
      'new-conversation',
      'search',
      'shortcuts',
      'sign-out',
      'new window',
      'quit',
      ['notifications', false],
      ['login', true],
      ['tray', true],
    ]);
  });

  it('take no key away from the page', () => {
    const keys = flat(applicationMenu(facts, actions)).filter(({ accelerator }) => accelerator !== undefined);
    const taken = keys.filter(({ registerAccelerator }) => registerAccelerator !== false);
    expect(taken.map(({ id }) => id)).toEqual(['new-window', 'quit']);
  });

  it('have the developer’s tools only where they belong', () => {
    const has = (developerTools: boolean): boolean =>
      flat(applicationMenu({ ...facts, developerTools }, actions)).some(({ role }) => role === 'toggleDevTools');
    expect([has(true), has(false)]).toEqual([true, false]);
  });

  it('offer nothing that would not work', () => {
    const ids = (changed: Partial<MenuFacts>): (string | undefined)[] =>
      flat(trayMenu([], { ...facts, ...changed }, actions)).map(({ id }) => id);
    expect(ids({})).toContain('close-to-tray');
    expect(ids({ trayShows: false })).not.toContain('close-to-tray');
    expect(ids({ platform: 'darwin' })).not.toContain('close-to-tray');
    expect(ids({ canStartAtLogin: false })).not.toContain('start-at-login');
  });

  it('say how things stand without being chosen', () => {
    const menu = trayMenu(['Offline · 4 waiting to send', '2 unread messages'], facts, actions);
    expect(menu.slice(0, 2)).toEqual([
      { label: 'Offline · 4 waiting to send', enabled: false },
      { label: '2 unread messages', enabled: false },
    ]);
  });

  it('are worded in both languages: no role is left to the system’s words', () => {
    for (const platform of ['linux', 'win32', 'darwin']) {
      const items = flat(applicationMenu({ ...facts, platform, words: wordsFor('id') }, actions));
      expect(items.filter(({ role, label }) => role !== undefined && role !== 'front' && label === undefined)).toEqual(
        [],
      );
    }
  });
});
