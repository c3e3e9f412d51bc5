import { describe, expect, it } from 'vitest';
import { guardContents, guardSession, isOurs, mayUse, SAFE_WEB_PREFERENCES } from './security.ts';

type Listener = (...args: unknown[]) => unknown;

function recorder(): { target: never; handlers: Map<string, Listener> } {
  const handlers = new Map<string, Listener>();
  const target = new Proxy(
    {},
    {
      get: (_target, name) =>
        name === 'on'
          ? (event: string, listener: Listener) => handlers.set(event, listener)
          : (handler: Listener) => handlers.set(String(name), handler),
    },
  );
  return { target: target as never, handlers };
}

function event(url = ''): { prevented: boolean; preventDefault(): void; url: string } {
  return {
    url,
    prevented: false,
    preventDefault() {
      this.prevented = true;
    },
  };
}

const own = { getURL: () => 'desk://app/index.html' };

describe('a session', () => {
  const refused: string[] = [];
  const { target, handlers } = recorder();
  guardSession(target, (what) => refused.push(what));
  const ask = (name: string, ...args: unknown[]): unknown => handlers.get(name)?.(...args);

  it('grants no permission but writing to the clipboard and the full screen, and these to our page only', () => {
    const granted = (permission: string, contents: unknown = own): boolean => {
      let answer = true;
      ask('setPermissionRequestHandler', contents, permission, (value: boolean) => {
        answer = value;
      });
      return answer;
    };
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'midi',
      'openExternal',
      'hid',
      'usb',
      'serial',
      'fileSystem',
      'display-capture',
      'storage-access',
      'unknown',
      'something-new',
    ]) {
      expect(granted(permission)).toBe(false);
      expect(ask('setPermissionCheckHandler', own, permission, 'desk://app')).toBe(false);
    }
    expect(granted('clipboard-sanitized-write')).toBe(true);
    expect(granted('clipboard-sanitized-write', { getURL: () => 'https://evil.example/' })).toBe(false);
    expect(granted('fullscreen', null)).toBe(false);
    expect(ask('setPermissionCheckHandler', null, 'fullscreen', 'desk://app/')).toBe(true);
    expect(ask('setPermissionCheckHandler', null, 'fullscreen', 'desk://evil/')).toBe(false);
    expect(refused).toContain('permission media');
  });

  it('gives no device and no screen', () => {
    expect(ask('setDevicePermissionHandler', { deviceType: 'usb' })).toBe(false);
    expect(ask('setUSBProtectedClassesHandler', { protectedClasses: ['audio', 'hid'] })).toEqual(['audio', 'hid']);
    let streams: unknown = 'unanswered';
    ask('setDisplayMediaRequestHandler', {}, (value: unknown) => {
      streams = value;
    });
    expect(streams).toBeNull();
    let pairing: unknown;
    ask('setBluetoothPairingHandler', {}, (value: unknown) => {
      pairing = value;
    });
    expect(pairing).toEqual({ confirmed: false });
    for (const [name, args] of [
      ['select-hid-device', [{}]],
      ['select-usb-device', [{}]],
      ['select-serial-port', [[], {}]],
    ] as const) {
      const asked = event();
      let choice: unknown = 'unanswered';
      ask(name, asked, ...args, (value: unknown) => {
        choice = value;
      });
      expect(asked.prevented).toBe(true);
      expect(choice === undefined || choice === '').toBe(true);
    }
  });

  it('downloads nothing by itself', () => {
    const asked = event();
    ask('will-download', asked);
    expect(asked.prevented).toBe(true);
  });
});

describe('a page', () => {
  const opened: string[] = [];
  const refused: string[] = [];
  const { target, handlers } = recorder();
  guardContents(target, {
    openExternal: (address) => opened.push(address),
    refused: (what) => refused.push(what),
  });

  it('stays where it is', () => {
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      for (const url of [
        'https://zukses.com/',
        'file:///etc/passwd',
        'desk://other/',
        'javascript:alert(1)',
        'about:blank',
        'desk://app/media/a-1',
      ]) {
        const asked = event(url);
        handlers.get(name)?.(asked);
        expect(asked.prevented).toBe(true);
      }
      const reload = event('desk://app/index.html');
      handlers.get(name)?.(reload);
      expect(reload.prevented).toBe(false);
    }
  });

  it('opens no window; https and mailto go to the system', () => {
    const open = handlers.get('setWindowOpenHandler');
    for (const url of [
      'https://zukses.com/a',
      'http://zukses.com/',
      'desk://app/index.html',
      'file:///x',
      'mailto:a@b.example',
    ]) {
      expect(open?.({ url })).toEqual({ action: 'deny' });
    }
    expect(opened).toEqual(['https://zukses.com/a', 'mailto:a@b.example']);
  });

  it('embeds no other page', () => {
    const asked = event();
    handlers.get('will-attach-webview')?.(asked);
    expect(asked.prevented).toBe(true);
  });

  it('runs with every safe setting', () => {
    expect(SAFE_WEB_PREFERENCES).toEqual({
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
    });
  });
});

describe('our address', () => {
  it('is exactly ours', () => {
    expect(isOurs('desk://app/index.html')).toBe(true);
    for (const url of ['desk://app.evil/', 'desk://evil/app', 'desk://x@app/', 'https://app/', 'DESK', '']) {
      expect(isOurs(url)).toBe(false);
    }
    expect(mayUse('fullscreen', 'desk://app')).toBe(true);
  });
});
