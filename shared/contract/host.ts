import { z } from 'zod';
import type { Handlers, Input, Output } from './definition.ts';
import { command, query } from './definition.ts';
import type { ConversationId } from '../domain/message.ts';
import type { ServerProfileInput } from './server-profile.ts';

/** What the host (the desktop program, or the loopback server for a browser) does for the renderer. */

const nothing = z.strictObject({});
const mediaId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);

/** The two hosts differ; the renderer asks for a capability and never for a host's kind. */
export interface HostCapabilities {
  /** Native notifications can be shown. */
  readonly notifications: boolean;
  readonly showInFolder: boolean;
  /** `media.open` shows a file in the system's own program for it. */
  readonly openMedia: boolean;
  /** `openExternal` reaches the system's browser; otherwise the page opens a new tab itself. */
  readonly openExternal: boolean;
  readonly startAtLogin: boolean;
  /** The token survives a restart of the host. `ask`: only in the clear, the agent has to agree. */
  readonly keepSignedIn: 'yes' | 'ask' | 'no';
  readonly customTitleBar: boolean;
}

export interface HostInfo {
  readonly kind: 'desktop' | 'browser';
  readonly platform: string;
  readonly version: string;
  /** BCP 47, the system's; the browser host gives null: the page knows its browser's. */
  readonly locale: string | null;
  readonly capabilities: HostCapabilities;
  /** What the sign-in screen starts with, where the program was started with a server profile that has no token. */
  readonly profile?: ServerProfileInput;
  /** Said once at start, e.g. that the key store is not protected. */
  readonly notices: readonly string[];
}

export const hostMethods = {
  'host.info': query(nothing).returns<HostInfo>(),
  /** Starts the embedded local Zukses and opens its account. */
  'demo.open': command(nothing).returns<null>(),
  /** Whether the token survives a restart of the host; only where `keepSignedIn` is `ask`. Said before or after signing in. */
  'session.keep': command(z.strictObject({ keep: z.boolean() })).returns<null>(),
  'shell.openExternal': command(z.strictObject({ url: z.string().max(4096) })).returns<{ readonly opened: boolean }>(),
  'media.saveAs': command(z.strictObject({ mediaId })).returns<{ readonly saved: boolean }>(),
  /**
   * Saves what the page has made where the agent says. Only where the host asks (`showInFolder`); in a browser the page downloads by itself.
   */
  'file.saveText': command(
    z.strictObject({ filename: z.string().regex(/^[a-z0-9-]{1,60}\.json$/), text: z.string().max(40_000_000) }),
  ).returns<{ readonly saved: boolean }>(),
  'media.open': command(z.strictObject({ mediaId })).returns<{ readonly opened: boolean }>(),
  'media.showInFolder': command(z.strictObject({ mediaId })).returns<{ readonly shown: boolean }>(),
  'window.title': command(z.strictObject({ title: z.string().max(300) })).returns<null>(),
} as const;

export type HostMethods = typeof hostMethods;
export type HostMethod = keyof HostMethods;
export type HostInput<Name extends HostMethod> = Input<HostMethods, Name>;
export type HostOutput<Name extends HostMethod> = Output<HostMethods, Name>;
export type HostHandlers = Handlers<HostMethods>;

export type EngineLife = 'starting' | 'running' | 'restarting' | 'failed';

export type HostEvent =
  | { readonly type: 'engine'; readonly life: EngineLife; readonly reason: string | null }
  /** A notification, a deep link or the tray wants this on screen. */
  | { readonly type: 'open'; readonly conversationId: ConversationId; readonly messageId: number | null }
  | { readonly type: 'menu'; readonly command: 'settings' | 'new-conversation' | 'search' | 'shortcuts' | 'sign-out' };
