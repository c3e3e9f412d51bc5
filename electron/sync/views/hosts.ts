import type { ServerProfile } from '#shared/contract/server-profile.ts';

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
    linkAllowed: (text) => {
      const url = parse(text);
      return url?.protocol === 'https:' && profile.linkHosts.some((host) => isWithin(url.hostname, host));
    },
    loadsByItself: (text) => {
      const url = parse(text);
      if (url === null) return false;
      if (url.origin === api.origin) return true;
      return url.protocol === 'https:' && profile.fileHosts.some((host) => isWithin(url.hostname, host));
    },
  };
}

function isWithin(hostname: string, host: string): boolean {
  return hostname === host || hostname.endsWith(`.${host}`);
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
