import type { HostHandlers, HostInfo } from '#shared/contract/host.ts';
import { externalAddress } from './external-links.ts';

/** What the desktop program does for its page. */

export interface DesktopHandlerParts {
  readonly info: () => Promise<HostInfo>;
  readonly openDemo: () => Promise<void>;
  readonly keepToken: (keep: boolean) => Promise<void>;
  readonly openExternal: (address: string) => Promise<void>;
  readonly saveAs: (mediaId: string) => Promise<boolean>;
  readonly saveText: (filename: string, text: string) => Promise<boolean>;
  readonly openMedia: (mediaId: string) => Promise<boolean>;
  readonly showInFolder: (mediaId: string) => Promise<boolean>;
  readonly setTitle: (title: string) => void;
}

export function desktopHostHandlers(parts: DesktopHandlerParts): HostHandlers {
  return {
    'host.info': () => parts.info(),
    'demo.open': async () => {
      await parts.openDemo();
      return null;
    },
    'session.keep': async ({ keep }) => {
      await parts.keepToken(keep);
      return null;
    },
    'shell.openExternal': async ({ url }) => {
      const address = externalAddress(url);
      if (address === null) return { opened: false };
      await parts.openExternal(address);
      return { opened: true };
    },
    'media.saveAs': async ({ mediaId }) => ({ saved: await parts.saveAs(mediaId) }),
    'file.saveText': async ({ filename, text }) => ({ saved: await parts.saveText(filename, text) }),
    'media.open': async ({ mediaId }) => ({ opened: await parts.openMedia(mediaId) }),
    'media.showInFolder': async ({ mediaId }) => ({ shown: await parts.showInFolder(mediaId) }),
    'window.title': ({ title }) => {
      parts.setTitle(title);
      return null;
    },
  };
}
