import { app, Notification } from 'electron';
import type { HostInfo } from '#shared/contract/host.ts';
import type { ServerProfile } from '#shared/contract/server-profile.ts';
import { prefillOf } from '../dispatch/prefill.ts';
import type { KeyStore } from './key-store.ts';
import { canStartAtLogin } from './login-item.ts';
import { thisLoginItem } from './system.ts';
import type { Words } from './words.ts';

/** What a page has to know of its host: what it can do here, and what the agent should be told. */
export async function hostInfo({
  keyStore,
  tokenUnreadable,
  profile,
  words: { notices },
}: {
  readonly keyStore: KeyStore;
  readonly tokenUnreadable: boolean;
  /** Of the start options. */
  readonly profile: ServerProfile | null;
  readonly words: Words;
}): Promise<HostInfo> {
  const { kind } = await keyStore.protection();
  const prefill = prefillOf(profile);
  return {
    kind: 'desktop',
    platform: process.platform,
    version: app.getVersion(),
    locale: app.getLocale(),
    capabilities: {
      notifications: Notification.isSupported(),
      showInFolder: true,
      openMedia: true,
      openExternal: true,
      startAtLogin: canStartAtLogin(thisLoginItem()),
      keepSignedIn: kind === 'protected' ? 'yes' : kind === 'open' ? 'ask' : 'no',
      customTitleBar: false,
    },
    ...(prefill === null ? {} : { profile: prefill }),
    notices: [
      ...(tokenUnreadable ? [notices.tokenUnreadable] : []),
      ...(kind === 'open' ? [notices.keyStoreOpen] : []),
      ...(kind === 'none' ? [notices.keyStoreNone] : []),
    ],
  };
}
