import type { HostHandlers, HostInfo } from '#shared/contract/host.ts';
import type { ServerProfileInput } from '#shared/contract/server-profile.ts';

/** What a plain loopback server can do for the page: little; the browser does the rest itself. */

export interface HandlerParts {
  readonly version: string;
  readonly platform: NodeJS.Platform;
  readonly profile: ServerProfileInput | null;
  openDemo(): Promise<void>;
  keepToken(keep: boolean): void;
}

export function browserHostHandlers(parts: HandlerParts): HostHandlers {
  return {
    'host.info': () => infoOf(parts),
    'demo.open': async () => {
      await parts.openDemo();
      return null;
    },
    'session.keep': ({ keep }) => {
      if (canKeep(parts.platform)) parts.keepToken(keep);
      return null;
    },
    'shell.openExternal': () => ({ opened: false }),
    'media.saveAs': () => ({ saved: false }),
    'file.saveText': () => ({ saved: false }),
    'media.open': () => ({ opened: false }),
    'media.showInFolder': () => ({ shown: false }),
    'window.title': () => null,
  };
}

/** Windows gives a file no mode: there it can't be made sure that only its owner reads it. */
function canKeep(platform: NodeJS.Platform): boolean {
  return platform !== 'win32';
}

function infoOf({ version, platform, profile }: HandlerParts): HostInfo {
  return {
    kind: 'browser',
    platform,
    version,
    locale: null,
    capabilities: {
      notifications: false,
      showInFolder: false,
      openMedia: false,
      openExternal: false,
      startAtLogin: false,
      keepSignedIn: canKeep(platform) ? 'ask' : 'no',
      customTitleBar: false,
    },
    ...(profile === null ? {} : { profile }),
    notices: [],
  };
}
