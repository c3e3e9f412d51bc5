import type { ServerProfile } from '#shared/contract/server-profile.ts';
import { isTrustedLink } from '#shared/domain/link-hosts.ts';

/** Which addresses are trusted with what (docs/api.md section 14). */
export interface TrustedHosts {
  /** Opened without asking: `linkHosts` and hosts below them, over https. */
  readonly linkAllowed: (url: string) => boolean;
  /** Fetched by itself, without the token: `fileHosts` and the API's own host. */
  readonly loadsByItself: (url: string) => boolean;
}

export function trustedHosts(profile: Pick<ServerProfile, 'apiUrl' | 'linkHosts' | 'fileHosts'>): TrustedHosts {
  const api = new URL(profile.apiUrl);
  return {
    linkAllowed: (text) => isTrustedLink(text, profile.linkHosts),
    loadsByItself: (text) => {
      if (URL.canParse(text) && new URL(text).origin === api.origin) return true;
      return isTrustedLink(text, profile.fileHosts);
    },
  };
}
