import { externalAddress } from './external-links.ts';
import { isOwnTopFrame } from '../dispatch/ipc-transport.ts';
import { BASE } from './protocol.ts';

/**
 * What pages are never given, whoever asks: devices, permissions, other addresses, other windows, embedded pages. `docs/security.md` says
 * which item of Electron's checklist each part is. Typed by what is used of Electron, so that it runs in plain Node.
 */

interface Preventable {
  preventDefault(): void;
}

export interface GuardedContents {
  on(
    event: 'will-navigate' | 'will-redirect',
    listener: (event: Preventable & { readonly url: string }) => void,
  ): unknown;
  on(event: 'will-frame-navigate', listener: (event: Preventable & { readonly url: string }) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { action: 'deny' }): void;
}

export interface GuardedSession {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, callback: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: (contents: unknown, permission: string, origin: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setDisplayMediaRequestHandler(handler: (request: unknown, callback: (streams: null) => void) => void): void;
  /** Not on macOS, which pairs by itself. */
  setBluetoothPairingHandler?(
    handler: (details: unknown, callback: (response: { confirmed: boolean }) => void) => void,
  ): void;
  setUSBProtectedClassesHandler(handler: (details: { readonly protectedClasses: string[] }) => string[]): void;
  on(event: string, listener: (...args: never[]) => void): unknown;
}

/**
 * A page of ours may write to the clipboard after a click (that is what *Copy* does), and show a picture over the whole screen. Nothing else
 * is ever granted: no camera, no microphone, no place, no notifications of the page's own, no reading of the clipboard.
 */
const GRANTED_TO_OURS: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen']);

export function mayUse(permission: string, origin: string): boolean {
  return GRANTED_TO_OURS.has(permission) && isOurs(origin);
}

/** An address of our own scheme and host. */
export function isOurs(address: string): boolean {
  return isOwnTopFrame({ url: address, parent: null }, BASE);
}

/** The one page there is; a reload goes to it. A picture's address is ours too, but nowhere to go. */
function isStartPage(address: string): boolean {
  return isOurs(address) && ['/', '/index.html'].includes(new URL(address).pathname);
}

export interface OpenOutside {
  /** Called with an address that passed the check. */
  openExternal(address: string): void;
  refused(what: string): void;
}

/** For each session, before any page is loaded in it. */
export function guardSession(session: GuardedSession, refused: (what: string) => void): void {
  session.setPermissionRequestHandler((contents, permission, callback) => {
    const granted = mayUse(permission, addressOf(contents));
    if (!granted) refused(`permission ${permission}`);
    callback(granted);
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => mayUse(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => {
    refused('display capture');
    callback(null);
  });
  session.setBluetoothPairingHandler?.((_details, callback) => {
    callback({ confirmed: false });
  });
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  for (const chooser of ['select-hid-device', 'select-usb-device', 'select-serial-port'] as const) {
    session.on(chooser, (...args: never[]) => {
      const [event] = args as unknown as [Preventable];
      const callback = (args as unknown[]).findLast((argument) => typeof argument === 'function') as
        ((choice?: string) => void) | undefined;
      event.preventDefault();
      refused(chooser);
      // The serial chooser wants an empty string for "none", the others nothing at all.
      if (chooser === 'select-serial-port') callback?.('');
      else callback?.();
    });
  }
  // What is saved is saved by the host, through a dialog of its own.
  session.on('will-download', (...args: never[]) => {
    const [event] = args as unknown as [Preventable];
    event.preventDefault();
    refused('download');
  });
}

/** For every page, whatever made it: it stays where it is, and opens nothing. */
export function guardContents(contents: GuardedContents, outside: OpenOutside): void {
  const stay = (event: Preventable & { readonly url: string }): void => {
    if (isStartPage(event.url)) return;
    event.preventDefault();
    outside.refused('navigation');
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    outside.refused('webview');
  });
  contents.setWindowOpenHandler(({ url }) => {
    const address = externalAddress(url);
    if (address === null) outside.refused('window');
    else outside.openExternal(address);
    return { action: 'deny' };
  });
}

/** Every setting that a page's safety hangs on, said although most are the default: a test reads them back. */
export const SAFE_WEB_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  plugins: false,
  safeDialogs: true,
} as const;

function addressOf(contents: unknown): string {
  if (typeof contents !== 'object' || contents === null || !('getURL' in contents)) return '';
  return typeof contents.getURL === 'function' ? String(contents.getURL()) : '';
}
