/**
 * What only the stand-in can offer a test, as `globalThis.electronStandIn` in the main process: the state of what would
 * be on the screen, and the system around the app. Specs that also run on real Electron do without it.
 */
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { answerNextDialog, dialogs } from './dialog.ts';
import { Notification } from './notification.ts';
import { theSession } from './session.ts';
import { shellCalls } from './shell.ts';
import { nativeTheme, powerMonitor, screen } from './system.ts';
import { Tray } from './tray.ts';

export const testControl = {
  /** Promises of the main process that were rejected and that nobody looked at. */
  unhandledRejections: [] as string[],
  get trays(): Tray[] {
    return [...Tray._all];
  },
  /** Those shown and not closed or replaced, oldest first. */
  get notifications(): Notification[] {
    return [...Notification._shown];
  },
  get windows(): BrowserWindow[] {
    return BrowserWindow.getAllWindows();
  },
  /** Overlay, progress, flash and taskbar state of a window. */
  shownOf: (window: BrowserWindow): BrowserWindow['_shown'] => window._shown,
  trayShown: (tray: Tray): Tray['_shown'] => tray._shown,
  shellCalls,
  dialogs: dialogs.asked,
  answerNextDialog,
  setIdleSeconds: (seconds: number): void => {
    powerMonitor._idleSeconds = seconds;
  },
  setSystemDark: (dark: boolean): void => {
    nativeTheme._systemDark = dark;
    nativeTheme.emit('updated');
  },
  setDisplays: (bounds: Electron.Rectangle[]): void => screen._setDisplays(bounds),
  setOnline: (online: boolean): void => theSession().enableNetworkEmulation({ offline: !online }),
  get appUserModelId(): string {
    return app._appUserModelId;
  },
};
