/** The `electron` module inside the main process: what is offered, and by name what is not. */
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { dialog } from './dialog.ts';
import { ipcMain } from './ipc-main.ts';
import { requireReady } from './lifecycle.ts';
import { Menu, MenuItem } from './menu.ts';
import { MessageChannelMain } from './message-ports.ts';
import { nativeImage } from './native-image.ts';
import { makeNet } from './net.ts';
import { Notification } from './notification.ts';
import { safeStorage } from './safe-storage.ts';
import { fetchOwnScheme, protocol, session } from './session.ts';
import { clipboard, shell } from './shell.ts';
import { strictModule } from './strict.ts';
import { crashReporter, nativeTheme, powerMonitor, powerSaveBlocker, screen } from './system.ts';
import { Tray } from './tray.ts';
import { utilityProcess } from './utility-process.ts';
import { webContents } from './web-contents.ts';
import { WebFrameMain } from './web-frame-main.ts';

const net = makeNet(() => requireReady('Session can only be received when app is ready'), fetchOwnScheme);
const webFrameMain = strictModule('WebFrameMain', 'webFrameMain', { WebFrameMain });

/** Parts of Electron that import without complaint and fail when used, so that the failure names them. */
const refused = (typeName: string, label: string): object => strictModule(typeName, label, {});
function refusedClass(name: string): new () => object {
  return function refuse(): never {
    throw new Error(`electron stand-in: ${name} is not implemented by the stand-in`);
  } as unknown as new () => object;
}
const autoUpdater = refused('AutoUpdater', 'autoUpdater');
const contentTracing = refused('ContentTracing', 'contentTracing');
const desktopCapturer = refused('DesktopCapturer', 'desktopCapturer');
const globalShortcut = refused('GlobalShortcut', 'globalShortcut');
const inAppPurchase = refused('InAppPurchase', 'inAppPurchase');
const netLog = refused('NetLog', 'netLog');
const pushNotifications = refused('PushNotifications', 'pushNotifications');
const systemPreferences = refused('SystemPreferences', 'systemPreferences');
const BaseWindow = refusedClass('BaseWindow');
const BrowserView = refusedClass('BrowserView');
const WebContentsView = refusedClass('WebContentsView');
const View = refusedClass('View');
const TouchBar = refusedClass('TouchBar');
const ShareMenu = refusedClass('ShareMenu');

const offered = {
  app,
  autoUpdater,
  BaseWindow,
  BrowserView,
  BrowserWindow,
  clipboard,
  contentTracing,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  inAppPurchase,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  netLog,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  pushNotifications,
  safeStorage,
  screen,
  session,
  ShareMenu,
  shell,
  systemPreferences,
  TouchBar,
  Tray,
  utilityProcess,
  View,
  webContents,
  WebContentsView,
  webFrameMain,
};

export {
  app,
  autoUpdater,
  BaseWindow,
  BrowserView,
  BrowserWindow,
  clipboard,
  contentTracing,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  inAppPurchase,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  netLog,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  pushNotifications,
  safeStorage,
  screen,
  session,
  ShareMenu,
  shell,
  systemPreferences,
  TouchBar,
  Tray,
  utilityProcess,
  View,
  webContents,
  WebContentsView,
  webFrameMain,
};
export default offered satisfies Partial<Record<keyof typeof Electron.Main, unknown>>;
