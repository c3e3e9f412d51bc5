import type { MenuItemConstructorOptions } from 'electron';
import type { HostEvent } from '#shared/contract/host.ts';
import type { CloseChoice } from './tray-presence.ts';
import type { Words } from './words.ts';

/** The application's menu and the tray's, as templates. */

export interface MenuFacts {
  readonly platform: string;
  readonly words: Words;
  /** Not in an installed program. */
  readonly developerTools: boolean;
  readonly notifications: boolean;
  readonly startAtLogin: boolean;
  readonly canStartAtLogin: boolean;
  readonly closeToTray: CloseChoice;
  /** Closing to a tray that nobody sees is not offered. */
  readonly trayShows: boolean;
}

export interface MenuActions {
  readonly send: (command: Extract<HostEvent, { type: 'menu' }>['command']) => void;
  readonly newWindow: () => void;
  readonly show: () => void;
  readonly quit: () => void;
  readonly setNotifications: (on: boolean) => void;
  readonly setStartAtLogin: (on: boolean) => void;
  readonly setCloseToTray: (on: boolean) => void;
}

type Item = MenuItemConstructorOptions;
const separator: Item = { type: 'separator' };

/** Keys that the page handles itself are shown, not taken: it knows when a dialog is open. */
function pageKey(accelerator: string): Pick<Item, 'accelerator' | 'registerAccelerator'> {
  return { accelerator, registerAccelerator: false };
}

export function applicationMenu(facts: MenuFacts, actions: MenuActions): Item[] {
  const isMac = facts.platform === 'darwin';
  const { words } = facts;
  const settings: Item = {
    id: 'settings',
    label: words.settings,
    ...pageKey('CmdOrCtrl+,'),
    click: () => {
      actions.send('settings');
    },
  };
  const quit: Item = {
    id: 'quit',
    label: words.quit,
    accelerator: 'CmdOrCtrl+Q',
    click: () => {
      actions.quit();
    },
  };
  return [
    ...(isMac ? [macMenu(words, settings, quit)] : []),
    {
      label: words.file,
      submenu: [
        {
          id: 'new-conversation',
          label: words.newConversation,
          ...pageKey('CmdOrCtrl+N'),
          click: () => {
            actions.send('new-conversation');
          },
        },
        {
          id: 'new-window',
          label: words.newWindow,
          accelerator: 'CmdOrCtrl+Shift+N',
          click: () => {
            actions.newWindow();
          },
        },
        separator,
        ...(isMac ? [] : [settings]),
        ...switches(facts, actions),
        separator,
        {
          id: 'sign-out',
          label: words.signOut,
          click: () => {
            actions.send('sign-out');
          },
        },
        { role: 'close', label: words.closeWindow },
        ...(isMac ? [] : [quit]),
      ],
    },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        separator,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'pasteAndMatchStyle', label: words.pastePlain },
        { role: 'selectAll', label: words.selectAll },
        separator,
        {
          id: 'search',
          label: words.search,
          ...pageKey('CmdOrCtrl+Shift+F'),
          click: () => {
            actions.send('search');
          },
        },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'reload', label: words.reload },
        separator,
        { role: 'resetZoom', label: words.actualSize },
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        separator,
        { role: 'togglefullscreen', label: words.fullScreen },
        ...(facts.developerTools ? [{ role: 'toggleDevTools', label: words.developerTools } as const] : []),
      ],
    },
    {
      label: words.window,
      role: 'window',
      submenu: [{ role: 'minimize', label: words.minimize }, ...(isMac ? [{ role: 'front' } as const] : [])],
    },
    {
      label: words.help,
      role: 'help',
      submenu: [
        {
          id: 'shortcuts',
          label: words.shortcuts,
          click: () => {
            actions.send('shortcuts');
          },
        },
        ...(isMac ? [] : [{ role: 'about', label: words.about } as const]),
      ],
    },
  ];
}

function macMenu(words: Words, settings: Item, quit: Item): Item {
  return {
    label: 'Zukses Desk',
    submenu: [
      { role: 'about', label: words.about },
      separator,
      settings,
      separator,
      { role: 'services', label: words.services },
      separator,
      { role: 'hide', label: words.hideApp },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.showAll },
      separator,
      quit,
    ],
  };
}

function switches(facts: MenuFacts, actions: MenuActions): Item[] {
  const items: Item[] = [
    {
      id: 'notifications',
      type: 'checkbox',
      label: facts.words.notifications,
      checked: facts.notifications,
      click: ({ checked }) => {
        actions.setNotifications(checked);
      },
    },
  ];
  if (facts.trayShows && facts.platform !== 'darwin') {
    items.push({
      id: 'close-to-tray',
      type: 'checkbox',
      label: facts.words.closeToTray,
      checked: facts.closeToTray === 'yes' || (facts.closeToTray === 'auto' && facts.platform !== 'linux'),
      click: ({ checked }) => {
        actions.setCloseToTray(checked);
      },
    });
  }
  if (facts.canStartAtLogin) {
    items.push({
      id: 'start-at-login',
      type: 'checkbox',
      label: facts.words.startAtLogin,
      checked: facts.startAtLogin,
      click: ({ checked }) => {
        actions.setStartAtLogin(checked);
      },
    });
  }
  return items;
}

/** `lines` say how things stand; they can't be chosen. */
export function trayMenu(lines: readonly string[], facts: MenuFacts, actions: MenuActions): Item[] {
  return [
    ...lines.map((label) => ({ label, enabled: false })),
    separator,
    {
      id: 'open',
      label: facts.words.open,
      click: () => {
        actions.show();
      },
    },
    {
      id: 'new-window',
      label: facts.words.newWindow,
      click: () => {
        actions.newWindow();
      },
    },
    separator,
    ...switches(facts, actions),
    separator,
    {
      id: 'quit',
      label: facts.words.quit,
      click: () => {
        actions.quit();
      },
    },
  ];
}
