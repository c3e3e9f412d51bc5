/**
 * The page's own world: what contextBridge exposed, what the window's state looks like from inside, and the web's
 * permission-asking functions, which ask the session's handlers as Electron's do.
 *
 * Injected into pages with its types stripped: no imports, no value exports but functions.
 */
import type { WorldBridge } from './bridge.ts';
import type { WindowState } from './wire.ts';

export function installMainWorld(bridge: WorldBridge): void {
  const define = Object.defineProperty;
  const freezeDeep = (value: unknown, seen: Set<unknown> = new Set()): unknown => {
    if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) return value;
    seen.add(value);
    for (const item of Object.values(value)) freezeDeep(item, seen);
    return Object.freeze(value);
  };

  let state: WindowState = { focused: true, visible: true, online: true };
  const applyState = (next: WindowState): void => {
    const before = state;
    state = next;
    if (before.visible !== next.visible) document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    if (before.focused !== next.focused) window.dispatchEvent(new Event(next.focused ? 'focus' : 'blur'));
    if (before.online !== next.online) window.dispatchEvent(new Event(next.online ? 'online' : 'offline'));
  };
  define(Document.prototype, 'visibilityState', {
    configurable: true,
    enumerable: true,
    get: () => (state.visible ? 'visible' : 'hidden'),
  });
  define(Document.prototype, 'hidden', { configurable: true, enumerable: true, get: () => !state.visible });
  define(Document.prototype, 'hasFocus', {
    configurable: true,
    enumerable: true,
    writable: true,
    value: () => state.focused,
  });
  define(Navigator.prototype, 'onLine', { configurable: true, enumerable: true, get: () => state.online });

  type OpenWindow = (url: string, frameName: string, features: string) => void;
  let openWindow: OpenWindow = () => undefined;
  const nativeOpen = window.open.bind(window);
  window.open = (url = '', target = '', features = '') => {
    if (['_self', '_top', '_parent'].includes(target.toLowerCase())) return nativeOpen(url, target, features);
    openWindow(String(url), target === '_blank' ? '' : target, features);
    return null;
  };

  type Ask = (kind: 'check' | 'request', permission: string, details: object) => Promise<boolean>;
  let ask: Ask = () => Promise.resolve(false);

  bridge.onTold = (subject, value) => {
    switch (subject) {
      case 'expose': {
        const [key, api] = value as [string, unknown];
        define(window, key, { value: freezeDeep(api), enumerable: true, writable: false, configurable: false });
        return;
      }
      case 'state':
        applyState(value as WindowState);
        return;
      case 'window-open':
        openWindow = value as OpenWindow;
        return;
      case 'permissions':
        ask = value as Ask;
        return;
      default:
    }
  };

  const denied = (): Error => new DOMException('Permission denied', 'NotAllowedError');
  const gate = (owner: object | undefined, name: string, permission: string, details: object = {}): void => {
    const original: unknown = owner && Reflect.get(owner, name);
    if (!owner || typeof original !== 'function') return;
    define(owner, name, {
      configurable: true,
      enumerable: true,
      writable: true,
      value: async function gated(this: unknown, ...args: unknown[]): Promise<unknown> {
        const allowed = (await ask('check', permission, details)) && (await ask('request', permission, details));
        if (!allowed) throw denied();
        return Reflect.apply(original, this, args) as unknown;
      },
    });
  };

  if (!window.isSecureContext) return;
  gate(MediaDevices.prototype, 'getUserMedia', 'media', { mediaTypes: ['audio', 'video'] });
  gate(MediaDevices.prototype, 'getDisplayMedia', 'display-capture');
  gate(Clipboard.prototype, 'readText', 'clipboard-read');
  gate(Clipboard.prototype, 'read', 'clipboard-read');
  gate(Clipboard.prototype, 'writeText', 'clipboard-sanitized-write');
  gate(Clipboard.prototype, 'write', 'clipboard-sanitized-write');
  gate(Navigator.prototype, 'requestMIDIAccess', 'midi');

  const { getCurrentPosition } = Geolocation.prototype;
  Geolocation.prototype.getCurrentPosition = function gated(success, failure, options): void {
    void ask('request', 'geolocation', {}).then((allowed) => {
      if (allowed) getCurrentPosition.call(this, success, failure, options);
      else failure?.({ code: 1, message: 'User denied Geolocation' } as GeolocationPositionError);
    });
  };

  Notification.requestPermission = async () => ((await ask('request', 'notifications', {})) ? 'granted' : 'denied');

  const { query } = Permissions.prototype;
  Permissions.prototype.query = async function gated(descriptor): Promise<PermissionStatus> {
    const status = await query.call(this, descriptor);
    const granted = await ask('check', descriptor.name, {});
    define(status, 'state', { value: granted ? 'granted' : 'denied' });
    return status;
  };

  // Devices: Electron asks first, then offers a choice; nobody chooses here, so an allowed request finds nothing.
  for (const [api, permission, method] of [
    ['usb', 'usb', 'requestDevice'],
    ['hid', 'hid', 'requestDevice'],
    ['serial', 'serial', 'requestPort'],
    ['bluetooth', 'bluetooth', 'requestDevice'],
  ] as const) {
    const device: unknown = Reflect.get(navigator, api);
    if (typeof device !== 'object' || device === null) continue;
    define(device, method, {
      configurable: true,
      value: async (): Promise<never> => {
        if (!(await ask('check', permission, {}))) throw new DOMException('Access denied', 'SecurityError');
        throw new DOMException('No device selected.', 'NotFoundError');
      },
    });
  }
}
