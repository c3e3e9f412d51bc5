import { app, Menu } from 'electron';
import type { EngineLife } from '#shared/contract/host.ts';
import type { Counts } from '#shared/domain/conversation.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { ConnectionState } from '#shared/domain/sync-status.ts';
import { showBadge } from './badge.ts';
import { displayOf } from './counts-display.ts';
import { canStartAtLogin, startAtLogin } from './login-item.ts';
import { applicationMenu, trayMenu, type MenuActions, type MenuFacts } from './menu.ts';
import type { SettingsStore } from './settings-store.ts';
import { runProgram, thisLoginItem } from './system.ts';
import { TrayIcon } from './tray-icon.ts';
import { closingHides, trayShows } from './tray-presence.ts';
import type { Trouble } from './trouble.ts';
import type { Windows } from './windows.ts';
import { languageOf, wordsFor, type Words } from './words.ts';

export interface IndicatorParts {
  readonly windows: Windows;
  readonly settings: SettingsStore;
  /** Folder of the pictures for tray and taskbar. */
  readonly images: string;
  readonly engineLife: () => EngineLife;
  readonly onQuit: () => void;
  /** The agent wants no notifications from now on. */
  readonly onNotificationsOff: () => void;
  readonly trouble: Trouble;
}

type ShownCounts = Pick<Counts, 'unread' | 'waiting'>;

/** Tray, badge, taskbar, titles and menus: all from the one count and the one state, in the agent's language. */
export class Indicators {
  readonly #parts: IndicatorParts;
  #tray: TrayIcon | null = null;
  #trayShows = false;
  #language: Settings['language'] = 'system';
  #counts: ShownCounts = { unread: 0, waiting: 0 };
  #connection: ConnectionState = 'starting';
  #shownMenu = '';

  constructor(parts: IndicatorParts) {
    this.#parts = parts;
  }

  /** Resolves when it is known whether a tray shows, and shows everything. */
  async start(): Promise<void> {
    const { images, windows } = this.#parts;
    this.#trayShows = await trayShows({ platform: process.platform, run: runProgram });
    this.#tray = new TrayIcon(images, () => {
      windows.show();
    });
    this.refresh();
  }

  stop(): void {
    this.#tray?.destroy();
  }

  get words(): Words {
    return wordsFor(languageOf(this.#language, app.getLocale()));
  }

  /** Items that are not on the server yet. */
  get waiting(): number {
    return this.#counts.waiting;
  }

  /** Whether the program goes on out of sight when the last window is closed. */
  get closingHides(): boolean {
    return closingHides(this.#parts.settings.get('closeToTray'), process.platform, this.#trayShows);
  }

  setCounts(counts: ShownCounts): void {
    this.#counts = counts;
    this.refresh();
  }

  setConnection(connection: ConnectionState): void {
    this.#connection = connection;
    this.refresh();
  }

  setLanguage(language: Settings['language']): void {
    if (language === this.#language) return;
    this.#language = language;
    this.refresh();
  }

  refresh(): void {
    const { windows, images, engineLife } = this.#parts;
    const { words } = this;
    const display = displayOf({ ...this.#counts, connection: this.#connection, life: engineLife() }, words);
    windows.setUnread(this.#counts.unread);
    showBadge(display, images, (action) => {
      windows.forEach(action);
    });
    const facts = this.#menuFacts();
    const actions = this.#menuActions();
    this.#tray?.update(display, trayMenu(display.lines, facts, actions));
    const menu = JSON.stringify({ ...facts, words: words.quit });
    if (menu === this.#shownMenu) return;
    this.#shownMenu = menu;
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(facts, actions)));
  }

  #menuFacts(): MenuFacts {
    const { settings } = this.#parts;
    return {
      platform: process.platform,
      words: this.words,
      developerTools: !app.isPackaged,
      notifications: settings.get('notifications'),
      startAtLogin: settings.get('startAtLogin'),
      canStartAtLogin: canStartAtLogin(thisLoginItem()),
      closeToTray: settings.get('closeToTray'),
      trayShows: this.#trayShows,
    };
  }

  #menuActions(): MenuActions {
    const { windows, settings, onQuit, onNotificationsOff, trouble } = this.#parts;
    return {
      send: (command) => {
        windows.sendMenu(command);
      },
      newWindow: () => {
        windows.open();
      },
      show: () => {
        windows.show();
      },
      quit: onQuit,
      setNotifications: (on) => {
        settings.set('notifications', on);
        if (!on) onNotificationsOff();
        this.refresh();
      },
      setStartAtLogin: (on) => {
        settings.set('startAtLogin', on);
        try {
          startAtLogin(thisLoginItem(), on);
        } catch (error) {
          trouble('starting at login was not changed', error);
        }
        this.refresh();
      },
      setCloseToTray: (on) => {
        settings.set('closeToTray', on ? 'yes' : 'no');
        this.refresh();
      },
    };
  }
}
