/** `session.defaultSession` and `protocol`. Partitions are not offered: the app has one session. */
import { mkdirSync } from 'node:fs';
import { isOnline, setOnline } from './net.ts';
import { lifecycle, requireNotReady, requireReady } from './lifecycle.ts';
import { callScheme, schemes, type SchemeHandler } from './schemes.ts';
import { refuseUnknownOptions, strictEmitter, strictModule } from './strict.ts';
import { askWebRequest, headerLists, webRequest } from './web-request.ts';

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type DeviceHandler = Parameters<Electron.Session['setDevicePermissionHandler']>[0];
type BluetoothHandler = Parameters<Electron.Session['setBluetoothPairingHandler']>[0];
type UsbClassesHandler = Parameters<Electron.Session['setUSBProtectedClassesHandler']>[0];
type CertificateProc = Parameters<Electron.Session['setCertificateVerifyProc']>[0];
type DisplayMediaHandler = Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0];

const schemeName = /^[a-z][a-z\d+.-]*$/;
const builtIn = new Set(['http', 'https', 'file', 'ws', 'wss', 'data', 'blob', 'about', 'javascript', 'devtools']);

export const protocol = strictModule('Protocol', 'protocol', {
  registerSchemesAsPrivileged: (customSchemes: Electron.CustomScheme[]): void => {
    requireNotReady('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (!Array.isArray(customSchemes)) throw new TypeError('Argument must be an array of custom schemes');
    for (const { scheme, privileges = {}, ...rest } of customSchemes) {
      refuseUnknownOptions('protocol.registerSchemesAsPrivileged', rest, 'CustomScheme');
      refuseUnknownOptions('protocol.registerSchemesAsPrivileged', privileges, 'Privileges');
      if (!schemeName.test(scheme) || builtIn.has(scheme)) throw new Error(`Invalid scheme ${scheme}`);
      if (privileges.bypassCSP) throw new Error('electron stand-in: refuses bypassCSP');
      schemes.privileged.set(scheme, privileges);
    }
  },
  handle: (scheme: string, handler: SchemeHandler): void => {
    requireReady('Session can only be received when app is ready');
    if (typeof handler !== 'function') throw new TypeError('protocol.handle needs a handler');
    if (builtIn.has(scheme)) throw new Error(`electron stand-in: protocol.handle('${scheme}') is not implemented`);
    if (!schemes.privileged.has(scheme)) {
      throw new Error(
        `electron stand-in: '${scheme}' was not registered as privileged, a page could not use it as an origin`,
      );
    }
    if (schemes.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    schemes.handlers.set(scheme, handler);
  },
  unhandle: (scheme: string): void => {
    if (!schemes.handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  },
  isProtocolHandled: (scheme: string): boolean =>
    schemes.handlers.has(scheme) || ['http', 'https', 'file'].includes(scheme),
});

schemes.observe({
  beforeRequest: async (details) => {
    const { cancel = false, redirectURL } = await askWebRequest('onBeforeRequest', details);
    return { cancel, redirectURL };
  },
  headersReceived: async (details) => {
    const { cancel = false, responseHeaders } = await askWebRequest('onHeadersReceived', details);
    return { cancel, responseHeaders: responseHeaders ? headerLists(responseHeaders) : details.responseHeaders };
  },
});

let created = false;
let stateChanged: () => void = () => undefined;

/** Called when pages must be told that the network came or went. */
export function onNetworkStateChange(callback: () => void): void {
  stateChanged = callback;
}

export class Session
  extends strictEmitter('Session', 'session')
  implements
    Pick<
      Electron.Session,
      | 'setPermissionRequestHandler'
      | 'setPermissionCheckHandler'
      | 'setDevicePermissionHandler'
      | 'setUSBProtectedClassesHandler'
      | 'setBluetoothPairingHandler'
      | 'setCertificateVerifyProc'
      | 'setDisplayMediaRequestHandler'
      | 'setProxy'
      | 'resolveProxy'
      | 'closeAllConnections'
      | 'forceReloadProxyConfig'
      | 'enableNetworkEmulation'
      | 'disableNetworkEmulation'
      | 'clearStorageData'
      | 'clearCache'
      | 'clearAuthCache'
      | 'clearHostResolverCache'
      | 'flushStorageData'
      | 'setUserAgent'
      | 'getUserAgent'
      | 'isPersistent'
      | 'getStoragePath'
      | 'setDownloadPath'
      | 'setSpellCheckerEnabled'
      | 'isSpellCheckerEnabled'
      | 'setSpellCheckerLanguages'
      | 'getSpellCheckerLanguages'
      | 'availableSpellCheckerLanguages'
      | 'addWordToSpellCheckerDictionary'
    >
{
  _permissionRequest: RequestHandler = null;
  _permissionCheck: CheckHandler = null;
  _devicePermission: DeviceHandler = null;
  _usbClasses: UsbClassesHandler = null;
  _bluetoothPairing: BluetoothHandler = null;
  _certificateVerify: CertificateProc = null;
  _displayMedia: DisplayMediaHandler = null;
  #userAgent = `Mozilla/5.0 Electron/${process.versions['electron'] ?? ''}`;
  #proxy: Electron.ProxyConfig = { mode: 'system' };
  #spellChecking = true;
  #spellLanguages: string[] = ['en-US'];
  readonly availableSpellCheckerLanguages: string[] = ['en-US', 'en-GB', 'id'];

  constructor() {
    super();
    if (created) throw new Error('electron stand-in: sessions are not constructible');
    created = true;
  }

  get protocol(): typeof protocol {
    return protocol;
  }
  get webRequest(): typeof webRequest {
    return webRequest;
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this._permissionRequest = checkedHandler(handler);
  }
  setPermissionCheckHandler(handler: CheckHandler): void {
    this._permissionCheck = checkedHandler(handler);
  }
  setDevicePermissionHandler(handler: DeviceHandler): void {
    this._devicePermission = checkedHandler(handler);
  }
  setUSBProtectedClassesHandler(handler: UsbClassesHandler): void {
    this._usbClasses = checkedHandler(handler);
  }
  setCertificateVerifyProc(proc: CertificateProc): void {
    this._certificateVerify = checkedHandler(proc);
  }
  setBluetoothPairingHandler(handler: BluetoothHandler): void {
    this._bluetoothPairing = checkedHandler(handler);
  }
  setDisplayMediaRequestHandler(handler: DisplayMediaHandler): void {
    this._displayMedia = checkedHandler(handler);
  }

  setProxy(config: Electron.ProxyConfig): Promise<void> {
    refuseUnknownOptions('session.setProxy', config, 'ProxyConfig');
    this.#proxy = config;
    return Promise.resolve();
  }
  /** In PAC form, as Chromium answers: `DIRECT` or `PROXY host:port`. */
  resolveProxy(url: string): Promise<string> {
    if (!URL.canParse(url)) return Promise.resolve('DIRECT');
    const { proxyRules, mode } = this.#proxy;
    if (mode === 'direct' || (mode === 'system' && !process.env['STANDIN_SYSTEM_PROXY']))
      return Promise.resolve('DIRECT');
    const rules = proxyRules ?? process.env['STANDIN_SYSTEM_PROXY'] ?? '';
    const scheme = new URL(url).protocol.slice(0, -1);
    const forScheme = rules.split(';').map((rule) => /^(?:(\w+)=)?(.*)$/.exec(rule.trim()));
    const chosen = forScheme.find((rule) => rule?.[1] === undefined || rule[1] === scheme)?.[2];
    return Promise.resolve(chosen ? `PROXY ${chosen.replace(/^https?:\/\//, '')}` : 'DIRECT');
  }
  closeAllConnections(): Promise<void> {
    return Promise.resolve();
  }
  forceReloadProxyConfig(): Promise<void> {
    return Promise.resolve();
  }
  enableNetworkEmulation(options: Electron.EnableNetworkEmulationOptions): void {
    refuseUnknownOptions('session.enableNetworkEmulation', options, 'EnableNetworkEmulationOptions');
    setOnline(!options.offline);
    stateChanged();
  }
  disableNetworkEmulation(): void {
    if (!isOnline()) setOnline(true);
    stateChanged();
  }

  clearStorageData(): Promise<void> {
    return Promise.resolve();
  }
  clearCache(): Promise<void> {
    return Promise.resolve();
  }
  clearAuthCache(): Promise<void> {
    return Promise.resolve();
  }
  clearHostResolverCache(): Promise<void> {
    return Promise.resolve();
  }
  flushStorageData(): void {
    requireReady('Session can only be received when app is ready');
  }
  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent;
  }
  getUserAgent(): string {
    return this.#userAgent;
  }
  isPersistent(): boolean {
    return true;
  }
  getStoragePath(): string | null {
    return this.storagePath;
  }
  get storagePath(): string | null {
    return storagePath;
  }
  setDownloadPath(path: string): void {
    mkdirSync(path, { recursive: true });
  }
  setSpellCheckerEnabled(enable: boolean): void {
    this.#spellChecking = enable;
  }
  isSpellCheckerEnabled(): boolean {
    return this.#spellChecking;
  }
  setSpellCheckerLanguages(languages: string[]): void {
    for (const language of languages) {
      if (!this.availableSpellCheckerLanguages.includes(language)) {
        throw new Error(`Invalid language code provided: "${language}" is not a valid language code`);
      }
    }
    this.#spellLanguages = [...languages];
  }
  getSpellCheckerLanguages(): string[] {
    return [...this.#spellLanguages];
  }
  addWordToSpellCheckerDictionary(word: string): boolean {
    return word.trim() !== '' && !word.includes(' ');
  }
}

function checkedHandler<T>(handler: T): T {
  if (handler !== null && typeof handler !== 'function') throw new TypeError('Must pass null or function');
  return handler;
}

let storagePath: string | null = null;
let defaultSession: Session | undefined;

export function setStoragePath(path: string): void {
  storagePath = path;
}

export function theSession(): Session {
  requireReady('Session can only be received when app is ready');
  return (defaultSession ??= new Session());
}

export const session = strictModule('Session', 'session', {
  get defaultSession(): Session {
    return theSession();
  },
});

/** For `net.fetch` in the main process: own schemes are answered by their handlers. */
export function fetchOwnScheme(url: string, request: Request): Promise<Response> | undefined {
  const scheme = url.slice(0, url.indexOf(':'));
  if (lifecycle.phase === 'starting' || !schemes.handlers.has(scheme)) return undefined;
  return callScheme(scheme, url, {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    ...(request.body ? { body: request.body, duplex: 'half' as const } : {}),
  });
}

export type Permission = Parameters<NonNullable<RequestHandler>>[1];

/** Asks the session's handlers for a page; without a handler Electron allows everything. */
export async function askPermission(
  ask: 'check' | 'request',
  contents: Electron.WebContents,
  permission: string,
  origin: string,
  url: string,
  details: object,
): Promise<boolean> {
  const { _permissionCheck: check, _permissionRequest: request } = theSession();
  if (ask === 'check') {
    return check
      ? check(contents, permission as Permission, origin, {
          isMainFrame: true,
          requestingUrl: url,
          ...details,
        })
      : true;
  }
  if (!request) return true;
  return await new Promise<boolean>((resolve) => {
    request(contents, permission as Permission, resolve, { isMainFrame: true, requestingUrl: url, ...details });
  });
}
